# Two commands on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Without byte code on disk each of the suite's many processes compiles every library anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test check format evaluate train lock clean
.DEFAULT_GOAL := help

help: ## Show what make can do
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Turfwatch needs Python 3.11 or newer; found: $$($(PYTHON) --version 2>&1 || true). Name one with: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "Could not make $(VENV): install your system's venv package (on Debian: python3-venv)" >&2; exit 1; }
	@echo "Installing into $(VENV) from requirements.lock (about a minute the first time)"
	@$(BIN)/python -m ensurepip -q 2>/dev/null || true
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

install: $(STAMP) ## Make .venv from the lock file

demo: $(STAMP) ## Play half a year of an invented market into demo-output/
	@$(BIN)/turfwatch demo demo-output

test: $(STAMP) ## Run the whole test suite
	@$(BIN)/python -m pytest -n auto

check: $(STAMP) ## Lint, types, import direction
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP) ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

evaluate: $(STAMP) ## Measure quality on the corpus and, when present, on real captures
	@$(BIN)/python -m benchmarks.blocks
	@$(BIN)/python -m benchmarks.evaluate

train: $(STAMP) ## Rebuild the claim model from data/corpus
	@$(BIN)/python -m extract.train

lock: ## Renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock

clean: ## Remove what make made
	rm -rf $(VENV) demo-output build dist

.PHONY: docs
docs: $(STAMP) ## Renew docs/cli.md from the commands
	@$(BIN)/python -m turfwatch.clidocs
