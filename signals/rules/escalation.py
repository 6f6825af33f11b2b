"""`escalation`: a rival already in a segment takes more of it.

It rises a stage; or it gives the segment a page of its own; or its most prominent sentences take
up words of the segment that it never used there before.
"""

from __future__ import annotations

from collections.abc import Iterator

from signals.footing import SURFACE_STAGE, Foothold
from signals.moment import Draft, Moment, spans
from signals.movement import parts
from signals.places import where
from turfwatch.types import Stage

_PAGES = frozenset({"own page", "product", "compare"})
QUIET_DAYS = 25  # within these a story that goes on is an update, unless it rises a stage


def detect(moment: Moment) -> Iterator[Draft]:
    """At most one draft a segment."""
    if moment.is_us or moment.baseline:
        return
    for name in moment.after:
        before, after, movers = moment.before[name], moment.after[name], moment.movers(name)
        if before.stage is Stage.ABSENT or not movers:
            continue
        lately = moment.story(QUIET_DAYS, kinds=("entry", "escalation"), segment=name)
        risen = _risen(moment, name) or _louder(moment, name)
        found = risen or _page(moment, name) or _words(moment, name) or _home(moment, name)
        if found is None:
            continue
        lead, why, novelty = found
        yield Draft(
            kind="escalation",
            segment=name,
            summary=f"{moment.company} {why}: “{lead.life.claim.text}”",
            url=lead.standing.url,
            evidence=spans([lead, *(m for m in movers if m is not lead)], moment.changes),
            parts=parts([lead], after, novelty=novelty),
            stage_from=before.stage,
            stage_to=after.stage,
            update_of=None if risen else lately,
        )


def _title(moment: Moment, name: str) -> str:
    return moment.segment(name).name


def _risen(moment: Moment, name: str) -> tuple[Foothold, str, float] | None:
    stage = moment.after[name].stage
    if stage.rank <= moment.before[name].stage.rank:
        return None
    for hold in moment.movers(name):
        if SURFACE_STAGE[hold.surface] is stage:
            step = f"goes from {moment.before[name].stage} to {stage}"
            return hold, f"{step}, {where(hold.standing)}, for {_title(moment, name)}", 0.8
    return None


def _louder(moment: Moment, name: str) -> tuple[Foothold, str, float] | None:
    """The home page's title or hero speaks to the segment, which it never did before."""
    taken = moment.before[name].surfaces | moment.surfaces.get(name, frozenset())
    for hold in moment.movers(name):
        if hold.surface in {"home title", "hero"} - taken and hold.relevance.own:
            return hold, f"takes up {_title(moment, name)} {where(hold.standing)}", 0.7
    return None


def _home(moment: Moment, name: str) -> tuple[Foothold, str, float] | None:
    """The home page names the segment for the first time, further down."""
    before = moment.before[name]
    taken = "home" in before.surfaces | moment.surfaces.get(name, frozenset())
    if taken or any(h.standing.page_kind == "home" and not h.passing for h in before.footholds):
        return None
    for hold in moment.movers(name):
        if hold.at_home and hold.relevance.telling:
            return hold, f"brings {_title(moment, name)} to the home page", 0.5
    return None


def _page(moment: Moment, name: str) -> tuple[Foothold, str, float] | None:
    """A new page whose title or headline speaks to this segment more than to any other of ours."""
    for hold in moment.movers(name):
        story = hold.standing.page_kind == "customers"  # somebody's success, not an offer to the segment
        headline = hold.standing.role in {"title", "h1", "meta"} and hold.surface in _PAGES and not story
        new = hold.standing.url not in moment.known_pages
        if new and headline and hold.relevance.telling and _mainly(moment, name, hold):
            return hold, f"opens a page of its own for {_title(moment, name)}", 0.7
    return None


def _mainly(moment: Moment, name: str, hold: Foothold) -> bool:
    others = (f for other, now in moment.after.items() if other != name for f in now.footholds)
    rivals = (f.relevance.probability for f in others if f.life.id == hold.life.id)
    return hold.relevance.probability >= max(rivals, default=0.0)


def _words(moment: Moment, name: str) -> tuple[Foothold, str, float] | None:
    """Words of the segment said for the first time where it is claimed most loudly."""
    for hold in moment.movers(name):
        fresh = hold.relevance.own - moment.heard[name]
        if fresh and hold.loud:
            said = f"now speaks of {', '.join(sorted(fresh))} {where(hold.standing)}"
            return hold, f"{said}, for {_title(moment, name)}", 0.6
    return None
