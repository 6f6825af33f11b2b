"""Code, commands, addresses and markup that leaked onto the page say nothing about the product."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_LINE = re.compile(
    r"""^(?:\$\s\w|>\s?\$|\#\s?(?:include|using|!)|//\s|/\*|<!?--|</?[a-z][\w-]*[\s>]|(?:sudo|curl|wget
    |npm|npx|pip|pipx|yarn|pnpm
    |brew|apt|apt-get|docker|kubectl|helm|git|cargo|terraform|composer|gem|export|import|from|const|let
    |var|def|class|func
    |function|return|resource|SELECT|INSERT|GET|POST|PUT)\s+[\w"'{@./:-]+\S*[=({;:/"'@.-])""",
    re.VERBOSE,
)
_DENSE = re.compile(r"[{}\[\]();=<>\\|_$]")
_COMMAND = re.compile(
    r"(?:curl|wget|npm|npx|pip|yarn|brew|apt-get|docker|kubectl|helm|git)\s(?:-|https?:|(?:i|install|run"
    r"|add|pull|push|clone|get|apply|exec|init)\b)"
)
_PROSE = re.compile(r"\s\|\s|\$\d|\([\w $€£/.,%+-]*\)|[<>]\s?\d")  # signs that prose uses too
_ADDRESS = re.compile(r"(?:https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)")
_TOKEN = re.compile(r"[\w:./-]*\d[\w:./-]*[:_/-][\w:./-]*|[a-z0-9]+(?:_[a-z0-9]+)+(?:\([^)]*\))?")

EXAMPLES = (
    ("$ brew install trowel", "p", "product", "none"),
    ("curl https://api.trowel.example/v1/beds", "p", "docs", "none"),
    ("https://trowel.example/sign-up", "p", "home", "none"),
    ("hello@trowel.example", "footer", "home", "none"),
    ('const beds = await trowel.list({ season: "spring" });', "p", "product", "none"),
    ("get_beds", "p", "docs", "none"),
    ("Import beds from a spreadsheet", "li", "product", None),
    ("Let your team plan the season", "p", "home", None),
    ("From seed to sale: one plan", "h2", "home", None),
)


def find(unit: Unit) -> str | None:
    """`none` for a line of code, a lone address or a lone identifier."""
    text = unit.text.strip()
    if _ADDRESS.fullmatch(text) or _TOKEN.fullmatch(text):
        return "none"
    dense = len(_DENSE.findall(_PROSE.sub(" ", text)))
    if dense >= 3 and dense * 12 > len(text):
        return "none"
    return "none" if text.startswith("$ ") or _COMMAND.match(text) or (dense and _LINE.match(text)) else None
