"""What elements and attributes of real pages mean: visible or not, which region, a line or not."""

from __future__ import annotations

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code
    data del dfn em font i img ins kbd label mark nobr output picture q
    rp rt ruby s samp slot small source span strike strong sub sup time tt u var wbr""".split()  # noqa: SIM905
)
SKIPPED = frozenset(
    """applet audio base canvas datalist embed frame frameset head iframe link map math meta noembed noframes
    noscript object option optgroup param progress script select style svg template textarea title track video
    """.split()  # noqa: SIM905
)
SECTIONS = frozenset({"section", "header", "main", "article"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Parts of a page that have headers and footers of their own.
NESTING = frozenset({"article", "blockquote", "figure", "li", "td", "dialog"})

_NAV = re.compile(
    r"""(?:^|\s)(?:[\w-]*[-_])?(?:nav|navbar|navigation|menubar|mega-?menu|main-?menu|mobile-?menu
    |breadcrumbs?|topbar
    |site-header|pagination|table-of-contents|skip-link)(?:[-_][\w-]*)?(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_TABS = re.compile(r"nav-(?:tabs?|pills?)\b", re.IGNORECASE)  # Bootstrap's tab strips stand in the content
_FOOTER = re.compile(
    r"""(?:^|\s)(?:(?:site|page|main|global|app|layout|l|c|the)[-_]{1,2})?(?:footer|colophon)(?:[-_][\w-]*)?(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookie|consent|gdpr|ccpa|onetrust|usercentrics|didomi|truste|osano|cc-(?:window|banner)", re.IGNORECASE
)
_ANNOUNCEMENT = re.compile(
    r"(?:announcement|promo|notification|notice|alert|top|sale)[-_]?(?:bar|banner|strip|ribbon)"
    r"|\bannouncement\b",
    re.IGNORECASE,
)
_TESTIMONIAL = re.compile(
    r"(?:^|[\s_-])(?:testimonials?|reviews?|quotes?|customer-stor(?:y|ies)|pull-?quote)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_QUOTE_FORM = re.compile(r"(?:get|request|free|instant)[-_]?(?:a[-_])?quote|quote[-_]?form", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:sidebar|related|newsletter|author-bio|share|social-links|comments)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:^|[\s_-])(?:btn|button|cta)(?=[\s_-]|$)|(?:^|\s)[\w-]*(?:Button|Btn)(?:[_-]|(?=\s|$))", re.IGNORECASE
)
_UTILITY_BUTTON = (re.compile(r"\brounded"), re.compile(r"\b(?:bg-|border\b|ring-)"), re.compile(r"\bpx-"))
_READERS_ONLY = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|a11y-hidden|assistive-text"
    r"|offscreen)(?=\s|$)",
    re.IGNORECASE,
)
_CLONE = re.compile(
    r"(?:^|\s)(?:slick-cloned|swiper-slide-duplicate|cloned|clone|splide__slide--clone)(?=\s|$)"
)
_SMALL_SCREENS = re.compile(
    r"(?:^|\s)(?:(?:sm|md|lg|xl):hidden|d-(?:sm|md|lg|xl)-none|(?:hidden|hide)-(?:md|lg|desktop)(?:-up)?"
    r"|(?:mobile|small)-only|show-(?:for-)?(?:mobile|small)(?:-only)?|visible-xs|is-hidden-(?:tablet"
    r"|desktop))(?=\s|$)"
)
_UTILITY_HIDDEN = re.compile(
    r"(?:^|\s)(?:hidden|d-none|is-hidden|hide|u-hidden|w-condition-invisible)(?=\s|$)"
)
_SHOWN_ELSEWHERE = re.compile(
    r"(?:^|\s)(?:(?:xs|sm|md|lg|xl|2xl|group-hover|peer-checked|hover|group-focus|open|data-\[[^\]]*\]):"
    r"|d-(?:sm|md|lg|xl)-(?:block|flex|inline|grid|table))"
)
_STYLE_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STYLE_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_CLASS_BLOCK = re.compile(r"(?:^|\s)(?:d-)?(?:block|flex|grid|table|list-item)(?=\s|$)")
_BOXES = re.compile(
    r"(?:^|\s)(?:[a-z]+:)?(?:d-|inline-)?(?:flex|grid)(?=\s|$)|(?:^|\s)(?:gap|space-x)-", re.IGNORECASE
)
_CHIP = re.compile(
    r"(?:^|[\s_-])(?:badge|pill|tag|chip|label|eyebrow|kicker|icon|tooltip)(?=[\s_-]|$)", re.IGNORECASE
)
_TITLE = re.compile(
    r"(?:^|[\s_-])(?:title|heading|headline|plan-name|tier-name|question)(?=[\s_-]|$)", re.IGNORECASE
)
_YES = re.compile(r"check|tick|\byes\b|included|✓|✔", re.IGNORECASE)
_NO = re.compile(
    r"cross|times|\bx(?:-mark|-circle)?\b|close|\bno\b|not[ -]included|minus|dash|✗|✕", re.IGNORECASE
)


def names(attributes: Attributes) -> str:
    """Classes and id as one string, for the patterns above."""
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()


def hidden(tag: str, attributes: Attributes, *, in_cell: bool) -> bool:  # noqa: PLR0911 - a list of cases
    """Whether a visitor with a desktop screen never sees the element, whatever they open."""
    if not attributes:
        return False
    classes = attributes.get("class") or ""
    if _CLONE.search(classes) or (tag == "input" and attributes.get("type") == "hidden"):
        return True
    if _READERS_ONLY.search(classes):
        return not in_cell  # in tables it is often the only word for a tick
    if collapsible(tag, attributes):
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if _STYLE_HIDDEN.search(attributes.get("style") or ""):
        return True
    return bool(_UTILITY_HIDDEN.search(classes)) and not _SHOWN_ELSEWHERE.search(classes)


def collapsible(tag: str, attributes: Attributes) -> bool:
    """Tab panels and accordion bodies: hidden now, one click away."""
    return tag == "details" or attributes.get("role") in {"tabpanel", "region"} or "data-panel" in attributes


def small_screens_only(attributes: Attributes) -> bool:
    """The mobile copy of something a desktop shows elsewhere."""
    return bool(_SMALL_SCREENS.search(attributes.get("class") or ""))


def region(tag: str, attributes: Attributes, *, nested: bool) -> str | None:  # noqa: PLR0911 - a list of cases
    """The region an element opens, if it says so; `nested` elements have no page header or footer."""
    role, named = attributes.get("role") or "", names(attributes)
    if tag == "nav" or role in {"navigation", "menubar", "menu"}:
        return "nav"
    if role == "contentinfo" or (not nested and (tag == "footer" or _FOOTER.search(named))):
        return "footer"
    if tag == "aside" or role == "complementary":
        return "aside"
    if role in {"dialog", "alertdialog"} or _banner(attributes, named):
        return "banner"
    if not named:
        return "nav" if tag == "header" and not nested else None
    if _TESTIMONIAL.search(named) and not _QUOTE_FORM.search(named):
        return "testimonial"
    if _ASIDE.search(named):
        return "aside"
    if (tag == "header" and not nested) or (_NAV.search(named) and not _TABS.search(named)):
        return "nav"
    return None


def _banner(attributes: Attributes, named: str) -> bool:
    said = (
        f"{named} {attributes.get('aria-label') or ''} {' '.join(k for k in attributes if k[:5] == 'data-')}"
    )
    return bool(_CONSENT.search(said) or _ANNOUNCEMENT.search(named))


def consent(attributes: Attributes) -> bool:
    """A cookie banner rather than an announcement."""
    said = f"{names(attributes)} {attributes.get('aria-label') or ''} {' '.join(attributes)}"
    return bool(_CONSENT.search(said))


def button(tag: str, attributes: Attributes) -> bool:
    """Buttons, and links drawn as buttons."""
    if tag == "button" or attributes.get("role") in {"button", "tab"}:
        return True
    if tag != "a":
        return False
    classes = attributes.get("class") or ""
    return bool(_BUTTON.search(classes)) or all(part.search(classes) for part in _UTILITY_BUTTON)


def block(tag: str, attributes: Attributes) -> bool:
    """Whether the element's edges end a line."""
    if tag not in INLINE:
        return True
    return bool(
        _CLASS_BLOCK.search(attributes.get("class") or "")
        or _STYLE_BLOCK.search(attributes.get("style") or "")
    )


def boxes(attributes: Attributes) -> bool:
    """Whether the element lays its children out as boxes apart from each other."""
    return bool(_BOXES.search(attributes.get("class") or ""))


def chip(tag: str, attributes: Attributes) -> bool:
    """A badge or label that stands apart from the words beside it."""
    return tag in {"del", "s", "strike"} or bool(_CHIP.search(attributes.get("class") or ""))


def titled(attributes: Attributes) -> bool:
    """A heading in all but its tag."""
    return bool(_TITLE.search(attributes.get("class") or ""))


def tick(attributes: Attributes) -> str:
    """What an icon in a table cell says: ✓, ✗ or nothing."""
    said = " ".join(
        str(attributes.get(k) or "") for k in ("class", "alt", "aria-label", "title", "href", "name")
    )
    if _NO.search(said):
        return "✗"
    return "✓" if _YES.search(said) else ""
