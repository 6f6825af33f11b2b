"""What stands around a price: period, unit, billing terms. Read, never guessed.

The vocabulary covers the languages pricing pages are most often written in; a word that is not
here leaves the field None rather than wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from turfwatch.types import Period

_PER = (
    r"(?:[/／]|\bper\b|\bpr\b\.?|\ba\b|\ban\b|\beach\b|\bevery\b|\bpro\b|\bje\b|\bpar\b|\bpor\b|\bal\b|\ball['’]|\bao\b"
    r"|\bi\b|\bp\.?|\bna\b|\bza\b|\band\b|\bund\b|\bet\b|\by\b)"
)
_MONTH_WORD = (
    r"(?:months?|mos?|mth|mnth|monat|mtl|mois|mes|mês|mese|maand|mnd|månad|mån|måned|md|mdr|月|か月|ヶ月|月間|월|miesiąc|mies"
    r"|měsíc|mesic|kuukausi|kk)"
)
_YEAR_WORD = r"(?:years?|yrs?|y|annum|jahr|ans?|année|año|ano|anno|jaar|år|rok|vuosi|年|年間|년)"
_MONTH = re.compile(
    rf"{_PER}\s*(?:calendar\s+)?{_MONTH_WORD}\b\.?|月額|毎月|月々|월정액|\bmonthly\b|\bmonatlich\b|\bmtl\."
    rf"|\bmensuel(?:le)?(?:ment)?\b|\bmensual(?:es)?\b"
    r"|\bmensil[ei]\b|\bmaandelijks\b|\bmånadsvis\b|\bmiesięcznie\b|\bp[./]?\s?m(?:nd)?\.?(?=\W|$)|\bPCM\b",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"{_PER}\s*{_YEAR_WORD}\b\.?|年額|毎年|연간|\byearly\b|\bannual(?:ly)?\b|\bjährlich\b|\bannuel(?:le)?(?:ment)?\b"
    rf"|\banual(?:es)?\b"
    r"|\bannual[ei]\b|\bjaarlijks\b|\bårligen\b|\brocznie\b|\bp\.?\s?a\.(?=\W|$)|\bp/j\b|\bper annum\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\bone[- ]?(?:time|off)\b|\bonce\b|\blifetime\b|\bpay once\b|\bsingle payment\b|\beinmalig\b"
    r"|\bune (?:seule )?fois\b"
    r"|\bbuy outright\b|[1一]回(?:限り|のみ)?(?=\W|$)|買い切り"
    r"|\bpago único\b|\bperpetual\b|\beenmalig\b|\buna tantum\b",
    re.IGNORECASE,
)
# Billing: how it is charged, not what the figure means.
_YEARLY = (
    r"(?:annual(?:ly)?|yearly|per (?:year|annum)|(?:every|each|a|once a|once per) year|/\s?(?:yr|year)"
    r"|for (?:a|the|one|1|12) (?:full )?(?:years?|months)|upfront|jährlich(?:er)?|annuellement"
    r"|anualmente|annualmente|jaarlijks|årligen|every (?:12|twelve) months)"
)
_MONTHLY = (
    r"(?:monthly|per month|(?:every|each|a) month|month[- ]to[- ]month|monatlich(?:er)?|mensuellement"
    r"|mensualmente|mensilmente|maandelijks)"
)
_BILL = (
    r"(?:billed|paid|payable|charged|invoiced|prepaid|pay|billing|if paid|when paid|when billed"
    r"|if billed|bei|abgerechnet|facturé(?:e)?|facturado|gefactureerd|fatturato|commitment|with)"
)
_BILLING = re.compile(
    rf"\b{_BILL}\b[\s,:]*(?:in advance\s*)?(?:an?\s+|on\s+|once\s+(?=annual|year))?"
    rf"(?P<a>{_YEARLY}|{_MONTHLY}|quarterly|weekly|every \d+ months"
    rf"|every (?:two|2|three|3) years?|biennially)"
    rf"(?:\s*(?:zahlung|abrechnung|billing|contract|plan|payment|commitment|in advance|upfront"
    rf"|prepayment|subscription))?"
    rf"|(?:\b(?P<b>annual|yearly|monthly|quarterly|jährliche[rn]?|monatliche[rn]?)\s+(?:billing"
    rf"|contract|commitment|prepay(?:ment)?|subscription|payment|term|zahlung|abrechnung))"
    rf"|\b(?P<c>jährlich|monatlich|annuellement|mensuellement)\s+(?:abgerechnet|gezahlt|zahlbar|facturé)",
    re.IGNORECASE,
)
_OTHER_SPAN = re.compile(
    rf"(?:/|\bper\b|\bevery\b|\bfor\b|\ba\b)\s*(?:(?:\d+|two|three|six)\s+(?:{_MONTH_WORD}"
    rf"|{_YEAR_WORD})\b|(?:quarter|qtr|week|wk|fortnight|day)\b)|\bquarterly\b|\bweekly\b",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"\b(?:for )?(?:the |your )?first (?:\d+ |two |three |six )?(?:months?|years?)\b", re.IGNORECASE
)
FROM = re.compile(
    r"\b(?:(?:plans?\s+|prices?\s+|pricing\s+)?(?:starting|starts?|begins?|beginning)\s+(?:at|from)"
    r"|from|as low as|as little as|ab|à partir de"
    r"|a partir de|desde|vanaf|a partire da|från|fra|od|partindo de)\b:?",
    re.IGNORECASE,
)
DURABLE = re.compile(
    r"^(?:\w+\s+){0,2}?(?:users?|seats?|agents?|members?|persons?|people|employees?|editors?|hosts?"
    r"|sites?|domains?|devices?|workspaces?"
    r"|projects?|locations?|servers?|monitors?|teams?|organi[sz]ations?|licen[cs]es?|accounts?"
    r"|clients?|stores?|brands?|nodes?|admins?"
    r"|creators?|developers?|recruiters?|contributors?|makers?|authors?|collaborators?|operators?"
    r"|technicians?|drivers?|vehicles?|propert(?:y|ies)"
    r"|reps?|clinicians?|providers?|channels?|inbox(?:es)?|mailbox(?:es)?|numbers?|instances?|apps?"
    r"|websites?|endpoints?|machines?|rooms?"
    r"|students?|learners?|teachers?|staff|cores?|cpus?|vcpus?|environments?|clusters?|nutzer|benutzer"
    r"|anwender|mitarbeiter|utilisateurs?|usuarios?|usuários?|utenti|utente"
    r"|gebruikers?|användare|bruker|bruger|użytkownik\w*|poste|platz|lizenz|puesto|agente)$",
    re.IGNORECASE,
)
_UNIT_STOP = (
    r"(?:month|mo|mth|year|yr|annum|quarter|week|monat|jahr|mois|an|année|mes|mês|año|ano|mese|anno"
    r"|maand|jaar|månad|mån|år|måned"
    r"|miesiąc|mies|rok|月|か月|ヶ月|月間|年|年間|월|년)"
)
_UNIT = re.compile(
    rf"(?:/|\bper\b|\bpro\b|\bje\b|\bpar\b|\bpor\b|\beach\b|\bfor (?:each|every)\b"
    rf"|\ban?\b)\s*(?!{_UNIT_STOP}\b)"
    r"(?P<unit>(?:\d[\d.,]*\s?[kKmM]?\s+)?(?:\d[\d.,]*[kKmM]?\s+)?[^\W\d][\w'’-]*(?:\s+(?!per\b|pro\b"
    r"|par\b|por\b|a\b|an\b|and\b|und\b|et\b|y\b|billed\b|paid\b|when\b|if\b|with\b|on\b|after\b|in\b|for\b|or\b"
    r"|plus\b|monthly\b|yearly\b|annually\b|mensuel|charged\b|excl|incl)[^\W\d][\w'’-]*){0,3})",
    re.IGNORECASE,
)
_FOR_QUANTITY = re.compile(
    r"\bfor\s+(?P<unit>\d[\d.,]*\s?[kKmM]?\s+(?!months?\b|years?\b|days?\b"
    r"|weeks?\b)[^\W\d][\w'’-]*(?:\s+[^\W\d][\w'’-]*){0,3})",
    re.IGNORECASE,
)
_PREFIXED_UNIT = re.compile(
    r"^\W*(?P<unit>users?|seats?|agents?|members?|editors?|hosts?|sites?)\s*(?:/|per\b)", re.IGNORECASE
)
_MINIMUM = re.compile(
    r"\b(?:min(?:imum)?\.?(?: of)?|at least)\s+\d+\s+\w+|\b\d+\s+\w+\s+minimum\b", re.IGNORECASE
)
_PER_OR_FOREVER = re.compile(r"\s*(?:/|per\b|(?:forever|for ever|always|for life)\W*$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a price means: its period, what it is per, and remarks on how it is billed."""

    period: Period | None = None
    unit: str | None = None
    notes: tuple[str, ...] = ()


