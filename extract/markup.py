"""What elements and attributes of real pages mean: visible or not, which region, a line or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from extract import patterns, regions

Attributes = regions.Attributes

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
HEADINGS = regions.HEADINGS
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
        small=bool(patterns.SMALL_SCREENS.search(regions.classes(attributes))), block=_block(tag, attributes),
        boxes=bool(patterns.BOXES.search(regions.classes(attributes))), chip=_chip(tag, attributes),
        button=_button(tag, attributes), titled=_titled(tag, attributes),
        hint=_hint(tag, attributes), region=regions.region(tag, attributes, nested=False),
        nested_region=regions.region(tag, attributes, nested=True), consent=regions.consent(attributes),
        doubtful=regions.doubtful(tag, attributes),
    )  # fmt: skip


def _hidden(tag: str, attributes: Attributes, *, in_cell: bool) -> bool:
    """Whether a visitor with a desktop screen never sees the element, whatever they open."""
    classes = regions.classes(attributes)
    if patterns.CLONE.search(classes) or attributes.get("role") == "tooltip":
        return True
    if patterns.READERS_ONLY.search(regions.spelled(classes)):
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
        patterns.SLIDE.search(regions.classes(attributes))
    )


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
    return tag == "small" or bool(patterns.HINT.search(regions.classes(attributes)))


def _button(tag: str, attributes: Attributes) -> bool:
    """Buttons, and links drawn as buttons."""
    if tag == "button" or attributes.get("role") in {"button", "tab"}:
        return True
    if tag != "a":
        return False
    classes = regions.classes(attributes)
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
        patterns.CLASS_BLOCK.search(regions.classes(attributes))
        or patterns.STYLE_BLOCK.search(attributes.get("style") or "")
    )


def _titled(tag: str, attributes: Attributes) -> bool:
    """A heading in all but its tag."""
    return bool(patterns.TITLE.search(f"{tag if '-' in tag else ''} {regions.classes(attributes)}"))


def dialog(attributes: Attributes) -> bool:
    """What opens above the page rather than in it."""
    if attributes.get("role") in {"dialog", "alertdialog", "menu"}:
        return True
    return bool(patterns.MODAL.search(regions.classes(attributes)))


def _chip(tag: str, attributes: Attributes) -> bool:
    """A badge or label that stands apart from the words beside it."""
    return tag in {"del", "s", "strike"} or bool(patterns.CHIP.search(regions.classes(attributes)))


def tick(attributes: Attributes) -> str:
    """What an icon in a table cell says: ✓, ✗ or nothing."""
    said = " ".join(
        str(attributes.get(k) or "") for k in ("class", "alt", "aria-label", "title", "href", "name")
    )
    if patterns.NO.search(said):
        return "✗"
    return "✓" if patterns.YES.search(said) else ""
