"""Whom a rival compares itself with: another company, not a plan or a product of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from extract.canonical import canonical
from signals.detect import load_rules
from signals.fold import Context, fold
from signals.own_names import is_own, mentions
from signals.phrases import compile_segments
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.types import Block, Claim, Facts, PageKind, PlacedClaim, Plan, Signal

D0, SITE = date(2026, 1, 5), "https://brindlebox.example"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk"},
        "segments": [{"id": "shops", "name": "Shops", "terms": ["refund"]}],
        "competitors": [
            {"name": "Brindlebox", "site": SITE, "aliases": ["Brindle Box"]},
            {"name": "Deskly", "site": "https://deskly.example", "aliases": ["Deskly Inc."]},
            {"name": "Box", "site": "https://box.example"},
        ],
    }
)
LEXICONS, RULES = compile_segments(CONFIG.segments), load_rules(("comparison",))[0]
PLANS = tuple(Plan(name, Decimal(15), "USD", "month") for name in ("Crate", "The Tray plan"))


def page(said: Sequence[tuple[str, str]], path: str, kind: PageKind, plans: Sequence[Plan] = ()) -> PageView:
    """Lines, each with what it compares with."""
    blocks = tuple(Block(text, "h1" if i == 0 else "p", i, (), 0.9) for i, (text, _) in enumerate(said))
    placed = tuple(
        PlacedClaim(Claim("comparison", text, 0, len(text), compared_to=other or None), block)
        for block, (text, other) in zip(blocks, said, strict=True)
    )
    text = "\n".join(canonical(text) for text, _ in said)
    return PageView(SITE + path, kind, 1, Facts(blocks, placed, tuple(plans)), said[0][0], text)


def told(*states: Mapping[str, PageView]) -> list[Signal]:
    days = [
        Day(D0 + timedelta(days=7 * n), tuple((SITE + path, view) for path, view in sorted(state.items())))
        for n, state in enumerate(states)
    ]
    return list(fold(Context("Brindlebox", CONFIG, LEXICONS, RULES), days).derived.signals)


START = {
    "/": page([("Answer every shop", "")], "/", "home"),
    "/pricing": page([("Prices", "")], "/pricing", "pricing", PLANS),
    "/product/fast-lane": page([("Fast Lane answers first", "")], "/product/fast-lane", "product"),
}


def test_own_plans_products_and_names_are_no_rivals() -> None:
    said = [
        ("Brindle Box is the smaller bill", "Brindle Box"),
        ("Crate costs less than Deskly Inc. asks", "Deskly Inc."),
        ("Tray beats Crate for one person", "Crate"),
        ("More than in the Brindlebox Tray plan", "Brindlebox Tray plan"),
        ("Quicker than Fast Lane used to be", "Fast Lane"),
        ("And cheaper than Otherdesk", "Otherdesk"),
    ]
    [signal] = told(START, {"/compare/deskly": page(said, "/compare/deskly", "compare")})
    assert signal.summary.startswith("Brindlebox opens a comparison page against Deskly, Otherdesk: “")


def test_a_company_of_a_short_name_is_not_found_inside_another_name() -> None:
    said = [("Leave Mailboxer behind", "Mailboxer")]
    [signal] = told(START, {"/compare/mailboxer": page(said, "/compare/mailboxer", "compare")})
    assert "against Mailboxer: “" in signal.summary


def test_to_set_one_plan_against_another_is_no_comparison() -> None:
    before = START["/"]
    after = page([("Answer every shop", ""), ("Twice the room of Crate", "Crate")], "/", "home")
    assert told({**START, "/": before}, {"/": after}) == []


def test_names_are_words_and_a_plan_is_known_with_what_it_is_called() -> None:
    own = frozenset({"brindlebox", "box", "tray"})
    assert all(is_own(name, own) for name in ("The Box plan", "box", "Brindlebox Tray", "our plan"))
    assert not any(is_own(name, own) for name in ("Boxer", "Deskly", "Deskly Box"))
    assert mentions("unlike Deskly, we", ["Deskly"])
    assert not mentions("Desklyish", ["Deskly"])
