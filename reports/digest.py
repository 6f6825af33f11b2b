"""The digest as a reader meets it: records of a window in, one frozen view model out. Pure.

What was told before or called noise is not in the material any more; `compose` decides what is said
to whom, in which section and in which order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from reports import wording
from reports.formatting import (
    NBSP,
    change,
    clean,
    count,
    host,
    link_to,
    listed,
    path,
    place,
    price,
    shorten,
    span_of_days,
)
from reports.plots import plots
from reports.views import (
    Audience,
    Card,
    Checked,
    Digest,
    Held,
    Material,
    PriceRow,
    Quote,
    Stake,
    Standing,
    Trouble,
    Window,
)
from signals.personas import elsewhere
from turfwatch.config import Config
from turfwatch.types import (
    Change,
    PlanEvent,
    Presence,
    Signal,
    SourceHealth,
    Span,
    Stage,
)

CARDS = 20  # signals told in full; the rest is counted
SUBJECT = 110  # characters of a subject before what is left out is counted
QUOTE = 280  # characters of a sentence shown
SHOWN = 3  # quotes a signal, examples of what was held back, pages of a failing host


def compose(
    config: Config, material: Material, window: Window, audience: Audience, cards: int = CARDS
) -> Digest:
    """What one audience is told about a window, at most `cards` signals of it in full."""
    told = wording.by_stake([s for s in material.signals if audience.wants(s)])
    priced = [s for s in told if s.kind in wording.PRICE_EVENTS]
    launched = [s for s in told if s.kind == "launch"]
    drifted = [s for s in told if s.kind == "drift"]
    moved = [s for s in told if s.kind not in {*wording.PRICE_EVENTS, "launch", "drift"}]
    standings = _standings(config, material)
    return Digest(
        company=clean(config.company.name),
        window=window,
        days=span_of_days(window.since + timedelta(days=1), window.until),
        subject=_subject(config, moved, priced, launched, drifted, standings, material.checked),
        lede=_lede(config, told, standings, material.checked),
        stakes=_stakes(config, told),
        cards=tuple(_card(config, s) for s in moved[:cards]),
        plots=plots(config, material, told, window) if cards > 1 else (),
        more=len(moved[cards:]) + len(launched[cards:]) + len(drifted[cards:]),
        prices=_prices(priced, material.plan_events, cards),
        launches=tuple(_card(config, s) for s in launched[:cards]),
        drift=tuple(_card(config, s) for s in drifted[:cards]),
        standings=standings,
        trouble=fold(material.health),
        checked=material.checked,
        held=_held(material.changes),
        notices=material.notices,
        lead=next((clean(s.company) for s in told if s.company != config.company.name), ""),
    )


# --- what is said at the top ----------------------------------------------------------------------


def _subject(
    config: Config,
    moved: Sequence[Signal],
    priced: Sequence[Signal],
    launched: Sequence[Signal],
    drifted: Sequence[Signal],
    standings: Sequence[Standing],
    checked: Checked,
) -> str:
    clauses = [wording.clause(s, segment_name(config, s.segment)) for s in moved]
    clauses = list(dict.fromkeys(clauses))
    said = clauses[:2] + wording.moved_prices(priced)
    if launched:
        said.append(count(len(launched), "launch", "launches"))
    if drifted:
        said.append("our own message drifts")
    if standings:
        said.append(f"first look at {listed([s.company for s in standings])}")
    if not said:
        return _nothing(checked)
    return _joined(said, len(clauses[2:]))


def _nothing(checked: Checked) -> str:
    """A day without news; silence because nothing could be read is not a quiet day."""
    if not checked.pages:
        return "Nothing was checked: no page was read since the last digest"
    if not checked.read:
        return f"Nothing could be read: all {_looked_at(checked)} in trouble"
    failing = f", {count(checked.failing, 'page')} not readable" if checked.failing else ""
    return f"Nothing material: {_looked_at(checked)} checked{failing}"


def _joined(clauses: list[str], more: int) -> str:
    """As many clauses as a subject line holds; what is left out is counted."""
    held = 1
    while held < len(clauses) and len("; ".join(clauses[: held + 1])) <= SUBJECT:
        held += 1
    more += len(clauses) - held
    text = shorten("; ".join(clauses[:held]), SUBJECT) + (f"; {more} more" if more else "")
    return text[0].upper() + text[1:]


def _looked_at(checked: Checked) -> str:
    return f"{count(checked.companies, 'company', 'companies')}, {count(checked.pages, 'page')}"


def _lede(config: Config, told: Sequence[Signal], standings: Sequence[Standing], checked: Checked) -> str:
    if told:
        companies = list(dict.fromkeys(clean(s.company) for s in told))
        ours = clean(config.company.name)
        rivals = [name for name in companies if name != ours]
        words = count(len(told), "signal")
        if rivals:
            words += f" from {listed(rivals)}"
        return words + (" and from our own site." if len(rivals) < len(companies) else ".")
    if standings:
        return "A first look is a map, not news: this is where they stand today."
    if not checked.pages:
        return "No page was checked, so nothing is known: `turfwatch status` tells the last runs."
    if not checked.read:
        return "No page could be read, so nothing is known of today; what stands in the way is told below."
    quiet = (
        f"{count(checked.read, 'page')} read, {checked.changed} changed, none in a way that matters to us."
    )
    return quiet + (f" {count(checked.failing, 'page')} could not be read." if checked.failing else "")


def _stakes(config: Config, told: Sequence[Signal]) -> tuple[Stake, ...]:
    goals = {goal.id: goal for goal in config.goals}
    touched = Counter(s.goal for s in told if s.goal in goals)
    worst = {s.goal: s.severity for s in reversed(told)}  # told is sorted: the weightiest comes last here
    return tuple(
        Stake(clean(goals[name].metric, 120), clean(goals[name].owner, 80), number, worst[name])
        for name, number in sorted(
            touched.items(), key=lambda item: (wording.severity_rank(worst[item[0]]), -item[1])
        )
        if name is not None
    )


# --- sections ---------------------------------------------------------------------------------------


def segment_name(config: Config, segment: str | None) -> str:
    """A segment's name for the eye; an id the config no longer has stays as it is."""
    return next((clean(s.name, 60) for s in config.segments if s.id == segment), clean(segment, 60))


