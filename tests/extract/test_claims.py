"""Claims: rules and their examples, spans that point at the quoted words, known texts at no cost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import model, rules, slots, train
from extract.claims import ClaimReader, ClaimRequest
from extract.inputs import extract_lines
from extract.nlp import parse, sentences, unparsed
from extract.units import Unit, names
from turfwatch import plugins
from turfwatch.config import Extract
from turfwatch.errors import ExtractError, PluginError, UsageError

RULES = plugins.names("extract.rules")
EXAMPLES = [(name, *example) for name in RULES for example in plugins.load("extract.rules", name).EXAMPLES]


@pytest.fixture(scope="module")
def reader() -> ClaimReader:
    return ClaimReader(Extract())


@pytest.mark.parametrize(("rule", "text", "role", "kind", "verdict"), EXAMPLES)
def test_rule_example(rule: str, text: str, role: str, kind: str, verdict: str | None) -> None:
    module = plugins.load("extract.rules", rule)
    request = ClaimRequest(text, role, kind, company="Trowel")
    unit = Unit(text, 0, request, next(parse([text])), names("Trowel"), names("Spadely"), text.lower())
    assert module.find(unit) == verdict


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_both_kinds_of_examples(rule: str) -> None:
    module = plugins.load("extract.rules", rule)
    verdicts = [example[3] for example in module.EXAMPLES]
    assert module.__doc__
    assert module.DECIDES in {"claim", "type"}
    assert any(v is not None for v in verdicts)
    assert len(module.EXAMPLES) >= 3


def test_all_rules_are_enabled_by_default_and_unknown_ones_are_named() -> None:
    assert {r.name for r in rules.load()} == set(RULES)
    assert [r.name for r in rules.load(("price", "code"))] == ["price", "code"]
    with pytest.raises(PluginError, match="no plugin 'oracle'"):
        rules.load(("oracle",))


CASES = [
    ("Route planning software for wholesale bakeries", "h1", "home", {"category", "capability", "audience"}),
    ("€29 per van per month", "p", "pricing", {"pricing"}),
    ("Trusted by 1,200 bakeries", "p", "home", {"proof"}),
    ("Unlike spreadsheets, Quarrel knows the traffic", "p", "home", {"comparison"}),
    ("Added support for trailers", "li", "release_notes", {"launch"}),
    ("The fastest way to plan a round", "h1", "home", {"superlative"}),
    ("Built for night shifts and small crews", "h2", "home", {"audience"}),
]


@pytest.mark.parametrize(("text", "role", "kind", "types"), CASES)
def test_types(reader: ClaimReader, text: str, role: str, kind: str, types: set[str]) -> None:
    claims = reader.read([ClaimRequest(text, role, kind, company="Quarrel")])[0]
    assert [c.type in types for c in claims] == [True]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Features", "h2"),
        ("© 2026 Quarrel", "footer"),
        ("Log in", "nav"),
        ("Is it safe?", "h3"),
        ("npm install quarrel", "p"),
        ("", "p"),
        ("   ", "p"),
    ],
)
def test_no_claims(reader: ClaimReader, text: str, role: str) -> None:
    assert reader.read([ClaimRequest(text, role, "home", company="Quarrel")]) == [()]


def test_slots(reader: ClaimReader) -> None:
    text = "Quarrel helps dispatchers plan 40 vans at once. From €29 per month."
    plan, price = reader.read([ClaimRequest(text, "p", "home", company="Quarrel")])[0]
    assert (plan.audience, plan.quantity and plan.quantity.text) == ("dispatchers", "40 vans")
    assert plan.subject == "Quarrel"
    assert price.type == "pricing"
    assert price.quantity is not None
    assert (str(price.quantity.value), price.quantity.currency) == ("29", "EUR")


@pytest.mark.parametrize(
    ("text", "rival"),
    [
        ("An alternative to Wagonette for small yards", "Wagonette"),
        ("Quarrel vs Wagonette: rounds without the phone calls", "Wagonette"),
        ("Unlike Wagonette, Quarrel works offline", "Wagonette"),
        ("Wagonette plans once a night; we plan all day", "Wagonette"),
        ("Wagonette's board is prettier than ours", "Wagonette"),
        ("With Wagonette, every round is drawn by hand; Quarrel draws it", "Wagonette"),
    ],
)
def test_compared_to(reader: ClaimReader, text: str, rival: str) -> None:
    claim = reader.read([ClaimRequest(text, "p", "compare", company="Quarrel")])[0][0]
    assert (claim.type, claim.compared_to) == ("comparison", rival)


def test_what_looks_hopeless_is_not_parsed(reader: ClaimReader) -> None:
    texts = [("Step 2 of 4", "p", "docs"), ("Plan every round on one map", "h2", "home")]
    page, product = reader.judge([ClaimRequest(t, role, kind, company="Quarrel") for t, role, kind in texts])
    assert (page.claim_type, page.unit.parsed is unparsed()) == ("none", True)
    assert (product.claim_type, product.unit.parsed is unparsed()) == ("capability", False)


TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(
        ["Plan rounds.", " “Great!” ", "e.g.", "$5/mo", "\n", "Unlike X", "v1.2", "…", "?", "👍", "| ✓ |"]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, max_size=3), st.sampled_from(["p", "li", "h2", "cell", "quote", "button"]))
def test_spans_point_at_the_quoted_words(reader: ClaimReader, texts: list[str], role: str) -> None:
    requests = [ClaimRequest(t, role, "home", company="X") for t in texts]
    for request, claims in zip(requests, reader.read(requests), strict=True):
        ends = [0]
        for claim in claims:
            assert claim.text == request.text[claim.start : claim.end] != ""
            assert claim.start >= ends[-1]
            ends.append(claim.end)


def test_sentences() -> None:
    text = "Founded by J. Smith in 2011. Node.js is supported, e.g. v20.1. “Really good.” It works!"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Founded by J. Smith in 2011.",
        "Node.js is supported, e.g. v20.1.",
        "“Really good.”",
        "It works!",
    ]


def test_imperatives_are_parsed_as_verbs() -> None:
    track, name = parse(["Track every van", "Van tracking"])
    assert track.tokens[0].pos_ == "VERB"
    assert track.shift == 3
    assert name.shift == 0


def test_a_missing_model_is_named() -> None:
    with pytest.raises(ExtractError, match="en_core_web_absent"):
        next(parse(["x"], "en_core_web_absent"))


def test_json_lines_keep_their_ids_and_order() -> None:
    rows = [
        {"id": "a", "text": "Features", "role": "h2", "page_kind": "home"},
        {"id": "b", "text": "$29/month", "role": "p", "page_kind": "pricing"},
        {"id": "c", "html": "<body><h1>Plan every round from one board</h1></body>", "page_kind": "home"},
    ]
    first, second, third = extract_lines(rows, "claims")
    assert (first["id"], first["is_claim"], first["claim_type"], first["strength"]) == (
        "a",
        False,
        "none",
        None,
    )
    assert (second["claim_type"], second["quantity"], second["start"], second["end"]) == (
        "pricing",
        "$29/month",
        0,
        9,
    )
    assert [c["text"] for c in third["claims"]] == ["Plan every round from one board"]
    assert [b["role"] for b in next(extract_lines(rows[2:], "blocks"))["blocks"]] == ["h1"]


def test_a_line_without_text_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="line 2"):
        list(extract_lines([{"id": 1, "text": "x"}, {"id": 2}], "blocks"))


def test_a_model_is_written_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        used, rows = [model.bucket("w=free")], [(1.0, 2.0, 1.0, -1.0)]
        model.save(tmp_path / name, ["pricing", "proof"], used, rows, np.zeros(4), (0.1, 0.5))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    loaded = model.load(tmp_path / "a.npz")
    (scores,) = loaded.scores([loaded.known({"w=free"})])
    assert scores.tolist() == [1.0, 2.0, 1.0, -1.0]
    assert loaded.kinds(scores)["pricing"] > 0.8
    assert (loaded.threshold, round(loaded.hopeless, 6)) == (0.5, 0.1)


def test_what_the_model_never_saw_changes_nothing(tmp_path: Path) -> None:
    model.save(
        tmp_path / "m.npz", ["proof"], [model.bucket("w=free")], [(1.0, 2.0, 1.0)], np.zeros(3), (0.1, 0.5)
    )
    loaded = model.load(tmp_path / "m.npz")
    scores = loaded.scores([loaded.known(f) for f in ({"w=free", "w=zymurgy"}, {"w=free"}, {"w=zymurgy"})])
    assert scores.tolist() == [[1.0, 2.0, 1.0], [1.0, 2.0, 1.0], [0.0, 0.0, 0.0]]
    assert loaded.scores([]).shape == (0, 3)


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = [r for r in train.corpus() if r["market"] in {"crm", "invoicing"}]
    for name in ("a.npz", "b.npz"):
        train.fit(train.examples(rows), tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_broken_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.npz").write_bytes(b"no model")
    with pytest.raises(ExtractError, match=r"m\.npz"):
        model.load(tmp_path / "m.npz")


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Rules stores start with", None),
        ("Tools developers love", None),
        ("Sales teams close faster", "sales teams"),
        ("Editors finish earlier", "editors"),
        ("Built for wholesale bakeries", "wholesale bakeries"),
    ],
)
def test_people_in_a_relative_clause_are_no_audience(text: str, audience: str | None) -> None:
    unit = Unit(text, 0, ClaimRequest(text, "h2", "product"), next(parse([text])), None, None, text.lower())
    assert slots.audience(unit, "benefit") == audience
