"""WARC files made here, imported into a real store."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.run import backfill
from turfwatch.config import Config
from turfwatch.errors import ArchiveError
from turfwatch.store import Store
from turfwatch.types import RunRecord

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk"},
        "segments": [{"id": "support", "name": "Support"}],
        "competitors": [
            {"name": "Deskly", "site": "https://www.deskly.example",
             "sources": [{"url": "https://code.example/deskly/desk/releases", "kind": "release_notes"}]},
            {"name": "Brindle", "site": "https://brindle.example"},
        ],
    }
)  # fmt: skip


def page(text: str = WORDS * 9, title: str = "Deskly") -> str:
    return f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"


class Writer(WARCWriter):
    """Buffers in memory: warcio's own temporary files are left open."""

    _create_temp_file = staticmethod(io.BytesIO)


class Archive:
    """A WARC file in the making."""

    def __init__(self, path: Path, *, packed: bool = True) -> None:
        self.path, self.buffer = path, io.BytesIO()
        self.writer = Writer(self.buffer, gzip=packed)

    def add(
        self, date: str, url: str, body: str | bytes = "", status: str = "200 OK", kind: str = "response",
        warc: dict[str, str] | None = None, **headers: str,
    ) -> Archive:  # fmt: skip
        data = body.encode() if isinstance(body, str) else body
        fields = {"Content_Type": "text/html", **headers}
        http = StatusAndHeaders(status, [(k.replace("_", "-"), v) for k, v in fields.items()], "HTTP/1.1")
        record = self.writer.create_warc_record(
            url, kind, payload=io.BytesIO(data), http_headers=None if kind == "resource" else http,
            warc_content_type="text/html" if kind == "resource" else "",
            warc_headers_dict={"WARC-Date": f"{date}T00:00:00Z", **(warc or {})},
        )  # fmt: skip
        self.writer.write_record(record)
        return self

    def save(self) -> Path:
        self.path.write_bytes(self.buffer.getvalue())
        return self.path


@pytest.fixture
def store(tmp_path: Path) -> Iterable[Store]:
    with Store(tmp_path / "turfwatch.db") as made:
        yield made


def load(store: Store, *files: Path) -> RunRecord:
    return backfill(CONFIG, store, files, NOW)


def rows(store: Store) -> list[tuple[str, str, str]]:
    return [(c.at.date().isoformat(), c.url, c.outcome.value) for c in store.captures()]


HOME, PRICING = "https://www.deskly.example/", "https://www.deskly.example/pricing"