def _card(config: Config, signal: Signal) -> Card:
    goal = next((g.metric for g in config.goals if g.id == signal.goal), "")
    before, after = signal.stage_from, signal.stage_to
    headline, note = _headline(signal)
    return Card(
        id=clean(signal.id, 40),
        date=signal.date,
        company=clean(signal.company, 60),
        kind=wording.kind_label(signal.kind),
        severity=signal.severity,
        segment=segment_name(config, signal.segment),
        headline=headline,
        note="; ".join(filter(None, [note, _aimed(config, signal)])),
        step=f"{before} →{NBSP}{after}" if before and after and before != after else "",
        rising=(after or Stage.ABSENT).rank >= (before or Stage.ABSENT).rank,
        quotes=tuple(_quote(span) for span in signal.evidence[:SHOWN]),
        more_quotes=max(0, len(signal.evidence) - SHOWN),
        why=wording.why(signal),
        goal=clean(goal, 120),
        owner=clean(signal.owner, 80),
    )


def _aimed(config: Config, signal: Signal) -> str:
    """Whom of ours in other segments the sentences court."""
    return "; ".join(
        f"aimed at the {clean(name, 60)}, who is ours in {listed([clean(s.name, 60) for s in others])} too"
        for name, others in elsewhere(config, signal)
    )


def _headline(signal: Signal) -> tuple[str, str]:
    """The summary without a sentence that is quoted below it anyway, and what it says after that."""
    summary = clean(signal.summary)
    quoted = next((clean(s.text) for s in signal.evidence if f": “{clean(s.text)}”" in summary), None)
    if quoted is None or not signal.evidence:
        return _capital(shorten(summary, 200)), ""
    head, _, rest = summary.partition(f": “{quoted}”")
    head = head.removesuffix(", now")  # the sentence it is now stands below
    return _capital(shorten(head, 200)), shorten(rest.strip(" ;,."), QUOTE)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quote(span: Span) -> Quote:
    text, before = clean(span.text, QUOTE), clean(span.before, QUOTE)
    if text == before:  # evidence of something that is no longer said
        return Quote("", before, place(span.url), link_to(span.url, None), span.capture_id)
    return Quote(text, before, place(span.url), link_to(span.url, span.text), span.capture_id)


