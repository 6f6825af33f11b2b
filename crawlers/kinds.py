"""What a page is for, from its address, title and the words of the links to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from crawlers.tongues import kind_of_segment, kind_of_words, plain
from crawlers.urls import registered_domain
from turfwatch.types import PageKind

FEED_TYPES = frozenset(
    {
        "application/atom+xml", "application/rss+xml", "application/feed+json", "application/rdf+xml",
    }
)  # fmt: skip


def _rules(flags: int, *rules: tuple[str, PageKind]) -> tuple[tuple[re.Pattern[str], PageKind], ...]:
    """Patterns compiled, in their order."""
    return tuple((re.compile(pattern, flags), kind) for pattern, kind in rules)


# Host labels that say what a whole site is for.
_HOSTS: dict[str, PageKind] = {
    **dict.fromkeys(("blog", "news", "resources", "insights", "magazine", "press", "podcast"), "blog"),
    **dict.fromkeys(("docs", "doc", "help", "support", "developer", "developers", "dev", "api", "kb",
                     "learn", "academy", "community", "forum", "wiki", "knowledge", "faq", "guides"), "docs"),
    **dict.fromkeys(("jobs", "careers", "career", "work", "hiring"), "careers"),
    **dict.fromkeys(("legal", "trust", "privacy", "security", "compliance"), "legal"),
    **dict.fromkeys(("changelog", "changes", "releases", "updates", "whatsnew", "whats-new", "roadmap",
                     "release-notes", "productupdates", "product-updates"), "release_notes"),
    **dict.fromkeys(("pricing", "plans"), "pricing"),
    **dict.fromkeys(("customers", "stories"), "customers"),
}  # fmt: skip

# A segment of the path that settles it wherever it stands.
_ANYWHERE: tuple[tuple[re.Pattern[str], PageKind], ...] = (
    (
        re.compile(
            r"change-?logs?(-.*)?|release-?notes?(-.*)?|what-?s-new|whats-?new|product-updates?"
            r"|(new|latest)-(features|releases)|versionshinweise|notes-de-version"
        ),
        "release_notes",
    ),
)

# The first segment of the path that says something decides.
_SEGMENTS = _rules(
    0,
    (r"pricing(-.*)?|.*-pricing|prices?|plans?|plans-(and-)?pricing|pricing-(and-)?plans|packages"
     r"|editions|cost|cennik|buy", "pricing"),
    (r"compar(e|isons?|ing)(-.*)?|vs|versus|.*-vs-.*|vs-.*|.*-vs|(.*-)?alternatives?(-.*)?|competitors?"
     r"|switch(ing)?(-(from|to).*)?|migrate-from-.*|why-switch.*", "compare"),
    (r"customers?|customer-stor(y|ies)|case-?stud(y|ies)|success(-stor(y|ies))?|stories|testimonials"
     r"|reviews|references|wall-of-love", "customers"),
    (r"blog|news|newsroom|press|press-releases?|articles?|posts?|guides?|ebooks?|whitepapers?|reports?"
     r"|webinars?|podcasts?|videos?|insights|resources?|library|magazine|stories-and-news"
     r"|glossary|newsletter|events?|announcements?|tutorials?|templates?|tag|tags|author"
     r"|authors|category|categories|archives?", "blog"),
    (r"docs?|documentation|help|help-cent(er|re)|support|api|api-(docs|reference)|reference|developers?"
     r"|knowledge-?base|kb|faqs?|manual|handbook|academy|learn|community|forum|wiki|sdks?|status"
     r"|getting-started|quickstart", "docs"),
    (r"jobs?|careers?|work-(with|for)-us|join(-us)?|hiring|vacanc(y|ies)|open-positions|positions|team",
     "careers"),
    (r"legal|privacy(-.*)?|terms(-.*)?|tos|eula|gdpr|dpa|cookies?(-.*)?|imprint"
     r"|security(-.*)?|trust(-cent(er|re))?|compliance|sla|subprocessors|licen[cs]es?"
     r"|acceptable-use.*|.*-policy|.*-agreement|responsible-disclosure|accessibility|sitemap", "legal"),
    (r"solutions?(-.*)?|use-?cases?|industr(y|ies)|sectors?|for|for-.+|by-(role|team|industry|size)|roles?"
     r"|teams|enterprise|startups?|small-(business|teams?)|smbs?|mid-?market|agenc(y|ies)|nonprofits?"
     r"|education|healthcare|government|public-sector|e-?commerce|retail|financial-services|who-its-for",
     "solution"),
    (r"updates?|releases?|roadmap|new|launch(es)?|launch-week.*", "release_notes"),
    (r"products?|features?|platform|integrations?|apps?|marketplace|connect(or|ion)s|add-?ons|capabilities"
     r"|how-it-works|tour|product-tour|overview|tools?|tooling|modules?|services?|technology|ai|demo"
     r"|why|why-.+", "product"),
)  # fmt: skip

# Words of a title or of a link's text, for addresses that say nothing.
_WORDS = _rules(
    re.IGNORECASE,
    (r"\b(pricing|plans? (and|&) pricing|prices|our plans)\b", "pricing"),
    (r"\b(change ?log|release notes|what['’]?s new|product updates|latest releases)\b", "release_notes"),
    (r"\bvs\.?\b|\bversus\b|\b(alternatives?|compared? (to|with)|comparison)\b|^compare\b", "compare"),
    (r"\b(customer stor(y|ies)|case stud(y|ies)|success stor(y|ies)|our customers)\b|^customers$",
     "customers"),
    (r"^(blog|news|resources|press|guides?|articles)\b|[|–—-] blog\b", "blog"),
    (r"\b(documentation|help cent(er|re)|api reference|developer docs|knowledge base)\b"
     r"|^(docs|support|help)$", "docs"),
    (r"^(jobs|careers|we['’]?re hiring|join us|open positions|team)\b|\bcareers\b", "careers"),
    (r"\b(privacy|cookie) (policy|notice)\b|\bterms (of|and)\b"
     r"|^(terms|privacy|legal|imprint|security)$", "legal"),
    (r"^solutions?\b|\buse cases?\b|\bindustries\b|^for \w+", "solution"),
    (r"^(products?|features?|platform|integrations?|how it works|overview)\b", "product"),
)  # fmt: skip

# A page at the top named after what is sold: `time-tracking`, `helpdesk-software`.
_OFFER = re.compile(
    r"(.+-)?(\w{3,}ing|software|platform|tools?|systems?|management|automation|apps?|tracker|analytics|api"
    r"|builder|generator|engine|suite|desk|inbox|hub|reports?|dashboards?|assistant|agents?|bots?|cli|sdk|page"
    r"|locations?|as-code)"
)
_NO_OFFER = re.compile(r"(coming|landing|upcoming|thank|hiring|contact|about|our|open|careers?|home)\b.*")

_LOCALE = re.compile(
    r"(en|de|fr|es|it|nl|pt|pl|sv|da|nb|no|fi|cs|ja|ko|zh|ru|tr|uk|he|ar|hu|ro|el|id|vi|th|bg|hr|sk|sl|lt"
    r"|lv|et|ca|hi|ms)([-_]([a-z]{2}|latam|hans|hant))?|(us|uk|gb|eu|au|ca|intl|global|emea|apac|latam|row)"
)
_SUFFIX = re.compile(r"\.(html?|php|aspx?|jsp|cfm|xml|rss|atom|json|md|txt)$")
_FEED_PATH = re.compile(
    r"(^|/)(feed|rss|atom|feeds)(/|$)|\.(rss|atom)$|(^|/)(feed|rss|atom|index)\.(xml|json)$"
)


def kind_of(
    url: str, *, title: str = "", link_texts: Iterable[str] = (), content_type: str = "", site: str = ""
) -> PageKind:
    """The kind of the page at `url`; `site` is the company's home address where it is known.

    The address decides where it speaks, then the texts of links to the page, then its title.
    """
    parts = urlsplit(url)
    segments = _segments(parts.path)
    host = _host_kind(parts.hostname or "", segments, site)
    found = _strong(segments) or host or _by_segments(segments) or _by_words((*link_texts, title))
    found = found or _offer(segments)
    feed = content_type in FEED_TYPES or bool(_FEED_PATH.search(parts.path.lower()))
    if found is None and feed:
        return "blog"
    return found or "other"


def locale_of(url: str) -> str:
    """The language or region prefix of the path (`de`, `en-gb`), or the empty string."""
    first = urlsplit(url).path.lower().strip("/").split("/", 1)[0]
    return first if _LOCALE.fullmatch(first) else ""


def is_feed_address(url: str) -> bool:
    """Whether the address looks like a feed's."""
    return bool(_FEED_PATH.search(urlsplit(url).path.lower()))


