"""True: do the proof pages, our product pages and our release notes really say it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extract.canonical import stems
from reports.formatting import clean, day, host, listed, path
from reports.looks import NEVER, Looks
from reports.verdicts import Quote, Test, Turn
from signals.compare.labels import alike, label
from turfwatch.config import OwnClaim
from turfwatch.types import Claim, Lifetime, PageKind, ReleaseSeen

SAYS_IT = frozenset({"same_claim", "reworded_same", "stronger"})
PROVEN = 0.6  # share of a claim's content words that one passage of the proof must hold
_TELLING: frozenset[PageKind] = frozenset(
    {"home", "product", "solution", "pricing", "release_notes", "docs", "compare"}
)
_SHIPPED = frozenset({"feature", "improvement", "security", "pricing"})


@dataclass(frozen=True, slots=True)
class ProofPage:
    """A proof page as it stood from a day on; gone, it has no passages."""

    day: date
    passages: tuple[str, ...] = ()
    gone: bool = False


def truth(
    claim: OwnClaim,
    words: frozenset[str],
    proofs: Mapping[str, Sequence[ProofPage]],
    ours: Sequence[Lifetime],
    releases: Sequence[ReleaseSeen],
    company: str,
    today: date = date.max,
    looks: Looks = NEVER,
) -> Test:
    """What the proof that was named says, and where else we say it; how long ago that was read, if it was."""
    captured = {url: _Proof(url, claim.text, words, proofs[url]) for url in claim.proof if proofs.get(url)}
    read = {url: "" if p.last.gone else looks.stale(company, today, url) for url, p in captured.items()}
    elsewhere = [*_shipped(claim.text, words, releases, company), *_said(claim.text, words, ours)]
    turns = tuple(sorted((t for p in captured.values() for t in p.turns), key=lambda t: t.day))
    proven = [p for p in captured.values() if p.said]
    if proven:
        best = proven[0]
        assert best.said is not None
        quotes = tuple(Quote(p.said or "", p.url, "our proof", p.since) for p in proven)
        when = ", ".join(filter(None, [best.when, read[best.url]]))
        return Test(True, f"{_at(best.url)} says it ({when}): “{best.said}”", quotes, turns)
    also = f"; {elsewhere[0].by} says it: “{elsewhere[0].text}”" if elsewhere else ""
    if captured:
        missing, note = _missing(list(captured.values())), next(filter(None, read.values()), "")
        return Test(False, missing + (f" ({note})" if note else "") + also, tuple(elsewhere[:3]), turns)
    if claim.proof:
        where = listed([path(url) for url in claim.proof])
        return Test(None, f"proof not captured yet: {where}{also}", tuple(elsewhere[:3]))
    if elsewhere:
        return Test(True, f"no proof named; {also[2:]}", tuple(elsewhere[:3]))
    if ours:
        return Test(False, "no proof named, and no page of ours says it")
    return Test(None, "no proof named")


class _Proof:
    """One proof page over time: what it said of the claim in each version."""

    def __init__(self, url: str, text: str, words: frozenset[str], versions: Sequence[ProofPage]) -> None:
        self.url = url
        found = [(v, _passage(text, words, v.passages)) for v in versions]
        self.last, (self.said, self.near) = found[-1][0], found[-1][1]
        self.turns = tuple(self._turns([(v, said) for v, (said, _) in found]))
        self.since = self.turns[-1].day if self.turns else versions[0].day
        self.ever = any(said for _, (said, _) in found)
        at_first = self.since == versions[0].day
        self.when = f"{'by' if at_first else 'since'} {day(self.since)}"

    def _turns(self, found: Iterable[tuple[ProofPage, str | None]]) -> Iterator[Turn]:
        before: str | None = None
        first = " (first look)"
        for version, said in found:
            state = "gone" if version.gone else "said" if said else "silent"
            if state != before and not (before is None and state == "silent"):
                words = {
                    "said": f"{path(self.url)} says it", "gone": f"{path(self.url)} is gone",
                    "silent": f"{path(self.url)} no longer says it",
                }  # fmt: skip
                yield Turn(version.day, words[state] + first, state == "said")
            before, first = state, ""


def _missing(proofs: Sequence[_Proof]) -> str:
    """Why none of the captured proof pages proves it, the most telling reason first."""
    for proof in proofs:
        if proof.last.gone:
            return f"the proof page {_at(proof.url)} is gone {proof.when}"
    for proof in proofs:
        if proof.near:
            return f"{_at(proof.url)} says less: “{proof.near}”"
    for proof in proofs:
        if proof.ever:
            return f"no longer said on {path(proof.url)} since {day(proof.since)}"
    return f"not said on {listed([path(proof.url) for proof in proofs])}"


def _at(url: str) -> str:
    return host(url) + path(url)


def _passage(text: str, words: frozenset[str], passages: Iterable[str]) -> tuple[str | None, str | None]:
    """The passage that says the claim, and one that comes near it."""
    near: str | None = None
    for passage in passages:
        verdict = _judge(text, words, passage)
        if verdict:
            return clean(passage, 200), None
        near = near or (clean(passage, 200) if verdict is False else None)
    return None, near


def _judge(text: str, words: frozenset[str], passage: str) -> bool | None:
    """Whether a passage says the claim; None when it does not speak of it."""
    if not words or len(words & set(stems(passage))) < PROVEN * len(words):
        return None
    stated, said = Claim("capability", text, 0, len(text)), Claim("capability", passage, 0, len(passage))
    return alike(stated, said) and label(stated, said) in SAYS_IT


def _said(text: str, words: frozenset[str], ours: Iterable[Lifetime]) -> Iterator[Quote]:
    for life in ours:
        if life.active and life.best.page_kind in _TELLING and _judge(text, words, life.claim.text):
            best = life.best
            yield Quote(clean(life.claim.text, 200), best.url, f"our {path(best.url)}", life.first_seen)


def _shipped(
    text: str, words: frozenset[str], releases: Iterable[ReleaseSeen], company: str
) -> Iterator[Quote]:
    for seen in releases:
        release = seen.release
        if seen.company != company or release.kind not in _SHIPPED:
            continue
        if any(_judge(text, words, told) for told in (release.title, release.text) if told):
            since = release.date or seen.first_seen
            yield Quote(clean(release.title, 200), seen.url, f"our release of {day(since)}", since)
