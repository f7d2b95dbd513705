"""How is the detector turned into 8-bit integers, and on which pages is that calibrated?

On pages drawn here, because the numbers a network meets depend little on what the words say: a range of letter sizes,
inks, papers and faults is enough to learn the range of every layer. Done once a machine, the result is kept.
"""

from __future__ import annotations

import contextlib
import io
import logging
from typing import TYPE_CHECKING

import numpy as np

from ocrlab.errors import EngineError

if TYPE_CHECKING:
    import openvino

PAGES = 12
WORDS = (
    "the quick brown fox jumps over a lazy dog TOTAL Amount 12.90 RM Invoice No. 0048 Date 25/09/2017 chapter of and "
    "COFFEE thank you please call again (603) 7728-1150 which Street; about: water & light morning GST 6% Qty SR"
).split()


def quantised(model: openvino.Model) -> openvino.Model:
    """The detector with 8-bit weights and activations (post-training quantisation by NNCF). Takes about a minute."""
    try:
        import nncf
    except ImportError as error:
        raise EngineError("easyocr: speed draft needs NNCF once, to prepare its network; install nncf or choose fast") from error
    nncf.set_log_level(logging.ERROR)
    pages = nncf.Dataset([prepared(page) for page in drawn_pages()])
    with contextlib.redirect_stdout(io.StringIO()):  # its progress bars would mix with what a command prints
        return nncf.quantize(model, pages, subset_size=PAGES, target_device=nncf.TargetDevice.CPU)


def prepared(page: np.ndarray) -> np.ndarray:
    """A page as EasyOCR hands it to CRAFT: (1, 3, H, W), normalised by mean and variance."""
    from easyocr.imgproc import normalizeMeanVariance

    return np.transpose(normalizeMeanVariance(page), (2, 0, 1))[None]


def drawn_pages(seed: int = 0) -> list[np.ndarray]:
    """Pages of text in many sizes, inks and faults: uint8 (H, W, 3), sides multiples of 32."""
    return [_page(np.random.default_rng([seed, index])) for index in range(PAGES)]


def _page(rng: np.random.Generator) -> np.ndarray:
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    width, height = int(rng.integers(12, 25)) * 32, int(rng.integers(12, 25)) * 32
    paper, ink = int(rng.integers(150, 256)), int(rng.integers(0, 110))
    sheet = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(sheet)
    y = int(rng.integers(5, 40))
    while y < height:
        size = float(rng.choice([11, 13, 16, 20, 26, 34, 48]))
        text = " ".join(rng.choice(WORDS, int(rng.integers(1, 9))))
        draw.text((int(rng.integers(5, 80)), y), text, fill=ink, font=ImageFont.load_default(size))
        y += int(size * rng.uniform(1.2, 2.2))
    sheet = sheet.rotate(float(rng.normal(0, 2)), fillcolor=paper).filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.2)))
    light = np.linspace(1, rng.uniform(0.6, 1), width)[None, :]
    noisy = np.asarray(sheet) * light + rng.normal(0, rng.uniform(0, 25), (height, width))
    if rng.random() < 0.3:
        specks = rng.random((height, width))
        noisy = np.where(specks < 0.03, 0, np.where(specks > 0.97, 255, noisy))
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
