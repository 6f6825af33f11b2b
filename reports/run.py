"""The reports stage: the only functions here that touch the store.

`run` composes a digest and queues it, `send` delivers what is queued; `export`, `review` and
`battlecard` write files from what the store knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from reports import battlecard as card
from reports import delivery, exports, goals, mail, plots, positions_space, render, wording, workbook
from reports import positions as tests
from reports import review as market
from reports.files import write_whole
from reports.goals import GoalChange
from reports.positions import Known, Position, ProofPage
from reports.positions_space import Field, Space
from reports.sections import Records
from reports.views import Audience, Checked, Interest, Material, Window
from signals.cadence import cadence
from signals.price_series import series
from signals.share import with_share
from turfwatch.config import Config
from turfwatch.errors import DeliveryError, PluginError, UsageError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.store.people import StoredDigest
from turfwatch.store.signals import Query
from turfwatch.types import Outcome, Page, Presence, SourceHealth

if TYPE_CHECKING:
    import pandas as pd

Face = Literal["md", "html"]
Ground: TypeAlias = tuple[tuple[Field, ...], Space]

FIRST_LOOK_BACK = timedelta(days=7)  # a first digest tells a week, whatever history was imported
LATE = timedelta(days=7)  # a signal may be dated before the fetch that confirmed it
REVIEWED = timedelta(days=182)  # what a review covers when it is not told since when
ATTEMPTS = 10  # passing failures of one delivery before it is given up


@dataclass(frozen=True, slots=True)
class DigestResult:
    """A digest as it was written, and to whom it goes."""

    window: str
    subject: str
    html: str
    text: str
    eml: bytes
    signals: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    fresh: bool = True  # False when the window's digest had been written before


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of the pending deliveries."""

    sent: int = 0
    waiting: int = 0  # failed in passing, tried again next time
    failed: int = 0
    errors: tuple[str, ...] = ()


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    day: date | None = None,
    keep: bool = True,
    progress: Progress | None = None,
) -> DigestResult:
    """The digest of a day (today in the digest's time zone), written and queued at most once.

    A window that has its digest gets the same one again. With `keep=False` nothing is stored: a
    preview. Signals that an earlier digest told, and those called noise, are not told.
    """
    progress = progress or Quiet()
    progress.start("digest", 1)
    if keep:
        observe_goals(config, store, now)
    until = day or now.astimezone(config.digest.zone).date()
    stored = store.digest(until.isoformat())
    result = _again(config, stored) if stored else _write(config, store, now, until, keep)
    progress.advance("digest")
    progress.finish("digest")
    return result


def send(config: Config, store: Store, now: datetime) -> SendResult:
    """Deliver what is pending; a receiver's error is kept with the delivery and returned.

    A passing failure waits for the next call, at most `ATTEMPTS` times. The Message-ID is the same on
    each attempt: should the program die between a server's yes and our note of it, the receiver can
    tell the second copy.
    """
    result = SendResult()
    for item in store.pending():
        try:
            delivery.deliver(config, item)
        except (DeliveryError, PluginError) as error:
            final = item.attempts + 1 >= ATTEMPTS or getattr(error, "permanent", False)
            store.delivered(item, "failed" if final else "pending", now, str(error))
            said = (*result.errors, f"{item.recipient}: {error.message}")
            counter = "failed" if final else "waiting"
            result = replace(result, errors=said, **{counter: getattr(result, counter) + 1})
        else:
            store.delivered(item, "sent", now)
            result = replace(result, sent=result.sent + 1)
    return result


def export(
    config: Config,
    store: Store,
    names: Sequence[str],
    format: exports.Format,
    out: Path,
    since: date | None = None,
    *,
    segment: str | None = None,
    competitor: str | None = None,
    suppressed: bool = False,
    bom: bool = False,
) -> list[Path]:
    """Write the named tables (or `all`) into the folder `out`; returns the files written.

    One file a table, but `xlsx` is one workbook with a sheet a table.
    Raises UsageError for an unknown name or format, ConfigError for an unknown segment.
    """
    wanted = exports.NAMES if "all" in names else tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in exports.NAMES:
            raise UsageError(f"no table {name!r}", hint=f"one of: {', '.join(exports.NAMES)}, all")
    if segment is not None:
        config.segment(segment)
    query = Query(company=competitor, since=since)

    def frame(name: str) -> pd.DataFrame:
        records = _of_segment(_records(config, store, name, query), segment)
        return exports.table(name, records, suppressed=suppressed)

    if format == "xlsx":
        return [write_whole(out / workbook.FILE, workbook.workbook({name: frame(name) for name in wanted}))]
    return [exports.write(frame(name), out / f"{name}.{format}", format, bom) for name in wanted]


