"""Calibration: how are the networks turned into 8-bit integers, and on which pages?

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
LINES = 150
_WORDS = (
    "the quick brown fox jumps over a lazy dog TOTAL Amount 12.90 RM Invoice No. 0048 Date 25/09/2017 chapter of and "
    "COFFEE thank you please call again (603) 7728-1150 which Street; about: water & light morning GST 6% Qty SR"
)
WORDS = _WORDS.split()


def quantised_detector(model: openvino.Model) -> openvino.Model:
    """CRAFT with 8-bit weights and activations. Takes about a minute."""
    from easyocr.imgproc import normalizeMeanVariance

    return _quantised(model, [np.transpose(normalizeMeanVariance(page), (2, 0, 1))[None] for page in drawn_pages()])


def quantised_recogniser(model: openvino.Model) -> openvino.Model:
    """The recogniser with its convolutions in 8 bits; what follows them stays, because an error there is carried on."""
    from easyocr.recognition import AlignCollate
    from PIL import Image

    crops = []
    for line in drawn_lines():
        width = -(-line.shape[1] // 64) * 64
        crops.append(AlignCollate(imgH=64, imgW=width)([Image.fromarray(line)]).numpy())
    return _quantised(model, crops, unchanged=["LSTMSequence"])


def _quantised(model: openvino.Model, inputs: list[np.ndarray], unchanged: list[str] | None = None) -> openvino.Model:
    """Post-training quantisation by NNCF, on these inputs; layers of an ``unchanged`` type keep their precision."""
    try:
        import nncf
    except ImportError as error:
        raise EngineError(
            "easyocr: speeds fast and draft need NNCF once, to prepare their networks; install nncf or choose exact",
            {"speed": "exact"},
        ) from error
    nncf.set_log_level(logging.ERROR)
    with contextlib.redirect_stdout(io.StringIO()):  # its progress bars would mix with what a command prints
        return nncf.quantize(
            model,
            nncf.Dataset(inputs),
            subset_size=len(inputs),
            target_device=nncf.TargetDevice.CPU,
            ignored_scope=nncf.IgnoredScope(types=unchanged or [], validate=False),
        )


def drawn_lines(seed: int = 1) -> list[np.ndarray]:
    """Single lines of text as EasyOCR cuts them out: uint8 (64, W), in many sizes, inks and faults."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    lines = []
    for index in range(LINES):
        rng = np.random.default_rng([seed, index])
        size = float(rng.choice([12, 16, 20, 28, 40]))
        font, text = ImageFont.load_default(size), " ".join(rng.choice(WORDS, int(rng.integers(1, 5))))
        left, top, right, bottom = font.getbbox(text)
        margin = int(size * rng.uniform(0.1, 0.35))
        paper, ink = int(rng.integers(150, 256)), int(rng.integers(0, 110))
        strip = Image.new("L", (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin), paper)
        ImageDraw.Draw(strip).text((margin - left, margin - top), text, fill=ink, font=font)
        strip = strip.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.8)))
        noisy = np.asarray(strip) + rng.normal(0, rng.uniform(0, 20), strip.size[::-1])
        strip = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
        lines.append(
            np.asarray(strip.resize((max(64, round(64 * strip.width / strip.height)), 64), Image.Resampling.LANCZOS))
        )
    return lines


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
