"""A fictional market in a real database: what the signals stage would have written by 29 June 2026."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Derived
from turfwatch.types import (
    Block,
    Change,
    Claim,
    Facts,
    Fetch,
    Gate,
    Lifetime,
    Outcome,
    Plan,
    PlanEvent,
    Presence,
    Quantity,
    Release,
    ReleaseSeen,
    Signal,
    Span,
    Stage,
    Standing,
)

TODAY = date(2026, 6, 29)
NOW = datetime(2026, 6, 29, 7, 0, tzinfo=UTC)
START = date(2026, 1, 12)

PARTS = (("stake", 20.0), ("stage", 25.0), ("prominence", 13.5), ("strength", 10.0), ("novelty", 15.0))

CONFIG: dict[str, Any] = {
    "company": {"name": "Larkdesk", "site": "https://larkdesk.example", "aliases": ["Lark Desk"]},
    "goals": [
        {
            "id": "midmarket-arr", "metric": "New ARR from mid-market support teams", "unit": "EUR",
            "baseline": 1_200_000, "target": 2_500_000, "due": date(2027, 6, 30),
            "owner": "dana@larkdesk.example", "agreed": date(2026, 1, 5),
            "definition": "Closed-won ARR, teams of 20-200 agents, as booked by finance.",
        },
        {
            "id": "agency-logos", "metric": "Agencies with five client workspaces", "unit": "agencies",
            "baseline": 64, "target": 140, "due": date(2026, 12, 31), "owner": "milo@larkdesk.example",
        },
    ],
    "segments": [
        {
            "id": "midmarket-support", "name": "Mid-market support teams", "goal": "midmarket-arr",
            "audience": ["support teams", "mid-market companies"], "terms": ["mid-market", "SLA"],
            "problem": "Response targets slip once several shifts share one inbox.",
            "claims": [
                {
                    "text": "The only helpdesk built for support teams of 20 to 200 agents.",
                    "proof": ["https://larkdesk.example/solutions/mid-market"],
                },
                {"text": "Every SLA has an owner and a clock the whole team can see.",
                 "proof": ["https://larkdesk.example/changelog"]},
            ],
        },
        {
            "id": "agencies", "name": "Agencies", "goal": "agency-logos", "owner": "milo@larkdesk.example",
            "audience": ["agencies"], "terms": ["client workspace"],
            "claims": [{"text": "One workspace per client, one inbox for your agency."}],
        },
        {
            "id": "regulated", "name": "Healthcare and public sector", "audience": ["hospitals"],
            "terms": ["data residency", "audit trail"],
            "claims": [{"text": "Patient data stays in the country you choose.",
                        "proof": ["https://larkdesk.example/trust"]}],
        },
        {"id": "field-service", "name": "Field service", "terms": ["dispatch", "work order"]},
    ],
    "competitors": [
        {"name": "Deskly", "site": "https://deskly.example"},
        {"name": "Brindlebox", "site": "https://brindlebox.example"},
        {"name": "Answerloom", "site": "https://answerloom.example"},
        {"name": "Harbortone", "site": "https://harbortone.example"},
    ],
    "digest": {
        "to": ["team@larkdesk.example"], "timezone": "Europe/Berlin",
        "routes": [{"to": ["milo@larkdesk.example"], "owner": "milo@larkdesk.example"}],
    },
}  # fmt: skip


@dataclass
class Book:
    """Collects one company's derived rows."""

    company: str
    lifetimes: list[Lifetime] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    plan_events: list[PlanEvent] = field(default_factory=list)
    releases: list[ReleaseSeen] = field(default_factory=list)
    presence: list[Presence] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)

    @property
    def site(self) -> str:
        return f"https://{self.company.lower()}.example"

    def claim(self, text: str, segment: str | None = None, since: date = START, **more: Any) -> Lifetime:
        path, role = more.pop("path", "/"), more.pop("role", "p")
        until, strength = more.pop("until", None), more.pop("strength", "plain")
        claim = Claim(more.pop("type", "capability"), text, 0, len(text), strength=strength, **more)
        place = Standing(self.site + path, "home", role, 0.9 if role in {"h1", "title"} else 0.5, 1)
        life = Lifetime(
            f"{self.company}-{len(self.lifetimes)}", self.company, claim, (place,), since, until or TODAY,
            until is None, ((segment, 0.9),) if segment else (),
        )  # fmt: skip
        self.lifetimes.append(life)
        kind, day = ("new", since) if until is None else ("dropped", until)
        if day > START:
            before, after = (None, text) if kind == "new" else (text, None)
            self.changes.append(
                Change(day, self.company, place.url, kind, before, after, claim, life.segments, place)
            )
        return life

    def price(
        self, day: date, name: str, amount: str | None, event: str = "", was: str | None = None, **more: Any
    ) -> None:
        plan = Plan(
            name, Decimal(amount) if amount else None, "USD", "month", "agent", custom=amount is None, **more
        )
        previous = replace(plan, amount=Decimal(was)) if was else None
        moved = float((plan.amount - previous.amount) / previous.amount * 100) if previous else None
        self.plan_events.append(
            PlanEvent(day, self.company, f"{self.site}/pricing", plan, event, previous, "", moved, 2)
        )

    def stand(self, segment: str, *steps: tuple[date, float, Stage]) -> None:
        self.presence += [
            Presence(day, self.company, segment, value, stage, value / 2, 0.1, 0.7, round(value * 12))
            for day, value, stage in steps
        ]

    def launch(self, day: date, title: str, kind: str = "feature", segment: str | None = None) -> None:
        release = Release(title, kind, day, None, title.lower(), f"{self.site}/changelog", title)
        segments = ((segment, 0.8),) if segment else ()
        baseline = day < START
        self.releases.append(
            ReleaseSeen(
                self.company, f"{self.site}/changelog", max(day, START), release, segments, 3, baseline
            )
        )

    def signal(
        self, day: date, kind: str, segment: str | None, summary: str, score: float, **more: Any
    ) -> None:
        severity = "critical" if score > 85 else "high" if score > 65 else "medium" if score > 40 else "low"
        spans = more.pop("spans", (Span(f"{self.site}/", summary, 1, "h1"),))
        goal = {"midmarket-support": "midmarket-arr", "agencies": "agency-logos"}.get(segment or "")
        owner = {"midmarket-support": "dana@larkdesk.example", "agencies": "milo@larkdesk.example"}
        self.signals.append(
            Signal(
                f"{self.company[:2].lower()}{len(self.signals):04d}", day, self.company, kind, segment,
                summary, score, PARTS, severity, spans[0].url, spans,
                goal=goal, owner=owner.get(segment or ""), **more,
            )
        )  # fmt: skip

    def derived(self) -> Derived:
        return Derived(
            tuple(self.lifetimes), tuple(self.changes), tuple(self.plan_events),
            tuple(self.releases), tuple(self.presence), tuple(self.signals),
        )  # fmt: skip