def review(config: Config, store: Store, now: datetime, out: Path, since: date | None = None) -> Path:
    """Write the strategy review of the time since `since` (half a year, or all there is if less)."""
    until = now.astimezone(config.digest.zone).date()
    first_seen = _first_seen(store.pages())
    start = since or max(until - REVIEWED, min(first_seen.values(), default=until))
    everything = Query(until=until)
    tested, (fields, free) = field(config, store, until)
    records = Records(
        signals=store.signals(everything),
        changes=store.changes(everything),
        lifetimes=store.lifetimes(everything),
        plan_events=store.plan_events(everything),
        releases=store.releases(everything),
        presence=store.presence(everything),
        positions=tested,
        goal_values={goal.id: store.goal_values(goal.id) for goal in config.goals},
        edits=goal_changes(config, store),
        fields=fields,
        space=free,
        first_seen=first_seen,
    )
    view = market.compose(config, records, start, until)
    return write_whole(out, render.page("review.html.j2", r=view).encode())


def battlecard(
    config: Config, store: Store, now: datetime, name: str, format: Face = "md", since: date | None = None
) -> str:
    """The battlecard of one competitor, as Markdown (`md`) or as one HTML page (`html`).

    With `since`, the day of the last card, it tells what changed after it.
    Raises ConfigError for an unknown competitor and UsageError for an unknown format.
    """
    faces = {"md": card.markdown, "html": card.html}
    if format not in faces:
        raise UsageError(f"no battlecard format {format!r}", hint="one of: md, html")
    rival, today = config.competitor(name).name, now.astimezone(config.digest.zone).date()
    query = Query(company=rival, until=today)
    records = card.Records(
        lifetimes=store.lifetimes(query),
        plan_events=store.plan_events(query),
        releases=store.releases(query),
        presence=_latest(store, rival, today),
        our_presence=_latest(store, config.company.name, today),
        signals=store.signals(query),
        positions=positions(config, store),
    )
    return faces[format](card.compose(config, rival, records, today, since))


def positions(config: Config, store: Store, today: date | None = None) -> list[Position]:
    """Our claims against the three tests, as of a day; without one, as of the latest row derived."""
    return tests.positions(config, known(config, store, today))


def known(config: Config, store: Store, today: date | None = None) -> Known:
    """All that the three tests are made from, the proof pages in every version we have."""
    lives = store.lifetimes()
    latest = max((life.last_seen for life in lives), default=date.max)
    return Known(
        lifetimes=lives,
        proofs=_proofs(config, store),
        releases=store.releases(),
        presence=with_share(store.presence()),
        buyers=store.evidence(until=today),
        today=today or latest,
    )


def field(config: Config, store: Store, today: date | None = None) -> tuple[list[Position], Ground]:
    """Positions, and the ground they stand on: who claims which segment, and what nobody says."""
    material = known(config, store, today)
    tested = tests.positions(config, material)
    fields = positions_space.field(config, material.presence)
    return tested, (fields, positions_space.space(config, tested, material.lifetimes, fields))


def observe_goals(config: Config, store: Store, now: datetime) -> list[GoalChange]:
    """Keep each goal's definition as it reads now; returns the edits nobody has accepted yet."""
    for goal in config.goals:
        store.observe_goal(goals.version(goal, now))
    return [change for change in goal_changes(config, store) if change.open]


def goal_changes(config: Config, store: Store) -> list[GoalChange]:
    """Every edit of every goal's definition, oldest first, goal by goal."""
    return [change for goal in config.goals for change in goals.changes(store.goal_versions(goal.id))]


