"""What the classifier sees of a unit: words, frame, letters, grammar, shape and place, as named features.

Names of the vendor, of rivals, numbers and money are replaced by what they are, so that what is
learnt on one market holds in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from extract.clauses import clause_features, person, technical
from extract.lexicons import TELLING, spotted, words
from extract.nlp import Word
from extract.units import Unit

_TOKEN = re.compile(
    r"§[a-z]+§|[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?[€£%]|\d[\d.,:]*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\s\w]",
    re.UNICODE,
)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[€£]|\b\d[\d.,]*\s?(?:usd|eur|gbp)\b", re.IGNORECASE)
_CODE = re.compile(r"[{}<>;=]|\w\(|::|--\w|\$ |/\w+/|https?:|\w_\w|\w@\w")
_NUMBER_UNIT = re.compile(r"\b\d[\d.,]*[kKmM+]?\+?\s?[- ]?[A-Za-z]{2,}")
_DEMONSTRATIVE = re.compile(r"(?:the|this|these|those|it|they|he|she|there)\b")
_COUNTED = re.compile(r"(?:one|two|three|four|five|six|seven|some)\b")
_MAX_WORDS = 120
_BINS = (1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 45)


def surface(unit: Unit, *, heading: bool = True) -> set[str]:
    """What is seen of a unit without its parse; `heading=False` leaves out what stands above it."""
    role, found = unit.plain_role, set(_words(unit))
    found |= {f"{f}@{role}" for f in found if f.startswith(("first=", "len=", "first2="))}
    found.update(_shape(unit), _telling(unit), technical(unit), _place(unit, heading=heading))
    return found


def grammar(unit: Unit, said: Sequence[str] = ()) -> set[str]:
    """What the parse tells, and what the type rules have `said`: the model weighs how far to trust them."""
    found = {f"said={verdict}" for verdict in said}
    found.update(_grammar(unit), _reference(unit), clause_features(unit))
    return found


def claim_features(unit: Unit) -> set[str]:
    """What else tells a claim from the rest: the frame, and how words begin and end."""
    return {*_frame(unit), *_affixes(unit)}


def type_features(unit: Unit) -> set[str]:
    """What else tells the types apart: parts of words (the stem of a praise)."""
    return set(_letters(unit))


def masked(unit: Unit) -> str:
    """The text in lower case with names replaced by what they stand for."""
    text = unit.text
    if unit.us is not None:
        text = unit.us.sub("§us§", text)
    if unit.rivals is not None:
        text = unit.rivals.sub("§rival§", text)
    return text.lower().replace("’", "'")


def _words(unit: Unit) -> Iterator[str]:
    tokens = [_generic(t) for t in _TOKEN.findall(masked(unit))][:_MAX_WORDS]
    for t in tokens:
        yield f"w={t}"
    for a, b in pairwise(tokens):
        yield f"b={a} {b}"
    if tokens:
        yield f"first={tokens[0]}"
        yield f"last={tokens[-1]}"
        yield f"first2={' '.join(tokens[:2])}"
        yield f"last2={' '.join(tokens[-2:])}"
        if len(tokens) <= 4:
            yield f"whole={' '.join(tokens)}"


def _letters(unit: Unit) -> Iterator[str]:
    for word in {w for w in _TOKEN.findall(masked(unit))[:_MAX_WORDS] if w.isalpha() and len(w) > 3}:
        padded = f"^{word}$"
        for size in (4, 5):
            for i in range(len(padded) - size + 1):
                yield f"c={padded[i : i + size]}"


def _affixes(unit: Unit) -> Iterator[str]:
    for word in {w.lower for w in unit.parsed.words if len(w.lower) > 4 and w.lower.isalpha()}:
        yield f"pre={word[:4]}"
        yield f"suf={word[-3:]}"


def _generic(token: str) -> str:
    if token[:1] == "§":
        return token
    if any(ch.isdigit() for ch in token):
        if any(ch in token for ch in "$€£¥"):
            return "§money§"
        return "§percent§" if "%" in token else "§num§"
    return token


def _shape(unit: Unit) -> Iterator[str]:
    text, role = unit.text, unit.plain_role
    parts = text.split()
    size = next((str(b) for b in _BINS if len(parts) <= b), "more")
    yield f"len={size}"
    yield f"len={size}@{role}"
    yield f"end={text[-1] if not text[-1].isalnum() else 'a'}"
    yield f"end={text[-1] if not text[-1].isalnum() else 'a'}@{role}"
    first = text[0]
    start = "A" if first.isupper() else "a" if first.islower() else "0" if first.isdigit() else first
    yield f"start={start}"
    alphabetic = [p for p in parts if p[0].isalpha()]
    capital = sum(p[0].isupper() for p in alphabetic[1:])
    if len(alphabetic) > 1:
        share = capital / (len(alphabetic) - 1)
        yield f"case={'title' if share > 0.7 else 'mixed' if share > 0.2 else 'sentence'}"
    for name, holds in (
        ("upper", text.isupper()),
        ("question", "?" in text),
        ("money", bool(_MONEY.search(text))),
        ("percent", "%" in text),
        ("digit", any(c.isdigit() for c in text)),
        ("unit", bool(_NUMBER_UNIT.search(text))),
        ("code", bool(_CODE.search(text))),
        ("colon", ":" in text[:-1]),
        ("dash", " – " in text or " — " in text or " - " in text),
        ("bar", " | " in text),
        ("arrow", any(c in text for c in "→›»▾↗")),
        ("tick", any(c in text for c in "✓✔✅") or " | + " in f"{text} | "),
        ("cross", any(c in text for c in "✗✕❌×")),
        ("quote", text[0] in "\"“'«"),
        ("parens", "(" in text),
        ("comma", "," in text),
        ("glued", bool(re.search(r"[a-z][A-Z][a-z]", text))),
        ("url", bool(re.search(r"\b[\w-]+\.(?:com|io|dev|net|org|example|app)\b", text))),
    ):
        if holds:
            yield f"is={name}"
            yield f"is={name}@{role}"
    if " | " in text:
        yield from _row(text)


def _row(text: str) -> Iterator[str]:
    cells = [c.strip() for c in text.split(" | ")]
    yield f"cells={min(len(cells), 6)}"
    values = cells[1:]
    yes_no = {"yes", "no", "✓", "✗", "–", "-", "—", "+", "✔", "x", "included", "not included", "partial"}
    numeric = sum(any(ch.isdigit() for ch in v) for v in values)
    if all(v.lower() in yes_no for v in values):
        yield "row=ticks"
    elif numeric:
        yield "row=numbers" if numeric * 2 >= len(values) else "row=some numbers"
    elif all(len(v.split()) <= 2 for v in values):
        yield "row=words"
    else:
        yield "row=text"


def _grammar(unit: Unit) -> Iterator[str]:
    tokens = unit.parsed.words
    tags = [t.pos for t in tokens[:40]]
    fine = [t.tag for t in tokens[:40]]
    yield f"imperative={bool(unit.parsed.shift)}"
    yield f"pos1={' '.join(tags[:1])}"
    yield f"pos2={' '.join(tags[:2])}"
    yield f"pos3={' '.join(tags[:3])}"
    if len(tags) <= 6:
        yield f"pos={' '.join(tags)}"
    for a, b in pairwise(tags):
        yield f"pb={a} {b}"
    for tag in set(fine):
        yield f"tag={tag}"
    for root in [t for t in tokens if t.dep == "ROOT"][:2]:
        yield f"root={root.pos}"
        yield f"root={root.tag}"
        yield f"rootlemma={root.lemma}"
        yield from _arguments(unit, root)
    yield f"verbs={min(3, sum(t in {'VERB', 'AUX'} for t in tags))}"
    people = _people()
    if any(t.lemma in people for t in tokens):
        yield "lex=people"
        if any(t.lower == "for" and any(c.lemma in people for c in t.children) for t in tokens):
            yield "lex=for people"
    label = words("labels", "generic")
    if all(w.strip(".,:;!?&→▾+()").lower() in label for w in unit.text.split()):
        yield "lex=label"
        yield f"lex=label@{unit.plain_role}"


@cache
def _people() -> frozenset[str]:
    return words("audience", "people") | words("audience", "organisations")


_LEXICONS = frozenset(table for _, table in TELLING)


def _telling(unit: Unit) -> Iterator[str]:
    """Which lists of telling words and turns of phrase occur."""
    kind, role = unit.page_kind, unit.plain_role
    for table, hits in spotted(unit.lower).items():
        if table in _LEXICONS:
            yield from (f"lex={table}", f"lex={table}@{kind}", *(f"lex={table}+",) * (hits > 1))
    turns = [table for table in spotted(unit.lower) if table not in _LEXICONS]
    turns += ["demonstrative"] * bool(_DEMONSTRATIVE.match(unit.lower))
    turns += ["counted"] * bool(_COUNTED.match(unit.lower))
    for turn in turns:
        yield from (f"turn={turn}", f"turn={turn}@{kind}", f"turn={turn}@{role}")


_OPEN = {"NOUN": "N", "PROPN": "P", "ADJ": "J", "NUM": "#", "X": "X", "INTJ": "I", "ADV": "R"}
_TELLING_ADVERBS = frozenset(  # adverbs that say what kind of sentence it is
    """now not never only always when how why where here there then also just more most once often
    usually first""".split()  # noqa: SIM905
)


def _frame(unit: Unit) -> Iterator[str]:
    """The sentence with its content words replaced by their kind: "the N V:VBZ a J N".

    Frames are what instructions, definitions, problems and promises differ in on any market.
    """
    frame = ["<", *(_slot(unit, t) for t in unit.parsed.words[:50] if not t.text.isspace()), ">"]
    for size in (2, 3):
        for i in range(len(frame) - size + 1):
            yield f"f{size}={' '.join(frame[i : i + size])}"
    yield f"opens={' '.join(frame[:6])}"
    yield f"opens={' '.join(frame[:3])}@{unit.page_kind}"
    yield f"opens={' '.join(frame[:3])}@{unit.plain_role}"
    if len(frame) <= 10:
        yield f"frame={' '.join(frame)}"


def _slot(unit: Unit, token: Word) -> str:
    kind, word = token.pos, token.lower
    if unit.us is not None and unit.us.fullmatch(token.text):
        return "US"
    if kind == "VERB":
        return token.tag
    if kind not in _OPEN or (kind == "ADV" and word in _TELLING_ADVERBS):
        return word
    return "Ns" if token.tag == "NNS" else _OPEN[kind]


def _reference(unit: Unit) -> Iterator[str]:
    """Whom the unit speaks of at all: a sentence about neither us nor you is rarely a claim."""
    lowered = {t.lower for t in unit.parsed.words}
    us = bool(unit.us is not None and unit.us.search(unit.text)) or bool(lowered & {"we", "our", "us"})
    you = bool(lowered & {"you", "your", "yours"})
    it = bool(lowered & {"it", "its", "they", "them"})
    who = f"{'us ' * us}{'you ' * you}{'it' * it}".strip() or "none"
    finite = [t.tag for t in unit.parsed.words if t.tag in {"VBZ", "VBP", "VBD", "MD"}]
    tense = "past" if finite and set(finite) <= {"VBD"} else "present" if finite else "none"
    passive = any(t.dep in {"nsubjpass", "auxpass"} for t in unit.parsed.words)
    yield f"about={who}"
    yield f"about={who} {tense}"
    yield f"about={who} {tense} {unit.page_kind}"
    yield f"about={who} {tense} {unit.plain_role}"
    if passive:
        yield f"about={who} passive"
    if "trouble" in spotted(unit.lower):
        yield f"about={who} trouble"


def _arguments(unit: Unit, root: Word) -> Iterator[str]:
    subject = next((c for c in root.children if c.dep in {"nsubj", "nsubjpass", "expl"}), None)
    who = "none" if subject is None else person(unit, subject)
    yield f"subj={who}"
    yield f"subj={who} {root.lemma}"
    for child in root.children:
        if child.dep in {"aux", "neg", "auxpass"}:
            yield f"{child.dep}={child.lower}"
            yield f"{child.dep}={child.lower} {who}"
        elif child.dep in {"dobj", "attr", "acomp", "xcomp", "ccomp", "prep"}:
            yield f"arg={child.dep}"
            yield f"arg={child.dep} {child.lemma}"


def _place(unit: Unit, *, heading: bool) -> Iterator[str]:
    role, kind = unit.plain_role, unit.page_kind
    yield f"role={unit.role}"
    yield f"role={role}"
    yield f"kind={kind}"
    yield f"place={role}@{kind}"
    above = unit.request.heading if heading else ""
    if not above:
        yield "heading=none"
        return
    yield "heading=yes"
    tokens = [_generic(t) for t in _TOKEN.findall(above.lower())][:12]
    for t in tokens:
        yield f"h={t}"
    if "?" in above:
        yield f"heading=question@{role}"
    if all(t in words("labels", "generic") for t in tokens if t.isalpha()):
        yield "heading=label"
