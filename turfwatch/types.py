"""The records that flow through Turfwatch, each in one sentence.

Fetch -> Capture -> Block -> Claim, Plan, Release -> Change, PlanEvent -> Signal -> Digest

Everything here is frozen. Dates are `datetime.date`, moments are aware UTC `datetime`s, money is
`Decimal`, shares and scores are floats in 0...1 unless the field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

_Date = date  # in a class with a field called `date` the plain name would mean the field

ClaimType = Literal[
    "category", "audience", "capability", "benefit", "superlative", "comparison", "proof",
    "pricing", "launch",
]  # fmt: skip
Strength = Literal["hedged", "plain", "strong", "absolute"]
Severity = Literal["low", "medium", "high", "critical"]
Period = Literal["month", "year", "once", "usage"]

PageKind = Literal[
    "home", "pricing", "product", "solution", "compare", "customers", "release_notes", "blog",
    "docs", "careers", "legal", "other",
]  # fmt: skip


class Outcome(StrEnum):
    """What came of one fetch; only `ok` moves the baseline, the rest is health."""

    OK = "ok"
    UNCHANGED = "unchanged"
    GONE = "gone"
    BLOCKED = "blocked"
    CONSENT_WALL = "consent_wall"
    LOGIN_WALL = "login_wall"
    EMPTIED = "emptied"
    UNSTABLE = "unstable"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    TIMEOUT = "timeout"
    TLS = "tls"
    DNS = "dns"
    ROBOTS = "robots_disallowed"
    FORBIDDEN_ADDRESS = "forbidden_address"
    ERROR = "error"


class Stage(StrEnum):
    """How far a company has moved into a segment, in order."""

    ABSENT = "absent"
    BUILDING = "building"
    PROBING = "probing"
    CLAIMING = "claiming"
    CONTESTING = "contesting"

    @property
    def rank(self) -> int:
        """0 for absent ... 4 for contesting."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


# --- crawling -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A URL we watch for one company, with what a polite re-check needs."""

    url: str
    company: str
    kind: PageKind
    id: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    first_seen: datetime | None = None
    last_checked: datetime | None = None
    gone_since: datetime | None = None
    found_via: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt at a URL: a typed outcome, and the decoded body when it is `ok`."""

    url: str
    company: str
    at: datetime
    outcome: Outcome
    reason: str = ""
    status: int | None = None
    final_url: str = ""
    content_type: str = ""
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    kind: PageKind = "other"
    found_via: str = ""
    origin: Literal["crawl", "archive"] = "crawl"
    shown: int | None = None  # characters of text the body shows a reader, where they were counted


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it stood from `at` (to `seen_until`), or the trouble met there."""

    id: int
    page_id: int
    url: str
    company: str
    kind: PageKind
    at: datetime
    seen_until: datetime
    outcome: Outcome
    reason: str = ""
    status: int | None = None
    content_type: str = ""
    snapshot_id: int | None = None
    snapshot_hash: str | None = None
    origin: Literal["crawl", "archive"] = "crawl"
    shown: int | None = None  # characters of text its body shows a reader, where they were counted


# --- extraction ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of visible text with its role and its place on the page."""

    text: str
    role: str  # title meta h1..h6 p li cell button quote nav footer
    position: int = 0  # 0-based order in the document
    headings: tuple[str, ...] = ()  # outermost first, not including the block itself
    prominence: float = 0.5  # 1.0 title and h1 ... 0.1 footer
    region: str = "main"  # main hero nav footer banner testimonial aside
    href: str | None = None
    marks: frozenset[str] = frozenset()  # cta, code, consent, form, hidden_variant ...

    @property
    def heading(self) -> str:
        """The nearest heading above the block, or the empty string."""
        return self.headings[-1] if self.headings else ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as a claim states it."""

    text: str
    value: Decimal | None = None
    unit: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An assertion about a company's position, with the exact span of the block it came from."""

    type: ClaimType
    text: str  # the quoted span: block.text[start:end]
    start: int
    end: int
    strength: Strength = "plain"
    subject: str | None = None
    audience: str | None = None
    capability: str | None = None
    quantity: Quantity | None = None
    compared_to: str | None = None
    negated: bool = False
    rule: str = ""  # the rule or model that decided
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Gate:
    """A feature or limit of a plan: `Users` = `5`, `Single sign-on` = `yes` or `no`."""

    name: str
    value: str
    text: str = field(default="", compare=False)  # the words it was read from


@dataclass(frozen=True, slots=True)
class Plan:
    """One price point of one plan; what the page does not state is None, never guessed."""

    name: str | None
    amount: Decimal | None = None
    currency: str | None = None
    period: Period | None = None
    unit: str | None = None
    billing_note: str | None = None
    custom: bool = False
    free: bool = False
    product: str | None = None
    gates: tuple[Gate, ...] = ()
    text: str = ""  # the words the price was read from


