"""Entries of release notes: what users can now do is a launch, repairs and chores are nothing."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_ENTRY_ROLES = frozenset({"li", "title", "h1", "h2", "h3", "h4", "h5", "h6", "p", "meta"})
_NOTHING = re.compile(
    r"""^(?:\W*(?:bug\s?)?fix(?:e[sd]|ing)?\b|\W*(?:bump|upgrade[sd]?\s(?:\w+\s)?(?:dependenc|to\s)
    |chore|refactor(?:ed)?|remov(?:e[sd]?|ing)|deprecat|drop(?:ped|s)?\s
    |revert(?:ed)?|clean(?:ed)?\s?up|rename[sd]?|docs?:|test:|ci:|build:|internal|don't|do\snot
    |thanks?\b|kudos|resolved?\s(?:an?|the)\sissue
    |correct(?:ed|s)?\s|patch(?:ed)?\s|moved?\s|update[sd]?\s(?:the\s)?(?:[\w.-]+\s)?(?:dependenc|docs
    |documentation|translations?|readme|changelog|copy|packages?|version)
    |new\sin\s[\w.]+$|.*\b(?:support\s.{0,40}\bends?\b|end\sof\s(?:life|support)\b|no\slonger\s(?:supported|tested)\b)
    |(?:various|minor|small|several|other)\s(?:\w+\s){0,3}(?:fix|improvement|tweak|change)|stability))""",
    re.VERBOSE | re.IGNORECASE,
)
_CHORE = re.compile(
    r"""\b(?:dependenc(?:y|ies)|refactor|unit\stests?|test\ssuite|management\scommand
    |env(?:ironment)?\svar\b|[A-Z][A-Z0-9]+_[A-Z0-9_]+|\w+\(\)
    |std(?:err|out)|lock\scontention|round\strips|type\shints?|build\simage|code\scoverage|unhandled|subcommand
    |SQL\squer(?:y|ies)|race\scondition|memory\sleak|typos?|linter|lint|exceptions?|maxlength
    |[A-Z]{3,}=\w+|changelog|readme|stack\strace|statsd|migrations?\sscript|edge\scase|regression
    |crash(?:es|ed)?)\b""",
    re.VERBOSE,
)
_NEW = re.compile(
    r"""^\W*(?:(?:we(?:'ve|’ve|\shave)?\s)?(?:now\s)?(?:add(?:ed|s)?|introduc(?:e[sd]?|ing)
    |implement(?:ed|s)?|launch(?:ed|ing)?|announc(?:ed|ing)|new\b|show(?:s|ed)?\s|includ(?:e|ed|es)\s
    |send(?:s)?\s|load\s|let(?:s)?\s|display(?:s|ed)?\s|redesign|rework|decouple|expos(?:e|ed|es)\s
    |shipped|allow(?:s|ed)?|enable[sd]?)
    |(?:initial\s)?support(?:s|ed)?\s(?:for\s)?|you\scan\snow|now\s(?:available|supports?|in\sbeta)
    |meet\s|say\shello)|\byou\scan\snow\b|\bcan\snow\b|\bnow\ssupports?\b
    |\b(?:is|are)\snow\s(?:available|live|generally|in\s(?:public\s)?beta|out)\b|\s(?:integration
    |\(beta\)|support)(?:\s\(\#\d+\))?\.?$""",
    re.VERBOSE | re.IGNORECASE,
)

EXAMPLES = (
    ("Added frost alerts by text message", "li", "release_notes", "launch"),
    ("You can now share a bed plan with a neighbour", "p", "release_notes", "launch"),
    ("Almanac integration", "li", "release_notes", "launch"),
    ("Fixed a crash when a bed had no name", "li", "release_notes", "none"),
    ("Bump leaflet to 1.9.4", "li", "release_notes", "none"),
    ("Add the purge_beds management command", "li", "release_notes", "none"),
    ("Support for Windows 7 ends in May", "li", "release_notes", "none"),
    ("Added frost alerts by text message", "li", "home", None),
    ("Thanks to everyone who sent photographs", "p", "release_notes", "none"),
)


def find(unit: Unit) -> str | None:
    """On release notes only: `none` for repairs and chores, `launch` for what is new."""
    if unit.page_kind != "release_notes" or unit.role not in _ENTRY_ROLES:
        return None
    text = unit.text.replace("’", "'")
    if _NOTHING.search(text):
        return "none"
    if _NEW.search(text) and len(text.split()) > 1:
        return "none" if _CHORE.search(text) else "launch"
    return None
