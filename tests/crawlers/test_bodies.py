"""Bodies in UTF-8, whatever they came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.bodies import decode, document, visible_text

TEXT = "<html><head><title>Preise</title></head><body>Für 49 € “im Monat”</body></html>"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (TEXT.encode(), "text/html; charset=utf-8"),
        (TEXT.encode(), "text/html"),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),  # declared wrongly
        (TEXT.encode("cp1252"), "text/html; charset=iso-8859-1"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8"),  # declared wrongly the other way
        (TEXT.encode("cp1252"), "text/html"),
        (TEXT.replace("<head>", "<head><meta charset='windows-1252'>").encode("cp1252"), "text/html"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=latin-1"),
        (TEXT.encode("utf-16"), "text/html"),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16le"),
    ],
)
def test_text_comes_out_right(body: bytes, header: str) -> None:
    found = document(body, header)
    assert found.readable
    assert "Für 49 € “im Monat”" in found.body.decode("utf-8")
    assert document(found.body, found.mime) == found


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    text, encoding = decode(("é" * 50).encode() + b"\xff" + ("ü" * 50).encode(), "text/html; charset=utf-8")
    assert encoding == "utf-8"
    assert text.count("ü") == 50


def test_other_scripts_by_their_declaration() -> None:
    assert decode("価格".encode("shift_jis"), "text/html; charset=Shift_JIS")[0] == "価格"
    assert decode("цена".encode("koi8-r"), "text/html; charset=koi8-r")[0] == "цена"


@given(st.binary(max_size=400))
def test_any_bytes_make_a_document(body: bytes) -> None:
    found = document(body, "text/html")
    assert found.readable
    assert "\x00" not in found.body.decode("utf-8")
    visible_text(found)


@pytest.mark.parametrize(
    ("body", "header", "mime"),
    [
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'></rss>", "text/xml", "application/rss+xml"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "application/xml", "application/atom+xml"),
        (b"<feed/>", "application/atom+xml; charset=utf-8", "application/atom+xml"),
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
            "application/json",
            "application/feed+json",
        ),
        (b"<!DOCTYPE html><p>x", "", "text/html"),
        (b"<html>", "text/plain", "text/html"),
    ],
)
def test_types_are_told_from_what_is_there(body: bytes, header: str, mime: str) -> None:
    found = document(body, header)
    assert (found.readable, found.mime) == (True, mime)


@pytest.mark.parametrize(
    ("body", "header"),
    [(b"{}", "application/json"), (b"<urlset/>", "application/xml"), (b"User-agent: *", "text/plain"),
     (b"\x89PNG", "image/png"), (b"x", "application/octet-stream"), (b"[" * 100_000, "application/json")],
)  # fmt: skip
def test_what_is_neither_page_nor_feed_is_left_alone(body: bytes, header: str) -> None:
    found = document(body, header)
    assert not found.readable
    assert found.body == body


def test_an_xml_declaration_follows_the_encoding() -> None:
    body = "<?xml version='1.0' encoding='ISO-8859-1'?><rss><title>Für</title></rss>".encode("latin-1")
    found = document(body, "application/rss+xml")
    assert found.text == "<?xml version='1.0' encoding='UTF-8'?><rss><title>Für</title></rss>"


def test_visible_text_is_what_a_reader_sees() -> None:
    hidden = "<script>b()</script><style>c</style><noscript>d</noscript>"
    page = f"<head><title>T</title></head><body>A{hidden}<p>E</p>"
    assert visible_text(document(page.encode(), "text/html")) == "A E"
