"""A map of Wales in tiles, one for each authority, all of one size: where it lies, roughly, and its number in words.

The arrangement is our own and shows no outline. Darker tiles hold more; every tile says its number, so that nobody
needs the shade.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

# Column and row of each authority's tile, from the north-west.
PLACES = {
    "660": (0, 0),  # Ynys Môn
    "661": (1, 1),  # Gwynedd
    "662": (2, 0),  # Conwy
    "663": (3, 0),  # Denbighshire
    "664": (4, 0),  # Flintshire
    "665": (4, 1),  # Wrexham
    "666": (3, 2),  # Powys
    "667": (2, 2),  # Ceredigion
    "668": (0, 3),  # Pembrokeshire
    "669": (1, 3),  # Carmarthenshire
    "670": (1, 4),  # Swansea
    "671": (2, 4),  # Neath Port Talbot
    "672": (2, 5),  # Bridgend
    "673": (3, 5),  # Vale of Glamorgan
    "674": (3, 4),  # Rhondda Cynon Taf
    "675": (3, 3),  # Merthyr Tydfil
    "676": (4, 4),  # Caerphilly
    "677": (4, 3),  # Blaenau Gwent
    "678": (5, 4),  # Torfaen
    "679": (5, 3),  # Monmouthshire
    "680": (5, 5),  # Newport
    "681": (4, 5),  # Cardiff
}
SHADES = [("#ffffff", "#0b0c0c"), ("#c6dbef", "#0b0c0c"), ("#6baed6", "#0b0c0c"), ("#12436d", "#ffffff")]
WITHOUT_NUMBER = ("#f3f2f1", "#0b0c0c")
COLUMNS, ROWS, TILE = 6, 6, 0.94


@dataclass(frozen=True)
class TileMap:
    title: str
    description: str  # the alternative text, in words
    names: Mapping[str, str]
    shown: Mapping[str, str]  # by authority; '' where there is nothing to show


def svg_of(tiles: TileMap) -> bytes:
    figure = Figure(figsize=(9, 8.4), layout="constrained")
    canvas = FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.set_title(tiles.title, loc="left", fontweight="bold")
    axes.set_xlim(-0.03, COLUMNS)
    axes.set_ylim(ROWS, -0.03)
    axes.set_axis_off()
    largest = max((int(text) for text in tiles.shown.values() if text.isdecimal()), default=0)
    for code, (column, row) in PLACES.items():
        text = tiles.shown.get(code, "")
        fill, ink = shade(text, largest)
        axes.add_patch(Rectangle((column, row), TILE, TILE, facecolor=fill, edgecolor="#505a5f", linewidth=1))
        middle = column + TILE / 2
        name = tiles.names.get(code, code).replace(" ", "\n", 1)
        axes.text(middle, row + 0.34, name, color=ink, fontsize=9, ha="center", va="center")
        axes.text(middle, row + 0.74, text or "–", color=ink, fontsize=12, fontweight="bold", ha="center", va="center")
    file = io.StringIO()
    canvas.print_svg(file, metadata={"Date": None, "Creator": None, "Title": tiles.title})
    spoken = f"<svg role='img' aria-label={quoteattr(tiles.description)} "
    return file.getvalue().replace("<svg ", spoken, 1).encode()


def shade(text: str, largest: int) -> tuple[str, str]:
    """Fill and ink: quarters of the largest number; grey where no number is shown."""
    if not text.isdecimal():
        return WITHOUT_NUMBER
    if not largest:
        return SHADES[0]
    return SHADES[min(len(SHADES) - 1, int(text) * len(SHADES) // (largest + 1))]