def days_ago(count: int) -> date:
    return TODAY - timedelta(days=count)


def deskly() -> Book:
    book, entered = Book("Deskly"), days_ago(0)
    hero = "The helpdesk for mid-market support teams, from 20 to 200 agents."
    book.claim(
        hero, "midmarket-support", entered, type="category", role="h1", audience="mid-market support teams"
    )
    book.claim(
        "Every SLA has an owner and a clock your whole team sees.",
        "midmarket-support",
        days_ago(34),
        path="/product/sla",
        role="h2",
        capability="sla clock",
        strength="absolute",
    )
    book.claim(
        "A shared inbox that small teams can set up in an afternoon.", None, type="benefit", strength="strong"
    )
    book.claim(
        "Free for teams of three.",
        None,
        until=days_ago(20),
        type="pricing",
        path="/pricing",
        quantity=Quantity("three"),
    )
    book.claim(
        "Designed to help growing teams answer faster.", "midmarket-support", days_ago(90), strength="hedged"
    )
    book.stand(
        "midmarket-support",
        (START, 0.05, Stage.ABSENT),
        (days_ago(90), 0.18, Stage.BUILDING),
        (days_ago(34), 0.42, Stage.CLAIMING),
        (entered, 0.71, Stage.CONTESTING),
    )
    book.stand("agencies", (START, 0.1, Stage.PROBING), (days_ago(60), 0.02, Stage.ABSENT))
    book.price(START, "Team", "29")
    book.price(START, "Growth", "59")
    book.price(START, "Enterprise", None)
    book.price(days_ago(70), "Growth", "65", "price", "59")
    book.price(entered, "Team", "35", "price", "29")
    book.price(entered, "Scale", "99", "added", gates=(Gate("Agents", "20–200"), Gate("SLA policies", "yes")))
    for ago, title in (
        (160, "Inbox rules"),
        (95, "SLA policies"),
        (61, "Shift handover"),
        (30, "Escalation queues"),
    ):
        book.launch(days_ago(ago), title, segment="midmarket-support")
    book.launch(entered, "Capacity planning for shifts", segment="midmarket-support")
    book.signal(
        entered,
        "escalation",
        "midmarket-support",
        "Deskly moves its mid-market claim to the top of its home page",
        88.4,
        stage_from=Stage.CLAIMING,
        stage_to=Stage.CONTESTING,
        spans=(
            Span(
                "https://deskly.example/", hero, 1, "h1", before="The shared inbox for small teams that care."
            ),
        ),
    )
    book.signal(
        entered,
        "price_move",
        None,
        "Deskly raises Team from $29 to $35 (+20.7 %)",
        58.0,
        spans=(
            Span(
                "https://deskly.example/pricing",
                "Team $35 per agent / month",
                2,
                "cell",
                before="Team $29 per agent / month",
            ),
        ),
    )
    book.signal(
        entered,
        "plan_added",
        "midmarket-support",
        "Deskly adds a plan: Scale, $99 / agent / month",
        52.0,
        spans=(Span("https://deskly.example/pricing", "Scale: for teams of 20–200 agents", 2, "h3"),),
    )
    book.signal(
        entered,
        "launch",
        "midmarket-support",
        "Deskly launches capacity planning for shifts",
        47.0,
        spans=(Span("https://deskly.example/changelog", "Capacity planning for shifts", 3, "h2"),),
    )
    book.signal(
        days_ago(34), "claim_match", "midmarket-support", "Deskly now says what we say about SLAs", 72.0
    )
    book.signal(
        days_ago(90),
        "entry",
        "midmarket-support",
        "Deskly enters Mid-market support teams",
        61.0,
        stage_from=Stage.ABSENT,
        stage_to=Stage.BUILDING,
    )
    for number in range(14):
        book.changes.append(
            Change(
                entered,
                "Deskly",
                "https://deskly.example/",
                "requantified",
                f"Trusted by {4100 + number} teams",
                f"Trusted by {4112 + number} teams",
                suppressed="counter" if number % 3 else "rotating quote",
            )
        )
    return book  # fmt: skip


