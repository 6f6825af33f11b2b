"""Two forms of a text for comparison: canonical (what a reader would call the same) and stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_SINGLE = dict.fromkeys(map(ord, "‘’‚‛ʼ′`´"), "'")
_DOUBLE = dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"), None)
_UNIFY = {**_SINGLE, **_DOUBLE, **_DASHES, **_INVISIBLE}

# What separates words: everything but letters, digits and the signs that carry meaning inside a
# word or number (it's, 24/7, 1,000.50, $29, 10%, 5+, c++, c#, e-mail, api.example, ~4, <1).
_KEPT = re.compile(
    r"""[^\W_]+(?:['./,:@_+-](?=[^\W_])[^\W_]+)*(?:\+\+|[%+\#](?![^\W_])|(?<=\d)[ ]?[$€£¥₹](?![ ]?\d))?
      | [$€£¥₹~<>](?=\s?\d)""",
    re.VERBOSE,
)
_SIGN_GAP = re.compile(r"([$€£¥₹~<>]) (?=\d)")

# Function words that never tell two claims apart. Negations, comparatives, prepositions that change
# a promise (without, up to, only, from) and quantifiers (all, every, any) are deliberately absent.
STOP_WORDS = frozenset(
    """a an the and or of to in on at by for with as is are was were be been being am it its this that these
    those there here our ours we us you your yours they them their he she his her i me my so also just very
    into onto via per then than when while which who whom whose what where how if do does did has have had
    will would can could should shall let lets ll re ve s t d m""".split()  # noqa: SIM905
)


@lru_cache(maxsize=65_536)
def canonical(text: str) -> str:
    """The text without what no reader would call a change: case, typography, spacing, punctuation.

    Digits, currency and percent signs stay: a counter or a date that moves is another text.
    Applying it twice gives the same as once.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_UNIFY).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_UNIFY)
    return _SIGN_GAP.sub(r"\1", " ".join(_KEPT.findall(folded)))


def stems(text: str) -> tuple[str, ...]:
    """The content words of a text in order, stemmed (Snowball English), stop words dropped."""
    words = (w.removesuffix("'s") for w in canonical(text).split())
    return tuple(stem(w) for w in words if w not in STOP_WORDS)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """One word's stem; what is not all letters stands as it is."""
    return str(_stemmer().stemWord(word)) if word.isalpha() else word


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # the library carries no types

    return snowballstemmer.stemmer("english")
