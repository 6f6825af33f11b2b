"""Site adapters: what a file of `sites`, or a module a dotted name reaches, may say about one site.

`urls(target)` names pages to visit that no link leads to. `blocks(page)` reads a page where the walk for
any site reads it wrongly; it is called by the extract stage, and gives None for pages it leaves alone.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable
from dataclasses import dataclass

from crawlers.targets import Target
from turfwatch import plugins
from turfwatch.errors import ExtractError, PluginError
from turfwatch.types import Block, PageKind

PACKAGE = "crawlers.sites"
GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as an adapter is given it, with the blocks that the walk for any site finds."""

    url: str
    kind: PageKind
    html: str
    blocks: tuple[Block, ...]


def urls(target: Target) -> tuple[str, ...]:
    """The addresses the target's adapter names; PluginError where it is unknown or breaks."""
    module = plugins.load(PACKAGE, target.adapter)
    if not hasattr(module, "urls"):
        return ()
    try:
        return tuple(module.urls(target))
    except Exception as error:  # whatever somebody's file does, say which one it was
        raise PluginError(f"adapter {target.adapter!r}: {_said(error)}", hint="mend its urls()") from error


def blocks(adapter: str, page: SitePage) -> tuple[Block, ...]:
    """The page's blocks as its adapter has them; ExtractError, which costs one page, where it breaks."""
    module = plugins.load(PACKAGE, adapter)
    if not hasattr(module, "blocks"):
        return page.blocks
    try:
        found = module.blocks(page)
        return page.blocks if found is None else tuple(found)
    except Exception as error:
        raise ExtractError(f"adapter {adapter!r}: {_said(error)}", hint="mend its blocks()") from error


def edition(adapters: Iterable[str]) -> str:
    """Changes with the code of the adapters that read pages; empty where none does."""
    modules = [plugins.load(PACKAGE, name) for name in sorted(set(adapters) - {GENERIC})]
    sources = [inspect.getsource(module) for module in modules if hasattr(module, "blocks")]
    return hashlib.sha256("\n".join(sources).encode()).hexdigest()[:6] if sources else ""


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
