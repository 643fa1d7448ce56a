"""Charts as SVG files, made on the server: the same bytes for the same numbers, and readable without colour."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import matplotlib
from django.utils.formats import date_format
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reporting.months import Month

matplotlib.rcParams["svg.fonttype"] = "none"  # text stays text
matplotlib.rcParams["svg.hashsalt"] = "cme"
matplotlib.rcParams["font.family"] = "sans-serif"
matplotlib.rcParams["font.sans-serif"] = ["Arial", "Helvetica", "DejaVu Sans"]

# A line is told from another by its dashes and its marker; the colour only helps.
STYLES = [
    {"color": "#12436d", "marker": "o", "linestyle": "-"},
    {"color": "#801650", "marker": "s", "linestyle": "--"},
]
WIDTH, HEIGHT = 9, 4  # inches


@dataclass(frozen=True)
class Series:
    """A line of a chart. A value of None is a gap: hidden, or nothing to measure."""

    label: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Chart:
    title: str
    description: str  # the alternative text, in words
    axis: str  # what is counted
    months: Sequence[Month]
    series: Sequence[Series]


def svg_of(chart: Chart) -> bytes:
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    canvas = FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    for series, style in zip(chart.series, STYLES, strict=False):
        draw(axes, series, style)
    dress(axes, chart)
    if len(chart.series) > 1:
        figure.legend(loc="outside lower center", ncols=len(chart.series), frameon=False, handlelength=4)
    file = io.StringIO()
    canvas.print_svg(file, metadata={"Date": None, "Creator": None, "Title": chart.title})
    spoken = f"<svg role='img' aria-label={quoteattr(chart.description)} "
    return file.getvalue().replace("<svg ", spoken, 1).encode()


def draw(axes: Axes, series: Series, style: dict[str, str]) -> None:
    """One line, broken at its gaps."""
    values = [nan_if_none(value) for value in series.values]
    axes.plot(range(len(values)), values, label=series.label, linewidth=2.5, markersize=6, clip_on=False, **style)


def dress(axes: Axes, chart: Chart) -> None:
    axes.set_title(chart.title, loc="left", fontweight="bold")
    axes.set_ylabel(chart.axis)
    axes.set_xticks(range(len(chart.months)), [date_format(month, "M Y") for month in chart.months], rotation=45)
    largest = max((value for series in chart.series for value in series.values if value is not None), default=0)
    axes.set_ylim(0, max(largest * 1.1, 5))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
    axes.grid(axis="y", color="#b1b4b6", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def nan_if_none(value: int | None) -> float:
    return float("nan") if value is None else value
