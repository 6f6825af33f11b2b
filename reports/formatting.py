"""How dates, money, shares and other people's text are written, the same in every report.

Everything a competitor wrote passes through `clean` before it is shown anywhere: control
characters, line breaks and direction overrides are how a page would forge a header or a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote, urlsplit

from signals import money as in_words
from turfwatch.types import Plan

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_JOINERS = "\u200c\u200d"  # needed inside Persian words and emoji; harmless elsewhere
_LINK_WORDS = 8  # a text fragment quotes at most this many words at either end
ELLIPSIS = "…"
NBSP = "\u00a0"
number, change = in_words.number, in_words.change


def clean(text: str | None, limit: int | None = None) -> str:
    """Text on one line, without control, direction and invisible characters, cut at `limit`."""
    if not text:
        return ""
    if text.isascii() and text.isprintable():  # most text is: nothing in it can do harm
        return shorten(" ".join(text.split()), limit) if limit else " ".join(text.split())
    kept = "".join(c if _harmless(c) else " " if c.isspace() else "" for c in text)
    return shorten(" ".join(kept.split()), limit) if limit else " ".join(kept.split())


def _harmless(char: str) -> bool:
    # Cc control, Cf format (all direction marks are), Cs lone surrogates, Co private, Zl/Zp separators
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there is a gap; a quotation cut short is closed."""
    if len(text) <= limit:
        return text
    head = _head(text, limit - 1)
    if head.count("“") <= head.count("”"):
        return head + ELLIPSIS
    head = _head(text, limit - 2)
    return head + ELLIPSIS + "”" * (head.count("“") > head.count("”"))


def _head(text: str, limit: int) -> str:
    head = text[:limit]
    gap = head.rfind(" ")
    return (head[:gap] if gap > limit // 2 else head).rstrip(" ,.;:–-")


def without_name(text: str, names: Iterable[str]) -> str:
    """A title without the company's name at its end or beginning: `Helpdesk` of `Helpdesk | Deskly`."""
    parts = re.split(r"\s+[|–—·•:-]\s+", text)
    called = tuple(name.casefold() for name in names if name)
    while len(parts) > 1 and _calls(parts[-1], called):
        parts.pop()
    while len(parts) > 1 and _calls(parts[0], called):
        parts.pop(0)
    kept = re.search(r"\s+[|–—·•:-]\s+".join(map(re.escape, parts)), text)
    return kept[0] if kept and kept[0].strip() else text


def _calls(part: str, names: tuple[str, ...]) -> bool:
    """Whether a part of a title is a name, or one with a word that says what it is (`Deskly Inc.`)."""
    return part.casefold() in names or (part.casefold().startswith(names) and len(part.split()) <= 2)


def day(value: date | None, *, year: bool = True) -> str:
    """`12 May 2026`, or `12 May`; empty for none. No locale is asked, so a report reads alike anywhere."""
    if value is None:
        return ""
    name = _MONTHS[value.month - 1]
    return f"{value.day} {name} {value.year}" if year else f"{value.day} {name}"


def span_of_days(since: date, until: date) -> str:
    """`12 May 2026`, or `9 – 12 May 2026`, or `28 Apr – 12 May 2026`."""
    if since >= until:
        return day(until)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day} – {day(until)}"
    return f"{day(since, year=since.year != until.year)} – {day(until)}"


def moment(value: datetime) -> str:
    """`2026-05-12 07:00 UTC`, in the zone the moment carries."""
    return f"{value:%Y-%m-%d %H:%M} {value.tzname() or ''}".rstrip()


def money(amount: Decimal, currency: str | None) -> str:
    """`$49`, `€1,099.50`, `CHF 12`; without a currency only the number."""
    return in_words.money(amount, clean(currency, 12))


def price(plan: Plan | None) -> str:
    """What a plan costs, in words as short as a table cell: `$49 / seat / month`, `contact sales`, `free`."""
    if plan is None:
        return ""
    if plan.custom:
        return "contact sales"
    if plan.amount is None:
        return "free" if plan.free else "not stated"
    if plan.free and plan.amount == 0:
        return "free"
    return in_words.stated(plan.amount, clean(plan.currency, 12), clean(plan.unit, 30), plan.period)


def percent(share: float) -> str:
    """A share 0…1 as `42 %`, below 0 as `−42 %`; the space does not break."""
    whole = round(100 * share)
    return f"{'−' if whole < 0 else ''}{abs(whole)}{NBSP}%"


def count(quantity: int, noun: str, plural: str = "") -> str:
    """`1 page`, `2 pages`, `1,204 pages`."""
    return f"{quantity:,} {noun if quantity == 1 else plural or noun + 's'}"


def listed(names: list[str] | tuple[str, ...], limit: int = 3) -> str:
    """`A, B and C`; past `limit`, `A, B, C and 4 more`."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def some(items: Sequence[str], limit: int) -> tuple[str, ...]:
    """The first `limit` lines; where that leaves any out, a last one that counts them."""
    more = [f"and {len(items) - limit:,} more"] if len(items) > limit else []
    return (*items[:limit], *more)


def capital(text: str) -> str:
    """The text with a capital to begin with; one that begins with an address stays as it is."""
    return text if "/" in text.partition(" ")[0] else text[:1].upper() + text[1:]


def host(url: str) -> str:
    """The host of an address, without `www.`; empty if there is none."""
    try:
        return clean((urlsplit(url).hostname or "").removeprefix("www."))
    except ValueError:
        return ""


def path(url: str) -> str:
    """The path of an address as a person would say it: `/pricing`, `/` for the home page."""
    try:
        return clean(urlsplit(url).path, 80) or "/"
    except ValueError:
        return clean(url, 80)


def place(url: str) -> str:
    """Host and path, for the eye: `deskly.example/pricing`."""
    tail = path(url)
    return (host(url) + (tail if tail != "/" else "")) or clean(url, 80)


def web_link(url: str) -> str:
    """The address if it is one a report may link to (http, https), else nothing."""
    one_line = "".join(clean(url).split())
    try:
        parts = urlsplit(one_line)
    except ValueError:
        return ""
    return one_line if parts.scheme in {"http", "https"} and parts.hostname else ""


def link_to(url: str, sentence: str | None) -> str:
    """The address with a text fragment, so that a browser opens the page at the sentence itself."""
    base, words = web_link(url).partition("#")[0], clean(sentence).split()
    if not base or not words or max(map(len, words)) > 100:
        return base
    if len(words) <= 2 * _LINK_WORDS:
        return f"{base}#:~:text={_fragment(words)}"
    return f"{base}#:~:text={_fragment(words[:_LINK_WORDS])},{_fragment(words[-_LINK_WORDS:])}"


def _fragment(words: list[str]) -> str:
    # "-", "," and "&" are syntax in a text directive; quote() leaves "-" as it is
    return quote(" ".join(words), safe="").replace("-", "%2D")


def markdown(text: str) -> str:
    """Text that Markdown shows as it is: markup, HTML, links (bare ones too) and list marks are escaped."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", clean(text))
    escaped = re.sub(r"^(\d*)([-+.)])(?=\s|$)", r"\1\\\2", escaped)
    return re.sub(r"(?i)(?<=\w)(:(?=//)|(?<=www)\.)", r"\\\1", escaped)


def markdown_link(url: str) -> str:
    """An address that cannot end the parentheses of a Markdown link it stands in."""
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
