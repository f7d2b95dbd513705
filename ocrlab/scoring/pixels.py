"""Pixels: how near is a black-and-white page to the true one, whatever an OCR makes of it?

The measures of the DIBCO competitions. They judge a binarisation where no text is known, and say which of two that
read alike keeps the strokes better. They are no substitute for reading: a page may score well and read badly.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from fractions import Fraction

import cv2
import numpy as np

from ocrlab.errors import InputError
from ocrlab.image import Image
from ocrlab.wording import percent

_REACH = 2  # pixels around a wrong one that say how much it disturbs
_BLOCK = 8  # px


@dataclass(frozen=True)
class PixelScore:
    """How near one black-and-white page is to another.

    ``f_measure`` and ``pseudo_f_measure`` are fractions from 0 to 1, higher is better; ``psnr`` is in decibels, higher
    is better, infinite where no pixel differs; ``drd`` is 0 where no pixel differs, lower is better, None where the
    true page has no edge to measure it by.
    """

    wrong: int
    pixels: int
    f_measure: Fraction
    pseudo_f_measure: Fraction
    psnr: float
    drd: float | None

    @property
    def told(self) -> dict[str, str]:
        """Each measure as a person reads it, by what it is called."""
        return {
            "F-measure": percent(float(self.f_measure)),
            "Pseudo F-measure": percent(float(self.pseudo_f_measure)),
            "PSNR": "no pixel differs" if math.isinf(self.psnr) else f"{self.psnr:.2f} dB",
            "DRD": "no edge in the true page" if self.drd is None else f"{self.drd:.2f}",
        }

    def to_dict(self) -> dict[str, float | int | None]:
        """JSON has no infinity: a page without a wrong pixel has no PSNR there."""
        return asdict(self) | {
            "f_measure": float(self.f_measure),
            "pseudo_f_measure": float(self.pseudo_f_measure),
            "psnr": self.psnr if math.isfinite(self.psnr) else None,
        }


def pixel_score(result: Image, truth: Image, names: tuple[str, str] = ("result", "true page")) -> PixelScore:
    """Compare two black-and-white pages of one size, ink 0 and paper 255.

    F-measure: Rijsbergen's of the ink's pixels. Pseudo F-measure: the recall counts only the middle line of the true
    strokes, so a stroke that is one pixel thinner loses little and one that is broken loses much (Ntirogiannis, Gatos
    and Pratikakis 2008, doi:10.1109/DAS.2008.41, as in H-DIBCO 2010). PSNR: of the share of wrong pixels. DRD: wrong
    pixels weighed by the true pixels around them (Lu, Kot and Shi 2004, doi:10.1109/LSP.2003.821748).

    Raises `InputError` where sizes differ or a page holds grey; it calls the two by their ``names``.
    """
    for name, page in zip(names, (result, truth), strict=True):
        if not is_black_and_white(page):
            raise InputError(f"{name}: is not black and white; binarise it first, for example with otsu")
    if result.shape != truth.shape:
        sizes = [f"{page.shape[1]} x {page.shape[0]} px" for page in (result, truth)]
        raise InputError(f"{names[0]}: is {sizes[0]}, {names[1]} is {sizes[1]}; only pages of one size can be compared")
    ink, true_ink = result == 0, truth == 0
    wrong = ink != true_ink
    return PixelScore(
        wrong=int(wrong.sum()),
        pixels=wrong.size,
        f_measure=_f_measure(_share(ink, true_ink), _share(true_ink, ink)),
        pseudo_f_measure=_f_measure(_share(_middle(true_ink), ink), _share(ink, true_ink)),
        psnr=10 * math.log10(wrong.size / wrong.sum()) if wrong.any() else math.inf,
        drd=_drd(wrong, true_ink),
    )


def is_black_and_white(page: Image) -> bool:
    """Whether a page holds nothing but black and white pixels, in one channel."""
    return page.ndim == 2 and bool(np.isin(np.unique(page), (0, 255)).all())


def _share(part: np.ndarray, whole: np.ndarray) -> Fraction:
    """How much of a part lies in the whole; all of it where there is no part."""
    count = int(part.sum())
    return Fraction(int((part & whole).sum()), count) if count else Fraction(1)


def _f_measure(recall: Fraction, precision: Fraction) -> Fraction:
    total = recall + precision
    return 2 * recall * precision / total if total else Fraction(0)


def _middle(ink: np.ndarray) -> np.ndarray:
    from skimage.morphology import skeletonize  # brings scipy.ndimage: not at every start of the lab

    return np.asarray(skeletonize(ink), bool)


def _drd(wrong: np.ndarray, true_ink: np.ndarray) -> float | None:
    blocks = _blocks_with_edges(true_ink)
    if not wrong.any():
        return 0.0
    if not blocks:
        return None
    away = np.arange(-_REACH, _REACH + 1)
    distance = np.hypot(away[:, None], away[None, :])
    weights = np.divide(1, distance, out=np.zeros_like(distance), where=distance > 0)
    weights /= weights.sum()
    around = cv2.filter2D(true_ink.astype(np.float64), -1, weights, borderType=cv2.BORDER_CONSTANT)
    inside = cv2.filter2D(np.ones(true_ink.shape), -1, weights, borderType=cv2.BORDER_CONSTANT)
    # Ink that is missing stands out among true ink, ink too much among true paper.
    return float(np.where(true_ink, around, inside - around)[wrong].sum()) / blocks


def _blocks_with_edges(true_ink: np.ndarray) -> int:
    """How many blocks of 8 x 8 true pixels hold both ink and paper."""
    height, width = (side // _BLOCK * _BLOCK for side in true_ink.shape)
    tiles = true_ink[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    counts = tiles.sum(axis=(1, 3))
    return int(((counts > 0) & (counts < _BLOCK * _BLOCK)).sum())