def _segments(path: str) -> list[str]:
    """The path's segments, lower-case, words joined by hyphens, without language prefix and suffix."""
    parts = [_SUFFIX.sub("", s) for s in plain(unquote(path)).split("/") if s]
    parts = [re.sub(r"[\s_+.]+", "-", s).strip("-") for s in parts]
    if parts and _LOCALE.fullmatch(parts[0]):
        parts = parts[1:]
    return [s for s in parts if s and s not in {"index", "default"}]


def _host_kind(host: str, segments: Sequence[str], site: str) -> PageKind | None:
    domain = registered_domain(host)
    own = host.removeprefix("www.")
    if own in {domain, (urlsplit(site).hostname or "").removeprefix("www.")}:
        return None if segments else "home"
    return _HOSTS.get(own.removesuffix(domain).rstrip(".").rsplit(".", 1)[-1])


def _strong(segments: Sequence[str]) -> PageKind | None:
    return next((kind for s in segments for p, kind in _ANYWHERE if p.fullmatch(s)), None)


def _by_segments(segments: Sequence[str]) -> PageKind | None:
    kinds = [kind for s in segments[:3] if (kind := _of_segment(s)) is not None]
    if kinds[:2] == ["product", "pricing"]:  # a product's prices: `/product/pricing`
        return "pricing"
    return kinds[0] if kinds else None


def _of_segment(segment: str) -> PageKind | None:
    english = next((kind for pattern, kind in _SEGMENTS if pattern.fullmatch(segment)), None)
    return english or kind_of_segment(segment)


def _offer(segments: Sequence[str]) -> PageKind | None:
    """A single segment that names a kind of product rather than a company's affairs."""
    if len(segments) != 1 or _NO_OFFER.fullmatch(segments[0]) or not _OFFER.fullmatch(segments[0]):
        return None
    return "product"


def _by_words(texts: Iterable[str]) -> PageKind | None:
    short = [t for text in texts if len(t := " ".join(text.split())) < 120]
    english = (kind for t in short for p, kind in _WORDS if p.search(t))
    return next(english, None) or next((kind for t in short if (kind := kind_of_words(t))), None)
