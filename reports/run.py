"""The reports stage: `run` composes a digest and queues it; `reports.outbox` delivers what is queued.

`export`, `review` and `battlecard` write files from what the store knows. Each imports what it alone needs:
a morning's digest does not wait for the libraries of the quarter's review.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reports import delivery, mail
from reports.goal_history import observe_goals
from reports.material import latest, material, window
from reports.views import Audience, Interest, Material, Window
from turfwatch.config import Config
from turfwatch.errors import UsageError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.store.people import StoredDigest
from turfwatch.store.signals import Query

if TYPE_CHECKING:
    import pandas as pd

    from reports import exports

Face = Literal["md", "html"]

REVIEWED = timedelta(days=182)  # what a review covers when it is not told since when


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
    from reports import exports, tables, workbook
    from reports.files import write_whole

    wanted = exports.NAMES if "all" in names else tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in exports.NAMES:
            raise UsageError(f"no table {name!r}", hint=f"one of: {', '.join(exports.NAMES)}, all")
    if segment is not None:
        config.segment(segment)
    query = Query(company=competitor, since=since)

    def frame(name: str) -> pd.DataFrame:
        records = tables.records(config, store, name, query, segment)
        made = exports.table(name, records, suppressed=suppressed)
        return tables.with_bodies(store, made) if name == "signals" else made

    if format == "xlsx":
        return [write_whole(out / workbook.FILE, workbook.workbook({name: frame(name) for name in wanted}))]
    return [exports.write(frame(name), out / f"{name}.{format}", format, bom) for name in wanted]


def review(config: Config, store: Store, now: datetime, out: Path, since: date | None = None) -> Path:
    """Write the strategy review of the time since `since` (half a year, or all there is if less)."""
    from reports import render
    from reports.files import write_whole
    from reports.review import known as review_known
    from reports.review import page as market

    until = now.astimezone(config.digest.zone).date()
    records = review_known.records(config, store, until)
    start = since or max(until - REVIEWED, min(records.looks.first.values(), default=until))
    view = market.compose(config, records, start, until)
    return write_whole(out, render.page("review.html.j2", r=view).encode())


def battlecard(
    config: Config, store: Store, now: datetime, name: str, format: Face = "md", since: date | None = None
) -> str:
    """The battlecard of one competitor, as Markdown (`md`) or as one HTML page (`html`).

    With `since`, the day of the last card, it tells what changed after it.
    Raises ConfigError for an unknown competitor and UsageError for an unknown format.
    """
    from reports.battlecard import card
    from reports.looks import looks
    from reports.positions import known as positions_known

    faces = {"md": card.markdown, "html": card.html}
    if format not in faces:
        raise UsageError(f"no battlecard format {format!r}", hint="one of: md, html")
    rival, today = config.competitor(name).name, now.astimezone(config.digest.zone).date()
    query = Query(company=rival, until=today)
    records = card.Records(
        lifetimes=store.lifetimes(query),
        plan_events=store.plan_events(query),
        releases=store.releases(query),
        presence=latest(store, rival, today),
        our_presence=latest(store, config.company.name, today),
        signals=store.signals(query),
        positions=positions_known.positions(config, store),
        looks=looks(store.reads(now)),
        changes=store.changes(query),
    )
    return faces[format](card.compose(config, rival, records, today, since))


# --- digest -----------------------------------------------------------------------------------------


def _again(config: Config, stored: StoredDigest) -> DigestResult:
    letter = mail.Letter(stored.window, stored.subject, stored.html, stored.text)
    eml = mail.message(config, letter, None, stored.made)
    return DigestResult(
        stored.window, stored.subject, stored.html, stored.text, eml, stored.signals, (), False
    )


def _write(config: Config, store: Store, now: datetime, until: date, keep: bool) -> DigestResult:
    days, start = window(config, store, now, until)
    known = material(config, store, days, start)
    everyone = Audience((), (Interest(config.digest.minimum_severity),))
    letter = mail.write(config, known, days, everyone)
    audiences = delivery.audiences(config)
    messages = dict(_messages(config, known, days, audiences, now))
    told = tuple(s.id for s in known.signals if any(a.wants(s) for a in (everyone, *audiences)))
    if keep:
        stored = StoredDigest(
            days.name, now, days.since, until, letter.subject, letter.html, letter.text, told
        )
        if not store.queue(stored, messages) and (theirs := store.digest(days.name)):
            return _again(config, theirs)
    eml = mail.message(config, letter, next(iter(messages), None), now)
    return DigestResult(days.name, letter.subject, letter.html, letter.text, eml, told, tuple(messages))


def _messages(
    config: Config, known: Material, days: Window, audiences: Iterable[Audience], now: datetime
) -> Iterator[tuple[str, tuple[str, bytes]]]:
    for audience in audiences:
        letter = mail.write(config, known, days, audience)
        if letter.empty and config.digest.when_empty == "skip":
            continue
        for recipient in audience.recipients:
            identity = mail.message_id(config, days.name, recipient)
            facts = delivery.wants_facts(config, recipient)
            yield recipient, (identity, mail.message(config, letter, recipient, now, facts=facts))
