"""The digest as a reader meets it: records of a window in, one frozen view model out. Pure.

What was told before or called noise is not in the material any more; `compose` decides what is said
to whom, in which section and in which order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from reports import headline, trouble, wording
from reports.formatting import NBSP, clean, link_to, listed, place, shorten, span_of_days
from reports.plots import plots
from reports.price_rows import price_rows
from reports.views import Audience, Card, Digest, Held, HeldBack, Material, Quote, Standing, Window
from reports.wording import segment_name
from signals.personas import elsewhere
from signals.why import why
from turfwatch.config import Config
from turfwatch.types import Presence, Signal, Span, Stage

CARDS = 20  # signals told in full; the rest is counted
QUOTE = 280  # characters of a sentence shown
SHOWN = 3  # quotes a signal
REASONS = 8  # reasons for holding back that are told apart


def compose(
    config: Config, material: Material, window: Window, audience: Audience, cards: int = CARDS
) -> Digest:
    """What one audience is told about a window, at most `cards` signals of it in full."""
    signals = wording.by_stake([s for s in material.signals if audience.wants(s)])
    told, standings = headline.Told.of(signals), _standings(config, material)
    moved, launches, drift = (
        tuple(_card(config, s) for s in section[:cards])
        for section in (told.moved, told.launched, told.drifted)
    )
    return Digest(
        company=clean(config.company.name),
        window=window,
        days=span_of_days(window.since + timedelta(days=1), window.until),
        subject=headline.subject(config, told, standings, material.checked),
        lede=headline.lede(config, signals, standings, material.checked),
        stakes=headline.stakes(config, signals),
        cards=moved,
        plots=plots(config, material, signals, window) if cards > 1 else (),
        more=sum(len(section[cards:]) for section in (told.moved, told.launched, told.drifted)),
        prices=price_rows(told.priced, material.plan_events, cards),
        launches=launches,
        drift=drift,
        standings=standings,
        trouble=trouble.fold(material.health),
        mended=trouble.ended(material.mended, material.gone),
        checked=material.checked,
        held=_held(material),
        notices=material.notices,
        lead=next((clean(s.company) for s in signals if s.company != config.company.name), ""),
    )


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
        why=clean(why(signal, clean(goal, 120))),
        score=wording.score(signal),
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


def _held(material: Material) -> Held:
    """What was noticed and not told, by reason, each with an example."""
    found = list(_held_back(material))
    numbers = Counter(held.reason for held in found)
    one_each = {held.reason: held for held in reversed(found)}
    shown = tuple((number, one_each[reason]) for reason, number in numbers.most_common(REASONS))
    return Held(len(found), shown)


def _held_back(material: Material) -> Iterator[HeldBack]:
    for signal in material.held_signals:
        summary = f"{clean(signal.company, 60)}: {clean(signal.summary, 160)}"
        yield HeldBack(clean(signal.suppressed, 80), place(signal.url), summary=summary)
    for change in material.changes:
        if change.suppressed:
            before, after = clean(change.before, 120), clean(change.after, 120)
            yield HeldBack(clean(change.suppressed, 80), place(change.url), before, after)
