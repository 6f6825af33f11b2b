"""Claim rules, one file each: `find(unit)` says a claim type, `"none"`, or None where it is not sure.

A rule speaks only where it is sure; the first that speaks decides, in the order of `DEFAULT` or of
`extract.rules` in the configuration. `EXAMPLES` lists what it must say, run by the suite:
(text, role, page kind, verdict).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from extract.units import Unit
from turfwatch import plugins

Find = Callable[[Unit], str | None]
FOLDER = Path(__file__).parent

DEFAULT = ("code", "label", "question", "legal", "button", "price", "trial")


def load(enabled: Sequence[str] = ()) -> list[tuple[str, Find]]:
    """The enabled rules in order; PluginError names one that is unknown or broken."""
    return [(name, plugins.load("extract.rules", name).find) for name in enabled or DEFAULT]