def _proofs(config: Config, store: Store) -> dict[str, list[ProofPage]]:
    """Each proof page's versions, oldest first; one that was never captured is left out."""
    wanted = {url for segment in config.segments for claim in segment.claims for url in claim.proof}
    captures = [c for c in store.captures() if c.url in wanted and c.outcome in {Outcome.OK, Outcome.GONE}]
    good = [c for c in captures if c.outcome is Outcome.OK]
    said = {c.id: [b.text for b in f.blocks] for c, f in zip(good, store.facts(good), strict=True)}
    found: dict[str, list[ProofPage]] = {}
    for c in captures:
        page = ProofPage(c.at.date(), tuple(said.get(c.id, ())), c.outcome is Outcome.GONE)
        found.setdefault(c.url, []).append(page)
    return found


# --- digest -----------------------------------------------------------------------------------------


def _again(config: Config, stored: StoredDigest) -> DigestResult:
    letter = mail.Letter(stored.window, stored.subject, stored.html, stored.text)
    eml = mail.message(config, letter, None, stored.made)
    return DigestResult(
        stored.window, stored.subject, stored.html, stored.text, eml, stored.signals, (), False
    )


def _write(config: Config, store: Store, now: datetime, until: date, keep: bool) -> DigestResult:
    window, since_moment = _window(store, config, now, until)
    material = _material(config, store, window, since_moment)
    everyone = Audience((), (Interest(config.digest.minimum_severity),))
    letter = mail.write(config, material, window, everyone)
    audiences = delivery.audiences(config)
    messages = dict(_messages(config, material, window, audiences, now))
    told = tuple(s.id for s in material.signals if any(a.wants(s) for a in (everyone, *audiences)))
    if keep:
        stored = StoredDigest(
            window.name, now, window.since, until, letter.subject, letter.html, letter.text, told
        )
        if not store.queue(stored, messages) and (theirs := store.digest(window.name)):
            return _again(config, theirs)
    eml = mail.message(config, letter, next(iter(messages), None), now)
    return DigestResult(window.name, letter.subject, letter.html, letter.text, eml, told, tuple(messages))


def _window(store: Store, config: Config, now: datetime, until: date) -> tuple[Window, datetime]:
    """The window, and the moment after which a page counts as checked in it."""
    last = store.last_digest(before=until.isoformat())
    if last is not None:
        return Window(until.isoformat(), last.until, until, now), last.made
    since = until - FIRST_LOOK_BACK
    midnight = datetime.combine(since + timedelta(days=1), time(), config.digest.zone)
    return Window(until.isoformat(), since, until, now, first=True), midnight


def _material(config: Config, store: Store, window: Window, start: datetime) -> Material:
    after = window.since + timedelta(days=1)
    earliest = after if window.first else after - LATE
    told = store.announced(before=window.name)
    signals = [
        s
        for s in store.signals(Query(since=earliest, until=window.until))
        if s.id not in told and s.status != "noise"
    ]
    pages, health = store.pages(), store.health()
    troubled = {h.url for h in health}  # what could not be read is no first look
    readable = [p for p in pages if p.url not in troubled]
    newcomers = _newcomers(config, readable, None if window.first else start)
    moved = plots.segments(wording.by_stake(signals))[: 2 * plots.PLOTS]
    return Material(
        signals=tuple(signals),
        plan_events=tuple(store.plan_events(Query(since=earliest, until=window.until))),
        changes=tuple(store.changes(Query(since=after, until=window.until))),
        health=tuple(health),
        checked=_checked(store, pages, health, start, _end(config, window)),
        newcomers=newcomers,
        presence=tuple(p for company in newcomers for p in _latest(store, company, window.until)),
        notices=tuple(_notices(config, store, window.until)),
        courses=tuple((name, _course(store, name, window.until)) for name in moved),
    )


def _course(store: Store, segment: str, until: date) -> tuple[Presence, ...]:
    return tuple(store.presence(Query(until=until, equal={"segment": segment})))


