"""Look: which colours, which style, which mark has the lab?"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

# One palette for texts, tables, plots and the mark. The theme's own colours stand in .streamlit/config.toml.
TEAL, ORANGE = "#0d9488", "#ea580c"  # right and wrong, filtered and original
GREY, PALE = "#8a9a97", "#b9c6c3"  # what is beside the point, and what lies behind it
DEEP_TEAL, MINT, NIGHT = "#0f766e", "#ccfbf1", "#134e4a"  # the mark
# Text on a light and on a dark page; each has a contrast of 4.5 to 1 there.
GOOD, BAD, QUIET = ("#15803d", "#4ade80"), ("#c2410c", "#fb923c"), ("#525f5d", "#a9b8b5")
CHOSEN, ON_PRIMARY = (
    ("#0b5f58", "#2dd4bf"),
    ("#ffffff", "#06231f"),
)  # what is chosen of several; text on the main colour

_CSS = Path(__file__).with_name("look.css")


def faint(colour: str, share: float) -> str:
    """A colour that lets most of what is behind it through; ``share`` 0..1 is what is left of it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {share:g})"


def icon() -> Pillow.Image:
    """The lab's mark, drawn here so that the browser fetches nothing from elsewhere: a letter under a lens."""
    mark = Pillow.new("RGBA", (64, 64), (0, 0, 0, 0))
    pen = ImageDraw.Draw(mark)
    pen.line((42, 42, 58, 58), fill=DEEP_TEAL, width=9)
    pen.ellipse((4, 4, 50, 50), fill=MINT, outline=DEEP_TEAL, width=6)
    pen.text((27, 27), "a", fill=NIGHT, font=ImageFont.load_default(30), anchor="mm")
    return mark


def style() -> None:
    """The look that all pages share."""
    st.html(f"<style>{_palette()}\n{_CSS.read_text('utf-8')}</style>")


def _palette() -> str:
    """The colours as the style sheet calls them."""
    pairs = {"good": GOOD, "bad": BAD, "quiet": QUIET, "chosen": CHOSEN, "on-primary": ON_PRIMARY}
    colours = {"teal": TEAL, "orange": ORANGE} | {
        name: f"light-dark({', '.join(pair)})" for name, pair in pairs.items()
    }
    return "".join([":root {", *(f" --ocr-{name}: {colour};" for name, colour in colours.items()), " }"])
