"""What elements and attributes of real pages mean: visible or not, which region, a line or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from extract import patterns

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

_MAX_NAMES = 1_000  # characters of an attribute that are looked at: real ones stay below
_MAX_ATTRIBUTES = 24
_TELLS_NOTHING = frozenset(
    "href src srcset alt title d width height content datetime target rel".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Look:
    """All that a tag and its attributes say by themselves."""

    hidden: bool  # a visitor with a desktop screen never sees it, whatever they open
    hidden_in_cell: bool  # the same inside a table's row
    small: bool  # the mobile copy of something a desktop shows elsewhere
    block: bool  # its edges end a line
    boxes: bool  # its children are laid out apart from each other
    chip: bool  # a badge or label that stands apart from the words beside it
    button: bool  # a button, or a link drawn as one
    titled: bool  # a heading in all but its tag
    hint: bool  # help beside a field of a form
    region: str | None  # the region it opens
    nested_region: str | None  # the region it opens inside an article, list or cell
    consent: bool  # a region named after cookies or privacy
    doubtful: bool  # ... which may as well be what the product is about


def look(tag: str, attributes: Attributes) -> Look:
    """What the element is; the same words are looked at once, as pages repeat them."""
    if not attributes:
        return _look(tag, ())
    said = ((k, (v or "")[:_MAX_NAMES]) for k, v in attributes.items() if k not in _TELLS_NOTHING)
    return _look(tag, tuple(islice(said, _MAX_ATTRIBUTES)))


@lru_cache(maxsize=2048)
def _look(tag: str, said: tuple[tuple[str, str], ...]) -> Look:
    attributes: Attributes = dict(said)
    return Look(
        hidden=_hidden(tag, attributes, in_cell=False), hidden_in_cell=_hidden(tag, attributes, in_cell=True),
        small=bool(patterns.SMALL_SCREENS.search(_classes(attributes))), block=_block(tag, attributes),
        boxes=bool(patterns.BOXES.search(_classes(attributes))), chip=_chip(tag, attributes),
        button=_button(tag, attributes), titled=bool(patterns.TITLE.search(_classes(attributes))),
        hint=_hint(tag, attributes), region=_region(tag, attributes, nested=False),
        nested_region=_region(tag, attributes, nested=True), consent=_consent(attributes),
        doubtful=_doubtful_banner(tag, attributes),
    )  # fmt: skip


def _classes(attributes: Attributes) -> str:
    return attributes.get("class") or ""


def _spelled(text: str) -> str:
    """Names in one spelling: `SiteFooter_root` as `Site-Footer_root`."""
    return patterns.CAMEL.sub("-", text)


def _names(tag: str, attributes: Attributes) -> str:
    """Classes and id as one string, for the patterns; a custom element is named by its tag, too."""
    own = tag if "-" in tag else ""
    return _spelled(f"{_classes(attributes)} {attributes.get('id') or ''} {own}".strip())


def _hidden(tag: str, attributes: Attributes, *, in_cell: bool) -> bool:
    """Whether a visitor with a desktop screen never sees the element, whatever they open."""
    classes = _classes(attributes)
    if patterns.CLONE.search(classes) or (tag == "input" and attributes.get("type") == "hidden"):
        return True
    if patterns.READERS_ONLY.search(_spelled(classes)):
        return not in_cell  # in tables it is often the only word for a tick
    if tag == "mat-icon" or patterns.ICON_FONT.search(classes):
        return not in_cell  # the text of an icon is its name
    if patterns.NOT_NOW.search(classes) or (
        patterns.MODAL.search(classes) and not patterns.MODAL_OPEN.search(classes)
    ):
        return True
    if "load" in (attributes.get("x-show") or "").lower():
        return True
    return not _collapsible(tag, attributes) and _hidden_now(classes, attributes)


def _hidden_now(classes: str, attributes: Attributes) -> bool:
    if attributes.get("hidden", "until-found") != "until-found" or attributes.get("aria-hidden") == "true":
        return True
    animated = bool(patterns.ANIMATED.search(classes)) or not patterns.ANIMATION_DATA.isdisjoint(attributes)
    style = attributes.get("style") or ""
    if patterns.STYLE_HIDDEN.search(patterns.STYLE_INVISIBLE.sub("", style) if animated else style):
        return True  # what an animation is going to show is visible
    found = patterns.UTILITY_HIDDEN.search(classes)
    if found is None or patterns.SHOWN_ELSEWHERE.search(classes):
        return False
    return not (animated and "invisible" in found.group())


def _collapsible(tag: str, attributes: Attributes) -> bool:
    """Tab panels, accordion bodies and slides: hidden now, one click away."""
    if tag == "details" or attributes.get("role") in {"tabpanel", "region"} or "data-panel" in attributes:
        return True
    if "x-show" in attributes:
        return True
    return attributes.get("aria-roledescription") == "slide" or bool(
        patterns.SLIDE.search(_classes(attributes))
    )


def _region(tag: str, attributes: Attributes, *, nested: bool) -> str | None:  # noqa: PLR0911 - a list of cases
    """The region an element opens, if it says so; `nested` elements have no page header or footer."""
    role, named = attributes.get("role") or "", _names(tag, attributes)
    if tag == "nav" or role in {"navigation", "menubar", "menu"}:
        return "nav"
    if role == "contentinfo" or (not nested and (tag == "footer" or _is_footer(named))):
        return "footer"
    if tag == "aside" or role == "complementary":
        return None if nested and patterns.CALLOUT.search(named) else "aside"
    if tag == "dialog" or role in {"dialog", "alertdialog"} or _banner(attributes, named):
        return "banner"
    if role == "banner" or (tag == "header" and not nested):
        return "nav"
    if not named or tag in HEADINGS:
        return None
    if patterns.TESTIMONIAL.search(named) and not patterns.QUOTE_FORM.search(named):
        return "testimonial"
    if patterns.ASIDE.search(named):
        return "aside"
    menu = patterns.NAV.search(named) and not patterns.TABS.search(named)
    return "nav" if menu or (tag in named and tag.endswith(("-header", "-navbar")) and not nested) else None


def _is_footer(named: str) -> bool:
    return bool(patterns.FOOTER.search(named)) and not patterns.PART_FOOTER.search(named)


def _banner(attributes: Attributes, named: str) -> bool:
    return bool(
        patterns.CONSENT.search(_said(attributes, named))
        or patterns.ANNOUNCEMENT.search(named)
        or patterns.CONSENT_WORD.search(named)
    )


def _said(attributes: Attributes, named: str) -> str:
    data = " ".join(k for k in attributes if k.startswith("data-"))
    return f"{named} {attributes.get('aria-label') or ''} {attributes.get('data-testid') or ''} {data}"


def _doubtful_banner(tag: str, attributes: Attributes) -> bool:
    """Named after consent or privacy, which may as well be what the product is about."""
    if tag == "dialog" or attributes.get("role") in {"dialog", "alertdialog"}:
        return False
    named = _names("", attributes)
    return not patterns.CONSENT.search(_said(attributes, named)) and not patterns.ANNOUNCEMENT.search(named)


def _consent(attributes: Attributes) -> bool:
    """A cookie banner rather than an announcement."""
    said = _said(attributes, _names("", attributes))
    return bool(patterns.CONSENT.search(said) or patterns.CONSENT_WORD.search(said))


def agrees(text: str) -> bool:
    """A button's words that answer a question about cookies."""
    return bool(patterns.AGREES.match(text))


