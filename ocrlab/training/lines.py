"""Lines: what is the network shown? Drawn print with its neighbours above and below, clean and in low light.

Words are those of Python's own documentation, prices, numbers, dates and random strings, in any face found on the
machine, from 8.5 px to 24 px high, sharp or soft, on white, grey or shaded paper, now and then light on dark.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pydoc_data.topics import topics

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from ocrlab.errors import OcrLabError
from ocrlab.filters import spoil
from ocrlab.image import Image

Box = tuple[int, int, int, int]  # top, bottom, left, right
_WORDS = re.findall(r"[A-Za-z][A-Za-z',.;:!?()-]*", " ".join(topics.values()))
_SIGNS = string.ascii_letters + string.digits + "#%&*+-/:=@$"
# Faces without Latin letters, or whose letters are drawn to be anything but read.
_NO_PRINT = re.compile(
    r"keyboard|_k\.|math|symbol|dingbat|emoji|icon|d050|s050|hfmst|chorus|didot|sixtyfour|asana", re.I
)


@dataclass(frozen=True)
class Lines:
    """Clean lines in grey pictures of one size (N, H, W), the box and the text of each, and their letters' height."""

    pages: Image
    boxes: list[Box]
    texts: list[str]
    em: float

    def only(self, chosen: Sequence[int]) -> Lines:
        boxes, texts = [self.boxes[index] for index in chosen], [self.texts[index] for index in chosen]
        return Lines(self.pages[list(chosen)], boxes, texts, self.em)


def faces(folder: Path) -> list[str]:
    """Every face below a folder that may hold Latin print; raises `OcrLabError` where there is none."""
    files = sorted(str(file) for file in folder.rglob("*.[ot]tf") if not _NO_PRINT.search(str(file)))
    if not files:
        raise OcrLabError(f"training: {folder} holds no .ttf or .otf file; name a folder of fonts with --fonts")
    return files


def draw(rng: np.random.Generator, fonts: list[str], count: int) -> Lines:
    """Lines of about one letter height; sides are multiples of 8 px, as the network needs them."""
    em = float(np.exp(rng.uniform(math.log(8.5), math.log(24))))
    height, width = 8 * math.ceil(2.4 * em / 8), 8 * math.ceil(rng.uniform(7, 10) * em / 8)
    pages: list[Image] = []
    boxes: list[Box] = []
    texts: list[str] = []
    while len(texts) < count:
        drawn = _line(rng, fonts, em * rng.uniform(0.92, 1.08), height, width)
        if drawn is None:
            continue
        ink, box, text = drawn
        pages.append(_printed(rng, ink, em))
        boxes.append(box)
        texts.append(text)
    return Lines(np.stack(pages), boxes, texts, em)


def _any(rng: np.random.Generator, things: Sequence[str]) -> str:
    return things[int(rng.integers(len(things)))]


def _word(rng: np.random.Generator) -> str:
    kind = rng.random()
    if kind < 0.68:
        word = _any(rng, _WORDS)[:15]
        case = rng.random()
        return word.upper() if case < 0.15 else word.capitalize() if case < 0.3 else word
    if kind < 0.80:
        return f"{rng.integers(1000)}.{rng.integers(100):02}"
    if kind < 0.87:
        return str(rng.integers(10 ** rng.integers(1, 10)))
    if kind < 0.92:
        between = _any(rng, "/-.")
        return f"{rng.integers(1, 32):02}{between}{rng.integers(1, 13):02}{between}{rng.integers(1990, 2031)}"
    return "".join(_any(rng, _SIGNS) for _ in range(rng.integers(1, 10)))


