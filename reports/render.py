"""Templates to text: one Jinja environment, everything escaped in HTML, styles inlined for mail."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import formatting

TEMPLATES = Path(__file__).parent / "templates"
LINES = 12  # of a list at the end of a digest; the rest is counted


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        # all but plain text and Markdown is escaped
        autoescape=lambda name: name is None or ".html" in name,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": formatting.day,
        "clean": formatting.clean,
        "percent": formatting.percent,
        "number": formatting.number,
        "place": formatting.place,
        "md": formatting.markdown,
        "md_link": formatting.markdown_link,
    }
    environment.globals |= {"count": formatting.count, "listed": formatting.listed, "LINES": LINES}
    return environment


def page(template: str, **view: Any) -> str:
    """Render a template of `reports/templates` with the given view."""
    return _environment().get_template(template).render(**view)


def mail_html(template: str, **view: Any) -> str:
    """Render HTML for mail programs: styles on the elements, since many drop style sheets."""
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
    return "\n".join(filter(None, map(str.rstrip, inliner.inline(page(template, **view)).splitlines())))