def _prices(signals: Iterable[Signal], events: Sequence[PlanEvent], limit: int) -> tuple[PriceRow, ...]:
    """The plan events behind the told price signals; a signal without one still gets its line."""
    by_day: dict[tuple[str, date, str], list[PlanEvent]] = {}
    for event in events:
        by_day.setdefault((event.company, event.date, event.event), []).append(event)
    rows: dict[object, PriceRow] = {}
    for signal in signals:
        kinds = wording.PRICE_EVENTS[signal.kind]
        matching = [e for kind in kinds for e in by_day.get((signal.company, signal.date, kind), ())]
        for event in matching:
            key = (event.company, event.url, event.date, event.event, event.plan)
            rows[key] = _price_row(event, signal.id)
        if not matching:
            rows[signal.id] = PriceRow(
                clean(signal.company, 60), wording.kind_label(signal.kind), clean(signal.summary, 160),
                "", "", "", False, link_to(signal.url, None), signal=clean(signal.id, 40),
            )  # fmt: skip
    return _once_told(list(rows.values())[: 2 * limit])


def _once_told(rows: Sequence[PriceRow]) -> tuple[PriceRow, ...]:
    """Of the rows of one signal the last alone names it."""
    last = {row.signal: place for place, row in enumerate(rows)}
    return tuple(
        row if last[row.signal] == place else replace(row, signal="", capture=None)
        for place, row in enumerate(rows)
    )


_PLAN_WORDS = {"added": "new", "removed": "gone", "ended": "no longer stated"}


def _price_row(event: PlanEvent, signal: str) -> PriceRow:
    over = event.event in {"removed", "ended"}
    now, was = price(event.plan), price(event.previous)
    in_words = event.event in {"packaging", "renamed"}
    return PriceRow(
        company=clean(event.company, 60),
        plan=clean(event.plan.name, 60) or f"per {clean(event.plan.unit, 40) or 'unit'}",
        terms=clean(event.plan.billing_note, 60),
        what=clean(event.detail, 160) if in_words else "",
        before=(was or now) if over else "" if in_words or event.event == "added" else was,
        after="" if over else now,
        change=_PLAN_WORDS.get(event.event) or _moved(event),
        rising=(event.change_pct or 0) > 0,
        link=link_to(event.url, event.plan.name),
        capture=event.capture_id,
        signal=clean(signal, 40),
    )


def _moved(event: PlanEvent) -> str:
    return change(event.change_pct) if event.change_pct is not None and event.event == "price" else ""


def _standings(config: Config, material: Material) -> tuple[Standing, ...]:
    """Where each newcomer stands, by our segments, the strongest foothold first."""
    stages: dict[str, list[Presence]] = {company: [] for company in material.newcomers}
    for presence in material.presence:
        if presence.company in stages and presence.stage is not Stage.ABSENT:
            stages[presence.company].append(presence)
    return tuple(
        Standing(
            clean(company, 60),
            tuple(
                (segment_name(config, p.segment), p.stage.value)
                for p in sorted(found, key=lambda p: (-p.stage.rank, -p.presence))
            ),
        )
        for company, found in stages.items()
    )


def fold(health: Iterable[SourceHealth]) -> tuple[Trouble, ...]:
    """One line a company, host and kind of trouble, the longest-lasting first."""
    groups: dict[tuple[str, str, str], list[SourceHealth]] = {}
    for item in health:
        groups.setdefault((item.company, host(item.url), item.outcome.value), []).append(item)
    lines = [_trouble(items) for items in groups.values()]
    return tuple(sorted(lines, key=lambda line: (line.since, line.company, line.where)))


def _trouble(items: Sequence[SourceHealth]) -> Trouble:
    first = min(items, key=lambda item: item.since)
    if len(items) == 1:
        where = place(first.url)
    else:
        paths = [path(item.url) for item in items]
        where = f"{host(first.url)}: {count(len(items), 'page')} ({listed(paths)})"
    what = wording.TROUBLES.get(first.outcome, first.outcome.value)
    return Trouble(clean(first.company, 60), where, what, first.since.date(), clean(first.reason, 80))


def _held(changes: Iterable[Change]) -> Held:
    held = [c for c in changes if c.suppressed]
    reasons = Counter(clean(c.suppressed, 80) for c in held)
    one_each = {clean(c.suppressed, 80): c for c in reversed(held)}  # an example of as many reasons as fit
    examples = [one_each[reason] for reason, _ in reasons.most_common(SHOWN)]
    return Held(
        len(held),
        tuple(reasons.most_common()),
        tuple(
            (place(c.url), clean(c.before, 120), clean(c.after, 120), clean(c.suppressed, 80))
            for c in examples
        ),
    )
