"""Which of our segments a claim speaks to, how surely, and by which words.

Evidence adds up as independent chances do (noisy-or).
Words count where the claim stands as well: under its headings, on its page. A phrase the company
uses everywhere says little about what this claim is for; `Usage` measures that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from extract.canonical import canonical
from signals.background import rarity
from signals.phrases import Lexicon, Origin, Phrase, content_words, singular

_WEIGHT: Mapping[Origin, float] = {"audience": 0.62, "term": 0.58, "hint": 0.12}
_COMMON = 0.12  # a phrase in more of a company's claims than this tells none of them apart
_SINGLE = (0.65, 0.35)  # a phrase of one word counts this much, plus so much the rarer the word is
_PLACE = {"text": 1.0, "page": 0.82}  # a page or heading for somebody speaks for what stands below
_AIMED = re.compile(r"\b(?:for|built for|made for|helps?|lets?|gives?)\s+((?:[\w-]+[\s,]+){0,7}[\w-]+)")
_LEAD = 4  # words
_NEGATION = re.compile(r"\b(?:not|n't|no longer|never|isn't|aren't|without)\b[^.;,]{0,40}$", re.I)


@dataclass(frozen=True)
class Relevance:
    """How surely a text speaks to a segment, and the phrases that say so."""

    segment: str
    probability: float
    own: frozenset[str]  # phrases in the text itself
    near: frozenset[str]  # phrases in its headings and page
    aimed: bool = False  # an audience of ours is addressed, not just mentioned
    leads: bool = False  # the sentence begins with a phrase of ours: that is what it is about
    telling: frozenset[str] = frozenset()  # phrases in the text that the company does not use everywhere
    addressed: bool = True  # an audience of ours is named, here or above; or the segment has none to name

    @property
    def words(self) -> frozenset[str]:
        """All phrases found."""
        return self.own | self.near


@dataclass(frozen=True)
class Usage:
    """In what share of a company's claims each phrase occurs: its measured background."""

    shares: Mapping[str, float]

    def weight(self, phrase: str) -> float:
        """1 for a phrase hardly used, falling to 0.5 for one that is in a third of all claims."""
        return max(0.5, 1.0 - 1.5 * self.shares.get(phrase, 0.0))


NO_USAGE = Usage({})
_NONE: frozenset[Phrase] = frozenset()


