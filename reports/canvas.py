"""What a chart is drawn on: matplotlib's figure in our style, and the SVG element that comes of it.

Text stays text, ids are unique in the page, ink follows the page's colour. matplotlib is imported when
the first chart is drawn.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, Literal, TypeAlias

from reports.formatting import clean

INK = "#1d1f1e"  # replaced by currentColor, so that a dark page has light text
PALE = "#8f9895"
SIZE = (3.7, 2.3)  # inches of 96 px
Layout: TypeAlias = Literal["constrained"] | None


@contextmanager
def drawing(
    key: str, title: str, height: float = SIZE[1], margins: tuple[float, float] | None = None
) -> Iterator[tuple[Any, list[str]]]:
    """Axes to draw on; when the block ends, the list holds the finished SVG.

    With margins (left and right, inches) nothing has to be measured: that takes longer than to draw.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out: list[str] = []
    layout: Layout = None if margins else "constrained"
    with sheet(key, (SIZE[0], height), FigureCanvasSVG, layout) as (figure, axes):
        if margins is not None:
            left, right = margins
            figure.subplots_adjust(left / SIZE[0], 0.28 / height, 1 - right / SIZE[0], 1 - 0.1 / height)
        yield axes, out
        buffer = io.StringIO()
        figure.patch.set_alpha(0)
        axes.patch.set_alpha(0)
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.canvas.print_svg(buffer, metadata=nothing)
        out.append(_inline(buffer.getvalue(), key, title))


@contextmanager
def sheet(
    key: str, size: tuple[float, float], kind: Any, layout: Layout = "constrained"
) -> Iterator[tuple[Any, Any]]:
    """A figure in our style and the axes to draw on, for one kind of canvas."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none", "svg.hashsalt": key, "text.parse_math": False,
        "font.size": 8, "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"], "text.color": INK, "axes.labelcolor": INK,
        "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": PALE, "axes.linewidth": 0.8,
        "axes.spines.top": False, "axes.spines.right": False, "xtick.major.width": 0.8,
        "ytick.major.width": 0.8, "xtick.major.size": 3, "ytick.major.size": 0,
        "axes.grid.axis": "y", "grid.color": PALE, "grid.alpha": 0.25, "grid.linewidth": 0.7,
    }  # fmt: skip
    with mpl.rc_context(settings), warnings.catch_warnings():
        # The page's fonts draw the text; the one used for measuring need not know every script.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        figure = Figure(figsize=size, dpi=96, layout=layout)
        kind(figure)
        axes = figure.add_subplot()
        axes.grid(visible=True, axis="y")
        axes.set_axisbelow(True)
        yield figure, axes


def _inline(svg: str, key: str, title: str) -> str:
    """The drawing as an element of a page: sized by the page, named, with ids of its own."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="{key}-', body)
    body = re.sub(r"url\(#", f"url(#{key}-", body)
    body = re.sub(r'href="#', f'href="#{key}-', body)
    body = body.replace(INK, "currentColor")
    view = re.search(r'viewBox="[^"]*"', body)
    assert view is not None, "matplotlib always writes a viewBox"
    name = f'<title id="{key}-title">{escape(clean(title))}</title>'
    return (
        f'<svg {view[0]} role="img" aria-labelledby="{key}-title">{name}{body[body.index(">") + 1 :].strip()}'
    )
