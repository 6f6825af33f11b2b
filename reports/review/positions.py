"""Our claims under the three tests, for the review: verdicts, a line of evidence each, the rest. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.formatting import NBSP, capital, clean, count, day, link_to, place
from reports.positions.three_tests import Position
from reports.sections import Cell, Records, Section, Stand, Verdict, segment_names
from reports.verdicts import Test
from turfwatch.config import Config

LINE = 150  # characters of a line of evidence
TURNS = 6  # of a verdict's history, the latest

_ANSWERS = {True: ("yes", "good"), False: ("no", "bad"), None: ("not known", "soft")}


def positions(config: Config, records: Records) -> Section | None:
    """Every claim of ours, segment by segment."""
    tested = records.positions
    if not tested:
        return None
    names = segment_names(config)
    stands = tuple(_stand(names.get(p.segment, clean(p.segment)), p) for p in tested)
    shared, proved = (sum(p.defensible is False for p in tested), sum(p.true is True for p in tested))
    alike = f"rivals say the same as {shared}" if shared else "no rival says the same as any"
    sentence = f"Of {count(len(tested), 'claim')} of ours, {proved} proved on our own pages; {alike}."
    return Section("positions", "Our positions", sentence, stands=stands)


def _stand(segment: str, position: Position) -> Stand:
    tests = {"True": position.truth, "Relevant": position.relevance, "Defensible": position.defence}
    verdicts = tuple(Verdict(name, *_ANSWERS[test.passed], line=_line(test)) for name, test in tests.items())
    rest = tuple(cell for name, test in tests.items() for cell in _rest(name, test))
    return Stand(segment, clean(position.claim, 200), verdicts, rest)


def _line(test: Test) -> str:
    """The verdict's first clause; where its quotation makes it long, without that."""
    clause = clean(test.says.partition("; ")[0])
    if len(clause) > LINE and "“" in clause:
        clause = clause.partition("“")[0].rstrip(" :,(")
        clause += ")" * (clause.count("(") - clause.count(")"))
    return _sentence(clean(clause, LINE))


def _rest(name: str, test: Test) -> Iterator[Cell]:
    """Everything the verdict rests on, a line each: its words, its sentences, how it came about."""
    whole = _sentence(clean(test.says, 600))
    if whole != _line(test):
        yield Cell(f"{name}: {whole}")
    for quote in test.quotes:
        if quote.text in test.says and not quote.url:
            continue
        by = ", ".join(filter(None, [clean(quote.by, 60), day(quote.since)]))
        text = f"“{clean(quote.text, 200)}”" + (f" ({by})" if by else "")
        yield Cell(text, link_to(quote.url, quote.text), place=place(quote.url) if quote.url else "")
    for turn in test.history[-TURNS:]:
        yield Cell(f"{day(turn.day)}: {clean(turn.what, 200)}.".replace(" ", NBSP, 2))


def _sentence(says: str) -> str:
    """With a capital; what begins with an address is said of the page there."""
    text = f"The page {says}" if "/" in says.partition(" ")[0] else capital(says)
    return text + ("" if text.endswith(("”", "…", ".")) else ".")
