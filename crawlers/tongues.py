"""What pages are called in German, French, Spanish, Italian, Dutch and Portuguese.

Words are as they stand in an address: lower case, no accents, joined by hyphens. A dot stands for the
rest of a segment: `fur-.` is `fur-agenturen`. Words that mean different pages in two of the languages
(`recursos`) are left out: then the link or the title has to say it.
"""

from __future__ import annotations

import re
import unicodedata

from turfwatch.types import PageKind

# Of a word in two lines the first decides.
_WORDS: tuple[tuple[PageKind, str], ...] = (
    ("pricing",
     "preis preise preise-. preisliste preismodell tarif tarife tarife-. kosten pakete"
     " prix tarifs tarifs-. tarification offres-et-tarifs abonnement abonnements formules"
     " precio precios precios-. tarifas planes planes-y-precios planes-."
     " prezzo prezzi prezzi-. listino listino-prezzi piani piani-e-prezzi piani-. costi"
     " prijs prijzen prijzen-. tarieven abonnementen kosten-en-prijzen"
     " preco precos precos-. planos planos-e-precos planos-."),
    ("compare",
     "vergleich vergleiche vergleichen .-vergleich .-im-vergleich vergleich-. alternativen .-alternativen"
     " wechsel wechseln-. wechsel-von-."
     " comparatif comparatifs comparaison comparer .-comparatif alternative-a-. alternatives-a-."
     " comparar comparativa comparativas comparacion .-comparativa alternativa alternativas alternativa-a-."
     " alternativas-a-."
     " confronto confronta confronti .-confronto alternativa-a-."
     " vergelijk vergelijken vergelijking .-vergelijken alternatief alternatieven overstappen overstappen-."
     " comparativo comparacao alternativa-ao-. alternativas-ao-."),
    ("customers",
     "kunden kundenstimmen kundengeschichten kundenreferenzen unsere-kunden referenzen erfolgsgeschichten"
     " fallstudien fallstudie anwenderberichte"
     " clients cas-clients etudes-de-cas temoignages temoignages-clients histoires-clients references"
     " clientes casos-de-exito caso-de-exito historias-de-exito testimonios nuestros-clientes"
     " clienti casi-studio casi-di-studio casi-di-successo storie-di-successo testimonianze i-nostri-clienti"
     " klanten klantverhalen klantcases onze-klanten referenties praktijkverhalen"
     " casos-de-sucesso historias-de-sucesso depoimentos estudos-de-caso nossos-clientes"),
    ("release_notes",
     "neuigkeiten versionshinweise was-ist-neu anderungsprotokoll aenderungsprotokoll produktneuheiten"
     " notes-de-version nouveautes quoi-de-neuf journal-des-modifications"
     " novedades notas-de-version notas-de-la-version registro-de-cambios"
     " novita note-di-rilascio note-di-versione"
     " wat-is-er-nieuw nieuwe-functies wijzigingen versie-informatie"
     " novidades notas-de-versao notas-de-lancamento"),
    ("legal",
     "impressum datenschutz. datenschutz agb nutzungsbedingungen rechtliches widerruf. barrierefreiheit"
     " mentions-legales confidentialite politique-de-. conditions-generales conditions-generales-."
     " conditions-d-utilisation cgu cgv"
     " aviso-legal privacidad politica-de-. terminos terminos-. condiciones condiciones-."
     " note-legali informativa-. termini termini-. condizioni condizioni-. informativa"
     " privacyverklaring privacybeleid algemene-voorwaarden voorwaarden gebruiksvoorwaarden cookiebeleid"
     " privacidade termos termos-. politica-de-privacidade"),
    ("careers",
     "karriere stellen stellenangebote offene-stellen arbeiten-bei-. jobs-und-karriere"
     " carriere carrieres recrutement emploi emplois offres-d-emploi nous-rejoindre rejoignez-nous"
     " empleo empleos trabaja-con-nosotros unete carreras"
     " lavora-con-noi carriera posizioni-aperte"
     " vacatures werken-bij werken-bij-. carrieremogelijkheden"
     " carreiras vagas trabalhe-conosco trabalhe-connosco"),
    ("docs",
     "hilfe hilfecenter hilfe-center handbuch anleitung anleitungen dokumentation wissensdatenbank"
     " aide centre-d-aide assistance documentation foire-aux-questions"
     " ayuda centro-de-ayuda soporte documentacion preguntas-frecuentes"
     " assistenza aiuto supporto centro-assistenza documentazione domande-frequenti"
     " hulp helpcentrum ondersteuning documentatie veelgestelde-vragen"
     " ajuda central-de-ajuda suporte documentacao perguntas-frequentes"),
    ("blog",
     "aktuelles magazin ratgeber presse pressemitteilungen veranstaltungen wissen fachartikel"
     " actualites actualite ressources communiques evenements livres-blancs"
     " noticias prensa articulos eventos sala-de-prensa"
     " notizie risorse stampa articoli eventi approfondimenti"
     " nieuws pers artikelen evenementen kennisbank"
     " imprensa artigos materiais"),
    ("solution",
     "losung losungen loesungen losungen-. loesungen-. branche branchen anwendungsfalle anwendungsfaelle"
     " anwendungsbereiche einsatzbereiche zielgruppen fur-. fuer-. mittelstand"
     " secteurs secteur secteurs-d-activite metiers cas-d-usage cas-d-utilisation pour-."
     " solucion soluciones soluciones-. sectores industrias casos-de-uso para-."
     " soluzione soluzioni soluzioni-. settori casi-d-uso casi-di-utilizzo per-le-. per-gli-. per-i-."
     " oplossing oplossingen oplossingen-. sectoren toepassingen voor-."
     " solucao solucoes solucoes-. setores segmentos"),
    ("product",
     "produkt produkte produkt-. funktion funktionen funktionsumfang leistungen leistungsumfang integrationen"
     " schnittstellen plattform produktubersicht so-funktioniert-. warum-. vorteile"
     " produit produits fonctionnalite fonctionnalites fonctions plateforme logiciel pourquoi-."
     " producto productos funcion funciones funcionalidades caracteristicas integraciones plataforma"
     " como-funciona comment-ca-marche come-funziona por-que-."
     " prodotto prodotti funzione funzioni funzionalita caratteristiche integrazioni piattaforma perche-."
     " producten functie functies functionaliteit functionaliteiten koppelingen integraties hoe-het-werkt"
     " hoe-werkt-het waarom-."
     " produto produtos funcionalidade integracoes porque-."),
)  # fmt: skip
_OUR = re.compile(
    r"(unsere?|alle|die|der|das|nos|notre|les?|la|nuestr[oa]s?|los|las|i-nostri|le-nostre|il|i|gli|onze|ons|de|het"
    r"|noss[oa]s?|os|as)-"
)
_PARTS = re.compile(r"\s+[|–—·:-]\s+|[|–—·:!?]\s*")


_EXACT: dict[str, PageKind] = {word: kind for kind, words in reversed(_WORDS) for word in words.split()}
_STARTS = tuple((word[:-1], kind) for word, kind in _EXACT.items() if word.endswith("."))
_ENDS = tuple((word[1:], kind) for word, kind in _EXACT.items() if word.startswith("."))


def kind_of_segment(segment: str) -> PageKind | None:
    """The kind of page that a segment of an address, as `plain` has it, names in one of the languages."""
    if (exact := _EXACT.get(segment)) is not None:
        return exact
    return next((kind for word, kind in _STARTS if segment.startswith(word)), None) or next(
        (kind for word, kind in _ENDS if segment.endswith(word)), None
    )


def plain(text: str) -> str:
    """The text without accents, in lower case."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def kind_of_words(text: str) -> PageKind | None:
    """The kind of page that a link or title of a few words names, whole or between its dividers."""
    for part in (text, *_PARTS.split(text)):
        slug = re.sub(r"[^a-z0-9]+", "-", plain(part)).strip("-")
        slug = _OUR.sub("", slug, count=1) if _OUR.match(slug) else slug
        if (found := kind_of_segment(slug)) is not None:
            return found
    return None