def brindlebox() -> Book:
    book, told = Book("Brindlebox"), days_ago(1)
    rival = "Unlike Larkdesk, every client gets a workspace of their own on day one."
    book.claim(
        rival,
        "agencies",
        told,
        type="comparison",
        compared_to="Larkdesk",
        role="h2",
        path="/compare/larkdesk",
        capability="client workspaces",
    )
    book.claim(
        "One workspace per client and one inbox for the agency.",
        "agencies",
        days_ago(120),
        path="/for/agencies",
        role="h1",
        capability="client workspace",
        audience="agencies",
    )
    book.stand(
        "agencies",
        (START, 0.12, Stage.PROBING),
        (days_ago(120), 0.45, Stage.CLAIMING),
        (told, 0.66, Stage.CONTESTING),
    )
    book.price(START, "Studio", "19")
    book.price(START, "Agency", "49")
    book.price(days_ago(40), "Studio", "15", "price", "19")
    for ago in (150, 100, 99, 45):
        book.launch(days_ago(ago), f"Client reports, part {ago}", segment="agencies")
    book.signal(
        told,
        "head_on",
        "agencies",
        "Brindlebox names us on a new comparison page",
        81.0,
        stage_from=Stage.CLAIMING,
        stage_to=Stage.CONTESTING,
        spans=(Span("https://brindlebox.example/compare/larkdesk", rival, 4, "h2"),),
    )
    return book  # fmt: skip


def larkdesk() -> Book:
    book = Book("Larkdesk")
    book.claim(
        "The only helpdesk built for support teams of 20 to 200 agents.",
        "midmarket-support",
        path="/solutions/mid-market",
        role="h1",
        strength="absolute",
    )
    book.claim("One workspace per client, one inbox for your agency.", "agencies", path="/solutions/agencies")
    book.stand("midmarket-support", (START, 0.72, Stage.CLAIMING), (days_ago(45), 0.6, Stage.CLAIMING))
    book.stand("agencies", (START, 0.55, Stage.CLAIMING))
    book.stand("regulated", (START, 0.4, Stage.CLAIMING))
    book.signal(
        days_ago(0),
        "drift",
        "midmarket-support",
        "Our home page no longer says who the helpdesk is built for",
        55.0,
        spans=(
            Span(
                "https://larkdesk.example/",
                "The helpdesk that helps every team do more.",
                9,
                "h1",
                before="The only helpdesk built for support teams of 20 to 200 agents.",
            ),
        ),
    )
    return book  # fmt: skip


