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
    "nb": "Planlegg rutene dine med verktøyet som bakeriene bruker. "
    "Det er gratis for små bakerier og uten binding, og du kan slutte når du vil.",
    "fi": "Suunnittele reitit työkalulla, jota leipomot käyttävät. "
    "Se on ilmainen pienille leipomoille, ja voit lopettaa kun haluat, ilman kuluja, niin että tiedot ovat "
    "sinun.",
    "cs": "Plánujte trasy s nástrojem, který používají pekárny. "
    "Je pro malé pekárny zdarma a bez závazků, na telefonu i v prohlížeči, a data jsou vaše.",
    "hu": "Tervezze meg az útvonalakat egy eszközzel, és ne csak a pékségben. "
    "Kis pékségeknek ingyenes, nem kell hozzá szerződés, és minden adat a magáé, ha el is megy.",
    "ro": "Planificați rutele cu instrumentul pe care îl folosesc brutăriile. "
    "Este gratuit pentru ateliere mici și fără contract, iar datele sunt ale dumneavoastră, nu ale noastre.",
    "tr": "Fırınların kullandığı araç ile rotaları planlayın. "
    "Küçük fırınlar için ücretsiz ve daha kolay, her gün bir tıkla, tüm veriler sizin gibi güvende ve sizde.",
    "ja": "パン屋のための配達計画ツールです。小さな店は無料で使えます。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_detects(language: str) -> None:
    assert detect([TEXTS[language]]) == language
    assert detect([TEXTS[language]], declared="en") == language


def test_a_language_we_have_no_list_of_is_believed_over_chance_words() -> None:
    welsh = "Cynlluniwch eich teithiau gyda phob gyrrwr ar un map " * 20 + "to be or not to be"
    assert detect([welsh], declared="cy") == "cy"
    assert detect([TEXTS["en"]], declared="cy") == "en"
    assert detect([TEXTS["nb"]], declared="no") == "nb"


def test_short_texts_follow_the_declaration() -> None:
    assert detect(["Quarrel"], declared="de-AT") == "de"
    assert detect([]) == "en"
