"""Which language a page is in, from its most frequent words and letters; no network, no model.

Marketing pages are short and full of product names, so the test is made on function words: every
European language is betrayed by its articles and prepositions within a few sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """the and of to for with your you is are in on that it from by this can our we all without
                 more as how or an be not at have what when they their has""",
        "de": """der die das und ist für mit sie ihre ihr nicht auf den ein eine einen von zu im sich auch
                 werden wir oder bei aus dem des ohne mehr als wie""",
        "fr": """le la les des et est pour avec vous votre vos dans une un du que qui sur nous par pas plus
                 sans ou ce cette notre au aux en de""",
        "es": """el la los las y es para con su sus tu una un de que en por del más sin no se lo como
                 nuestro nuestra al o""",
        "it": """il lo la gli le e è per con una un di che in del della più senza non si come nostro nostra
                 tuo tua i dei delle al""",
        "pt": """o a os as e é para com seu sua uma um de que em por do da mais sem não se como nosso nossa
                 ao dos das você""",
        "nl": """de het een en is voor met uw je van in op niet te aan zijn wij onze dat die door zonder meer
                 als of bij naar""",
        "pl": """i w na z do dla się nie to jest oraz twoje twój bez od po jak które aby przez lub jego""",
        "sv": """och är för med en ett din ditt dina att på av som inte utan mer det den vi från till""",
        "da": """og er for med en et din dit dine at på af som ikke uden mere det den vi fra til""",
        "nb": """og er for med en et din ditt dine å på av som ikke uten mer det den vi fra til""",
        "fi": """ja on ei se että kun voit sekä tai ovat myös kanssa ilman jotka mutta kuin niin sinun""",
        "cs": """a v na se je pro s do že o k z jsou nebo bez více které vaše vám jak od ale také při""",
        "hu": """a az és hogy nem is egy meg van be csak vagy de mint minden már még ha el""",
        "ro": """și de la cu pentru în o un este sunt care din pe nu mai fără sau ca să""",
        "tr": """ve bir bu ile için da de olan gibi daha çok her en ne veya olarak tüm kadar""",
    }.items()
}
# Scripts that need no words: one character in three of these decides.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000  # characters: more tells nothing new
_EVIDENCE = 6  # function words needed before a page's own declaration is overruled
_SHARE = 0.15  # of all words, when it declares a language we have no list of
_SAME = {"no": "nb", "nn": "nb", "iw": "he"}  # other codes for what we have


def detect(texts: Iterable[str], declared: str = "") -> str:
    """The ISO 639-1 code of the texts' language; `declared` (`<html lang>`) decides when they are too few."""
    sample = _sample(texts)
    letters = len(_WORD.findall(sample)) and sum(map(str.isalpha, sample))
    fallback = declared.strip().lower().replace("_", "-").split("-")[0] or "en"
    fallback = _SAME.get(fallback, fallback)
    if not letters:
        return fallback
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) * 5 > letters:
            return language
    words = Counter(_WORD.findall(sample.lower()))
    hits = {code: sum(words[w] for w in known) for code, known in _FUNCTION_WORDS.items()}
    best = max(hits, key=lambda code: (hits[code], code == fallback))
    needed = _EVIDENCE if fallback in hits else max(_EVIDENCE, _SHARE * words.total())
    if hits[best] < needed or hits[best] <= hits.get(fallback, 0):
        return fallback
    return best


def _sample(texts: Iterable[str]) -> str:
    parts, length = list[str](), 0
    for text in texts:
        parts.append(text[: _SAMPLE - length])
        length += len(parts[-1]) + 1
        if length >= _SAMPLE:
            break
    return "\n".join(parts)