def _notices(config: Config, store: Store, until: date) -> Iterator[str]:
    """What somebody has to accept or refuse: edits of goals after they were agreed."""
    metrics = {goal.id: goal.metric for goal in config.goals}
    for edit in goal_changes(config, store):
        if edit.open and edit.seen <= until:
            yield goals.notice(edit, metrics[edit.goal])


def _end(config: Config, window: Window) -> datetime:
    midnight = datetime.combine(window.until + timedelta(days=1), time(), config.digest.zone)
    return max(midnight, window.made) if window.made.date() <= window.until else midnight


def _checked(
    store: Store, pages: Sequence[Page], health: Sequence[SourceHealth], start: datetime, end: datetime
) -> Checked:
    checked = [
        p for p in pages
        if p.last_checked and p.last_checked > start and p.first_seen and p.first_seen <= end
    ]  # fmt: skip
    seen = {(p.company, p.url): p.first_seen for p in pages}
    changed = {
        (c.company, c.url)
        for c in store.captures(since=start, until=end)
        if c.outcome is Outcome.OK and c.at > max(start, seen[c.company, c.url] or c.at)
    }
    failing = {(h.company, h.url) for h in health} & {(p.company, p.url) for p in checked}
    return Checked(len({p.company for p in checked}), len(checked), len(changed - failing), len(failing))


def _newcomers(config: Config, pages: Iterable[Page], start: datetime | None) -> tuple[str, ...]:
    """Competitors whose first page was seen after `start`, or all that have been seen."""
    seen = sorted((p.first_seen, p.company) for p in pages if p.first_seen is not None)
    first = {company: when for when, company in reversed(seen)}
    names = [c.name for c in config.competitors if c.name in first]
    return tuple(name for name in names if start is None or first[name] > start)


def _first_seen(pages: Iterable[Page]) -> dict[str, date]:
    """The day of each company's first capture."""
    days = sorted((p.first_seen.date(), p.company) for p in pages if p.first_seen is not None)
    return {company: when for when, company in reversed(days)}


def _latest(store: Store, company: str, until: date) -> list[Presence]:
    """A company's presence as it stood, one record a segment."""
    rows = store.presence(Query(company=company, until=until))
    return list({p.segment: p for p in rows}.values())


def _messages(
    config: Config, material: Material, window: Window, audiences: Iterable[Audience], now: datetime
) -> Iterator[tuple[str, tuple[str, bytes]]]:
    for audience in audiences:
        letter = mail.write(config, material, window, audience)
        if letter.empty and config.digest.when_empty == "skip":
            continue
        for recipient in audience.recipients:
            identity = mail.message_id(config, window.name, recipient)
            facts = delivery.wants_facts(config, recipient)
            yield recipient, (identity, mail.message(config, letter, recipient, now, facts=facts))


# --- exports ----------------------------------------------------------------------------------------


def _records(config: Config, store: Store, name: str, query: Query) -> Sequence[Any]:
    if name == "positions":
        return positions(config, store)
    if name == "presence":  # a share needs everybody's voice, whatever is asked for
        rows = with_share(store.presence())
        wanted = (p for p in rows if query.company in {None, p.company})
        return [p for p in wanted if query.since is None or p.date >= query.since]
    if name == "claims":  # those that stood at some time since, not only those first seen since
        lives = store.lifetimes(replace(query, since=None))
        return [life for life in lives if query.since is None or life.last_seen >= query.since]
    if name == "prices":  # those that stood at some time since
        points = series(store.plan_events(replace(query, since=None)))
        return [p for p in points if query.since is None or p.until is None or p.until >= query.since]
    if name == "cadence":
        return cadence(store.releases(replace(query, since=None)), query.since)
    readers: dict[str, Callable[[Query], Sequence[Any]]] = {
        "signals": store.signals,
        "changes": store.changes,
        "plans": store.plan_events,
        "releases": store.releases,
    }
    return readers[name](query)


def _of_segment(records: Sequence[Any], segment: str | None) -> Sequence[Any]:
    if segment is None:
        return records
    return [r for r in records if segment in _segments(r)]


def _segments(record: Any) -> set[str]:
    one = getattr(record, "segment", None)
    return {one} if one else {name for name, _ in getattr(record, "segments", ())}
