"""Relevant: do the buyers we need speak of it, and do rivals think the segment worth claiming?

Buyers decide where enough were heard; small numbers stay "not known". Until then the market's own
vote counts, which is how many rivals claim the segment, and is said to be no more than that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from extract.canonical import stems
from reports.chances import Share, told_apart
from reports.formatting import clean, count, listed
from reports.verdicts import Quote, Test, Turn
from signals.generic import anyones
from turfwatch.types import BuyerEvidence, Presence, Stage

CARED = 0.1  # a claim that one buyer in ten speaks of unasked is one they care about
MENTIONS, HEARD = 3, 20  # so many must speak of it for a yes, so many be heard for a no
VOTES = 2  # rivals that claim a segment make it the market's choice
QUOTES = 3


def contenders(presence: Iterable[Presence], segment: str, ours: str) -> list[str]:
    """The rivals that claim or contest the segment today."""
    latest = {p.company: p for p in presence if p.segment == segment}  # oldest first: the last one stands
    return sorted(n for n, p in latest.items() if n != ours and p.stage.rank >= Stage.CLAIMING.rank)


def relevance(words: frozenset[str], buyers: Sequence[BuyerEvidence], claiming: Sequence[str]) -> Test:
    """The verdict, from the segment's buyers and rivals."""
    vote = _vote(claiming)
    if not buyers:
        passed = True if len(claiming) >= VOTES else None
        note = "no buyer heard yet" + (", only the market's vote" if passed else "")
        return Test(passed, f"{note}: {vote}")
    speaking = [b for b in buyers if speaks_of(words, b.quote)]
    heard, spoke = _total(buyers), _total(speaking)
    share = Share(spoke, heard)
    wins, against_others = _wins(speaking), _wins([b for b in buyers if b not in speaking])
    passed = _verdict(share, wins, against_others)
    speak = f"{spoke} of {count(heard, 'buyer')} speak{'s' if spoke == 1 else ''} of it"
    said = f"{speak} ({share.likely}{', too few to tell' if passed is None else ''})"
    quotes = tuple(
        Quote(clean(b.quote, 200), "", _who(b), b.date)
        for b in sorted(speaking, key=lambda b: b.date, reverse=True)[:QUOTES]
    )
    return Test(passed, f"{said}{_outcomes(wins, against_others)}; {vote}", quotes, _turns(buyers, words))


def speaks_of(words: frozenset[str], quote: str) -> bool:
    """Whether a buyer's words are about the claim: they share two words that are not just anyone's."""
    telling = words - anyones()
    shared = telling & set(stems(quote))
    return len(shared) >= min(2, max(1, len(telling))) if telling else False


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
    words = f"; of these {wins.hits} of {wins.total} decided for us"
    if not others.total:
        return words
    beside = f", of the others {others.hits} of {others.total}"
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


def _turns(buyers: Iterable[BuyerEvidence], words: frozenset[str]) -> tuple[Turn, ...]:
    """Quarter by quarter, how many were heard and how many spoke of it."""
    quarters: dict[tuple[int, int], list[BuyerEvidence]] = {}
    for buyer in buyers:
        quarters.setdefault((buyer.date.year, (buyer.date.month - 1) // 3), []).append(buyer)
    return tuple(
        Turn(
            max(b.date for b in heard),
            f"in Q{quarter + 1} {_total(heard)} heard, "
            f"{_total([b for b in heard if speaks_of(words, b.quote)])} spoke of it",
        )
        for (_, quarter), heard in sorted(quarters.items())
    )