@dataclass(frozen=True, slots=True)
class Release:
    """One entry of release notes."""

    title: str
    kind: str  # feature improvement fix deprecation security pricing other
    date: _Date | None = None
    version: str | None = None
    capability: str | None = None
    url: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A claim together with the block it stands in."""

    claim: Claim
    block: Block


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything extracted from one capture."""

    blocks: tuple[Block, ...] = ()
    claims: tuple[PlacedClaim, ...] = ()
    plans: tuple[Plan, ...] = ()
    releases: tuple[Release, ...] = ()
    language: str = "en"
    claims_skipped: bool = False  # no configured model speaks the language


# --- signals ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted sentence and where it can be checked: page, capture and the words themselves."""

    url: str
    text: str
    capture_id: int | None = None
    role: str = ""
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One place where a living claim stands on a company's site."""

    url: str
    page_kind: PageKind
    role: str
    prominence: float
    capture_id: int
    headings: tuple[str, ...] = ()
    page_title: str = ""
    region: str = "main"
    chrome: bool = False  # the claim stands on most pages of the site: this page's subject is not its own


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A claim over time, across a company's whole site."""

    id: str
    company: str
    claim: Claim
    standings: tuple[Standing, ...]
    first_seen: date
    last_seen: date
    active: bool = True
    segments: tuple[tuple[str, float], ...] = ()  # segment id, probability
    worded: _Date | None = None  # since when it is said in these words, where that is later

    @property
    def best(self) -> Standing:
        """The most prominent place the claim stands, or stood."""
        if len(self.standings) == 1:
            return self.standings[0]
        return max(self.standings, key=lambda s: (s.prominence, s.page_kind == "home", -len(s.url), s.url))


@dataclass(frozen=True, slots=True)
class Change:
    """Two states of a claim compared over time."""

    date: _Date
    company: str
    url: str
    change: str  # new dropped reworded strengthened weakened retargeted requantified moved ...
    before: str | None
    after: str | None
    claim: Claim | None = None
    segments: tuple[tuple[str, float], ...] = ()
    standing: Standing | None = None
    suppressed: str | None = None  # why it is not reported, when it is not
    lifetime_id: str = ""


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """What happened to a plan on a day; `event` is empty for the first sight."""

    date: _Date
    company: str
    url: str
    plan: Plan
    event: str = ""  # added removed renamed price packaging ended
    previous: Plan | None = None
    detail: str = ""  # plain words: what moved
    change_pct: float | None = None
    capture_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseSeen:
    """A release with the company and day we first saw it."""

    company: str
    url: str
    first_seen: date
    release: Release
    segments: tuple[tuple[str, float], ...] = ()
    capture_id: int | None = None
    baseline: bool = False  # already there at first sight: history, not news


@dataclass(frozen=True, slots=True)
class Presence:
    """How much a company occupies one segment on one day."""

    date: _Date
    company: str
    segment: str
    presence: float
    stage: Stage
    share: float = 0.0
    momentum: float = 0.0
    consistency: float = 0.0
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Signal:
    """A change or movement worth a person's minute, with its score's parts and its evidence."""

    id: str
    date: _Date
    company: str
    kind: str
    segment: str | None
    summary: str
    score: float
    parts: tuple[tuple[str, float], ...]
    severity: Severity
    url: str
    evidence: tuple[Span, ...]
    stage_from: Stage | None = None
    stage_to: Stage | None = None
    goal: str | None = None
    owner: str | None = None
    status: str = "open"
    suppressed: str | None = None  # why it is not told, when it is not: it goes on, or it was called noise
    update_of: str | None = None  # the signal whose story it goes on with


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a signal's evidence, and the part of the page it stood on."""

    text: str
    url: str
    region: str = "main"
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of a signal, with all of the signal that can be learned from."""

    signal_id: str
    verdict: Literal["useful", "noise"]
    at: datetime
    why: str = ""
    scope: Literal["claim", "region", "segment"] | None = None  # what noise is to teach; None: what it may
    company: str = ""
    kind: str = ""
    segment: str | None = None
    summary: str = ""
    passages: tuple[Passage, ...] = ()


# --- positioning --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BuyerEvidence:
    """What a buyer, or `count` of them, told us: a deal won or lost, a call, a survey's answer."""

    date: _Date
    segment: str
    source: str
    outcome: Literal["for", "against", "neutral"]  # won or in favour, lost or against, neither
    said_as: str = ""  # the outcome in the file's own word
    quote: str = ""
    rival: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class GoalVersion:
    """One wording of a goal's definition: since when we have read it, and who accepted a change when."""

    goal: str
    hash: str
    seen: datetime
    terms: tuple[tuple[str, str], ...]  # metric, unit, baseline, target, due, agreed, definition, in words
    acknowledged: datetime | None = None
    why: str = ""


# --- reporting ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Trouble with one source, said once: since when, and how it ended."""

    company: str
    url: str
    outcome: Outcome
    reason: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SkippedLanguage:
    """Pages of a company whose claims are not read, because no configured model speaks their language."""

    company: str
    language: str
    pages: int
    since: datetime


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of one stage: when, how it ended, and its counts."""

    stage: str
    started: datetime
    finished: datetime
    status: Literal["ok", "partial", "failed"]
    counts: dict[str, int] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
