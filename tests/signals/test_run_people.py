"""The signals stage with people in it: clocks set back, verdicts, imports in parts, signals derived again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signals import conclude
from signals import run as signals
from signals.lessons import passages
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.facts import block_key
from turfwatch.types import Block, Claim, Facts, Fetch, Outcome, PageKind, PlacedClaim, Signal, Verdict

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
SITE = "https://deskly.example"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk"},
        "segments": [
            {"id": "agencies", "name": "Agencies", "audience": ["agencies"], "terms": ["client workspace"]}
        ],
        "competitors": [{"name": "Deskly", "site": SITE}],
    }
)
CALM = ["A help desk that stays calm", "Sort mail with rules that read like sentences"]
AGENCIES = ["The help desk for agencies", "Give every brand a client workspace of its own"]
KINDS: dict[str, PageKind] = {"/": "home", "/agencies": "solution", "/blog": "blog"}


def look(store: Store, day: int, path: str, lines: Sequence[str]) -> datetime:
    """One fetch with its facts, as the stages before store them."""
    at = START + timedelta(days=day)
    body = repr((path, list(lines))).encode()
    store.record(Fetch(SITE + path, "Deskly", at, Outcome.OK, body=body, kind=KINDS[path]))
    blocks = tuple(
        Block(text, "h1" if i == 0 else "p", i, (), 0.9 if i == 0 else 0.5) for i, text in enumerate(lines)
    )
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    for capture in store.unextracted("v"):
        claims = {
            block_key(p.block, company=capture.company, page_kind=capture.kind): (p.claim,) for p in placed
        }
        store.save_facts(capture, Facts(blocks, placed, language="en"), claims, "v")
    return at


def story(store: Store) -> datetime:
    look(store, 0, "/", CALM)
    return look(store, 7, "/agencies", AGENCIES)


def say(store: Store, signal: Signal, at: datetime) -> None:
    about = Verdict(
        signal.id, "noise", at, "", None, signal.company, signal.kind, signal.segment, signal.summary,
        passages(signal, store.changes()),
    )  # fmt: skip
    store.triage(signal.id, "noise", "", at, about)


def test_a_clock_set_back_takes_nothing_back() -> None:
    with Store(":memory:") as store:
        end = story(store)
        signals.run(CONFIG, store, end)
        told = store.signals()
        signals.run(CONFIG, store, START + timedelta(days=1))
        assert [s.kind for s in told] == ["entry"]
        assert store.signals() == told
        look(store, 3, "/blog", ["Cake on Fridays"])  # history that comes late, the clock still set back
        signals.run(CONFIG, store, START + timedelta(days=4))
        assert store.signals() == told


def test_a_verdict_costs_no_new_derivation_of_the_past() -> None:
    with Store(":memory:") as store:
        end = story(store)
        look(store, 9, "/blog", ["Cake on Fridays"])
        signals.run(CONFIG, store, end + timedelta(days=2))
        before, (kept, *_) = store.signals(), store.checkpoints("Deskly")
        say(store, before[0], end + timedelta(days=3))
        look(store, 11, "/", [*CALM, "Every brand has its client workspace"])
        signals.run(CONFIG, store, end + timedelta(days=4))
        after, *_ = store.checkpoints("Deskly")
        assert after.day > kept.day
        assert [s.id for s in store.signals() if s.date <= end.date()] == [s.id for s in before]


def test_what_was_taught_holds_in_the_next_run_and_can_be_taken_back() -> None:
    with Store(":memory:") as store:
        signals.run(CONFIG, store, story(store))
        entry = store.signals()[0]
        look(store, 8, "/agencies", CALM[:1])
        say(store, entry, START + timedelta(days=9))
        end = look(store, 20, "/blog", ["The help desk made for agencies"])
        signals.run(CONFIG, store, end)
        quiet = [s.kind for s in store.signals() if s.date == end.date()]
        held = [s for s in store.signals(suppressed=True) if s.date == end.date()]
        store.triage(entry.id, None, "", end)
        signals.run(CONFIG, store, end)
        assert quiet == []
        assert held
        assert all(s.suppressed and "called noise on 2026-01-14" in s.suppressed for s in held)
        assert [s.suppressed for s in store.signals(suppressed=True) if s.suppressed] == []


def test_a_signal_is_derived_again_from_its_captures() -> None:
    with Store(":memory:") as store:
        signals.run(CONFIG, store, story(store))
        look(store, 30, "/agencies", CALM)
        signals.run(CONFIG, store, START + timedelta(days=30))
        for signal in store.signals():
            assert conclude.rederived(CONFIG, store, signal) == signal


texts = st.lists(st.sampled_from([*CALM, *AGENCIES, "Cheaper than Larkdesk"]), min_size=1, unique=True)
looks = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(sorted(KINDS)), texts), min_size=2, max_size=6)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(looks, st.randoms(use_true_random=False), st.integers(1, 5))
def test_in_how_many_imports_a_history_came_does_not_matter(
    history: list[tuple[int, str, list[str]]], order: object, parts: int
) -> None:
    once = {(day, path): lines for day, path, lines in history}
    rows = [(day, path, lines) for (day, path), lines in sorted(once.items())]
    mixed = [*rows]
    order.shuffle(mixed)  # type: ignore[attr-defined]
    end = START + timedelta(days=10)
    with Store(":memory:") as whole, Store(":memory:") as split:
        for row in rows:
            look(whole, *row)
        signals.run(CONFIG, whole, end)
        for number, row in enumerate(mixed):
            look(split, *row)
            if number % parts == 0:
                signals.run(CONFIG, split, end)
        signals.run(CONFIG, split, end)
        assert [s.id for s in split.signals(suppressed=True)] == [
            s.id for s in whole.signals(suppressed=True)
        ]
