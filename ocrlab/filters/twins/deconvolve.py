"""Deconvolution: how is a known blur undone strip by strip?

Twin: skimage.restoration.richardson_lucy, skimage.restoration.wiener
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.strips import by_strips
from ocrlab.filters.twins.gaussian import gaussian_kernel
from ocrlab.image import Image

_EPS = np.float32(1e-12)


def kernel_of(shape: str, size: float, angle: float) -> np.ndarray:
    """The blur as weights that sum to 1: a Gaussian of sigma ``size`` or a straight move of ``size`` pixels.

    A move of angle 0 goes along the rows; a positive angle tilts it counter-clockwise.
    """
    if shape == "gaussian":
        line = gaussian_kernel(size, truncate=3.0)
        return np.outer(line, line)
    half = int(np.ceil(size / 2)) + 1
    canvas = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    turn = np.deg2rad(angle)
    # Many samples of the path, each spread over the four pixels around it: an even line at any angle.
    for t in np.linspace(-(size - 1) / 2, (size - 1) / 2, max(2, int(8 * size))):
        x, y = half + t * np.cos(turn), half - t * np.sin(turn)
        x0, y0 = int(np.floor(x)), int(np.floor(y))
        across, down = np.array([1 - (x - x0), x - x0]), np.array([1 - (y - y0), y - y0])
        canvas[y0 : y0 + 2, x0 : x0 + 2] += np.outer(down, across)
    return canvas / canvas.sum()


def richardson_lucy(channel: Image, kernel: np.ndarray, steps: int) -> Image:
    """skimage.restoration.richardson_lucy of the page continued past its edges, cut back to the page."""
    reach = kernel.shape[0] // 2
    margin = min(2 * reach * steps, 4 * reach + 16)  # what lies farther off no longer moves a pixel by half a level
    forward, backward = kernel[::-1, ::-1].astype(np.float32), kernel.astype(np.float32)
    separable = _factor(kernel)

    def blurred(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
        if separable is not None:
            return cv2.sepFilter2D(values, cv2.CV_32F, separable, separable, borderType=cv2.BORDER_REPLICATE)
        return cv2.filter2D(values, cv2.CV_32F, weights, borderType=cv2.BORDER_REPLICATE)

    def work(strip: Image) -> np.ndarray:
        seen = strip.astype(np.float32) / np.float32(255)
        guess = np.full_like(seen, 0.5)
        for _ in range(steps):
            ratio = blurred(guess, forward)
            ratio += _EPS
            np.divide(seen, ratio, out=ratio)
            guess *= blurred(ratio, backward)
        return guess * np.float32(255)

    return by_strips(channel, margin, work, pixels=1 << 17)


def _factor(kernel: np.ndarray) -> np.ndarray | None:
    """The line a round kernel is the product of, or None."""
    line = kernel.sum(axis=0)
    return line if np.allclose(np.outer(line, line), kernel, atol=1e-9) else None


def wiener_filter(channel: Image, kernel: np.ndarray, balance: float) -> Image:
    """skimage.restoration.wiener of the page continued past its edges, by strips in float32, cut back to the page."""
    from scipy import fft  # not at every start of the lab

    half = kernel.shape[0] // 2
    # A movement wipes some frequencies out, so undoing it rings far; a Gaussian's echo dies within a few widths.
    margin = 32 + 4 * half if _factor(kernel) is not None else 28 * half
    filters: dict[tuple[int, ...], np.ndarray] = {}

    def work(strip: Image) -> np.ndarray:
        if strip.shape not in filters:
            filters.clear()
            filters[strip.shape] = _inverse(kernel, balance, strip.shape)
        spectrum = fft.rfft2(strip.astype(np.float32), overwrite_x=True)
        spectrum *= filters[strip.shape]
        return fft.irfft2(spectrum, s=strip.shape, overwrite_x=True)

    return by_strips(channel, margin, work, pixels=1 << 16)


def _inverse(kernel: np.ndarray, balance: float, shape: tuple[int, ...]) -> np.ndarray:
    """Wiener's filter in frequencies: conj(H) / (|H|^2 + balance |L|^2), L a Laplacian that keeps the result smooth."""
    height, width = shape
    from scipy import fft

    canvas = np.zeros(shape, np.float32)
    half = kernel.shape[0] // 2
    for (y, x), weight in np.ndenumerate(kernel):
        canvas[(y - half) % height, (x - half) % width] += weight
    spectrum = fft.rfft2(canvas)
    down, across = np.arange(height) / height, np.arange(width // 2 + 1) / width
    laplacian = 4 - 2 * np.cos(2 * np.pi * down)[:, None] - 2 * np.cos(2 * np.pi * across)[None, :]
    power = spectrum.real**2 + spectrum.imag**2 + np.float32(balance) * (laplacian**2).astype(np.float32)
    return np.conj(spectrum) / power
