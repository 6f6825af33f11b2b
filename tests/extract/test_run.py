"""The stage: captures in the store become facts, once; known text costs no reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import spacy

from extract import run as stage
from extract.claims import ClaimReader, ClaimRequest
from extract.pages import decode
from turfwatch.config import Config
from turfwatch.errors import ExtractError
from turfwatch.progress import Quiet
from turfwatch.store import Store
from turfwatch.types import Fetch, Outcome, Quantity, SkippedLanguage
from turfwatch.versions import source_version

CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkroute"},
        "segments": [{"id": "bakeries", "name": "Bakeries"}],
        "competitors": [{"name": "Quarrel", "site": "https://quarrel.example"}],
    }
)
NOW = datetime(2026, 5, 1, tzinfo=UTC)
PAGE = "<html lang=en><body><h1>Plan every round from one board</h1><p>{}</p><p>Is it safe?</p></body></html>"
GERMAN = (
    "<html lang=de><body><h1>Touren planen</h1><p>Das Werkzeug für die Bäckerei, mit dem Sie alle Touren und"
    " die Fahrer im Blick haben.</p></body></html>"
)


def _capture(store: Store, body: str | bytes, day: int, url: str = "https://quarrel.example/") -> None:
    content = body.encode() if isinstance(body, str) else body
    store.record(
        Fetch(
            url,
            "Quarrel",
            NOW + timedelta(days=day),
            Outcome.OK,
            status=200,
            content_type="text/html",
            body=content,
            kind="home",
        )
    )


def test_captures_become_facts_and_known_blocks_are_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    read = ClaimReader.read

    def counting(self: ClaimReader, requests: list[ClaimRequest]) -> object:
        asked.extend(r.text for r in requests)
        return read(self, requests)

    monkeypatch.setattr(ClaimReader, "read", counting)
    with Store(tmp_path / "t.db") as store:
        _capture(store, PAGE.format("Drivers see every stop on a map."), 0)
        record = stage.run(CONFIG, store, NOW, progress=Quiet())
        assert (record.status, record.counts["captures"], record.counts["blocks"]) == ("ok", 1, 3)
        facts = store.facts(store.captures())[0]
        assert "Plan every round from one board" in {p.claim.text for p in facts.claims}
        assert all(p.claim.text == p.block.text[p.claim.start : p.claim.end] for p in facts.claims)
        assert len(asked) == 3

        asked.clear()
        _capture(store, PAGE.format("Drivers see every stop and every crate."), 1)
        stage.run(CONFIG, store, NOW, progress=Quiet())
        assert asked == ["Drivers see every stop and every crate."]
        assert stage.run(CONFIG, store, NOW, progress=Quiet()).counts["captures"] == 0


def test_other_languages_keep_their_blocks_and_say_so(tmp_path: Path) -> None:
    with Store(tmp_path / "t.db") as store:
        _capture(store, GERMAN, 0)
        record = stage.run(CONFIG, store, NOW, progress=Quiet())
        facts = store.facts(store.captures())[0]
        assert (facts.language, len(facts.blocks), facts.claims) == ("de", 2, ())
        assert facts.claims_skipped
        assert store.skipped_languages() == [SkippedLanguage("Quarrel", "de", 1, NOW)]
        assert record.messages == (
            "https://quarrel.example/: is in 'de': claims skipped, plans and releases read",
        )


def _german_rival(folder: Path) -> Config:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(folder / "model")
    rival = {"name": "Quarrel", "site": "https://quarrel.example", "model": str(folder / "model")}
    return Config.model_validate({**CONFIG.model_dump(), "competitors": [rival]})


def test_a_second_model_reads_who_is_named_and_no_more(tmp_path: Path) -> None:
    with Store(tmp_path / "t.db") as store:
        page = GERMAN.replace("</p>", " Anders als Larkroute kostet es 12 € je Fahrer. Und nicht mehr.</p>")
        _capture(store, page, 0)
        _capture(store, PAGE.format("Drivers see every stop on a map."), 0, "https://quarrel.example/en")
        assert stage.run(CONFIG, store, NOW).messages
        assert stage.run(_german_rival(tmp_path), store, NOW).messages == ()  # another model: read again
        german, english = store.facts(store.captures())
        (placed,) = german.claims
        assert placed.claim.text == "Anders als Larkroute kostet es 12 € je Fahrer."
        assert placed.block.text[placed.claim.start : placed.claim.end] == placed.claim.text
        assert (placed.claim.type, placed.claim.compared_to, placed.claim.audience) == (
            "comparison", "Larkroute", None,
        )  # fmt: skip
        assert placed.claim.quantity == Quantity("12 €", Decimal(12), None, "EUR")
        assert not german.claims_skipped
        assert "Plan every round from one board" in {p.claim.text for p in english.claims}
        assert store.skipped_languages() == []


def test_the_same_words_are_read_in_the_language_of_their_page(tmp_path: Path) -> None:
    heading = "<h1>Plan every round from one board</h1>"
    german = GERMAN.replace("<h1>Touren planen</h1>", heading)
    english = PAGE.format("It is the tool for all of the drivers and for you, with the stops on a map.")
    with Store(tmp_path / "t.db") as store:
        _capture(store, german, 0)
        stage.run(CONFIG, store, NOW)
        _capture(store, english, 1)
        stage.run(CONFIG, store, NOW)
        first, second = store.facts(store.captures())
        assert (first.language, first.claims) == ("de", ())
        assert "Plan every round from one board" in {p.claim.text for p in second.claims}


def test_a_model_that_is_not_installed_is_named(tmp_path: Path) -> None:
    rival = {"name": "Quarrel", "site": "https://quarrel.example", "model": "de_not_there"}
    config = Config.model_validate({**CONFIG.model_dump(), "competitors": [rival]})
    with Store(tmp_path / "t.db") as store:
        _capture(store, GERMAN, 0)
        with pytest.raises(ExtractError, match="'de_not_there' is not installed"):
            stage.run(config, store, NOW)


def test_what_is_no_page_is_stored_without_blocks(tmp_path: Path) -> None:
    with Store(tmp_path / "t.db") as store:
        _capture(store, b"\x89PNG\r\n\x1a\n\x00\x00", 0)
        assert stage.run(CONFIG, store, NOW, progress=Quiet()).status == "ok"
        assert store.facts(store.captures())[0].blocks == ()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("é".encode(), "é"),
        (b'<meta charset="iso-8859-1">\xe9', '<meta charset="iso-8859-1">é'),
        (b"\x80 5", "€ 5"),
        (b'<meta charset="klingon">\xe9', '<meta charset="klingon">é'),
        (b'<meta charset="utf-8">\xe9', '<meta charset="utf-8">\ufffd'),
    ],
)
def test_decoding(body: bytes, text: str) -> None:
    assert decode(body) == text


def test_the_version_is_that_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text("WORDS = 3\n")
    first = source_version(tmp_path)
    assert source_version(tmp_path) == first
    (tmp_path / "rule.py").write_text("WORDS = 4\n")
    assert source_version(tmp_path) != first
    assert source_version(Path(stage.__file__).parent) == stage.VERSION
