"""Languages of pages, by their function words."""

from __future__ import annotations

import pytest

from extract.language import detect

TEXTS = {
    "en": "Plan your rounds with the tool that bakeries use. "
    "It is free for small yards and you can stop at any time.",
    "de": "Planen Sie die Touren mit dem Werkzeug, das Bäckereien nutzen. "
    "Es ist für kleine Betriebe und nicht teuer.",
    "fr": "Planifiez vos tournées avec l'outil des boulangers. "
    "Il est gratuit pour les petits ateliers et sans limite.",
    "es": "Planifica tus rutas con la herramienta que usan los panaderos. "
    "Es para los pequeños talleres y no tiene límite.",
    "ja": "パン屋のための配達計画ツールです。小さな店は無料で使えます。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_detects(language: str) -> None:
    assert detect([TEXTS[language]]) == language
    assert detect([TEXTS[language]], declared="en") == language


def test_short_texts_follow_the_declaration() -> None:
    assert detect(["Quarrel"], declared="de-AT") == "de"
    assert detect([]) == "en"
