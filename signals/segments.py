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
from itertools import chain, pairwise
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
_HINTED = 0.35  # hints alone make nothing surer than this
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
    return speaks(text, lexicon, place(headings, page_title=page_title, url=url), usage)


@dataclass(frozen=True, slots=True)
class Place:
    """The words around a text that bear on it."""

    above: str  # its headings
    page: str  # its page's title, and the words of the address


def place(headings: Sequence[str] = (), *, page_title: str = "", url: str = "") -> Place:
    """The words of where a text stands."""
    return Place(" . ".join(headings), f"{page_title} . {_path_words(url)}" if page_title or url else "")


def heard(text: str, at: Place, lexicons: tuple[Lexicon, ...], least: float) -> frozenset[Lexicon]:
    """The segments that `text`, in its place, may speak to with a probability of `least`: mostly none."""
    if least <= 0:
        return frozenset(lexicons)
    hints = least <= _HINTED
    around = _holding(at.above, lexicons, hints) | _holding(at.page, lexicons, hints)
    return _holding(text, lexicons, hints) | around


def speaks(text: str, lexicon: Lexicon, at: Place, usage: Usage = NO_USAGE) -> Relevance:
    """`relevance` of a text whose place is known already."""
    found = _evidence(text, lexicon, at.above, at.page)
    if not found.phrases:
        return _nothing(lexicon.segment)
    doubt = 1.0
    for phrase, strength in found.phrases:
        doubt *= 1.0 - strength * usage.weight(phrase.text)
    return Relevance(
        lexicon.segment,
        1.0 - doubt if found.sure else min(1.0 - doubt, _HINTED),
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


def forget() -> None:
    """Let go of what was found in texts: it is kept for one run, in which the same are asked for again."""
    for remembered in (_evidence, _holding, _phrases, _found, _reading, _path_words):
        remembered.cache_clear()


def measure_usage(texts: Iterable[str], lexicons: Iterable[Lexicon]) -> Usage:
    """The share of `texts` in which each phrase occurs."""
    compiled, every = tuple(lexicons), tuple(texts)
    counts = Counter(chain.from_iterable(_phrases(text, compiled) for text in every))
    total = len(every)
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


@lru_cache(maxsize=20_000)
def _holding(text: str, lexicons: tuple[Lexicon, ...], hints: bool) -> frozenset[Lexicon]:
    """The lexicons with a phrase in the text, or with more than `hints`."""
    return frozenset(
        lexicon
        for lexicon in lexicons
        if any(hints or phrase.origin != "hint" for phrase in _found(text, lexicon))
    )


@lru_cache(maxsize=20_000)
def _phrases(text: str, lexicons: tuple[Lexicon, ...]) -> frozenset[str]:
    return frozenset(p.text for lexicon in lexicons for p in _found(text, lexicon))


@lru_cache(maxsize=40_000)
def _found(text: str, lexicon: Lexicon) -> frozenset[Phrase]:
    read, keyed = _reading(text), lexicon.by_key
    likely = {phrase for key in read.keys & keyed.keys() for phrase in keyed[key]}
    return frozenset(p for p in likely if _occurs(p, read) and not _denied(text, p)) if likely else _NONE


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text's words as every segment looks at them."""

    words: tuple[str, ...]
    present: frozenset[str]  # with neighbours joined: "e commerce", "help desk"
    singles: frozenset[str]
    keys: frozenset[str]  # both


@lru_cache(maxsize=20_000)
def _reading(text: str) -> _Reading:
    words = content_words(text)
    joined = (a + b for a, b in pairwise(words))
    present, singles = frozenset((*words, *joined)), _singles(text)
    return _Reading(words, present, singles, present | singles)


def _occurs(phrase: Phrase, read: _Reading) -> bool:
    """The words of the phrase side by side, forwards or backwards ("a workspace for each client").

    A phrase of one word must be that word, in the singular or the plural: stems would take
    "encoded" for "encoder", and parts of compounds "signal-cli" for "CLI".
    """
    parts = phrase.words
    if len(parts) == 1:
        if phrase.origin == "hint":
            return parts[0] in read.present
        return singular(phrase.text.casefold()) in read.singles
    if "".join(parts) in read.present:
        return True
    either = (parts, parts[::-1])
    return any(read.words[i : i + len(parts)] in either for i in range(len(read.words)))


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
