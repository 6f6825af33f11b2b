from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signals.compare.labels import Label, alike, label
from turfwatch.types import Claim

LABELS = set(get_args(Label))
MIRROR = {"stronger": "weaker", "weaker": "stronger"}
SUBJECTS = ["plan rotas", "record sessions", "sync ledgers", "restore a snapshot", "price a menu"]
HEDGES = ["may", "might", "aims to", "is designed to"]

WORDS = [
    "we", "never", "not", "all", "every", "most", "some", "best", "the", "fastest", "may", "can",
    "help", "plan", "plans", "rotas", "for", "bakeries", "teams", "and", "or,", "Slack", "Tallybook",
    "5", "10", "$9", "per", "month", "99.9%", "up", "to", "unlimited", "beta", "without", "no",
    "import", "export", "easy", "e-mail", "US", "SOC", "2", "(new)", "&", "/", "-", "only", "first",
    "one", "single", "hour", ".", ":", "coming", "soon", "is", "automatically", "than", "into", "lacks",
    "ad-free", "#1",
]  # fmt: skip

words = st.sampled_from(WORDS)
sentences = st.lists(words, max_size=14).map(" ".join)


def claim(text: str) -> Claim:
    return Claim("capability", text, 0, len(text))


def either(a: str, b: str) -> Label:
    return label(claim(a), claim(b))


@given(st.one_of(st.text(), sentences))
def test_a_text_says_the_same_as_itself(text: str) -> None:
    assert either(text, text) == "same_claim"
    assert alike(claim(text), claim(text))


@given(st.one_of(st.text(), sentences), st.one_of(st.text(), sentences))
def test_any_two_texts_have_a_label(a: str, b: str) -> None:
    assert either(a, b) in LABELS


@given(sentences, sentences)
@example("never plan to", "plan month month")
def test_swapping_the_texts_mirrors_the_label(a: str, b: str) -> None:
    there, back = either(a, b), either(b, a)
    assert back == MIRROR.get(there, there)


@given(sentences)
def test_case_spacing_and_final_stop_do_not_matter(text: str) -> None:
    assert either(text, f"  {text}.") == "same_claim"


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("hedge", HEDGES)
def test_dropping_a_hedge_is_stronger(subject: str, hedge: str) -> None:
    assert either(f"Loomery {hedge} {subject}", f"Loomery will {subject}") == "stronger"
    assert either(f"Loomery will {subject}", f"Loomery {hedge} {subject}") == "weaker"


@given(
    st.integers(2, 10**6),
    st.integers(2, 10**6),
    st.sampled_from(["{} seats", "${} a month", "{}% off", "Keeps {} days of logs"]),
)
def test_another_number_is_never_the_same_claim(m: int, n: int, form: str) -> None:
    expected = "same_claim" if m == n else "number_changed"
    assert either(form.format(m), form.format(n)) == expected


@given(st.integers(1, 999), st.integers(0, 99))
def test_number_formats_do_not_matter(thousands: int, hundredths: int) -> None:
    value = f"{thousands}{hundredths:03d}"
    assert either(f"${value}.50 a year", f"${thousands},{hundredths:03d}.50 a year") == "same_claim"