def relevance(
    text: str,
    lexicon: Lexicon,
    *,
    headings: Sequence[str] = (),
    page_title: str = "",
    url: str = "",
    usage: Usage = NO_USAGE,
) -> Relevance:
    """How surely `text`, standing where it stands, speaks to the segment."""
    found = _evidence(text, lexicon, " . ".join(headings), f"{page_title} . {_path_words(url)}")
    if not found.phrases:
        return _nothing(lexicon.segment)
    doubt = 1.0
    for phrase, strength in found.phrases:
        doubt *= 1.0 - strength * usage.weight(phrase.text)
    return Relevance(
        lexicon.segment,
        1.0 - doubt if found.sure else min(1.0 - doubt, 0.35),
        found.own,
        found.near,
        found.aimed,
        found.leads,
        frozenset(p for p in found.own if usage.shares.get(p, 0.0) <= _COMMON),
        addressed=found.addressed or not lexicon.has_audience,
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for a segment in a text where it stands, before the company's usage is weighed."""

    phrases: tuple[tuple[Phrase, float], ...]  # with their strength here, in a fixed order
    own: frozenset[str]
    near: frozenset[str]
    aimed: bool
    leads: bool
    addressed: bool = False

    @property
    def sure(self) -> bool:
        """Whether more than hints were found."""
        return bool(self.own or self.near)


_NO_EVIDENCE = _Evidence((), frozenset(), frozenset(), aimed=False, leads=False)


@lru_cache(maxsize=40_000)  # a company at a time is worked on
def _evidence(text: str, lexicon: Lexicon, above: str, page: str) -> _Evidence:
    own, near = _found(text, lexicon), _found(above, lexicon) | _found(page, lexicon)
    if not (own or near):
        return _NO_EVIDENCE
    aimed = {phrase for phrase in own if _aimed(text, phrase)}
    meant = {phrase for phrase in near - own if _aimed(above, phrase) or _aimed(page, phrase)}
    phrases = sorted(own | near, key=lambda p: p.words)
    sure = {p for p in phrases if p.origin != "hint"}
    return _Evidence(
        tuple(
            (p, _strength(p, aimed=p in aimed | meant) * _PLACE["text" if p in own else "page"])
            for p in phrases
        ),
        frozenset(p.text for p in own & sure),
        frozenset(p.text for p in (near - own) & sure),
        bool(aimed),
        bool(_found(" ".join(text.split()[:_LEAD]), lexicon) & sure),
        any(p.origin == "audience" for p in phrases),
    )


@cache
def _nothing(segment: str) -> Relevance:
    return Relevance(segment, 0.0, frozenset(), frozenset())


def measure_usage(texts: Iterable[str], lexicons: Iterable[Lexicon]) -> Usage:
    """The share of `texts` in which each phrase occurs."""
    counts: Counter[str] = Counter()
    total = 0
    compiled = tuple(lexicons)
    for text in texts:
        total += 1
        counts.update({p.text for lexicon in compiled for p in _found(text, lexicon)})
    return Usage({phrase: n / total for phrase, n in counts.items()}) if total >= 20 else NO_USAGE


def _strength(phrase: Phrase, *, aimed: bool) -> float:
    weight = _WEIGHT[phrase.origin] / (1 + phrase.shared)
    if phrase.origin == "hint" or len(phrase.words) > 1 or aimed:
        return weight
    least, rare = _SINGLE
    return weight * (least + rare * rarity(phrase.words))


def _aimed(text: str, phrase: Phrase) -> bool:
    """Whether an audience is addressed ("for agencies"), not just mentioned on the way."""
    if phrase.origin != "audience":
        return False
    before = _AIMED.findall(text.casefold())
    return any(set(phrase.words) <= set(content_words(words)) for words in before)


@lru_cache(maxsize=40_000)
def _found(text: str, lexicon: Lexicon) -> frozenset[Phrase]:
    read = _reading(text)
    if read.present.isdisjoint(lexicon.keys) and read.singles.isdisjoint(lexicon.keys):
        return _NONE
    return frozenset(
        phrase
        for phrase in lexicon.phrases
        if _occurs(phrase, read.words, read.present, read.singles) and not _denied(text, phrase)
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text's words as every segment looks at them."""

    words: tuple[str, ...]
    present: frozenset[str]  # with neighbours joined: "e commerce", "help desk"
    singles: frozenset[str]


@lru_cache(maxsize=20_000)
def _reading(text: str) -> _Reading:
    words = content_words(text)
    joined = (a + b for a, b in pairwise(words))
    return _Reading(words, frozenset((*words, *joined)), _singles(text))


def _occurs(phrase: Phrase, words: tuple[str, ...], present: frozenset[str], singles: frozenset[str]) -> bool:
    """The words of the phrase side by side, forwards or backwards ("a workspace for each client").

    A phrase of one word must be that word, in the singular or the plural: stems would take
    "encoded" for "encoder", and parts of compounds "signal-cli" for "CLI".
    """
    parts = phrase.words
    if len(parts) == 1:
        return parts[0] in present if phrase.origin == "hint" else singular(phrase.text.casefold()) in singles
    if "".join(parts) in present:
        return True
    return any(words[i : i + len(parts)] in (parts, parts[::-1]) for i in range(len(words)))


def _singles(text: str) -> frozenset[str]:
    """The words of a text in the singular; of a compound also its first part ("Shopify-native")."""
    tokens = canonical(text).split()
    return frozenset(singular(part) for token in tokens for part in (token, token.split("-")[0]))


def _denied(text: str, phrase: Phrase) -> bool:
    """Whether the text says the audience is not meant: "not for agencies" claims no agencies."""
    first = phrase.text.split()[0]
    at = text.lower().find(first.lower()[:5])
    return at > 0 and bool(_NEGATION.search(text[:at])) and phrase.origin == "audience"


@lru_cache(maxsize=20_000)
def _path_words(url: str) -> str:
    return re.sub(r"[^a-zA-Z0-9]+", " ", urlsplit(url).path)
