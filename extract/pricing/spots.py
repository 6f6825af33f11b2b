"""Where a page states what something costs: price spots, `free`, and `talk to us`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extract.pricing import terms
from extract.pricing.lines import Layout, Line
from extract.pricing.money import Locale, Money, bare_figure, prices
from extract.pricing.names import clean_name

_FREE = re.compile(
    r"(?:always |100% |completely |totally )?(?:free|gratis|kostenlos|gratuit|gratuito|grátis|ilmainen"
    r"|darmowy|zdarma|無料|무료|免费|no cost|no charge)"
    r"(?: forever| for ever| for life| of charge| to use| always| plan| (?:and|&) open[- ]source"
    r"| tier)?(?:,? (?:for (?:up to )?.{1,40}|no credit card.*|forever))?[.!*]?$",
    re.IGNORECASE,
)
_FREE_BESIDE = re.compile(
    r"(?:free\s*[-–—|:]\s*(?P<name>[^\W\d]\w*(?: \w+)?)"
    r"|(?P<named>[^\W\d]\w*(?: \w+)?)\s*[-–—|:(]\s*free(?: forever| for .{1,30})?\)?)$",
    re.IGNORECASE,
)
_CUSTOM = re.compile(
    r"(?:custom(?:i[sz]ed)?(?: (?:pricing|price|quote|plan))?|(?:please )?contact(?: us| sales"
    r"| our (?:sales )?team| our sales)?(?: for (?:a )?(?:custom )?(?:pricing|prices?|quote|details"
    r"|enterprise pricing))?"
    r"|let[’']?s (?:talk|chat)|(?:talk|speak|chat) (?:to|with) (?:us|sales|an expert"
    r"|our (?:sales )?team)(?: for .{1,20})?|(?:get|request|ask for) (?:a )?(?:custom )?(?:quote"
    r"|pricing|price)"
    r"|(?:price|pricing|available)? ?(?:up)?on request|by quote|quote(?: only| based)?"
    r"|bespoke(?: pricing)?|tailored(?: pricing)?|call us|call for (?:pricing|price|quote)"
    r"|p\.?o\.?a\.?"
    r"|ask(?: us)?(?: for (?:a )?(?:price|pricing|quote))?|inquire|enquire|volume pricing"
    r"|individual(?:ly)?(?: priced| pricing)?|talk to sales|contact"
    r"|(?:preis )?auf anfrage|individuell(?:er preis)?|kontaktieren sie uns|kontakt|sur (?:devis"
    r"|demande|mesure)|(?:nous )?contacte[zr](?:-nous)?|a medida|a consultar|consultar|contáctanos"
    r"|contactar|su richiesta|contattaci|op aanvraag|op maat|neem contact op|sob consulta|offert"
    r"|kontakta oss|parl(?:are|a|i) con (?:noi|le vendite)"
    r"|(?:habl(?:ar?|e|emos)|contactar) con (?:ventas|nosotros|el equipo)"
    r"|fal(?:e|ar?) (?:com|conosco)(?: (?:vendas|a equipe))?"
    r"|precio a consultar|prijs op aanvraag|prezzo su richiesta|(?:mit (?:dem )?vertrieb|mit uns) sprechen"
    r"|sprechen sie (?:mit )?uns(?: an)?|parler (?:à|aux|avec) .{1,20}|(?:ta )?kontakt(?: oss| os)?"
    r"|(?:pris )?på (?:forespørsel|förfrågan|forespørgsel)|efter offert"
    r"|お問い?合わせ(?:ください)?|要相談|個別見積(?:もり)?|문의(?:하기)?|联系我们|聯絡我們)"
    r"[.!…→›»>* ]*$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?P<name>[^:|–—]{2,40}?)\s*(?::|\||\s[-–—])\s+(?P<said>\S.{2,40})$")
_DEMO = re.compile(
    r"(?:book|request|schedule|get|see) (?:a |your )?(?:demo|call|meeting|consultation)\b.{0,12}$",
    re.IGNORECASE,
)
_TRIAL = re.compile(
    r"\btrial\b|\bprobe(?:zeit|version|abo)?\b|\bessai\b|\bprueba\b|\bproefperiode\b|\bkokeilu", re.IGNORECASE
)
_NOT_A_PRICE_BEFORE = re.compile(
    r"(?:\bup to\b|\bsav(?:e|es|ed|ing|ings)\b(?: up to| of| over)?|\bworth\b|\bbonus\b|\bcash ?back\b"
    r"|\braised\b|\bget\b|\bearn\b|\bcredits? of\b|\bvalued? (?:at|of)?\b|(?<![^\W\d_]\s)[-–−]\s?"
    r"|\bsparen\b(?: sie)?|\béconomisez\b|\bahorra\b|\bbudget(?: of)?\b|\brevenue\b.*|\bover\b"
    r"|\bmore than\b|\bdiscount\b.*|\brabatt\b|\bmrr\b|\barr\b)\s*$",
    re.IGNORECASE,
)
_NOT_A_PRICE_AFTER = re.compile(
    r"\s*(?:off\b|discount|in (?:free )?credits?\b|(?:free |account |usage |api )?credits?\b|worth\b"
    r"|saved\b|savings?\b|value\b|cheaper|less\b|million\b|billion\b|bn\b|b\b|m\b(?!o)"
    r"|k\+?\s*(?:mrr|arr)|mrr\b|arr\b|rabatt|gespart"
    r"|in (?:annual |lost |yearly )?(?:loss(?:es)?|damages?|revenue|funding|sales|arr|mrr)"
    r"|de (?:remise|réduction)|de descuento|sconto|korting)",
    re.IGNORECASE,
)
_EXTRA = re.compile(
    r"\b(?:extra|additional|add(?:itional)?-?on|overage|beyond|thereafter|set-?up|onboarding"
    r"|implementation|activation|then|plus|afterwards|every further|each further|zusätzlich\w*"
    r"|supplémentaire\w*|adicional\w*)\b|\+\s*$",
    re.IGNORECASE,
)
_FREE_FIRST = re.compile(  # `First 1,000 free, then $0.20 per 1,000`
    r"\b(?:free|gratis|kostenlos|gratuits?|inklusive)\b[\s,;]*(?:and )?(?:then|after that|dann|puis|luego)\b",
    re.IGNORECASE,
)
_EQUIVALENT = re.compile(
    r"(?:\bbilled\b|\bbilling\b|\btotal(?:s|ling)?\b|\bequal(?:s)?(?: to)?\b|\bequivalent\b"
    r"|\bthat[’']s\b|\bi\.e\.\b|=|≈|~|\bjust\b|\bonly\b(?= \W?\d+[.,]?\d* ?\W? ?(?:/|per) ?day)"
    r"|\bcharged\b|\bpaid as\b|\binvoiced\b|\bsoit\b|\bentspricht\b|\beffectively\b"
    r"|\babgerechnet\b)[\s:]*(?:as |at |an? )?(?:annual(?:ly)?|yearly|monthly|jährlich)?[\s:]*(?:as "
    r"|at |of |just |only )*$",
    re.IGNORECASE,
)
BILLED_AFTER = re.compile(
    r"\s*(?:\b(?:total|in total)\b|(?:is |will be )?(?:billed|charged|invoiced|due"
    r"|payable)\b(?! monthly)|equivalent|effective)",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"(?:\bwas|\bregular(?:ly)?(?: price)?|\binstead of|\bnormally|\busually|\blist price|\brrp"
    r"|\bstatt|\bau lieu de|\ben lugar de|\binvece di|\bi\.s\.o\.|\bin plaats van)\W*$",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(
    r"\s*(?:\+\s*\S*\d|(?:per|/|pro|par|por)\s*(?:\w+\s)?(?:transaction|sale|order|booking|payment"
    r"|charge|ticket|payout|transaktion)|of\s+(?:(?:the|your|each|every|all|total|gross|net|tracked"
    r"|monthly|processed)\s)*(?:revenue|sales|volume|transactions?|gmv|spend|payments?|order|booking"
    r"|income|sale)"
    r"|(?:transaction|commission|platform|processing|service|booking)\b|fees?\b)",
    re.IGNORECASE,
)

Kind = Literal["price", "bare", "free", "custom", "sales", "demo"]
# price: an amount; bare: a figure without a sign; free, custom: said in the place of a price;
# sales, demo: a button that leads to a conversation


@dataclass(frozen=True, slots=True)
class Spot:
    """One statement of cost on a line."""

    line: int
    kind: Kind
    money: Money | None = None
    role: Literal["offer", "list", "equivalent", "extra"] = "offer"
    whole: bool = True  # the line is nothing but the price and its terms, or a name before it
    name: str | None = None  # the plan named on the line beside `free` or `on request`

    @property
    def strong(self) -> bool:
        """Whether it can found a card of its own."""
        return self.kind in {"price", "free", "custom"} and self.role == "offer"


def find(layout: Layout, locale: Locale) -> list[Spot]:
    """All spots of a page in order; prose, answers and savings are not among them."""
    spots: list[Spot] = []
    for number, line in enumerate(layout.lines):
        if not line.question:
            spots += on_line(number, line, locale)
    listed = [layout.lines[spot.line].item for spot in spots]
    lists = {id(item.parent) for item in listed if item is not None}
    asked = [
        spot
        for number, line in enumerate(layout.lines)
        if line.item is not None and id(line.item.parent) in lists and not line.question
        for spot in _asked(number, line)
    ]
    return sorted(spots + [s for s in asked if s.line not in {t.line for t in spots}], key=lambda s: s.line)


def on_line(number: int, line: Line, locale: Locale) -> list[Spot]:
    """The spots of one line."""
    text = line.text
    if len(text) > 140 or _is_trial(text):
        return []
    found = [m for m in prices(text, locale) if _is_price(text, m)]
    if found:
        return _price_spots(number, line, found)
    if (_FREE.match(text) or _FREE_BESIDE.match(text)) and not line.button:
        return [Spot(number, "free")]
    if _CUSTOM.match(text):
        return [Spot(number, "sales" if line.button else "custom")]
    if line.button:
        return [Spot(number, "demo")] if _DEMO.match(text) else []
    return _beside(number, line) or _bare(number, line)


def _asked(number: int, line: Line) -> list[Spot]:
    """`Enterprise: contact us`, `Network - on request`."""
    match = _NAMED.match(line.text)
    if match is None or not _CUSTOM.match(match["said"]) or (name := clean_name(match["name"])) is None:
        return []
    return [Spot(number, "custom", name=name)]


def _beside(number: int, line: Line) -> list[Spot]:
    """`Clinic`, and in an element of its own on the same line `Price on request`."""
    if line.item is None and (asked := _asked(number, line)):
        return asked
    start, tag = next((a, tag) for a, b, tag in reversed(line.pieces) if line.text[a:b].strip())
    if line.item is not None or start == 0 or tag is line.element:
        return []
    name, said = clean_name(line.text[:start]), line.text[start:].strip()
    if name is None:
        return []
    if _FREE.match(said):
        return [Spot(number, "free", name=name)]
    return [Spot(number, "custom", name=name)] if _CUSTOM.match(said) else []


def _bare(number: int, line: Line) -> list[Spot]:
    """A figure alone on its line, outside headings and lists."""
    value = bare_figure(line.text) if not line.level and line.item is None and len(line.text) <= 7 else None
    return [] if value is None else [Spot(number, "bare", Money(value, None, 0, len(line.text)))]


def _is_trial(text: str) -> bool:
    return bool(_TRIAL.search(text)) and len(text.split()) <= 14 and "then" not in text.lower()


def _is_price(text: str, money: Money) -> bool:
    if _NOT_A_PRICE_BEFORE.search(text[: money.start]) or _NOT_A_PRICE_AFTER.match(text[money.end :]):
        return False
    return money.currency != "%" or bool(_SHARE_OF.match(text[money.end :]) and len(text.split()) <= 9)


def _price_spots(number: int, line: Line, found: list[Money]) -> list[Spot]:
    text = line.text
    if not is_price_like(text, found):
        return []
    spots = []
    for index, money in enumerate(found):
        start = found[index - 1].end if index else 0
        end = found[index + 1].start if index + 1 < len(found) else len(text)
        before, after = text[start : money.start], text[money.end : end]
        spots.append(Spot(number, "price", money, _role(line, money, before, after)))
    return spots


def _role(
    line: Line, money: Money, before: str, after: str
) -> Literal["offer", "list", "equivalent", "extra"]:
    if line.is_struck(money.start) or _WAS.search(before):
        return "list"
    remark = _EXTRA.search(before) and not _is_titled(line) and not _FREE_FIRST.search(before)
    if remark or re.match(r"[^.;]*\b(?:extra|additional|set-?up|onboarding|implementation)\b", after):
        return "extra"
    if _EQUIVALENT.search(before):
        return "equivalent"
    return "offer"


def _is_titled(line: Line) -> bool:
    """A list item with a title in bold: `Extra company` is what it sells, not a remark on a price."""
    tag = line.element_at(0)
    return line.item is not None and tag is not line.element and tag.name in {"b", "strong"}


def is_price_like(text: str, found: list[Money]) -> bool:
    """Whether a line states a price, rather than mentions one in a sentence."""
    first = found[0]
    head = terms.strip(text[: first.start])
    tail = terms.strip(" ".join(text[a:b] for a, b in _gaps(text, found)))
    head_words = re.findall(r"[^\W\d_][\w'’.&+-]*", head)
    tail_words = re.findall(r"[^\W\d_][\w'’.&+-]*", tail)
    rest = text[first.end :]
    if head_words and text.rstrip().endswith(".") and len(text.split()) >= 6:
        return False  # a sentence
    if len(head_words) > 5 or _VERBS.search(head) or _COPULA_BEFORE.search(text[: first.start]):
        return False
    if _VERB_AFTER.match(rest) and not BILLED_AFTER.match(rest):
        return False
    return len(tail_words) <= (8 if not head_words else 6) or (
        not head_words and text[: first.start].strip() == ""
    )


_COPULA_BEFORE = re.compile(r"\b(?:is|are|was|were|equals?)\s*$", re.IGNORECASE)
_VERB_AFTER = re.compile(r"\s*(?:is|are|was|will|would|could|can|we|you|they|gets?|buys?)\b", re.IGNORECASE)
_VERBS = re.compile(
    r"\b(?:charges?|we|you|your|our|they|i|how|why|what|when|who|saved?|saves|saving|spend|spent|spending|paid"
    r"|paying|raised?|made|make|grew|grow|earn(?:ed|s)?|cut|cuts|reduced?|lost|cost|costs|won|sold"
    r"|includes?|including|invest(?:ed|ment)?|revenue|orders?|transactions (?:over|under)|refund"
    r"|donat\w+|funding|salary)\b",
    re.IGNORECASE,
)


def _gaps(text: str, found: list[Money]) -> list[tuple[int, int]]:
    ends = [m.start for m in found[1:]] + [len(text)]
    return list(zip([m.end for m in found], ends, strict=True))


def is_trial_name(name: str) -> bool:
    """Whether a card is a trial offer rather than a plan."""
    return bool(re.search(r"\btrial\b|\btest ?phase\b|\bprobe", name, re.IGNORECASE))


def name_beside_free(text: str) -> str | None:
    """The plan named on a line that also says `free`: `Free - Hobby`."""
    match = _FREE_BESIDE.match(text)
    return (match["name"] or match["named"]) if match else None