def read(before: str, after: str) -> Terms:
    """The terms stated around a price, `before` and `after` being the words next to it."""
    notes = ["from"] if FROM.search(before) else []
    text = f"{before} ; {after}"
    for pattern in (_BILLING, _INTRO, _OTHER_SPAN, _MINIMUM):
        notes += [" ".join(match[0].split()).lower() for match in pattern.finditer(text)]
    billing = list(_BILLING.finditer(text))
    other_span = bool(_OTHER_SPAN.search(_unbilled(text)))
    # What stands behind a figure says more than a label over it (`Yearly`: `$8 per month`).
    period = _period(_OTHER_SPAN.sub(" , ", _unbilled(after)))
    unit = _unit(_unbilled(after))
    if (
        period is None
        and (period := _period(_OTHER_SPAN.sub(" , ", _unbilled(before))))
        and _usage_unit(after)
    ):
        period = "usage"  # a label over the figure (`Monthly`) names the commitment, not what is counted
    if period is None and unit is not None and unit[0].isdigit() and not _is_durable(unit):
        period = "usage"  # `per 1,000 mails`, however often it is billed
    if period is None and not other_span and any(re.search(_MONTHLY, m[0], re.IGNORECASE) for m in billing):
        period = "month"  # what is billed monthly is a monthly amount; billed yearly may be either
    if period is None and not other_span and unit is not None and not DURABLE.match(unit):
        period = "usage"
    return Terms(period, unit, tuple(dict.fromkeys(notes)))


