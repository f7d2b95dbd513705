"""German lines, drawn without a font that has umlauts: Pillow's own has none, and CI has no other."""

from __future__ import annotations

import unicodedata

import numpy as np
from PIL import Image, ImageDraw, ImageFont

DIAERESIS = "\u0308"


def german_page(text: str, size: int = 40) -> np.ndarray:
    """One line, black on white; ä, ö and ü are an a, o or u with two dots above it."""
    font = ImageFont.load_default(size)
    sheet = Image.new("L", (60 + int(font.getlength(text)), 3 * size), 255)
    draw = ImageDraw.Draw(sheet)
    before, top, x, dot = 30.0, size, 30.0, size / 10
    for character in unicodedata.normalize("NFD", text):
        if character == DIAERESIS:
            for middle in (before + 0.3 * (x - before), before + 0.7 * (x - before)):
                draw.ellipse((middle - dot / 2, top - 2 * dot, middle + dot / 2, top - dot), fill=0)
            continue
        before, top = x, size + draw.textbbox((0, 0), character, font=font)[1]
        draw.text((x, size), character, fill=0, font=font)
        x += font.getlength(character)
    return np.asarray(sheet)
