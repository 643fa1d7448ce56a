"""Charts as SVG files, made on the server: the same bytes for the same numbers, and readable without colour."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

matplotlib.rcParams["svg.fonttype"] = "none"  # text stays text
matplotlib.rcParams["svg.hashsalt"] = "cme"
matplotlib.rcParams["font.family"] = "sans-serif"
matplotlib.rcParams["font.sans-serif"] = ["Arial", "Helvetica", "DejaVu Sans"]

# A line is told from another by its dashes and its marker; the colour only helps.
STYLES = [
    {"color": "#12436d", "marker": "o", "linestyle": "-"},
    {"color": "#801650", "marker": "s", "linestyle": "--"},
    {"color": "#28a197", "marker": "^", "linestyle": ":"},
]
WIDTH, HEIGHT = 9, 4  # inches


@dataclass(frozen=True)
class Series:
    """A line of a chart. A value of None is a gap: hidden, or nothing to measure."""

    label: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Chart:
    """`signs` stand beside bars that have no number: '[c]' and so on."""

    title: str
    description: str  # the alternative text, in words
    axis: str  # what is counted
    labels: Sequence[str]
    series: Sequence[Series]
    signs: Sequence[str] = ()
    form: str = "lines"  # or "bars", of the first series

    @property
    def height(self) -> float:
        """In inches: bars need room for each label."""
        return max(HEIGHT, 0.4 * len(self.labels) + 1) if self.form == "bars" else HEIGHT


def svg_of(chart: Chart) -> bytes:
    figure = Figure(figsize=(WIDTH, chart.height), layout="constrained")
    canvas = FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.set_title(chart.title, loc="left", fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    if chart.form == "bars":
        draw_bars(axes, chart)
    else:
        draw_lines(axes, chart)
    if chart.form == "lines" and len(chart.series) > 1:
        figure.legend(loc="outside lower center", ncols=len(chart.series), frameon=False, handlelength=4)
    file = io.StringIO()
    canvas.print_svg(file, metadata={"Date": None, "Creator": None, "Title": chart.title})
    spoken = f"<svg role='img' aria-label={quoteattr(chart.description)} "
    return file.getvalue().replace("<svg ", spoken, 1).encode()


def draw_lines(axes: Axes, chart: Chart) -> None:
    """Lines, broken at their gaps."""
    for series, style in zip(chart.series, STYLES, strict=False):
        values = [nan_if_none(value) for value in series.values]
        axes.plot(range(len(values)), values, label=series.label, linewidth=2.5, markersize=6, clip_on=False, **style)
    axes.set_ylabel(chart.axis)
    axes.set_xticks(range(len(chart.labels)), chart.labels, rotation=45)
    axes.set_ylim(0, top_of(chart))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
    axes.grid(axis="y", color="#b1b4b6", linewidth=0.8)
    axes.set_axisbelow(True)


def draw_bars(axes: Axes, chart: Chart) -> None:
    """Bars from the left, the first at the top, each with its number or its sign."""
    values = chart.series[0].values if chart.series else []
    axes.barh(range(len(values)), [value or 0 for value in values], color=STYLES[0]["color"], height=0.6)
    for place, (value, sign) in enumerate(zip(values, chart.signs, strict=True)):
        axes.annotate(sign if value is None else str(value), (value or 0, place), (4, 0), textcoords="offset points",
                      va="center")  # fmt: skip
    axes.set_yticks(range(len(values)), chart.labels)
    axes.invert_yaxis()
    axes.set_xlabel(chart.axis)
    axes.set_xlim(0, top_of(chart))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))


def top_of(chart: Chart) -> float:
    largest = max((value for series in chart.series for value in series.values if value is not None), default=0)
    return max(largest * 1.1, 5)


def nan_if_none(value: int | None) -> float:
    return float("nan") if value is None else value
