"""Small charts as inline SVG: courses over time, bars by month, what was gained and lost.

Each chart is small (about 350 px), so that a row of them reads on a wide screen and each of them
on a telephone. For mail, which shows no SVG, there is a PNG.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reports import canvas
from reports.canvas import INK, PALE
from reports.formatting import clean, percent

OURS = "#0b7a70"
RIVALS = ("#c2571a", "#4b6bb5", "#94579f", "#a07d16", "#5b7083", "#b0476b", "#5e8c3a")
DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)))
LOW = 1.35  # the height of one that shows little
GLYPH = 0.064  # inches a character of a label is wide, about
MAIL = (4.4, 1.75)  # the same for a picture in a mail, shown larger there, smaller on a telephone
SHARP = 2.4  # pixels of a PNG for one of these: screens are finer than they say


@dataclass(frozen=True, slots=True)
class Course:
    """Values that hold until they change; drawn up to a day, with a word on why it ends there.

    NaN stands for none.
    """

    points: Sequence[tuple[date, float]]
    until: date
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How one company is drawn in every chart: colour and dash, so that neither has to carry it alone."""

    colour: str
    dash: Any = "-"
    width: float = 1.6


def styles(ours: str, rivals: Sequence[str]) -> dict[str, Style]:
    """A style for each company: when the colours have been used up they come again, dashed otherwise."""
    kinds, dashes = len(RIVALS), len(DASHES)
    table = {
        name: Style(RIVALS[i % kinds], DASHES[(i + i // kinds) % dashes]) for i, name in enumerate(rivals)
    }
    return {**table, ours: Style(OURS, "-", 2.6)}


def steps(
    key: str,
    title: str,
    courses: Mapping[str, Course],
    styled: Mapping[str, Style],
    until: date,
    *,
    since: date | None = None,
    shares: bool = False,
) -> str:
    """Courses from `since` to `until`, one line a name, labelled at the edge; shares on an axis to 100 %.

    A course that ends before `until` ends in a dot: what came after it is not known, or is nothing.
    """
    margins = _margins([_label(name, course) for name, course in courses.items()], _highest(courses, shares))
    with canvas.drawing(key, title, margins=margins) as (axes, out):
        _draw_steps(axes, courses, styled, (since, until), shares)
    return out[0]


def steps_png(
    courses: Mapping[str, Course], styled: Mapping[str, Style], until: date, *, shares: bool = False
) -> bytes:
    """The same as a PNG on white, for mail; the words beside it have to say what it shows."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = io.BytesIO()
    with canvas.sheet("mail", MAIL, FigureCanvasAgg) as (figure, axes):
        _draw_steps(axes, courses, styled, (None, until), shares)
        figure.savefig(buffer, format="png", dpi=96 * SHARP, metadata={"Software": None})
    return buffer.getvalue()


def _draw_steps(
    axes: Any,
    courses: Mapping[str, Course],
    styled: Mapping[str, Style],
    days: tuple[date | None, date],
    shares: bool,
) -> None:
    first, until = days[0] or min(course.points[0][0] for course in courses.values()), days[1]
    edge = until + max((until - first) * 0.03, timedelta(days=1))  # today's step has to be seen
    ends = []
    for name, course in courses.items():
        style = styled.get(name, Style(PALE))
        last = _step(axes, course, style, edge if course.until >= until else course.until)
        ends.append((last, _label(name, course), style.colour))
    axes.set_xlim(first, edge)
    lowest, highest = min(0.0, *_values(courses)), _highest(courses, shares)
    axes.set_ylim(lowest * 1.1, highest)
    _label_ends(axes, ends, lowest * 1.1, highest)
    _date_axis(axes)
    if shares:
        step = 0.5 * math.ceil((highest - lowest) / 2)
        ticks = [step * n for n in range(math.ceil(lowest * 1.1 / step), math.floor(highest / step) + 1)]
        axes.set_yticks(ticks, labels=[percent(t) if t else "0" for t in ticks])


def _step(axes: Any, course: Course, style: Style, until: date) -> float:
    """Draw one course; returns its last value."""
    days = [day for day, _ in course.points] + [until]
    values = [value for _, value in course.points] + [course.points[-1][1]]
    axes.plot(
        days, values, drawstyle="steps-post", color=style.colour, linestyle=style.dash, linewidth=style.width
    )
    last = next(v for v in reversed(values) if not math.isnan(v))
    if until == course.until:
        axes.plot([until], [last], marker="o", markersize=3.4, color=style.colour, clip_on=False)
    return last


def _label(name: str, course: Course) -> str:
    return f"{clean(name, 15)} ({course.ending})" if course.ending else clean(name, 22)


def _values(courses: Mapping[str, Course]) -> list[float]:
    return [v for course in courses.values() for _, v in course.points if not math.isnan(v)] or [0.0]


def _highest(courses: Mapping[str, Course], shares: bool) -> float:
    return max(1.0, *_values(courses)) if shares else max(_values(courses)) * 1.15 or 1


def columns(key: str, title: str, values: Sequence[tuple[str, float]], style: Style, top: float) -> str:
    """One bar a period, the same height scale over several charts when `top` is the same."""
    with canvas.drawing(key, title, LOW, _margins([], top)) as (axes, out):
        places = range(len(values))
        axes.bar(places, [v for _, v in values], color=style.colour, width=0.72)
        every = max(1, -(-len(values) // 6))
        axes.set_xticks(list(places)[::every], labels=[label for label, _ in values][::every])
        axes.set_ylim(0, max(top, 1) * 1.1)
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)
    return out[0]


def balance(key: str, title: str, rows: Sequence[tuple[str, int, int]], styled: Mapping[str, Style]) -> str:
    """Gained to the right, lost to the left, one bar a company."""
    with canvas.drawing(key, title, height=0.75 + 0.34 * len(rows)) as (axes, out):
        places = list(range(len(rows)))[::-1]
        widest = max(max(gained, lost) for _, gained, lost in rows) or 1
        for place, (name, gained, lost) in zip(places, rows, strict=True):
            colour = styled.get(name, Style(PALE)).colour
            axes.barh(place, gained, color=colour, height=0.6)
            axes.barh(place, -lost, color=colour, height=0.6, alpha=0.45)
            for value, side in ((gained, "left"), (-lost, "right")):
                if value:
                    axes.text(
                        value, place, f" {value:+d} ".replace("-", "−"), ha=side, va="center", color=INK
                    )
        axes.axvline(0, color=PALE, linewidth=0.8)
        axes.set_xlim(-widest * 1.35, widest * 1.35)
        axes.set_xticks([])
        axes.set_yticks(places, labels=[clean(name, 18) for name, _, _ in rows])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
    return out[0]


# --- drawing ----------------------------------------------------------------------------------------


def _margins(labels: Sequence[str], highest: float) -> tuple[float, float]:
    """Room for the numbers on the left and the names on the right, in inches."""
    digits = len("100 %") if highest <= 1 else max(3, len(f"{highest:.0f}"))
    return 0.1 + GLYPH * digits, 0.12 + GLYPH * max(map(len, labels), default=0)


def _label_ends(axes: Any, ends: Sequence[tuple[float, str, str]], lowest: float, highest: float) -> None:
    """Names at the ends of their lines, pushed apart where they would lie on one another."""
    ordered, height = sorted(ends), highest - lowest
    places = _apart(
        [value for value, _, _ in ordered], min(height * 0.1, height / max(len(ends), 1)), highest
    )
    for place, (_, name, colour) in zip(places, ordered, strict=True):
        axes.annotate(
            name, (1, place), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
            va="center", color=colour, annotation_clip=False,
        )  # fmt: skip


def _apart(places: Sequence[float], gap: float, top: float) -> list[float]:
    """Rising places at least `gap` apart and not above `top`, each as near to its own as that allows."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    ceiling = top
    for index in reversed(range(len(moved))):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved


def _date_axis(axes: Any) -> None:
    from matplotlib import dates

    library: Any = dates  # its classes are not typed
    locator = library.AutoDateLocator(minticks=2, maxticks=5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(library.ConciseDateFormatter(locator, show_offset=False))
