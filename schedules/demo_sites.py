"""The demo's five sites: files that hold all versions of a page, rendered as they stood on a day."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from schedules.demo_story import DATES, ROOT

SITES = ROOT / "sites"
HTML = "text/html; charset=utf-8"
EVERY_PAGE = "*"


@dataclass(frozen=True)
class Served:
    """What a site answers for one path on one day."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class PageDates:
    """A path and the days on which it stands (`until` is the first day without it)."""

    path: str
    since: date | None
    until: date | None

    def stands(self, day: date) -> bool:
        """Whether the page is there on that day."""
        started = self.since is None or self.since <= day
        return started and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Site:
    """One company's site as its `_site.toml` describes it."""

    host: str
    validators: str
    pages: tuple[PageDates, ...]
    trouble: Mapping[tuple[str, date], str]

    def paths(self, day: date) -> list[str]:
        """The paths that stand on that day, in the file's order."""
        return [page.path for page in self.pages if page.stands(day)]


@lru_cache(maxsize=32)
def load_site(company_dir: Path) -> Site:
    """Read `_site.toml` once: the server asks for it on every request."""
    with (company_dir / "_site.toml").open("rb") as file:
        raw = tomllib.load(file)
    return Site(
        host=raw["host"],
        validators=raw.get("validators", "none"),
        pages=tuple(_page_dates(page) for page in raw["pages"]),
        trouble={
            (item["path"], date.fromisoformat(str(item["day"]))): item["kind"]
            for item in raw.get("trouble", [])
        },
    )


def _page_dates(page: Mapping[str, str | date]) -> PageDates:
    return PageDates(str(page["path"]), _day(page.get("since")), _day(page.get("until")))


def _day(value: date | str | None) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


@lru_cache(maxsize=32)
def _environment(company_dir: Path) -> Environment:
    # Nothing is escaped: every text is ours, and the templates hold markup inside their strings.
    return Environment(  # noqa: S701
        loader=FileSystemLoader(company_dir),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def clock(day: date) -> dict[str, object]:
    """What a template may ask about time: one template holds all versions of its page."""

    def since(first: str) -> bool:
        return date.fromisoformat(first) <= day

    def until(end: str) -> bool:
        return day < date.fromisoformat(end)

    def between(first: str, end: str) -> bool:
        return since(first) and until(end)

    return {"day": day, "since": since, "until": until, "between": between}


def template_name(path: str) -> str:
    """The file behind a URL path: `/` is `index.html`, `/pricing` is `pricing.html`."""
    if path == "/":
        return "index.html"
    return path[1:] if path.endswith(".xml") else f"{path[1:]}.html"


@lru_cache(maxsize=4096)
def render(company_dir: Path, path: str, day: date) -> Served:
    """Answer for one path on one day; the same arguments always give the same bytes."""
    site = load_site(company_dir)
    if path == "/robots.txt":
        return _robots(site)
    if path == "/sitemap.xml":
        return _sitemap(site, day)
    if path not in site.paths(day):
        return _missing(site)
    kind = site.trouble.get((path, day))
    if kind is not None:
        return _TROUBLE[kind](site)
    template = _environment(company_dir).get_template(template_name(path))
    body = template.render(path=path, host=site.host, **clock(day)).encode()
    return Served(200, "application/atom+xml" if path.endswith(".xml") else HTML, body)


def _robots(site: Site) -> Served:
    lines = f"User-agent: *\nAllow: /\n\nSitemap: http://{site.host}/sitemap.xml\n"
    return Served(200, "text/plain; charset=utf-8", lines.encode())


def _sitemap(site: Site, day: date) -> Served:
    pages = [path for path in site.paths(day) if not path.endswith(".xml")]
    entries = "".join(f"  <url><loc>http://{site.host}{path}</loc></url>\n" for path in pages)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    return Served(200, "application/xml", body.encode())


def plain_page(status: int, title: str, body: str) -> Served:
    """A page of nothing but a title and a body."""
    text = (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title>'
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return Served(status, HTML, text.encode())


def _missing(site: Site) -> Served:
    home = f'<h1>Page not found</h1>\n<p>Back to <a href="/">{site.host}</a>.</p>'
    return plain_page(404, "Page not found", home)


def _forbidden(site: Site) -> Served:
    return plain_page(403, "403 Forbidden", f"<h1>403 Forbidden</h1>\n<hr>\n<p>{site.host}</p>")


def _emptied(site: Site) -> Served:
    # A 200 with the shell of a page whose content failed to load: its status looks healthy.
    return plain_page(200, site.host, '<div id="app"></div>\n<script src="/assets/app.js"></script>')


def _challenge(site: Site) -> Served:
    words = (
        '<div class="main-wrapper">\n<h1>Just a moment...</h1>\n'
        f"<p>Checking your browser before accessing {site.host}.</p>\n"
        "<noscript>Enable JavaScript and cookies to continue</noscript>\n"
        '<div id="challenge-running"></div>\n<p>Ray ID: 8f3c2a41be07</p>\n</div>'
    )
    return plain_page(200, "Just a moment...", words)


def _unavailable(site: Site) -> Served:
    note = f"<h1>Service temporarily unavailable</h1>\n<p>{site.host} will be back shortly.</p>"
    return plain_page(503, "503", note)


_TROUBLE: Mapping[str, Callable[[Site], Served]] = {
    "403": _forbidden,
    "empty": _emptied,
    "challenge": _challenge,
    "503": _unavailable,
}


def validators(company_dir: Path, path: str, day: date) -> dict[str, str]:
    """The validator headers of a page, in the site's own manner: some send ETags, some dates."""
    served, manner = render(company_dir, path, day), load_site(company_dir).validators
    if served.status != 200 or manner == "none":
        return {}
    if manner == "etag":
        return {"ETag": f'"{hashlib.sha256(served.body).hexdigest()[:20]}"'}
    stamp = datetime.combine(last_changed(company_dir, path, day), time(4, 30), tzinfo=UTC)
    return {"Last-Modified": format_datetime(stamp, usegmt=True)}


def last_changed(company_dir: Path, path: str, day: date) -> date:
    """The storyline date since which the page has had the bytes it has on `day`."""
    body, changed = render(company_dir, path, day).body, day
    for earlier in reversed([known for known in DATES if known <= day]):
        if render(company_dir, path, earlier).body != body:
            break
        changed = earlier
    return changed


def is_unchanged(sent: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Whether a conditional request already has these bytes; an ETag outranks a date."""
    wanted = {name.lower(): value for name, value in asked.items()}
    if "if-none-match" in wanted:
        known = [tag.strip().removeprefix("W/") for tag in wanted["if-none-match"].split(",")]
        return sent.get("ETag") in known
    if "if-modified-since" in wanted and "Last-Modified" in sent:
        return _not_after(sent["Last-Modified"], wanted["if-modified-since"])
    return False


def _not_after(left: str, right: str) -> bool:
    try:
        return parsedate_to_datetime(left) <= parsedate_to_datetime(right)
    except (TypeError, ValueError):
        return False