def answerloom() -> Book:
    book = Book("Answerloom")
    book.claim("Answers that write themselves, checked by your agents.", None, role="h1", strength="strong")
    book.claim("Keep citizen data in your region.", "regulated", days_ago(12), path="/trust")
    book.stand("regulated", (days_ago(12), 0.22, Stage.PROBING))
    book.stand("midmarket-support", (START, 0.16, Stage.PROBING))
    book.price(START, "Flex", "0.40")
    book.launch(days_ago(12), "Regional data storage", segment="regulated")
    return book


def harbortone() -> Book:
    book = Book("Harbortone")
    book.claim("The audit-ready service desk for hospitals.", "regulated", days_ago(0), role="h1")
    book.stand("regulated", (days_ago(0), 0.5, Stage.CLAIMING))
    book.price(days_ago(0), "Public sector", None)
    return book


BOOKS = (deskly, brindlebox, larkdesk, answerloom, harbortone)
PATHS = (
    "/",
    "/pricing",
    "/product/sla",
    "/changelog",
    "/blog/inbox-habits",
    "/customers",
    "/compare/larkdesk",
)


def _fetch(book: Book, path: str, day: date, outcome: Outcome = Outcome.OK, **more: Any) -> Fetch:
    at = datetime(day.year, day.month, day.day, 4, 10, tzinfo=UTC)
    body = f"<h1>{book.company} {path} {day}</h1>".encode() if outcome is Outcome.OK else b""
    return Fetch(book.site + path, book.company, at, outcome, body=body, **more)


def _visits(book: Book, path: str) -> Iterator[Fetch]:
    """What the crawler met at a page, in the order of time."""
    if book.company == "Harbortone":
        yield _fetch(book, path, TODAY)
        return
    yield _fetch(book, path, START)
    if book.company == "Answerloom" and path in PATHS[:4]:
        for ago in (6, 0):
            yield _fetch(book, path, days_ago(ago), Outcome.BLOCKED, reason="challenge page", status=403)
    elif (book.company, path) == ("Brindlebox", "/blog/inbox-habits"):
        yield _fetch(book, path, days_ago(2), Outcome.TIMEOUT, reason="30 s")
    elif book.company == "Deskly" and path in {"/", "/pricing", "/changelog"}:
        yield _fetch(book, path, TODAY)
    else:
        yield _fetch(book, path, TODAY, Outcome.UNCHANGED)


def fill(store: Store) -> None:
    """Write the market's captures and everything derived from them."""
    for make in BOOKS:
        book = make()
        for fetch in (fetch for path in PATHS for fetch in _visits(book, path)):
            store.record(fetch)
        store.replace_derived(book.company, book.derived(), inputs="test", until=NOW)
    proof = "https://larkdesk.example/solutions/mid-market"
    store.record(Fetch(proof, "Larkdesk", NOW, Outcome.OK, body=b"<h1>proof</h1>"))
    capture = next(c for c in store.captures("Larkdesk") if c.url == proof)
    passage = "Larkdesk is the only helpdesk built for support teams of 20 to 200 agents."
    store.save_facts(capture, Facts(blocks=(Block(passage, "h1"),)), _no_claims(capture, passage), "t1")
    store.record_goal("midmarket-arr", date(2026, 3, 31), 1_410_000)
    store.record_goal("midmarket-arr", date(2026, 6, 20), 1_580_000)


def _no_claims(capture: Any, passage: str) -> dict[str, tuple[Claim, ...]]:
    from turfwatch.store.facts import block_key

    return {block_key(Block(passage, "h1"), company=capture.company, page_kind=capture.kind): ()}


@pytest.fixture
def config() -> Config:
    return Config.model_validate(CONFIG)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "empty.db") as opened:
        yield opened


@pytest.fixture
def market(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def build() -> Any:
    """This module, for tests that make a market of their own."""
    return sys.modules[__name__]
