"""Wavelets: how is a whole page denoised in them without a dozen float copies of it?

Twin: skimage.restoration.denoise_wavelet

The first level of the transform holds three quarters of all coefficients. It is made and undone in bands of rows, which
gives the very coefficients of the whole page; the levels below are small enough to be handled at once.
"""

from __future__ import annotations

import numpy as np
import pywt

from ocrlab.filters.strips import to_uint8
from ocrlab.image import Image

_PIXELS = 1 << 17
_EPS = float(np.finfo(np.float32).eps)


def denoised(channel: Image, wavelet: str, method: str, strength: float) -> Image:
    """skimage.restoration.denoise_wavelet of a grey page, its noise estimate multiplied by ``strength``."""
    bank = pywt.Wavelet(wavelet)
    depth = max(pywt.dwtn_max_level(channel.shape, bank) - 3, 1)
    coarse, *fine = _split(channel, bank)
    sigma = strength * _noise(fine[2])
    if sigma == 0:
        return channel
    universal = sigma * np.sqrt(2 * np.log(channel.size))

    def threshold(details: np.ndarray) -> None:
        if method == "bayes":
            power = float(sum(np.dot(row, row) for row in details)) / details.size
            limit = sigma**2 / np.sqrt(max(power - sigma**2, _EPS))
        else:
            limit = universal
        _soften(details, limit)

    for details in fine:
        threshold(details)
    if depth > 1:
        rows, columns = coarse.shape
        coarser = pywt.wavedec2(coarse, bank, level=depth - 1)
        del coarse
        for triple in coarser[1:]:
            for details in triple:
                threshold(details)
        coarse = pywt.waverec2(coarser, bank)[:rows, :columns]
        del coarser
    return _joined(coarse, fine, bank, channel.shape)


def _noise(diagonal: np.ndarray) -> float:
    """Donoho's estimate of the noise's standard deviation: the finest diagonal details are nearly all noise."""
    sizes = diagonal[diagonal != 0]
    np.abs(sizes, out=sizes)
    return float(np.median(sizes, overwrite_input=True)) / 0.6744897501960817 if sizes.size else 0.0


def _soften(details: np.ndarray, limit: float) -> None:
    """Move every value towards nought by ``limit``, row by row in place."""
    for row in details:
        size = np.abs(row)
        size -= np.float32(limit)
        np.maximum(size, 0, out=size)
        np.copysign(size, row, out=row)


def _split(channel: Image, bank: pywt.Wavelet) -> list[np.ndarray]:
    """The four subbands of the first level, as pywt.dwt2 of the page in 0..1 gives them."""
    height, width = channel.shape
    taps = bank.dec_len
    rows = (height + taps - 1) // 2
    bands = [np.empty((rows, (width + taps - 1) // 2), np.float32) for _ in range(4)]
    step = max(8, _PIXELS // width // 2)
    for first in range(0, rows, step):
        last = min(first + step, rows)
        # Coefficient k looks at the rows 2k + 2 - taps .. 2k + 1; start on an even row, so that the pairs stay pairs.
        top = max(0, 2 * first + 2 - 2 * taps)
        bottom = height if 2 * last + 2 * taps >= height else 2 * last + 2 * taps
        # In float64, because the noise is measured on details that are not 0, which is a matter of the last digits.
        part = channel[top:bottom] / 255.0
        low, details = pywt.dwt2(part, bank)
        for band, made in zip(bands, (low, *details), strict=True):
            band[first:last] = made[first - top // 2 : last - top // 2]
    return bands


def _joined(coarse: np.ndarray, fine: list[np.ndarray], bank: pywt.Wavelet, shape: tuple[int, int]) -> Image:
    height, width = shape
    taps = bank.dec_len
    out = np.empty(shape, np.uint8)
    step = max(16, _PIXELS // width // 2 * 2)
    for top in range(0, height, step):
        bottom = min(top + step, height)
        ends = slice(top // 2, (bottom + taps) // 2)
        made = pywt.idwt2((coarse[ends], tuple(band[ends] for band in fine)), bank)
        out[top:bottom] = to_uint8(made[: bottom - top, :width] * np.float32(255))
    return out
