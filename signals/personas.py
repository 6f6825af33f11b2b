"""Whom a sentence is aimed at: the buyer and channel personas of our segments, by their names.

A rival that courts the same person in another segment of ours is seen by this: a persona belongs to
every segment that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.canonical import stems
from turfwatch.config import Config, Personas, Segment
from turfwatch.types import Signal

_OF = re.compile(r"^(\w+(?:\s\w+)?)\s+of\s+(.+)$", re.I)  # "head of support" is "support head"


def names(personas: Personas) -> tuple[str, ...]:
    """The personas that are named, the buyer first."""
    return tuple(name for name in (personas.buyer, personas.channel) if name)


def aimed_at(config: Config, texts: Iterable[str]) -> tuple[str, ...]:
    """The personas that the sentences name, in the configuration's order."""
    said = [stems(text) for text in texts]
    every = dict.fromkeys(name for segment in config.segments for name in names(segment.personas))
    return tuple(name for name in every if any(_names(name, words) for words in said))


def of_signal(config: Config, signal: Signal) -> tuple[str, ...]:
    """Whom a signal concerns: the personas of its segment, then those its sentences name."""
    own = next((names(s.personas) for s in config.segments if s.id == signal.segment), ())
    return tuple(dict.fromkeys((*own, *aimed_at(config, [span.text for span in signal.evidence]))))


def elsewhere(config: Config, signal: Signal) -> tuple[tuple[str, tuple[Segment, ...]], ...]:
    """The personas a signal's sentences name that are (also) ours in other segments, with those."""
    found = []
    for name in aimed_at(config, [span.text for span in signal.evidence]):
        others = tuple(s for s in config.segments if s.id != signal.segment and name in names(s.personas))
        if others:
            found.append((name, others))
    return tuple(found)


def _names(persona: str, words: tuple[str, ...]) -> bool:
    """Whether the persona's words stand side by side, as written or turned round at its "of"."""
    turned = _OF.match(persona.strip())
    forms = [stems(persona)] + ([stems(f"{turned[2]} {turned[1]}")] if turned else [])
    return any(form and any(words[i : i + len(form)] == form for i in range(len(words))) for form in forms)
