"""Relevant: do the buyers we need speak of it, and do rivals think the segment worth claiming?

Buyers decide where enough were heard; small numbers stay "not known". Until then the market's own
vote counts, which is how many rivals claim the segment, and is said to be no more than that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.canonical import stems
from reports.chances import Share, told_apart
from reports.formatting import clean, count, listed
from reports.verdicts import Quote, Test, Turn
from signals.drift.generic import anyones
from turfwatch.types import BuyerEvidence, Presence, Stage

CARED = 0.1  # a claim that one buyer in ten speaks of unasked is one they care about
MENTIONS, HEARD = 3, 20  # so many must speak of it for a yes, so many be heard for a no
VOTES = 2  # rivals that claim a segment make it the market's choice
QUOTES = 3
_MARKS = ".,;:!?()[]\"'“”‘’«»…"


def contenders(presence: Iterable[Presence], segment: str, ours: str) -> list[str]:
    """The rivals that claim or contest the segment today."""
    latest = {p.company: p for p in presence if p.segment == segment}  # oldest first: the last one stands
    return sorted(n for n, p in latest.items() if n != ours and p.stage.rank >= Stage.CLAIMING.rank)


@dataclass(frozen=True, slots=True)
class Heard:
    """A segment's buyers, each with those words of our claims that they used."""

    buyers: Sequence[BuyerEvidence] = ()
    words: Sequence[frozenset[str]] = ()

    def speaking(self, claim: frozenset[str]) -> list[BuyerEvidence]:
        """Those whose words are about a claim: they share two words with it that are not just anyone's."""
        telling = claim - anyones()
        least = min(2, max(1, len(telling)))
        return [b for b, said in zip(self.buyers, self.words, strict=True) if len(telling & said) >= least]


def heard(buyers: Iterable[BuyerEvidence], claims: Iterable[frozenset[str]]) -> Heard:
    """The buyers of a segment, their words looked at once for all of its claims."""
    every = tuple(buyers)
    wanted = frozenset[str]().union(*claims) - anyones()
    known: dict[str, frozenset[str]] = {}  # a word as it is written -> the stems of ours in it
    return Heard(every, tuple(_ours_in(b.quote, wanted, known) for b in every))


def _ours_in(quote: str, wanted: frozenset[str], known: dict[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for word in quote.split():
        ours = known.get(word)
        if ours is None:
            bare = word.strip(_MARKS)
            if bare.isdecimal():  # numbers hardly come twice: not worth remembering
                ours = wanted & {bare}
            else:
                ours = known[word] = wanted.intersection(stems(word))
        found |= ours
    return frozenset(found)


def relevance(words: frozenset[str], buyers: Heard, claiming: Sequence[str]) -> Test:
    """The verdict on a claim of such `words`, from the segment's buyers and rivals."""
    vote = _vote(claiming)
    if not buyers.buyers:
        passed = True if len(claiming) >= VOTES else None
        note = "no buyer heard yet" + (", only the market's vote" if passed else "")
        return Test(passed, f"{note}: {vote}")
    speaking = buyers.speaking(words)
    share = Share(_total(speaking), _total(buyers.buyers))
    wins = _wins(speaking)
    others = _wins(buyers.buyers).without(wins)
    passed = _verdict(share, wins, others)
    speak = (
        f"{share.hits:,} of {count(share.total, 'buyer')} {'speaks' if share.hits == 1 else 'speak'} of it"
    )
    if share.total == 1:
        speak = f"the one buyer heard {'speaks' if share.hits else 'does not speak'} of it"
    says = f"{speak} ({share.likely}{', too few to tell' if passed is None else ''}){_outcomes(wins, others)}"
    latest = sorted((b for b in speaking if b.quote), key=lambda b: b.date, reverse=True)[:QUOTES]
    quotes = tuple(Quote(clean(b.quote, 200), "", _who(b), b.date) for b in latest)
    return Test(passed, says, quotes, _turns(buyers.buyers, speaking), f"the market's vote: {vote}")


def _speaking(share: Share) -> str:
    if share.total == 1:
        return f"the one buyer heard {'speaks' if share.hits else 'does not speak'} of it"
    return f"{share.hits:,} of {count(share.total, 'buyer')} speak{'s' if share.hits == 1 else ''} of it"


def _verdict(share: Share, wins: Share, others: Share) -> bool | None:
    if told_apart(wins, others) < 0:
        return False
    if share.hits >= MENTIONS and share.interval[0] >= CARED:
        return True
    return False if share.total >= HEARD and share.interval[1] < CARED else None


def _outcomes(wins: Share, others: Share) -> str:
    """Whether those who speak of it buy more often, or that nobody can say."""
    if not wins.total:
        return ""
    words = f"; of these {wins.hits:,} of {wins.total:,} decided for us"
    if not others.total:
        return words
    beside = f", of the others {others.hits:,} of {others.total:,}"
    verdict = {1: ": it wins deals", -1: ": it loses deals", 0: ": too few to tell them apart"}
    return words + beside + verdict[told_apart(wins, others)]


def _wins(buyers: Iterable[BuyerEvidence]) -> Share:
    tally: Counter[str] = Counter()
    for buyer in buyers:
        tally[buyer.outcome] += buyer.count
    return Share(tally["for"], tally["for"] + tally["against"])


def _total(buyers: Iterable[BuyerEvidence]) -> int:
    return sum(buyer.count for buyer in buyers)


def _who(buyer: BuyerEvidence) -> str:
    return ", ".join(filter(None, [clean(buyer.source, 40), clean(buyer.said_as, 20)]))


def _vote(claiming: Sequence[str]) -> str:
    if not claiming:
        return "no rival claims the segment"
    names = listed([clean(name) for name in claiming])
    return f"{count(len(claiming), 'rival')} claim{'s' if len(claiming) == 1 else ''} the segment ({names})"


def _turns(buyers: Iterable[BuyerEvidence], speaking: Iterable[BuyerEvidence]) -> tuple[Turn, ...]:
    """Quarter by quarter, how many were heard and spoke of it, and the verdict on all heard by then."""
    every, spoke, turns = _by_quarter(buyers), _by_quarter(speaking), list[Turn]()
    share = wins = others = Share(0, 0)
    for (year, n), asked in sorted(every.items()):
        told = spoke.get((year, n), [])
        now, won = Share(_total(told), _total(asked)), _wins(told)
        share, wins = share.with_more(now), wins.with_more(won)
        others = others.with_more(_wins(asked).without(won))
        what = f"{now.total:,} heard in Q{n}, {now.hits:,} spoke of it"
        turns.append(Turn(max(b.date for b in asked), what, _verdict(share, wins, others)))
    return tuple(turns)


def _by_quarter(buyers: Iterable[BuyerEvidence]) -> dict[tuple[int, int], list[BuyerEvidence]]:
    quarters: dict[tuple[int, int], list[BuyerEvidence]] = {}
    for buyer in buyers:
        quarters.setdefault((buyer.date.year, (buyer.date.month + 2) // 3), []).append(buyer)
    return quarters
