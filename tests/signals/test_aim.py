"""A segment is claimed by a sentence that is meant for it, not by its words in the small print."""

from __future__ import annotations

from datetime import date

import pytest

from extract.canonical import canonical
from signals.fold import Context, fold
from signals.phrases import compile_segments
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.types import Block, Claim, Facts, PageKind, PlacedClaim, Stage

SITE = "https://harbortone.example"
SMALL_PRINT = "Service levels with business hours and an escalation queue for each contract"


def stage(
    text: str, role: str, *, kind: PageKind = "home", prominence: float = 0.5, audience: tuple[str, ...]
) -> Stage:
    config = Config.model_validate(
        {
            "company": {"name": "Larkdesk"},
            "segments": [
                {
                    "id": "mid",
                    "name": "Mid",
                    "audience": audience,
                    "terms": ["escalation queue", "business hours"],
                }
            ],
            "competitors": [{"name": "Harbortone", "site": SITE}],
        }
    )
    block = Block(text, role, 0, (), prominence)
    facts = Facts((block,), (PlacedClaim(Claim("capability", text, 0, len(text)), block),))
    view = PageView(f"{SITE}/", kind, 1, facts, "Harbortone", canonical(text))
    context = Context("Harbortone", config, compile_segments(config.segments), ())
    [row] = fold(context, [Day(date(2026, 1, 5), ((f"{SITE}/", view),))]).derived.presence
    return row.stage


@pytest.mark.parametrize("kind", ["home", "product", "pricing"])
def test_words_of_the_segment_without_its_people_only_probe(kind: PageKind) -> None:
    assert stage(SMALL_PRINT, "p", kind=kind, audience=("mid-market companies",)) is Stage.PROBING


def test_who_names_the_people_or_says_it_in_a_headline_claims_the_segment() -> None:
    people = ("mid-market companies",)
    assert stage(f"{SMALL_PRINT} of mid-market companies", "p", audience=people) is Stage.CLAIMING
    assert stage("An escalation queue for each contract", "h2", audience=people) is Stage.CLAIMING


def test_loud_small_print_claims_it_only_where_the_sentence_is_about_it() -> None:
    people, loud = ("mid-market companies",), 0.8
    aside = "A complete desk with mail, business hours and an escalation queue"
    assert stage(aside, "p", kind="product", prominence=loud, audience=people) is Stage.PROBING
    about = "Business hours and an escalation queue for each contract"
    assert stage(about, "p", kind="product", prominence=loud, audience=people) is Stage.CLAIMING


def test_a_segment_that_names_nobody_is_its_words() -> None:
    assert stage(SMALL_PRINT, "p", audience=()) is Stage.CLAIMING
