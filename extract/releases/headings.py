"""What a heading of release notes is: a version, a date, a category, the page's own name, or a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from extract.releases.dates import Reader
from extract.releases.kinds import category

_VERSION = re.compile(
    r"(?:(?<![\w.])|(?<=v)|(?<=V))(?P<lead>v(?:ersi(?:on|ón|one|e)|ersão|\.)?\s?|wersja\s|release\s+"
    r"|\[)?(?P<number>\d+(?:\.\d+){1,3}(?:\.x)?(?:[-+._]?(?:dev|alpha|beta|rc|pre|preview|post"
    r"|snapshot|nightly|hotfix|lts)[\w.]*)?)(?![\w%]|\.\d)"
    r"|\b(?:v|versi(?:on|ón|one|e)\s|versão\s|wersja\s|release\s)(?P<whole>\d{1,4})\b(?![.\d])",
    re.IGNORECASE,
)
_UNRELEASED = re.compile(
    r"\b(?:unreleased|upcoming|next release|in development|not yet released)\b", re.IGNORECASE
)
_PAGE = re.compile(
    r"^\W*(?:[\w.’'-]+ ){0,3}(?:change ?log|release notes?|releases|what[’']?s new|neuigkeiten"
    r"|nouveautés|novedades)(?: (?:in|at|on|for|of) .{1,30}| .{0,12})?\W*$"
    r"|^\W*(?:(?:product|company|platform|release|version|latest|recent|all|our) )?(?:updates|news"
    r"|history|changes|announcements)\W*$|^\W*all notable changes",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^\W*(?:subscribe.*|.*newsletter.*|sign up .*|stay (?:up to date|updated|in the loop|tuned)"
    r"|related(?: posts| articles)?|share|sign up|get started|ready to .*|try .* (?:free|today)"
    r"|follow us|feedback|more (?:updates|releases|posts)|previous|next|older(?: posts)?|newer"
    r"|read more|comments?|assets(?: \d+)?|"
    r"table of contents|on this page|archive|categories|tags|legend|resources|company|product|support"
    r"|stay in touch|coming soon|up next|what[’']?s next|on the roadmap|.{3,40}[^\d]\?|learn more"
    r"|contact(?: us)?|about|questions\?|download|start (?:your|a) .*trial|back to .*)\W*$",
    re.IGNORECASE,
)


_LEADING = re.compile(
    r"^\W*(?:version|release|v)?\.?\s*v?(?P<number>\d+(?:\.\d+)+\w*)\s*[-–—:|]\s+(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading read: at most one of section, category, page and furniture applies."""

    kind: str  # section category page furniture title year
    title: str = ""
    version: str | None = None
    date: date | None = None
    category: str | None = None
    year: int | None = None


def read(
    text: str, reader: Reader, *, moment: date | None = None, year: int | None = None, sole: bool = False
) -> Heading:
    """Classify a heading; `sole` marks the page's only h1, which names the page or its one entry."""
    if re.fullmatch(r"\W*(?:19|20)\d{2}\W*", text):
        return Heading("year", year=int(re.sub(r"\D", "", text)))
    found = reader.find(text)
    when, rest = moment, text
    if found is not None:
        when, rest = moment or found[0], f"{text[: found[1]]} {text[found[2] :]}"
    elif (value := reader.whole(text, year)) is not None:
        return Heading("section", date=moment or value)
    version, rest = _take_version(rest)
    if version and when is None and (value := reader.whole(_tidy(rest), year)) is not None:
        when, rest = value, ""  # `v3.12.0 May 7` below the year
    unreleased = bool(_UNRELEASED.search(rest))
    title = _tidy(_UNRELEASED.sub(" ", rest) if unreleased else rest)
    if version or when or unreleased:
        return _section(title, version, when, unreleased=unreleased, sole=sole)
    if (kind := category(text)) is not None and not (sole and _PAGE.match(text)):
        return Heading("category", title=text, category=kind)
    if _PAGE.match(text):
        return Heading("page", title=text)
    return Heading("furniture" if _FURNITURE.match(text) else "title", title=_tidy(text) or text)


def versioned(title: str) -> tuple[str | None, str]:
    """`Version 21.2 - Maintenance release`: the version before a title, if any, and the title."""
    match = _LEADING.match(title)
    return (match["number"], title[match.end() :]) if match else (None, title)


def _section(title: str, version: str | None, when: date | None, *, unreleased: bool, sole: bool) -> Heading:
    if version and not when and not unreleased and len(title.split()) >= 3:
        return Heading("title", title=title, version=version)  # a sentence that mentions a version
    if _PAGE.match(title) or not re.search(r"[^\W\d_]{2,}", title):
        title = ""
    return Heading("section", title=title, version=version, date=when)


def _take_version(text: str) -> tuple[str | None, str]:
    match = _VERSION.search(text)
    if match is None:
        return None, text
    number = match["number"] or match["whole"]
    head = text[: match.start()].strip(" [(-–—:|•v")
    after = text[match.end() :]
    if match["whole"] and head and re.match(r"\s+[a-z]{3}", after):
        return None, text  # `API v2 ends in May`
    if len(head.split()) > 2 or re.match(r"\s+(?:of|will)\b", text[match.end() :]):
        return None, text  # named in passing, not the name of the section
    return number.rstrip("."), f"{text[: match.start()]} {text[match.end() :]}"


def _tidy(text: str) -> str:
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    text = " ".join(text.split())
    text = re.sub(
        r"^(?:[\s\-–—:|,·•#/]|\bv\b|\bversion\b(?!\s+\d)|\brelease[ds]?\b\s*(?:on|:)?\s*(?=$))+|[\s\-–—:"
        r"|,·•/]+$",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(r"^[\[\](){}]+|[\[(]+$|^\]\s*", "", text)
    return (
        ""
        if re.fullmatch(
            r"(?:released?|version|on|week of|the|latest|stable|lts|current|\W)*", text, re.IGNORECASE
        )
        else text.strip()
    )
