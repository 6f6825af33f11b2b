"""Site adapters, each over its fixture folder: `sites/<adapter>/<case>/` with page.html and expected.json.

expected.json is what `turfwatch check --page URL --json` prints, or as much of it as should be held fast:
url and kind, the urls the adapter names, and blocks with those of their fields that matter.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from crawlers import adapters
from crawlers.targets import Target
from extract.blocks import walk
from extract.run import run as extract
from extract.run import version
from turfwatch import plugins
from turfwatch.errors import ExtractError, PluginError

SITES = Path(__file__).parent / "sites"
CASES = sorted(path.parent for path in SITES.glob("*/*/expected.json"))
EXTENDING = Path(__file__).resolve().parents[2] / "docs" / "extending.md"
WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes an adapter outside the tree; gives the dotted name that reaches it."""

    def write(name: str, code: str) -> str:
        package = tmp_path / "larkdesk_sites"
        package.mkdir(exist_ok=True)
        (package / f"{name}.py").write_text(code, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        for module in [m for m in sys.modules if m.startswith("larkdesk_sites")]:
            monkeypatch.delitem(sys.modules, module)
        return f"larkdesk_sites.{name}"

    return write


@pytest.fixture
def example(outside) -> str:
    """The adapter that the documentation shows, as a reader would copy it."""
    (code,) = re.findall(
        r"^```python\n(\"\"\"Deskly.*?)^```", EXTENDING.read_text(encoding="utf-8"), re.M | re.S
    )
    return outside("deskly", code)


def test_every_adapter_has_a_case_and_every_case_an_adapter() -> None:
    assert {case.parent.name for case in CASES} == {*plugins.names(adapters.PACKAGE), "example"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_each_case(case: Path, request: pytest.FixtureRequest) -> None:
    name = case.parent.name
    adapter = request.getfixturevalue("example") if name == "example" else name
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    html, url = (case / "page.html").read_text(encoding="utf-8"), expected["url"]
    found = adapters.blocks(adapter, adapters.SitePage(url, expected["kind"], html, walk(html, url=url)))
    told = [
        {field: getattr(block, field) for field in wanted}
        for block, wanted in zip(found, expected["blocks"], strict=False)
    ]
    assert told == expected["blocks"]
    assert len(found) == len(expected["blocks"])
    target = Target("Deskly", "https://deskly.example/", ("deskly.example",), adapter=adapter)
    assert list(adapters.urls(target)) == expected.get("urls", [])


@pytest.mark.slow
def test_the_example_reads_a_site_from_the_first_address_to_the_facts(workspace, site, example: str) -> None:
    page = (SITES / "example" / "home" / "page.html").read_text(encoding="utf-8")
    site["/"] = page
    for name in ("inbox", "reports"):
        site[f"/products/{name}"] = f"<title>{name}</title><h1>{name}</h1><p>“Quoted” {WORDS * 9}</p>"
    workspace.crawl(adapter=example)
    assert set(workspace.outcomes()) == {"/", "/products/inbox", "/products/reports"}
    config = workspace.config(adapter=example)
    extract(config, workspace.store, workspace.now)
    facts = dict(zip(("/", "/products/inbox"), _facts(workspace, "/", "/products/inbox"), strict=True))
    quoted = {path: [b.text for b in f.blocks if b.role == "quote"] for path, f in facts.items()}
    assert quoted == {"/": ["“We closed twice the tickets with the same people.”"], "/products/inbox": []}
    assert version(config) != version(workspace.config())  # with another adapter pages are read otherwise


def _facts(workspace, *paths: str):
    return workspace.store.facts([workspace.captures(path)[-1] for path in paths])


def test_an_adapter_that_breaks_is_named(outside) -> None:
    broken = outside(
        "broken", "def urls(target):\n    return 1 / 0\n\ndef blocks(page):\n    return page.what\n"
    )
    target = Target("Deskly", "https://deskly.example/", ("deskly.example",), adapter=broken)
    with pytest.raises(PluginError, match=r"larkdesk_sites\.broken.*ZeroDivisionError"):
        adapters.urls(target)
    with pytest.raises(ExtractError, match=r"larkdesk_sites\.broken.*AttributeError"):
        adapters.blocks(broken, adapters.SitePage("https://deskly.example/", "home", "", ()))


def test_an_adapter_that_breaks_on_a_page_costs_that_page(workspace, site, outside) -> None:
    adapter = outside("picky", "def blocks(page):\n    return None if page.kind == 'home' else page.what\n")
    site["/"] = f'<title>Deskly</title><h1>Deskly</h1><p>{WORDS * 9}</p><a href="/pricing">Pricing</a>'
    site["/pricing"] = f"<title>Deskly</title><h1>Deskly</h1><p>{WORDS * 9}</p>"
    workspace.crawl(adapter=adapter)
    record = extract(workspace.config(adapter=adapter), workspace.store, workspace.now)
    assert (record.status, record.counts["captures"], record.counts["skipped"]) == ("partial", 1, 1)
    assert "larkdesk_sites.picky" in record.messages[0]


def test_adapters_without_blocks_change_nothing() -> None:
    assert adapters.edition(["generic", "generic"]) == ""
    assert isinstance(plugins.load(adapters.PACKAGE, "generic"), ModuleType)
