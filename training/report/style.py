"""What every figure of the project shares: one style, few colours, small files."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import matplotlib.style
from matplotlib.figure import Figure, FigureBase
from PIL import Image
from PIL.PngImagePlugin import PngInfo

STYLE = Path(__file__).resolve().with_name("digits.mplstyle")
INDIGO = "#4f46e5"
ORANGE = "#c2410c"
INK = "#111827"
GREY = "#6b7280"
PALE_GREY = "#e5e7eb"
PALE_INDIGO = "#e0e7ff"
PALETTE_SIZE = 256


def render(draw: Callable[[], Figure], notes: Mapping[str, str] | None = None) -> bytes:
    """Returns a figure as a small PNG, drawn in the project's style; the process's own style stays as it was.

    Args:
        draw: makes the figure.
        notes: texts by keyword that the file carries along.
    """
    carried = PngInfo()
    for keyword, text in (notes or {}).items():
        carried.add_text(keyword, text)
    with matplotlib.style.context(STYLE):
        drawn = io.BytesIO()
        draw().savefig(drawn, format="png")
    # Few colours are in use: naming them makes the file a third of the size, and drops what the writer says of itself.
    small = io.BytesIO()
    with Image.open(drawn) as picture:
        picture.convert("RGB").quantize(PALETTE_SIZE, dither=Image.Dither.NONE).save(
            small, "png", optimize=True, pnginfo=carried
        )
    return small.getvalue()


def write_title(figure: FigureBase, text: str) -> None:
    """Writes a title over the whole figure, at its left edge."""
    figure.suptitle(text, fontweight="bold", fontsize=12, x=0.01, ha="left", color=INK)