def skip_link(text: str) -> bool:
    """The link to the content that appears for keyboards only."""
    return bool(patterns.SKIP_LINK.match(text))


def calls_to_action(text: str) -> bool:
    """A link's words that say what to do next and nothing of the product."""
    return len(text.split()) <= patterns.CALL_WORDS and bool(patterns.CALL.match(text))


def _hint(tag: str, attributes: Attributes) -> bool:
    """Help beside a field of a form."""
    return tag == "small" or bool(patterns.HINT.search(_classes(attributes)))


def _button(tag: str, attributes: Attributes) -> bool:
    """Buttons, and links drawn as buttons."""
    if tag == "button" or attributes.get("role") in {"button", "tab"}:
        return True
    if tag != "a":
        return False
    classes = _classes(attributes)
    if patterns.BUTTON.search(classes) or patterns.LINK_BUTTON.search(classes):
        return True
    style = attributes.get("style") or ""
    return all(part.search(classes) for part in patterns.UTILITY_BUTTON) or (
        bool(style) and all(part.search(style) for part in patterns.STYLE_BUTTON)
    )


def _block(tag: str, attributes: Attributes) -> bool:
    """Whether the element's edges end a line."""
    if tag not in INLINE:
        return True
    return bool(
        patterns.CLASS_BLOCK.search(_classes(attributes))
        or patterns.STYLE_BLOCK.search(attributes.get("style") or "")
    )


def _chip(tag: str, attributes: Attributes) -> bool:
    """A badge or label that stands apart from the words beside it."""
    return tag in {"del", "s", "strike"} or bool(patterns.CHIP.search(_classes(attributes)))


def tick(attributes: Attributes) -> str:
    """What an icon in a table cell says: ✓, ✗ or nothing."""
    said = " ".join(
        str(attributes.get(k) or "") for k in ("class", "alt", "aria-label", "title", "href", "name")
    )
    if patterns.NO.search(said):
        return "✗"
    return "✓" if patterns.YES.search(said) else ""