def _unbilled(text: str) -> str:
    """The text without remarks on billing and introductory terms."""
    return _INTRO.sub(" ", _BILLING.sub(" , ", text))


def _usage_unit(after: str) -> bool:
    unit = _unit(_unbilled(after))
    return unit is not None and not DURABLE.match(unit) and _period(after) is None


def _is_durable(unit: str) -> bool:
    return bool(DURABLE.match(re.sub(r"^[\d.,]+\s?[kKmM]?\s+", "", unit)))


def _period(text: str) -> Period | None:
    """Month or year, whichever is said first; `per month` before a mere `annual`; else once."""
    month, year = _MONTH.search(text), _YEAR.search(text)
    if (
        month
        and year
        and (each := re.search(rf"{_PER}\s*(?:(?P<m>{_MONTH_WORD})|{_YEAR_WORD})\b", text, re.I))
    ):
        return "month" if each["m"] else "year"
    if month and year:
        return "month" if month.start() < year.start() else "year"
    if month or year:
        return "month" if month else "year"
    return "once" if _ONCE.search(text) else None


def _unit(text: str) -> str | None:
    text = _OTHER_SPAN.sub(" , ", text)
    match = _UNIT.search(text) or _PREFIXED_UNIT.match(text)
    if match is None:
        match = _FOR_QUANTITY.search(text)
        if match is None or _is_durable(match["unit"]) or _period(text):
            return None
    unit = " ".join(match["unit"].split())
    unit = re.sub(r"\bhrs?$", "hour", unit)
    return unit if re.search(r"[A-Z]{2}", unit) else unit.lower()


def is_terms(text: str) -> bool:
    """Whether a short text only says period, unit or billing: `per user / month`, `billed yearly`."""
    if len(text.split()) > 12:
        return False
    if any(pattern.search(text) for pattern in (_BILLING, _MONTH, _YEAR, _ONCE, _OTHER_SPAN)):
        return True
    return bool(_FOR_QUANTITY.match(text.strip()) or _PER_OR_FOREVER.match(text))


def is_bare(text: str) -> bool:
    """Whether a text is terms and nothing else: `per user / month`, `al mes`, not `collected a month`."""
    return is_terms(text) and not re.search(r"[^\W\d_]{2}", strip(text))


def span_word(text: str) -> Period | None:
    """`month` or `year` when a label or an identifier names exactly one of them."""
    month = re.search(
        r"(?<![a-z])(?:month(?:ly|s)?|mo|mth|monatlich\w*|mensuel\w*|mensual\w*|mensil\w*|maandelijks)(?![a-z])",
        text,
        re.IGNORECASE,
    )
    year = re.search(
        r"(?<![a-z])(?:annual(?:ly)?|year(?:ly|s)?|yr|j(?:ä|ae)hrlich\w*|annuel\w*|anual\w*|annuale?"
        r"|jaarlijks)(?![a-z])",
        text,
        re.IGNORECASE,
    )
    if bool(month) == bool(year):
        return None
    return "month" if month else "year"


def strip(text: str) -> str:
    """The text without its period, unit, billing and `from` words: what is left may be a name."""
    for pattern in (
        _BILLING,
        _INTRO,
        _OTHER_SPAN,
        _MINIMUM,
        FROM,
        _MONTH,
        _YEAR,
        _ONCE,
        _UNIT,
        _FOR_QUANTITY,
    ):
        text = pattern.sub(" ", text)
    return " ".join(text.split())
