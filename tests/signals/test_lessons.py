"""What verdicts teach: it holds from the next day on, is kept with the reason, and never hides an attack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest

from extract.canonical import canonical
from signals.detect import load_rules
from signals.fold import Context, fold
from signals.lessons import Lesson, holding, lessons, passages, told, unlearned
from signals.phrases import compile_segments
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Block, Claim, Facts, PageKind, Passage, PlacedClaim, Signal, Stage, Verdict

D0 = date(2026, 1, 5)
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
LEXICONS, RULES = compile_segments(CONFIG.segments), load_rules(())[0]
CALM = ("h1", "A help desk that stays calm")
BLOG = ("p", "What agencies taught us about mail")
OTHER = ("p", "Every brand gets a client workspace")
HERO = ("h1", "The help desk for agencies")
Line = tuple[str, str]


def page(lines: Sequence[Line], path: str = "/", kind: PageKind = "home") -> PageView:
    prominence = {"h1": 1.0, "h2": 0.8}
    blocks = tuple(
        Block(text, role, i, ("Latest",) if role == "p" else (), prominence.get(role, 0.6),
              "hero" if role == "h1" else "main")
        for i, (role, text) in enumerate(lines)
    )  # fmt: skip
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    text = "\n".join(canonical(b.text) for b in blocks)
    return PageView(SITE + path, kind, 1, Facts(blocks, placed), lines[0][1], text)


def play(learned: Sequence[Lesson], *states: Mapping[str, PageView | None]) -> Derived:
    """A page a week."""
    days = [
        Day(D0 + timedelta(days=7 * n), tuple((SITE + path, view) for path, view in sorted(state.items())))
        for n, state in enumerate(states)
    ]
    return fold(Context("Deskly", CONFIG, LEXICONS, RULES, learned), days).derived


def verdict(
    signal: Signal,
    changes: Derived,
    *,
    day: date,
    what: Literal["useful", "noise"] = "noise",
    scope: Literal["claim", "region", "segment"] | None = None,
) -> Verdict:
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
    return Verdict(
        signal.id, what, at, "not our agencies", scope, signal.company, signal.kind, signal.segment,
        signal.summary, passages(signal, [c for c in changes.changes if c.date == signal.date]),
    )  # fmt: skip


START = {"/": page([CALM])}
TOLD = play((), START, {"/": page([CALM, BLOG])})
FIRST = TOLD.signals[0]
NOISE = verdict(FIRST, TOLD, day=D0 + timedelta(days=8))


def test_what_is_taught_is_not_said_again_and_is_kept_with_the_reason() -> None:
    states = (START, {"/": page([CALM])}, {"/": page([CALM, BLOG])})
    late = [(s.kind, s.suppressed) for s in play(lessons([NOISE]), *states).signals]
    assert FIRST.kind == "entry"
    assert late == [("entry", "this was called noise on 2026-01-13: not our agencies")]
    assert [s.suppressed for s in play((), *states).signals] == [None]


def test_the_same_in_other_words_is_not_said_either() -> None:
    again = ("p", "What agencies have taught us about their mail")
    states = (START, START, {"/": page([CALM, again])})
    assert [s.suppressed is None for s in play((), *states).signals] == [True]
    assert [s.suppressed is None for s in play(lessons([NOISE]), *states).signals] == [False]


def test_the_past_stays_as_it_was_told() -> None:
    states = (START, {"/": page([CALM, BLOG])}, {"/": page([CALM, BLOG, ("p", "Cake on Fridays")])})
    with_lesson, without = play(lessons([NOISE]), *states), play((), *states)
    until = D0 + timedelta(days=8)
    for rows in ("signals", "changes", "presence"):
        assert [r for r in getattr(with_lesson, rows) if r.date <= until] == [
            r for r in getattr(without, rows) if r.date <= until
        ]


def test_a_real_entry_is_told_though_noise_stood_there_before() -> None:
    states = (START, {"/": page([CALM, BLOG])}, {"/": page([CALM, BLOG, OTHER])})
    signals = [s for s in play(lessons([NOISE]), *states).signals if s.date > NOISE.at.date()]
    assert [(s.kind, s.suppressed) for s in signals] == [("entry", None)]


def test_a_part_of_a_page_learned_of_counts_for_nothing() -> None:
    learned = lessons([verdict(FIRST, TOLD, day=D0 + timedelta(days=8), scope="region")])
    assert [(x.scope, x.place) for x in learned] == [("region", (SITE + "/", "main", "Latest"))]
    derived = play(learned, START, START, {"/": page([CALM, OTHER])})
    assert [s.suppressed is None for s in derived.signals] == [False]
    assert [c.suppressed for c in derived.changes] == [learned[0].reason]


def test_the_second_noise_on_a_part_teaches_the_part() -> None:
    other = play((), START, {"/": page([CALM, OTHER])})
    again = verdict(other.signals[0], other, day=D0 + timedelta(days=9))
    assert [x.scope for x in lessons([NOISE])] == ["claim"]
    assert [x.scope for x in lessons([NOISE, again])] == ["claim", "claim", "region"]


def about(number: int, what: Literal["useful", "noise"] = "noise") -> Verdict:
    at = datetime(2026, 1, 5 + number, 9, tzinfo=UTC)
    passage = Passage(f"Sentence {number}", f"{SITE}/{number}", "main", "")
    return Verdict(f"s{number}", what, at, "", None, "Deskly", "entry", "agencies", "", (passage,))


def test_a_segment_s_threshold_rises_with_noise_and_falls_with_what_was_useful() -> None:
    def raised(*verdicts: Verdict) -> float:
        return holding(lessons(verdicts), "Deskly", date(2026, 3, 1)).raised("agencies")

    noise = [about(n) for n in range(10)]
    assert raised(*noise[:2]) == 0.0
    assert raised(*noise[:3]) == pytest.approx(0.05)
    assert raised(*noise[:3], about(4, "useful")) == pytest.approx(0.0)
    assert raised(about(0, "useful"), *noise[1:4]) == 0.0
    assert raised(*noise) == pytest.approx(0.2)  # and no further


def test_a_lesson_of_one_company_is_not_another_s_but_a_segment_s_is_everybody_s() -> None:
    learned = lessons([about(n) for n in range(3)])
    assert {x.scope for x in holding(learned, "Brindlebox", date(2026, 3, 1)).lessons} == {"segment"}
    assert not holding(learned, "Deskly", date(2026, 1, 5))


def test_contesting_is_told_whatever_was_taught() -> None:
    hero = play((), START, {"/": page([HERO])})
    verdicts = [
        verdict(hero.signals[0], hero, day=D0 + timedelta(days=8), scope=scope)
        for scope in ("claim", "region", "segment")
    ]
    derived = play(lessons(verdicts), START, START, {"/": page([HERO])})
    assert [(s.stage_to, s.suppressed) for s in derived.signals] == [(Stage.CONTESTING, None)]


def test_naming_us_is_told_whatever_was_taught() -> None:
    versus = {"/": page([CALM, ("p", "Cheaper than Larkdesk for agencies")])}
    first = play((), START, versus)
    [signal] = first.signals
    verdicts = [
        verdict(signal, first, day=D0 + timedelta(days=8), scope=scope) for scope in ("claim", "region")
    ]
    derived = play(lessons(verdicts), START, START, versus)
    assert [(s.kind, s.suppressed) for s in derived.signals] == [("head_on", None)]


def test_lessons_are_said_back_in_words() -> None:
    [claim] = lessons([NOISE])
    assert told(claim, 0.5) == (
        "From tomorrow on, “What agencies taught us about mail” in these or other words of Deskly, for "
        "agencies, counts for nothing. Where it contests the segment or names us it is told all the same."
    )
    assert unlearned(claim, 0.5).startswith("Taken back: “What agencies taught us about mail”")
    third = lessons([about(n) for n in range(3)])[-1]
    assert told(third, 0.55).startswith("From tomorrow on, a sentence about agencies has to be 55% sure")
