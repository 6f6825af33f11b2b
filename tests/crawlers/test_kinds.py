"""Page kinds of addresses as sites have them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from crawlers.kinds import kind_of, locale_of

KINDS = {
    "home": ["https://deskly.example/", "https://www.deskly.example", "https://deskly.example/en-gb/",
             "https://deskly.github.io/", "https://deskly.co.uk/index.html"],
    "pricing": ["/pricing", "/pricing/enterprise", "/plans-and-pricing", "/en/plans", "/preise",
                "/product/pricing.html"],
    "product": ["/product/inbox", "/features", "/platform/reports", "/integrations/slack", "/shared-inbox",
                "/time-tracking", "/help-desk-software", "/why-deskly", "/products"],
    "solution": ["/solutions/mid-market", "/for/agencies", "/for-hospitals", "/use-cases/returns",
                 "/industries/retail",
                 "/enterprise", "/loesungen/handel", "/use-case/startups"],
    "compare": ["/compare/brindle", "/vs/brindle", "/brindle-alternative", "/alternatives/brindle",
                "/deskly-vs-brindle", "/switch-from-brindle", "/alternative/to-brindle"],
    "customers": ["/customers/northwind", "/case-studies", "/customer-stories/a", "/success-stories/b"],
    "release_notes": ["/changelog", "/changelog/2026-01", "/whats-new/dark-mode", "/release-notes.xml",
                      "/updates",
                      "/docs/release-notes", "https://changelog.deskly.example/", "/changelog/feed.xml",
                      "https://help.deskly.example/en/product-updates", "/releases"],
    "blog": ["/blog/pricing-a-help-desk", "/news/2026/funding", "/resources/guide", "/feed.xml", "/rss",
             "https://blog.deskly.example/deskly-vs-brindle", "/press/award", "/blog/category/product"],
    "docs": ["/docs/api", "https://help.deskly.example/article/1", "/api", "/developers", "/support/contact"],
    "careers": ["/careers/engineer", "/jobs", "https://jobs.deskly.example/", "/about/careers"],
    "legal": ["/privacy", "/terms-of-service", "/legal/dpa", "/security", "/cookie-policy", "/impressum"],
    "other": ["/about", "/contact", "/partners", "/landing-page-thank-you", "/book-a-call"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "address"), [(k, a) for k, addresses in KINDS.items() for a in addresses]
)
def test_the_address_tells_the_kind(expected: str, address: str) -> None:
    url = address if address.startswith("http") else f"https://deskly.example{address}"
    assert kind_of(url, site="https://deskly.example") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pricing", "pricing"),
        ("What’s new", "release_notes"),
        ("Deskly vs Brindle: which help desk fits?", "compare"),
        ("Customer stories", "customers"),
        ("For agencies", "solution"),
        ("Features", "product"),
        ("Read more", "other"),
        ("Our thoughts on pricing and why the careers of support people matter so much to everybody,"
         " told at length for once and with a good many words", "other"),
    ],
)  # fmt: skip
def test_words_tell_where_the_address_does_not(text: str, expected: str) -> None:
    url = "https://deskly.example/x7"
    assert kind_of(url, link_texts=[text]) == expected
    assert kind_of(url, title=text) == expected
    assert kind_of("https://deskly.example/blog/x7", link_texts=[text]) == "blog"


# The same pages in German, French, Spanish, Italian, Dutch and Portuguese: addresses, then words of links.
TONGUES = {
    "pricing": (
        ["/preise", "/de/preise-und-tarife", "/fr/tarifs", "/es/planes-y-precios", "/it/prezzi",
         "/nl/prijzen", "/pt/preços", "/tarieven", "/pt-br/planos", "/tarifas", "/listino-prezzi",
         "/preise/enterprise"],
        ["Preise", "Unsere Preise", "Nos tarifs", "Precios | Deskly", "Prezzi – Deskly", "Prijzen", "Preços"],
    ),
    "solution": (
        ["/lösungen/handel", "/loesungen", "/branchen/pflege", "/für-agenturen", "/fr/secteurs/sante",
         "/cas-d-usage/retours", "/pour-les-agences", "/soluciones", "/para-equipos", "/it/soluzioni",
         "/per-le-agenzie", "/oplossingen", "/voor-ziekenhuizen", "/soluções", "/para-agencias"],
        ["Lösungen", "Branchen", "Pour les agences", "Soluciones", "Soluzioni", "Oplossingen", "Soluções"],
    ),
    "customers": (
        ["/kunden/nordwind", "/referenzen", "/etudes-de-cas", "/témoignages", "/clientes",
         "/casos-de-exito/a", "/clienti", "/casi-di-studio", "/klanten", "/klantverhalen/a",
         "/casos-de-sucesso"],
        ["Kunden", "Unsere Kunden", "Nos clients", "Casos de éxito", "I nostri clienti", "Onze klanten"],
    ),
    "product": (
        ["/produkt", "/funktionen/postfach", "/integrationen", "/fonctionnalités", "/produit/boite",
         "/funcionalidades", "/productos/buzon", "/prodotti", "/funzionalità", "/functies", "/koppelingen",
         "/produtos", "/so-funktioniert-es"],
        ["Funktionen", "Produkt", "Fonctionnalités", "Características", "Funzionalità", "Koppelingen"],
    ),
    "compare": (
        ["/vergleich/brindle", "/brindle-alternativen", "/deskly-und-brindle-im-vergleich", "/comparatif",
         "/alternative-a-brindle", "/comparativa", "/confronto/brindle", "/vergelijken", "/comparativo"],
        ["Vergleich", "Comparatif", "Comparativa", "Confronto", "Vergelijken"],
    ),
    "release_notes": (
        ["/neuigkeiten", "/was-ist-neu", "/nouveautés", "/notes-de-version", "/novedades", "/novità",
         "/wat-is-er-nieuw", "/novidades"],
        ["Was ist neu?", "Quoi de neuf ?", "Novedades", "Novità", "Wat is er nieuw?", "Novidades"],
    ),
    "legal": (
        ["/impressum", "/datenschutzerklaerung", "/agb", "/mentions-legales", "/politique-de-confidentialite",
         "/aviso-legal", "/note-legali", "/privacyverklaring", "/algemene-voorwaarden", "/termos-de-uso"],
        ["Impressum", "Datenschutz", "Mentions légales", "Aviso legal", "Note legali"],
    ),
    "careers": (
        ["/karriere", "/offene-stellen", "/recrutement", "/trabaja-con-nosotros", "/lavora-con-noi",
         "/vacatures", "/werken-bij-deskly", "/vagas"],
        ["Karriere", "Nous rejoindre", "Empleo", "Lavora con noi", "Vacatures", "Trabalhe conosco"],
    ),
    "blog": (
        ["/aktuelles/2026", "/ratgeber/tickets", "/actualités", "/noticias", "/notizie", "/nieuws",
         "/imprensa"],
        ["Aktuelles", "Actualités", "Noticias", "Notizie", "Nieuws"],
    ),
    "docs": (
        ["/hilfe/start", "/aide", "/centro-de-ayuda", "/assistenza", "/veelgestelde-vragen",
         "/central-de-ajuda"],
        ["Hilfe", "Aide", "Centro de ayuda", "Assistenza", "Hulp", "Ajuda"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "address"), [(k, a) for k, (found, _) in TONGUES.items() for a in found]
)
def test_addresses_in_other_languages_tell_the_kind(expected: str, address: str) -> None:
    assert kind_of(f"https://deskly.example{address}", site="https://deskly.example") == expected
    escaped = f"https://deskly.example{quote(address)}"
    assert kind_of(escaped, site="https://deskly.example") == expected


@pytest.mark.parametrize(("expected", "text"), [(k, w) for k, (_, words) in TONGUES.items() for w in words])
def test_words_in_other_languages_tell_where_the_address_does_not(expected: str, text: str) -> None:
    assert kind_of("https://deskly.example/x7", link_texts=[text]) == expected
    assert kind_of("https://deskly.example/x7", title=text) == expected


@pytest.mark.parametrize(
    "address", ["/über-uns", "/ueber-uns", "/contacto", "/chi-siamo", "/over-ons", "/sobre", "/kontakt"]
)
def test_pages_about_nothing_in_particular_are_other_in_any_language(address: str) -> None:
    assert kind_of(f"https://deskly.example{address}", site="https://deskly.example") == "other"


def test_feeds_are_told_by_their_type() -> None:
    atom = "application/atom+xml"
    assert kind_of("https://deskly.example/x.xml", content_type=atom) == "blog"
    assert (
        kind_of("https://deskly.example/x.xml", content_type=atom, link_texts=["Changelog"])
        == "release_notes"
    )


def test_a_site_on_a_subdomain_has_its_home_there() -> None:
    assert kind_of("https://desk.deskly.example/", site="https://desk.deskly.example") == "home"
    assert kind_of("https://desk.deskly.example/", site="https://deskly.example") == "other"


def test_locales() -> None:
    assert [locale_of(f"https://d.example/{p}") for p in ("de/preise", "en-gb", "pricing", "product/de")] == [
        "de", "en-gb", "", "",
    ]  # fmt: skip
