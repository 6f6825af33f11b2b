"""Bodies as we keep them: decoded, in UTF-8, of a type we can read; and how much text they show."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

HTML = frozenset({"text/html", "application/xhtml+xml"})
FEED = frozenset(
    {"application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/feed+json"}
)
_UNTOLD = frozenset(
    {"", "text/plain", "application/octet-stream", "text/xml", "application/xml", "application/json"}
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),  # before UTF-16: same start
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_XML_STARTS = ("<?xml", "<rss", "<feed", "<rdf:rdf")  # feeds, which servers like to call pages
_XML_DECLARATION = re.compile(r"""(<\?xml[^>]*?encoding\s*=\s*)(["'])[\w.:-]+\2""", re.IGNORECASE)
_META_CHARSET = re.compile(r"""(<meta[^>]*?charset\s*=\s*["']?)[\w.:-]+""", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HIDDEN = "script, style, noscript, template, svg, iframe, head"


@dataclass(frozen=True, slots=True)
class Document:
    """A body in UTF-8 with its media type, and whether that is a type we read."""

    mime: str
    body: bytes
    readable: bool

    @property
    def is_html(self) -> bool:
        """Whether this is a page rather than a feed."""
        return self.mime in HTML

    @property
    def text(self) -> str:
        """The markup as text."""
        return self.body.decode("utf-8")


def document(body: bytes, content_type: str) -> Document:
    """The body decoded and written anew in UTF-8; what is neither page nor feed stays as it came."""
    mime = content_type.partition(";")[0].strip().lower()
    if mime not in HTML | FEED | _UNTOLD:
        return Document(mime, body, readable=False)
    text, encoding = decode(body, content_type)
    kind = _told(mime, text)
    if kind is None:
        return Document(mime, body, readable=False)
    clean = _CONTROL.sub("", text)
    if encoding != "utf-8":  # what the page says of its encoding is no longer true
        clean = _META_CHARSET.sub(r"\1utf-8", _XML_DECLARATION.sub(r"\1\2UTF-8\2", clean, count=1), count=1)
    return Document(kind, clean.encode("utf-8", "replace"), readable=True)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Text and the encoding it was read in, trusting bytes before declarations.

    A byte order mark wins; bytes that are valid UTF-8 and not only ASCII are UTF-8 whatever is
    declared; then header and document are believed; what remains is Windows-1252, which is what
    pages without a declaration mostly are.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), encoding
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body[:4096])
    wide = (declared or "").startswith(("utf-16", "utf-32", "iso2022", "iso-2022", "hz"))
    if not wide:
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            cut = error.end >= len(body) and error.reason == "unexpected end of data"
            if cut or (declared == "utf-8" and _mostly_utf8(body)):
                return body.decode("utf-8", "replace"), "utf-8"
    known = resolve_encoding(declared) if declared and declared != "utf-8" else None
    encoding = known or "cp1252"
    return body.decode(encoding, "replace"), encoding


def _mostly_utf8(body: bytes) -> bool:
    """Whether UTF-8 with a few broken bytes explains the body better than a one-byte encoding."""
    text = body.decode("utf-8", "replace")
    good = sum(1 for c in text if ord(c) > 127 and c != "\ufffd")
    return good >= text.count("\ufffd")


def _told(mime: str, text: str) -> str | None:
    """The media type, from what the text is where the header does not tell; None for neither."""
    if mime in FEED - {"application/feed+json"}:
        return mime
    if mime in HTML and not text[:200].lstrip("\ufeff \t\r\n").lower().startswith(_XML_STARTS):
        return mime
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    start = re.sub(r"^(<\?xml[^>]*\?>|<!--.*?-->|<\?xml-stylesheet[^>]*\?>|\s)+", "", start, flags=re.DOTALL)
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        return "text/html"
    for root, kind in (("<rss", "application/rss+xml"), ("<feed", "application/atom+xml"),
                       ("<rdf:rdf", "application/rdf+xml")):  # fmt: skip
        if start.startswith(root):
            return kind
    if mime in HTML:
        return mime
    return "application/feed+json" if _is_json_feed(mime, text) else None


def _is_json_feed(mime: str, text: str) -> bool:
    if "json" not in mime and not text.lstrip().startswith("{"):
        return False
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "jsonfeed.org" in str(found.get("version", ""))


def visible_text(found: Document) -> str:
    """What a reader sees of a page, white space joined; a feed shows all it holds."""
    if not found.is_html:
        return " ".join(re.sub(r"<[^>]*>", " ", found.text).split())
    tree = LexborHTMLParser(found.text)
    tree.strip_tags([tag.strip() for tag in _HIDDEN.split(",")])
    return " ".join(tree.body.text(separator=" ").split()) if tree.body else ""
