"""The demo, end to end: every event of the storyline is signalled at its date, and nothing else is."""

from __future__ import annotations

import csv
import email
import email.policy
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reports import goal_history
from reports.positions import known as positions_known
from reports.positions.three_tests import Position
from schedules import demo
from schedules.demo import StoryRow
from schedules.play import Played, play
from turfwatch.types import Signal

pytestmark = pytest.mark.slow
STORY = demo.read_storyline()
EVENTS = [row for row in STORY if row.type == "event"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("demo") / "out")


def tells(signal: Signal, row: StoryRow) -> bool:
    return (
        signal.company.casefold() == row.company
        and signal.date == row.date
        and signal.kind in row.signal_kinds
        and (not row.segment or signal.segment in {row.segment, None})
    )


@pytest.mark.parametrize(
    "row", EVENTS, ids=lambda row: f"{row.date} {row.company} {'|'.join(row.signal_kinds)}"
)
def test_each_event_is_signalled_at_its_date(played: Played, row: StoryRow) -> None:
    assert any(tells(signal, row) for signal in played.signals), row.what


def test_nothing_else_is_signalled(played: Played) -> None:
    unexplained = [s for s in played.signals if not any(tells(s, row) for row in EVENTS)]
    assert [(s.date, s.company, s.kind, s.segment, s.summary) for s in unexplained] == []


def test_one_movement_is_one_signal(played: Played) -> None:
    for row in EVENTS:
        told = [s for s in played.signals if tells(s, row)]
        rows = [r for r in EVENTS if any(tells(s, r) for s in told)]
        assert len(told) <= len(rows), (row.what, [s.summary for s in told])


def test_no_stage_failed_and_trouble_is_health(played: Played) -> None:
    assert {record.status for record in played.records} <= {"ok", "partial"}
    crawls = [record for record in played.records if record.stage == "crawl"]
    troubled = [d for d, record in zip(demo.DATES, crawls, strict=True) if record.status == "partial"]
    assert troubled == [date(2026, 2, 16), date(2026, 3, 30), date(2026, 6, 1), date(2026, 6, 22)]


def test_every_signal_and_claim_follows_again_from_the_stored_bytes(played: Played) -> None:
    from reports import verify
    from signals.conclude import rederived
    from turfwatch.store import Store

    with Store(folder(played) / "turfwatch.db") as store:
        signals, lives = store.signals(suppressed=True), store.lifetimes()
        for s in signals:
            assert [c.broken for c in verify.verify(store, s) if c.broken] == [], s.summary
        for s in {s.company: s for s in signals}.values():
            assert verify.unlike(s, rederived(played.config, store, s)) == "", s.summary
        missing = [(c.span, c.broken) for x in lives for c in verify.verify_claim(store, x) if c.broken]
    assert missing == []


def test_an_audience_is_not_called_by_the_name_of_the_site(played: Played) -> None:
    from turfwatch.store import Store

    with Store(folder(played) / "turfwatch.db") as store:
        said = {life.claim.audience for life in store.lifetimes() if life.claim.audience}
    assert [audience for audience in said if " - " in audience or "|" in audience] == []


def test_a_claim_follows_again_and_the_link_that_fails_is_named(played: Played) -> None:
    from reports import verify
    from signals.conclude import rederived_claim
    from turfwatch.store import Store

    with Store(folder(played) / "turfwatch.db") as store:
        life = next(x for x in store.lifetimes() if x.company == "Deskly" and x.active)
        assert verify.unlike_life(life, rederived_claim(played.config, store, life)) == ""
        older = replace(life, first_seen=date(2025, 1, 1))
        assert "its first day is " in verify.unlike_life(older, life)
        never = replace(life, claim=replace(life.claim, text="Nobody said this"))
        assert {c.broken for c in verify.verify_claim(store, never)} == {
            "the sentence does not stand in the stored bytes"
        }
        lost = replace(life, standings=tuple(replace(s, capture_id=10**6) for s in life.standings))
        assert {c.broken for c in verify.verify_claim(store, lost)} == {
            "the capture it was read from is not kept"
        }


