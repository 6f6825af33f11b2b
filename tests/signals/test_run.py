"""The signals stage on a store: taking a history up where it was left gives what the whole gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signals import conclude, state
from signals import run as signals
from signals.detect import Rule
from signals.moment import Draft, Moment
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store._json import dump
from turfwatch.store.facts import block_key
from turfwatch.types import Block, Capture, Claim, Facts, Fetch, Outcome, PageKind, PlacedClaim, Plan

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
SITE = "https://deskly.example"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk"},
        "goals": [{"id": "logos", "metric": "Agencies", "owner": "milo@larkdesk.example"}],
        "segments": [
            {
                "id": "agencies", "name": "Agencies", "audience": ["agencies"],
                "terms": ["client workspace", "white-label portal"], "goal": "logos",
                "claims": [{"text": "One workspace per client, one inbox for your agency."}],
            },
            {"id": "clinics", "name": "Clinics", "audience": ["clinics"], "terms": ["patient data"]},
        ],
        "competitors": [{"name": "Deskly", "site": SITE}],
    }
)  # fmt: skip
PAGES: Mapping[str, PageKind] = {
    "/": "home", "/agencies": "solution", "/pricing": "pricing", "/notes": "release_notes"
}  # fmt: skip
LINES = (
    "The help desk for agencies",
    "The simplest help desk for agencies",
    "Give every brand a client workspace of its own",
    "A white-label portal in your customer's colours",
    "Sort mail with rules that read like sentences",
    "Hand a queue over without losing a ticket",
    "Keep patient data where the clinic is",
    "Built for clinics with more than 20 rooms",
    "Built for clinics with more than 30 rooms",
    "Cheaper than Larkdesk",
)
PRICES = (None, "12", "15")

pages = st.tuples(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=5, unique=True), st.sampled_from(PRICES)
)
looks = st.dictionaries(st.sampled_from(sorted(PAGES)), st.one_of(st.none(), pages), min_size=1, max_size=3)
histories = st.lists(looks, min_size=2, max_size=7)


def look(store: Store, path: str, content: tuple[list[str], str | None] | None, at: datetime) -> None:
    """One fetch of a page with its facts, as the crawl and extract stages store them."""
    fetch(store, path, content, at)
    if content is not None:
        read(store, content)


def fetch(
    store: Store, path: str, content: tuple[list[str], str | None] | None, at: datetime, of: str = "Deskly"
) -> None:
    outcome = Outcome.GONE if content is None else Outcome.OK
    store.record(
        Fetch(
            company=of, url=SITE + path, kind=PAGES[path], at=at, outcome=outcome,
            body=b"" if content is None else repr((path, content)).encode(),
        )
    )  # fmt: skip


def read(store: Store, content: tuple[list[str], str | None]) -> None:
    """Facts for what has none yet."""
    for capture in store.unextracted("v"):
        facts = _facts(*content)
        claims = {_key(capture, p.block): (p.claim,) for p in facts.claims}
        store.save_facts(capture, facts, claims, "v")


def _facts(lines: Iterable[str], price: str | None) -> Facts:
    blocks = tuple(
        Block(text, "h1" if i == 0 else "p", i, (), 0.9 if i == 0 else 0.5, "hero" if i == 0 else "main")
        for i, text in enumerate(lines)
    )
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    plans = (Plan("Team", amount=Decimal(price), currency="EUR", period="month"),) if price else ()
    return Facts(blocks, placed, plans, language="en")


def _key(capture: Capture, block: Block) -> str:
    return block_key(block, company=capture.company, page_kind=capture.kind)


def derived(store: Store) -> dict[str, list[str]]:
    """All derived rows; captures are numbered as they came in, so their numbers are left out."""
    kinds = ("lifetimes", "changes", "plan_events", "releases", "presence", "signals")
    return {
        kind: sorted(re.sub(r'"capture_id":\d+', "", dump(record)) for record in getattr(store, kind)())
        for kind in kinds
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories)
def test_day_by_day_gives_what_the_whole_gives(
    history: list[dict[str, tuple[list[str], str | None] | None]],
) -> None:
    with TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as daily, Store(":memory:") as whole:
        for number, day in enumerate(history):
            at = START + timedelta(days=number)
            for path, content in day.items():
                look(daily, path, content, at)
                look(whole, path, content, at)
            signals.run(CONFIG, daily, at + timedelta(hours=1))
        signals.run(CONFIG, whole, at + timedelta(hours=1))
        assert derived(daily) == derived(whole)


def story(store: Store, days: int) -> datetime:
    """A home page that gains a sentence a day, looked at daily."""
    for number in range(days):
        at = START + timedelta(days=number)
        look(store, "/", (list(LINES[4 : 6 + number % 4]), None), at)
        signals.run(CONFIG, store, at)
    return at


def test_a_new_day_costs_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(":memory:") as store:
        at = story(store, 6)
        read: list[int] = []
        facts = store.facts

        def counted(captures: Sequence[Capture]) -> list[Facts]:
            read.append(len(captures))
            return facts(captures)

        monkeypatch.setattr(store, "facts", counted)
        look(store, "/", (list(LINES[:4]), None), at + timedelta(days=1))
        signals.run(CONFIG, store, at + timedelta(days=1))
        assert sum(read) == 2  # the page as it stood, and the new day


def test_a_second_look_on_the_day_costs_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(":memory:") as store:
        at = story(store, 6)
        signals.run(CONFIG, store, at)  # nothing new: both days stay put away
        read: list[int] = []
        facts = store.facts

        def counted(captures: Sequence[Capture]) -> list[Facts]:
            read.append(len(captures))
            return facts(captures)

        monkeypatch.setattr(store, "facts", counted)
        look(store, "/", (list(LINES[:4]), None), at + timedelta(hours=5))
        signals.run(CONFIG, store, at + timedelta(hours=6))
        assert sum(read) == 2  # the page as it stood the day before, and as it stands now


def test_history_that_comes_late_is_folded_from_the_start() -> None:
    with Store(":memory:") as late, Store(":memory:") as whole:
        early = START - timedelta(days=30)
        look(whole, "/agencies", (list(LINES[:3]), "12"), early)
        for store in (late, whole):
            end = story(store, 5)
        look(late, "/agencies", (list(LINES[:3]), "12"), early)
        signals.run(CONFIG, late, end)
        signals.run(CONFIG, whole, end)
        assert derived(late) == derived(whole)
        assert ("entry", "agencies") not in {(s.kind, s.segment) for s in late.signals()}


def test_a_second_capture_of_the_day_replaces_the_first() -> None:
    with Store(":memory:") as store:
        end = story(store, 3)
        look(store, "/", (["The help desk for agencies"], None), end + timedelta(days=1))
        signals.run(CONFIG, store, end + timedelta(days=1))
        assert [s.kind for s in store.signals() if s.segment == "agencies"] == ["entry"]
        look(store, "/", (list(LINES[4:6]), None), end + timedelta(days=1, hours=2))
        signals.run(CONFIG, store, end + timedelta(days=1, hours=3))
        assert [s.kind for s in store.signals() if s.segment == "agencies"] == []


def test_other_settings_start_anew() -> None:
    with Store(":memory:") as store:
        end = story(store, 4)
        kept, *_ = store.checkpoints("Deskly")
        changed = CONFIG.model_copy(
            update={"signals": CONFIG.signals.model_copy(update={"segment_threshold": 0.9})}
        )
        signals.run(changed, store, end)
        renewed, *_ = store.checkpoints("Deskly")
        assert renewed.inputs != kept.inputs


def test_a_state_survives_being_put_away() -> None:
    with Store(":memory:") as store:
        end = story(store, 4)
        kept, *_ = store.checkpoints("Deskly")
        captures = store.captures("Deskly", until=end)
        assert state.put_away(state.take_up(kept.state, captures, store.facts)) == kept.state


def test_a_page_that_could_only_be_read_later_is_folded_again() -> None:
    news = (["The help desk for agencies"], None)
    with Store(":memory:") as late, Store(":memory:") as whole:
        for store in (late, whole):
            end = story(store, 4)
            fetch(store, "/agencies", news, end + timedelta(days=1))
            if store is whole:
                read(store, news)
            signals.run(CONFIG, store, end + timedelta(days=1, hours=1))
        read(late, news)
        for store in (late, whole):
            look(store, "/pricing", (list(LINES[4:6]), "12"), end + timedelta(days=2))
            signals.run(CONFIG, store, end + timedelta(days=2, hours=1))
        assert derived(late) == derived(whole)
        assert "entry" in {s.kind for s in late.signals()}


def test_what_a_broken_rule_missed_on_the_last_day_is_told_once_it_is_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = conclude.load_rules

    def broken(names: Sequence[str]) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
        def refuse(_: Moment) -> Iterator[Draft]:
            raise ValueError("out of order")

        return tuple(Rule(r.name, refuse if r.name == "entry" else r.detect) for r in sound(names)[0]), ()

    with Store(":memory:") as store, Store(":memory:") as whole:
        for each in (store, whole):
            end = story(each, 4)
            look(each, "/agencies", (["The help desk for agencies"], None), end + timedelta(days=1))
            if each is store:
                monkeypatch.setattr(conclude, "load_rules", broken)
            record = signals.run(CONFIG, each, end + timedelta(days=1, hours=1))
            assert record.status == ("partial" if each is store else "ok")
            monkeypatch.setattr(conclude, "load_rules", sound)
            look(each, "/pricing", (list(LINES[4:6]), "12"), end + timedelta(days=2))
            signals.run(CONFIG, each, end + timedelta(days=2, hours=1))
        assert derived(store) == derived(whole)
        assert "entry" in {s.kind for s in store.signals()}


def test_our_own_last_day_is_judged_again_when_the_market_is_known() -> None:
    with Store(":memory:") as store:
        for day in range(3):
            content = (list(LINES[4 : 6 + day]), None)
            fetch(store, "/", content, START + timedelta(days=day), of="Larkdesk")
            read(store, content)
        signals.run(CONFIG, store, START + timedelta(days=2))
        assert [c.day for c in store.checkpoints("Larkdesk")] == [(START + timedelta(days=1)).date()]
