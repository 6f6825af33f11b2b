"""Any site: nothing beyond what discovery finds by itself.

An adapter is one file here, named in `competitors.adapter`: `urls(target)` names pages to visit that no
link leads to; `blocks(page)`, where a file has it, may read a page better than the walk for any site does.
"""

from __future__ import annotations

from crawlers.targets import Target


def urls(target: Target) -> tuple[str, ...]:
    """No address but the ones that are linked, listed in a sitemap or configured."""
    return ()