def test_a_goal_redefined_after_it_was_agreed_is_told_until_accepted(played: Played) -> None:
    from turfwatch.store import Store

    row = next(r for r in STORY if r.type == "finding" and "redefined" in r.what)
    with Store(folder(played) / "turfwatch.db") as store:
        edits = goal_history.goal_changes(played.config, store)
    assert [(e.goal, e.seen, e.open) for e in edits] == [("regulated-win-rate", row.date, True)]
    assert {name for name, _, _ in edits[0].moved} == {"target", "definition"}
    assert "GOALS REDEFINED" in (folder(played) / "digest.txt").read_text(encoding="utf-8")


def test_positions_tell_what_the_storyline_says_of_them(played: Played) -> None:
    from turfwatch.store import Store

    with Store(folder(played) / "turfwatch.db") as store:
        tested, (fields, free) = positions_known.field(played.config, store, demo.DATES[-1])
    by_segment: dict[str, list[Position]] = {}
    for position in tested:
        by_segment.setdefault(position.segment, []).append(position)
    dispatch = by_segment["field-service"][0]
    assert dispatch.true is False
    assert "field-service is gone since 1 Jun 2026" in dispatch.truth.says
    assert {p.relevant for p in by_segment["agencies"]} == {True}
    assert all("too few to tell" in p.relevance.says for p in by_segment["regulated"])
    kept = next(p for p in by_segment["regulated"] if p.claim.startswith("Patient"))
    assert (kept.true, kept.defensible) == (False, False)  # hedged by us, said by Answerloom
    assert next(f.ground for f in fields if f.segment == "field-service") == "open"
    assert ("field-service", dispatch.claim) in free.claims


def test_who_concerns_a_persona_reaches_those_who_asked_for_it(played: Played) -> None:
    from reports import delivery, digest, material
    from reports.views import Window
    from schedules.play import moment
    from turfwatch.config import Config
    from turfwatch.store import Store

    routes = [
        {"to": ["enablement@larkdesk.example"], "personas": ["Inside sales"]},
        {"to": ["partners@larkdesk.example"], "personas": ["Partner managers"]},
        {"to": ["lead@larkdesk.example"], "personas": ["Head of support"]},
    ]
    config = Config.model_validate({**played.config.model_dump(), "digest": {"routes": routes}})
    since, until = date(2026, 2, 16), date(2026, 3, 9)
    window = Window(until.isoformat(), since, until, moment(until))
    with Store(folder(played) / "turfwatch.db") as store:
        known = material.material(config, store, window, moment(since))
    told = {
        audience.recipients[0]: digest.compose(config, known, window, audience)
        for audience in delivery.audiences(config)
    }
    cards = {name.partition("@")[0]: [c.company for c in seen.cards] for name, seen in told.items()}
    assert cards == {"enablement": ["Deskly"], "partners": ["Harbortone"], "lead": ["Deskly"]}
    card = told["lead@larkdesk.example"].cards[0]
    assert card.note == "aimed at the Head of support, who is ours in AI that assists agents too"


def folder(played: Played) -> Path:
    return next(path.parent for path, _ in played.files if path.name == "review.html")


def rows(played: Played, name: str) -> Sequence[dict[str, str]]:
    with (folder(played) / "exports" / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_the_tables_hold_what_the_signals_say(played: Played) -> None:
    assert len(rows(played, "signals")) == len(played.signals)
    assert {r["competitor"] for r in rows(played, "plans")} >= {
        "Deskly",
        "Brindlebox",
        "Answerloom",
        "Harbortone",
    }
    for name in ("changes", "claims", "releases", "presence", "positions"):
        assert rows(played, name), name


def test_the_digest_opens_in_a_mail_program(played: Played) -> None:
    raw = (folder(played) / "digest.eml").read_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Message-ID"]
    assert mail["Subject"]
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}
    assert "Deskly" in mail.get_body(("plain",)).get_content()


def test_the_demo_never_empties_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    from turfwatch.errors import UsageError

    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(UsageError, match="is not empty"):
        play(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "kept"


def test_it_leaves_what_it_says_it_leaves(played: Played) -> None:
    assert all(path.exists() for path, _ in played.files)
    cards = {path.name for path in (folder(played) / "battlecards").iterdir()}
    assert cards == {f"{c.name.lower()}.{face}" for c in played.config.competitors for face in ("html", "md")}
    assert "How they attack us" in (folder(played) / "battlecards" / "deskly.md").read_text(encoding="utf-8")
