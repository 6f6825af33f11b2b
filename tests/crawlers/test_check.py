"""`turfwatch check`: what a person sees of sites, of one page, and of pages that want a browser."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from schedules.checkup import look
from turfwatch.cli import group
from turfwatch.errors import UsageError

WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "
PAGE = (
    "<!doctype html><html><head><title>Pricing | Deskly</title></head><body><nav><a href=/>Deskly</a></nav>"
    f"<main><h1>Simple pricing</h1><p>{WORDS * 9}</p></main></body></html>"
)
SHELL = '<html><head><title>Deskly</title></head><body><div id="root"></div><script src=a.js></script>'
MARKET = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
[[competitors]]
name = "Deskly"
site = "{site}"
sources = [ {sources} ]
[crawl]
delay = 0
allow_private_hosts = ["127.0.0.1"]
{crawl}
"""


@pytest.fixture
def check(tmp_path: Path, site):
    def run(*arguments: str, sources: str = "", crawl: str = "") -> Result:
        file = tmp_path / "turfwatch.toml"
        file.write_text(MARKET.format(site=site.url, sources=sources, crawl=crawl))
        return CliRunner().invoke(
            group, ["--config", str(file), "check", *arguments], standalone_mode=False, catch_exceptions=False
        )

    return run


def findings(result: Result, where: str) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in result.output.splitlines()]
    return [(row["level"], row["what"]) for row in rows if where in row["where"]]


def test_a_page_is_shown_as_the_crawler_sees_it(site, check) -> None:
    site["/pricing"] = PAGE
    shown = check("--page", f"{site.url}/pricing")
    assert shown.return_value == 0
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert lines[:6] == [
        f"page {site.url}/pricing", "company Deskly", "kind pricing", "outcome ok", "adapter generic",
        "rendered no",
    ]  # fmt: skip
    assert "role region prom. text" in lines
    assert any(line.startswith("h1 ") and line.endswith("Simple pricing") for line in lines)

    seen = json.loads(check("--page", f"{site.url}/pricing", "--json").output)
    (heading,) = (block for block in seen["blocks"] if block["role"] == "h1")
    assert heading == {**heading, "text": "Simple pricing", "prominence": 1.0}
    assert (seen["kind"], seen["outcome"], seen["adapter"]) == ("pricing", "ok", "generic")


def test_trouble_with_a_page_is_said_with_its_reason(site, check) -> None:
    gone = check("--page", f"{site.url}/none")
    assert gone.return_value == 3
    assert "gone: status 404: not found" in " ".join(gone.output.split())
    site["/app"] = SHELL
    shell = json.loads(check("--page", f"{site.url}/app", "--json").output)
    assert (shell["outcome"], shell["kind"]) == ("emptied", "product")
    assert "render = true" in shell["reason"]


@pytest.mark.parametrize("address", ["http://[::1", "ftp://deskly.example/", "pricing"])
def test_what_is_no_address_is_said(check, address: str) -> None:
    with pytest.raises(UsageError, match="is not an address"):
        check("--page", address)


def test_pages_of_strangers_and_kinds_the_config_names(site, workspace) -> None:
    site["/x"] = PAGE
    config = workspace.config(sources=[{"url": f"{site.url}/x", "kind": "compare"}])
    assert look(config, f"{site.url}/x", workspace.now)["kind"] == "compare"
    stranger = look(workspace.config(site="https://elsewhere.example"), f"{site.url}/x", workspace.now)
    assert (stranger["company"], stranger["outcome"], stranger["adapter"]) == (None, "ok", "generic")


def test_render_goes_with_one_page(check) -> None:
    with pytest.raises(click.UsageError, match="--page"):
        check("--render")


@pytest.mark.slow
def test_an_empty_shell_is_said_with_what_to_do(site, check) -> None:
    site["/"] = PAGE
    site["/app"] = SHELL
    (home, app) = findings(check("--json", sources=f'{{ url = "{site.url}/app" }}'), site.url)
    assert home[0] == "ok"
    assert app[0] == "warning"
    assert "render = true" in app[1]


@pytest.mark.slow
def test_what_rendering_still_needs_is_said(site, check) -> None:
    source = f'{{ url = "{site.url}/app", render = true }}'
    missing = check("--offline", "--json", sources=source, crawl='browser = "no-such-browser"')
    ((level, what),) = findings(missing, "crawl.browser")
    assert level == "warning"
    assert "no-such-browser" in what or "turfwatch[render]" in what
    assert findings(check("--offline", "--json"), "crawl.browser") == []
