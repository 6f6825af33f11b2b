"""Which segment a sentence speaks to: variants, negation, passing mention, measured background."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.phrases import compile_segment
from signals.segments import NO_USAGE, heard, measure_usage, place, relevance, speaks
from turfwatch.config import OwnClaim, Segment

AGENCIES = compile_segment(
    Segment(
        id="agencies",
        name="Agencies and outsourced support",
        audience=("web agencies", "outsourced support teams"),
        terms=("white-label reports", "client workspace", "e-commerce", "CI/CD"),
        problem="Client conversations get mixed up when one team answers for many brands.",
        claims=(OwnClaim(text="One workspace per client."),),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "Built for web agencies",
        "The help desk every web agency needs",
        "White label reporting for your clients",
        "White-label reports in PDF",
        "A workspace for each client",
        "Made for ecommerce",
        "Made for e-commerce brands",
        "Deploy from CI / CD",
    ],
)
def test_variants_of_our_words_are_recognised(text: str) -> None:
    found = relevance(text, AGENCIES)
    assert found.probability >= 0.5, found
    assert found.own


@pytest.mark.parametrize(
    "text",
    ["Not for web agencies", "We reply within a day", "Client", "Reports", "A label for every ticket", ""],
)
def test_other_sentences_are_not_ours(text: str) -> None:
    assert relevance(text, AGENCIES).probability < 0.5


def test_the_page_a_bullet_stands_on_counts() -> None:
    bullet = "Sort mail by colour"
    assert relevance(bullet, AGENCIES).probability < 0.1
    there = relevance(bullet, AGENCIES, page_title="Deskly for web agencies")
    assert there.probability > 0.45
    assert there.own == frozenset()
    assert there.near == frozenset({"web agencies"})


def test_a_word_said_everywhere_says_little() -> None:
    texts = ["A client workspace for mail"] * 15 + ["Rules that sort"] * 15
    usage = measure_usage(texts, [AGENCIES])
    assert usage.shares["client workspace"] == pytest.approx(0.5)
    alone = relevance("A client workspace", AGENCIES)
    common = relevance("A client workspace", AGENCIES, usage=usage)
    assert common.probability < alone.probability


def test_a_handful_of_claims_is_no_background() -> None:
    assert measure_usage(["A client workspace"] * 5, [AGENCIES]) is NO_USAGE


@given(st.text(max_size=200), st.text(max_size=60))
def test_probabilities_stay_probabilities(text: str, title: str) -> None:
    found = relevance(text, AGENCIES, page_title=title)
    assert 0.0 <= found.probability <= 1.0
    assert relevance(text, AGENCIES).probability <= found.probability + 1e-9


CLINICS = compile_segment(
    Segment(
        id="clinics", name="Clinics", audience=("clinics",), terms=("patient data", "white-label reports")
    )
)
WORDS = (
    "clinics", "agency", "web", "for", "not", "white-label", "reports", "patient", "data", "client",
    "workspace", "workspaces", "CI/CD", "inbox", "team", "brands", "one", "per", "mixed",
)  # fmt: skip
said = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)


@given(said, said, said, st.sampled_from((0.0, 0.05, 0.2, 0.35, 0.36, 0.5, 0.7)))
def test_no_segment_that_is_spoken_to_is_passed_over(
    text: str, heading: str, title: str, least: float
) -> None:
    at, both = place((heading,), page_title=title), (AGENCIES, CLINICS)
    likely = heard(text, at, both, least)
    for lexicon in both:
        assert lexicon in likely or speaks(text, lexicon, at).probability < least