def _line(
    rng: np.random.Generator, fonts: list[str], em: float, height: int, width: int
) -> tuple[NDArray[np.float32], Box, str] | None:
    """Ink 0..1 of a line in the middle, its box with about EasyOCR's margins, its text; None where none fits."""
    finer = int(rng.integers(1, 4))
    font = ImageFont.truetype(_any(rng, fonts), em * finer)
    text = ""
    while True:
        longer = f"{text} {_word(rng)}".strip()
        if font.getlength(longer) > (width - 6) * finer or len(longer) > 18:
            break
        text = longer
        if len(text) > 4 and rng.random() < 0.12:
            break
    left, top, right, bottom = font.getbbox(text)
    free = height * finer - (bottom - top), width * finer - (right - left)
    if not text or right - left < 4 or bottom - top < 3 or min(free) < 2 * finer:
        return None
    y = rng.uniform(0.25, 0.75) * free[0] - top
    x = rng.uniform(1, max(2, min(12 * finer, free[1] - 2))) - left
    ink = Pillow.new("L", (width * finer, height * finer))
    pen = ImageDraw.Draw(ink)
    pen.text((x, y), text, 255, font)
    if rng.random() < 0.7:
        lead = sum(font.getmetrics()) * rng.uniform(0.95, 1.35)
        for away in (-lead, lead):
            pen.text((x - rng.uniform(0, 40) * finer, y + away), " ".join(_word(rng) for _ in range(8)), 255, font)
    drawn = cv2.resize(np.asarray(ink, np.float32) / 255, (width, height), interpolation=cv2.INTER_AREA)
    margin = 0.12 * (bottom - top) * rng.uniform(0.6, 2, 4)
    edges = np.array([y + top, y + bottom, x + left, x + right]) + margin * (-1, 1, -1, 1)
    upper, lower, first, last = np.rint(edges / finer).clip(0, (height, height, width, width)).astype(int).tolist()
    return np.asarray(drawn, np.float32), (upper, lower, first, last), text


def _printed(rng: np.random.Generator, ink: np.ndarray, em: float) -> Image:
    """Ink of some strength and sharpness on some paper."""
    if rng.random() < 0.35:
        ink = ink ** rng.uniform(0.6, 1.8)
    softness = rng.uniform(0, min(1.2, 0.055 * em)) if rng.random() < 0.7 else 0
    if softness > 0.15:
        ink = cv2.GaussianBlur(ink, (0, 0), softness)
    white = rng.uniform(0.75, 1) if rng.random() < 0.85 else rng.uniform(0.3, 0.8)
    black = rng.uniform(0, 0.45) if rng.random() < 0.88 else rng.uniform(0.35, 0.65)
    page = white * (1 - (1 - black) * ink)
    if rng.random() < 0.4:
        scale = rng.uniform(6, 120)
        coarse = rng.standard_normal([max(2, int(side / scale) + 2) for side in ink.shape]).astype(np.float32)
        shade = cv2.resize(coarse, ink.shape[::-1], interpolation=cv2.INTER_CUBIC)
        page = page * (1 + rng.uniform(0.01, 0.1) * shade)
    if rng.random() < 0.06:
        page = white - page + page.min()
    return np.clip(np.rint(page * 255), 0, 255).astype(np.uint8)


def in_low_light(rng: np.random.Generator, page: Image, em: float) -> tuple[np.ndarray, np.ndarray]:
    """A grey page as it would look without grain and with it, 0..1 in float32.

    Some are grey, some the mean of three tinted channels; some have their grain run together as by demosaicing, some
    were saved as JPEG, some have specks. Light is at least what print of that height and contrast needs to be read.
    """
    channels = 3 if rng.random() < 0.55 else 1
    white, black = page.max() / 255, page.min() / 255
    least = float(np.clip((24 / em) ** 2 / channels * white / max(white - black, 0.15) ** 2, 4, 300))
    most = max(60.0, 2 * least)
    counts = float(np.exp(rng.uniform(*np.log((60, 1000) if rng.random() < 0.1 else (least, most)))))
    noise = rng.uniform(0.3, 3) * max(1, counts / 20) ** 0.5
    tint = rng.uniform(0.75, 1, channels) if rng.random() < 0.5 else np.ones(channels)
    seen = np.rint(page[..., None] * tint).astype(np.uint8)
    level = 1.0 if rng.random() < 0.6 else rng.uniform(0.5, 1)
    seed = int(rng.integers(1 << 31))
    shot = spoil.low_light(seen, counts=counts, read_noise=noise, brightness=level, seed=seed)
    kind = rng.random()
    if kind < 0.12:
        shot = np.asarray(cv2.GaussianBlur(shot, (0, 0), rng.uniform(0.35, 0.7)), np.uint8).reshape(shot.shape)
    elif kind < 0.24:
        picture = shot if channels == 3 else shot[..., 0]
        shot = spoil.heavy_jpeg(picture, quality=int(rng.integers(35, 96))).reshape(shot.shape)
    elif kind < 0.29:
        shot = spoil.salt_and_pepper(shot, share=rng.uniform(0.005, 0.05), seed=seed)
    target = seen.mean(axis=2, dtype=np.float32) * (level / 255)
    return target, np.rint(shot.mean(axis=2, dtype=np.float32)) / 255
