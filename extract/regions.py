"""Which region of a page an element opens, by its tag, its role and what it is named after."""

from __future__ import annotations

from collections.abc import Mapping

from extract import patterns

Attributes = Mapping[str, str | None]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SCHEMA_REGIONS = {
    "SiteNavigationElement": "nav", "BreadcrumbList": "nav", "WPHeader": "nav", "WPFooter": "footer",
    "WPSideBar": "aside",
}  # fmt: skip


def classes(attributes: Attributes) -> str:
    """The value of the class attribute."""
    return attributes.get("class") or ""


def spelled(text: str) -> str:
    """Names in one spelling: `SiteFooter_root` as `Site-Footer_root`."""
    return patterns.CAMEL.sub("-", text)


def names(tag: str, attributes: Attributes) -> str:
    """Classes and id as one string, for the patterns; a custom element is named by its tag, too."""
    own = tag if "-" in tag else ""
    return spelled(f"{classes(attributes)} {attributes.get('id') or ''} {own}".strip())


def region(tag: str, attributes: Attributes, *, nested: bool) -> str | None:  # noqa: PLR0911 - a list of cases
    """The region an element opens, if it says so; `nested` elements have no page header or footer."""
    role, named = attributes.get("role") or "", names(tag, attributes)
    if found := _SCHEMA_REGIONS.get((attributes.get("itemtype") or "").rstrip("/").rpartition("/")[2]):
        return None if nested and found != "nav" else found
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
    return "nav" if menu or (not nested and _is_header(tag, attributes)) else None


def _is_header(tag: str, attributes: Attributes) -> bool:
    """The page's header, by a custom element's name or an id that there is one of."""
    if (attributes.get("id") or "").lower() in {"header", "masthead", "site-header", "page-header"}:
        return True
    return "-" in tag and tag.endswith(("-header", "-navbar")) and not patterns.PART_HEADER.search(tag)


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


def doubtful(tag: str, attributes: Attributes) -> bool:
    """Named after consent or privacy, which may as well be what the product is about."""
    if tag == "dialog" or attributes.get("role") in {"dialog", "alertdialog"}:
        return False
    named = names(tag, attributes)
    return not patterns.CONSENT.search(_said(attributes, named)) and not patterns.ANNOUNCEMENT.search(named)


def consent(attributes: Attributes) -> bool:
    """A cookie banner rather than an announcement."""
    said = _said(attributes, names("", attributes))
    return bool(patterns.CONSENT.search(said) or patterns.CONSENT_WORD.search(said))