def test_records_become_captures_in_date_order_and_only_once(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.warc.gz")
    archive.add("2025-03-01", PRICING, page("Pro is $49. " + WORDS * 9))
    archive.add("2025-01-01", PRICING, page("Pro is $39. " + WORDS * 9))
    archive.add("2025-02-01", "http://deskly.example/pricing/", page("Pro is $39. " + WORDS * 9))
    archive.add("2025-04-01", PRICING, "gone", "404 Not Found")
    archive.add("2025-01-01", HOME, page())
    archive.add("2025-01-01", "https://stranger.example/", page())
    archive.add("2025-01-01", "https://help.deskly.example/logo.png", b"\x89PNG", Content_Type="image/png")
    archive.add("2025-01-01", "https://www.deskly.example/data", "{}", Content_Type="application/json")
    file = archive.save()
    record = load(store, file)
    assert record.status == "ok"
    assert record.counts == {
        "gone": 1, "new": 4, "ok": 4, "wrong_type": 1, "other_sites": 1, "unusable": 1,
    }  # fmt: skip
    assert len(record.messages) == 1
    assert "stranger.example" in record.messages[0]
    expected = [
        ("2025-01-01", HOME, "ok"),
        ("2025-01-01", PRICING, "ok"),
        ("2025-03-01", PRICING, "ok"),
        ("2025-04-01", PRICING, "gone"),
    ]
    assert rows(store) == expected
    first = store.captures()[1]
    assert first.seen_until == datetime(2025, 2, 1, tzinfo=UTC)
    assert first.origin == "archive"
    assert {p.url: p.kind for p in store.pages()} == {HOME: "home", PRICING: "pricing"}

    before = store.captures()
    again = load(store, file)
    assert again.counts["new"] == 0
    assert store.captures() == before


def test_dates_of_several_files_are_merged(store: Store, tmp_path: Path) -> None:
    texts = {m: page(f"Version {m}. " + WORDS * 9) for m in (1, 2, 3, 4)}
    odd = Archive(tmp_path / "odd.warc", packed=False)
    even = Archive(tmp_path / "even.warc.gz")
    for month in (1, 2, 3, 4):
        (odd if month % 2 else even).add(f"2025-0{month}-01", PRICING, texts[month])
    load(store, even.save(), odd.save())
    bodies = [store.body(c.snapshot_id).decode() for c in store.captures() if c.snapshot_id]
    assert bodies == list(texts.values())


def test_a_later_import_of_older_captures_keeps_the_order_of_events(store: Store, tmp_path: Path) -> None:
    a, b = page("Version A. " + WORDS * 9), page("Version B. " + WORDS * 9)
    load(store, Archive(tmp_path / "1").add("2025-01-01", PRICING, a).add("2025-03-01", PRICING, a).save())
    load(store, Archive(tmp_path / "2").add("2025-02-01", PRICING, b).save())
    found = [(c.at.month, store.body(c.snapshot_id).decode()) for c in store.captures() if c.snapshot_id]
    assert found == [(1, a), (2, b), (3, a)]
    before = store.captures()
    load(store, tmp_path / "1")
    load(store, tmp_path / "2")
    assert store.captures() == before


@pytest.mark.parametrize("packed", [True, False])
def test_of_a_truncated_file_the_whole_records_are_imported(tmp_path: Path, packed: bool) -> None:
    archive, ends = Archive(tmp_path / "a.warc", packed=packed), []
    for month in range(1, 7):
        archive.add(f"2025-0{month}-01", PRICING, page(f"Version {month}. " + WORDS * 30))
        ends.append(len(archive.buffer.getvalue()))
    file = archive.save()
    data = file.read_bytes()
    near = {end + step for end in ends for step in (-40, 9, 200) if end + step < len(data)}
    for cut in sorted({5, *range(300, len(data), len(data) // 11), *near} - set(ends)):
        file.write_bytes(data[:cut])
        whole = sum(end <= cut for end in ends)
        with Store(tmp_path / f"{cut}.db") as store:
            if not whole:
                with pytest.raises(ArchiveError, match=r"record 1 \(at byte 0\)") as caught:
                    load(store, file)
                assert caught.value.hint
                assert rows(store) == []
                continue
            record = load(store, file)
            assert (record.status, record.counts["ok"], record.counts["damaged"]) == ("partial", whole, 1)
            assert f"{file}: damaged" in record.messages[0]
            assert f"record {whole + 1} (at byte {ends[whole - 1]:,})" in record.messages[0]
            file.write_bytes(data)
            record = load(store, file)  # fetched again: what was missing is added, nothing is there twice
            assert (record.status, record.counts["new"]) == ("ok", 6 - whole)
            assert len(rows(store)) == 6


def test_a_broken_gzip_member_costs_only_its_own_record(store: Store, tmp_path: Path) -> None:
    archive, begins = Archive(tmp_path / "a.warc.gz"), []
    for month in range(1, 7):
        begins.append(len(archive.buffer.getvalue()))
        archive.add(f"2025-0{month}-01", PRICING, page(f"Version {month}. " + WORDS * 30))
    data = bytearray(archive.buffer.getvalue())
    middle = (begins[3] + begins[4]) // 2  # of the fourth: record numbers pack into a few bytes more or less
    data[middle : middle + 40] = b"\0" * 40
    (tmp_path / "flipped").write_bytes(data)
    record = load(store, tmp_path / "flipped")
    assert record.status == "partial"
    assert (record.counts["ok"], record.counts["damaged"]) == (5, 1)
    assert "record 4" in record.messages[0]
    assert "gzip member is broken" in record.messages[0]
    assert [date for date, _, _ in rows(store)] == [f"2025-0{month}-01" for month in (1, 2, 3, 5, 6)]


def test_records_without_date_address_or_length_are_left_out_and_said(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.warc", packed=False)
    for month in range(1, 8):
        archive.add(f"2025-0{month}-01", PRICING, page(f"Version {month}. " + WORDS * 9))
    parts = [b"WARC/1." + part for part in archive.buffer.getvalue().split(b"WARC/1.")[1:]]
    parts[1] = parts[1].replace(b"WARC-Date: 2025-02-01T00:00:00Z", b"WARC-Date: some day in spring")
    parts[2] = parts[2].replace(b"WARC-Target-URI", b"WARC-Somewhere!")
    parts[3] = parts[3].replace(b"Content-Length: ", b"Content-Length: 9", 1)  # swallows what follows
    parts[5] = b"\x00junk\r\n" + parts[5]
    (tmp_path / "bad").write_bytes(b"".join(parts))
    record = load(store, tmp_path / "bad")
    assert [date for date, _, _ in rows(store)] == [f"2025-0{month}-01" for month in (1, 5, 6, 7)]
    assert record.counts["damaged"] == 4
    assert record.status == "partial"
    for why in ("record 2", "no date", "record 3", "no address", "record 4", "no record begins"):
        assert why in record.messages[0]


def test_a_revisit_of_a_lost_capture_does_not_stand_for_the_one_before(store: Store, tmp_path: Path) -> None:
    archive, ends = Archive(tmp_path / "a.warc.gz"), [0]
    lost = {"WARC-Refers-To-Target-URI": PRICING, "WARC-Refers-To-Date": "2025-02-01T00:00:00Z"}
    for month, price in (("01", 39), ("02", 49)):
        archive.add(f"2025-{month}-01", PRICING, page(f"Pro is ${price}. " + WORDS * 9))
        ends.append(len(archive.buffer.getvalue()))
    archive.add("2025-03-01", PRICING, kind="revisit", warc=lost)
    data = bytearray(archive.buffer.getvalue())
    data[ends[1] + 100 : ends[1] + 140] = b"\0" * 40
    (tmp_path / "flipped").write_bytes(data)
    record = load(store, tmp_path / "flipped")
    assert rows(store) == [("2025-01-01", PRICING, "ok"), ("2025-03-01", PRICING, "error")]
    assert store.captures()[0].seen_until == datetime(2025, 1, 1, tzinfo=UTC)
    assert any("repeats a capture that is not in the files" in message for message in record.messages)


def test_records_dated_in_the_future_are_left_out_and_counted(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.warc.gz")
    archive.add("2026-03-01", PRICING, page("Pro is $39. " + WORDS * 9))
    archive.add("2026-03-03", HOME, page())  # within a day: a clock that runs ahead
    archive.add("2026-03-04", PRICING, page("Pro is $49. " + WORDS * 9))
    archive.add("2062-01-01", PRICING, page("Pro is $99. " + WORDS * 9))
    record = load(store, archive.save())
    assert (record.status, record.counts["future"]) == ("ok", 2)
    assert rows(store) == [("2026-03-01", PRICING, "ok"), ("2026-03-03", HOME, "ok")]


def test_files_that_are_no_archives_are_named(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "good").add("2025-01-01", PRICING, page())
    archive.add("2025-02-01", PRICING, page())
    packed = archive.buffer.getvalue()
    (tmp_path / "one").write_bytes(gzip.compress(gzip.decompress(packed)))
    (tmp_path / "text").write_text("not an archive at all\n" * 40)
    (tmp_path / "packed").write_bytes(gzip.compress(b"not an archive at all\n" * 40))
    (tmp_path / "empty").write_bytes(b"")
    for name in ("one", "text", "packed", "empty", "absent"):
        with pytest.raises(ArchiveError, match=name) as caught:
            load(store, archive.save(), tmp_path / name)
        assert caught.value.hint or name == "absent"
    bad = [tmp_path / name for name in ("absent", "text", "empty")]
    with pytest.raises(ArchiveError, match="3 files cannot be imported") as caught:
        load(store, bad[0], archive.save(), *bad[1:])
    assert all(caught.value.message.count(f"{file}:") == 1 for file in bad)
    assert "nothing was imported" in caught.value.hint
    assert rows(store) == []


def test_bodies_are_unpacked_and_kept_in_utf8(store: Store, tmp_path: Path) -> None:
    german = page("Für 49 € im Monat. " + WORDS * 9).encode("cp1252")
    chunked = f"{len(german):x}\r\n".encode() + german + b"\r\n0\r\n\r\n"
    archive = Archive(tmp_path / "a.warc.gz")
    archive.add("2025-01-01", PRICING, gzip.compress(german), Content_Encoding="gzip")
    archive.add("2025-01-01", HOME, chunked, Transfer_Encoding="chunked")
    assert load(store, archive.save()).counts["ok"] == 2
    for capture in store.captures():
        assert capture.snapshot_id is not None
        assert "Für 49 € im Monat" in store.body(capture.snapshot_id).decode("utf-8")


def test_revisits_resources_and_redirects(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.warc.gz")
    archive.add("2025-01-01", PRICING, page("Pro is $39. " + WORDS * 9))
    archive.add("2025-02-01", PRICING, page("Pro is $49. " + WORDS * 9))
    first = {"WARC-Refers-To-Target-URI": PRICING, "WARC-Refers-To-Date": "2025-01-01T00:00:00Z"}
    archive.add("2025-03-01", PRICING, kind="revisit", warc=first)
    archive.add("2025-04-01", PRICING, kind="revisit")
    archive.add("2025-01-01", "https://www.deskly.example/product", page(), kind="resource")
    archive.add("2025-05-01", "http://deskly.example/pricing", "", "301 Moved", Location=PRICING)
    archive.add("2025-05-01", "https://www.deskly.example/product", "", "301 Moved", Location="/platform")
    load(store, archive.save())
    assert rows(store) == [
        ("2025-01-01", PRICING, "ok"),
        ("2025-01-01", "https://www.deskly.example/product", "ok"),
        ("2025-02-01", PRICING, "ok"),
        ("2025-03-01", PRICING, "ok"),
        ("2025-05-01", "https://www.deskly.example/product", "gone"),
    ]
    third = store.captures()[3]
    assert third.snapshot_id == store.captures()[0].snapshot_id
    assert third.seen_until == datetime(2025, 4, 1, tzinfo=UTC)


def test_trouble_in_an_archive_is_trouble_and_not_news(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.warc.gz")
    archive.add("2025-01-01", PRICING, page(WORDS * 40))
    archive.add("2025-02-01", PRICING, page(WORDS))  # one capture without its text
    archive.add("2025-03-01", PRICING, page(WORDS * 40))
    archive.add("2025-01-01", HOME, page(WORDS * 40))
    archive.add("2025-02-01", HOME, page(WORDS))  # and one that stays so
    archive.add("2025-03-01", HOME, page(WORDS))
    archive.add("2025-04-01", HOME, "<title>Just a moment...</title>Checking your browser")
    archive.add("2025-05-01", HOME, "no", "403 Forbidden")
    record = load(store, archive.save())
    assert record.status == "partial"
    assert rows(store) == [
        ("2025-01-01", HOME, "ok"),
        ("2025-01-01", PRICING, "ok"),
        ("2025-02-01", HOME, "ok"),
        ("2025-02-01", PRICING, "emptied"),
        ("2025-03-01", PRICING, "ok"),
        ("2025-04-01", HOME, "blocked"),
    ]


def test_a_source_off_the_site_counts_with_what_lies_below_it(store: Store, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.warc.gz")
    archive.add("2025-01-01", "https://code.example/deskly/desk/releases/tag/v2", page())
    archive.add("2025-01-01", "https://code.example/others/thing/releases", page())
    record = load(store, archive.save())
    assert [c.url for c in store.captures()] == ["https://code.example/deskly/desk/releases/tag/v2"]
    assert record.counts["other_sites"] == 1


def test_an_archive_of_strangers_fails_and_says_so(store: Store, tmp_path: Path) -> None:
    record = load(
        store, Archive(tmp_path / "a.warc.gz").add("2025-01-01", "https://x.example/", page()).save()
    )
    assert record.status == "failed"
    assert record.messages == ("1 records are of sites no company in the config has: x.example",)
