"""Median: how is it found many times faster than by scikit-image, with the same pixels?

Twin: skimage.filters.median, skimage.filters.rank.median

A selection network: a fixed sequence of minima and maxima of whole shifted strips, which numpy does many pixels at a
time. Columns of the window are sorted by merging, equal columns are sorted once and shared between the windows that
see them, and whatever does not lead to the median is never computed. At the page's border a disk is cut off, as
scikit-image's rank filters do, so there skimage.filters.rank.median itself does the work; a square sees the border's
pixels repeated. Where OpenCV's square median is quicker still, it does the work.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from math import isqrt
from typing import Literal

import cv2
import numpy as np

from ocrlab.image import Image

NETWORK_RADII = range(1, 8)  # of a disk; beyond, sliding histograms catch up with the network
SQUARE_NETWORK_RADII = range(3, 5)  # below and beyond OpenCV is quicker
_STRIP = 1 << 16  # pixels: the live strips of a network then stay in the processor's cache

Wire = tuple[int, int, int]  # a node's value at an offset of (rows, columns)
Node = tuple[bool, Wire, Wire]  # the minimum (or the maximum) of two
Step = tuple[bool, int, int, int, tuple[int, int], tuple[int, int]]
Window = Literal["disk", "square"]


def square_median(image: Image, radius: int) -> Image:
    """Median over a square, the border's pixels repeated beyond it: skimage.filters.median (mode="nearest")."""
    if radius not in SQUARE_NETWORK_RADII:
        return cv2.medianBlur(np.ascontiguousarray(image), 2 * radius + 1)
    if image.ndim == 3:
        return cv2.merge([square_median(channel, radius) for channel in cv2.split(image)])
    wide = cv2.copyMakeBorder(image, radius, radius, radius, radius, cv2.BORDER_REPLICATE)
    out = np.empty_like(wide)
    _by_network(wide, out, "square", radius)
    return out[radius:-radius, radius:-radius]


def disk_median(image: Image, radius: int) -> Image:
    """Median over a disk cut off at the page's border: skimage.filters.rank.median of a grey image, pixel for pixel."""
    height, width = image.shape
    if radius not in NETWORK_RADII or min(height, width) <= 4 * radius:
        return _by_histograms(image, radius)
    out = np.empty_like(image)
    _by_network(image, out, "disk", radius)
    edge, band = radius, 2 * radius  # an edge's windows reach one radius further in
    out[:edge] = _by_histograms(image[:band], radius)[:edge]
    out[-edge:] = _by_histograms(image[-band:], radius)[-edge:]
    out[:, :edge] = _by_histograms(image[:, :band], radius)[:, :edge]
    out[:, -edge:] = _by_histograms(image[:, -band:], radius)[:, -edge:]
    return out


def _by_histograms(image: Image, radius: int) -> Image:
    """rank.median itself, in as many bands at once as OpenCV may use threads; it lets other threads run meanwhile."""
    from skimage.filters.rank import median as rank_median  # brings half of SciPy: not at every start
    from skimage.morphology import disk

    bands = min(cv2.getNumThreads(), image.shape[0] // (16 * radius))
    if bands <= 1:
        return rank_median(image.copy(), disk(radius))  # a copy, because it asks for an array that may be written to
    cuts = [image.shape[0] * k // bands for k in range(bands + 1)]
    out = np.empty_like(image)

    def work(top: int, bottom: int) -> None:
        first = max(0, top - radius)
        band = rank_median(image[first : bottom + radius].copy(), disk(radius))
        out[top:bottom] = band[top - first : bottom - first]

    with ThreadPoolExecutor(bands) as pool:
        list(pool.map(work, cuts[:-1], cuts[1:]))
    return out


def _by_network(image: Image, out: Image, window: Window, radius: int) -> None:
    """Fill ``out`` with the medians of all windows that lie inside the page."""
    height, width = image.shape
    rows = max(1, _STRIP // width)
    for top in range(radius, height - radius, rows):
        _strip(image, out, top, min(top + rows, height - radius), window, radius)


def _strip(image: Image, out: Image, top: int, bottom: int, window: Window, radius: int) -> None:
    width = image.shape[1]
    # Rows end to end: a shift by (rows, columns) is one offset, and only the outermost columns mix two rows.
    flat = np.ascontiguousarray(image[top - radius : bottom + radius]).reshape(-1)
    steps, result, slots = _program(window, radius, width)
    start, length = radius * width, (bottom - top) * width
    # Offsets may step over either end of the strip by a radius: those pixels are outermost columns as well.
    flat = np.concatenate([flat[:radius], flat, flat[-radius:]])
    start += radius
    values: list[tuple[np.ndarray, int]] = [(flat, 0)] + [(flat, 0)] * slots
    for minimum, target, low, high, (a, shift_a), (b, shift_b) in steps:
        first = start + low
        size = length + high - low
        left, left_at = values[a]
        right, right_at = values[b]
        x = left[first + shift_a - left_at :][:size]
        y = right[first + shift_b - right_at :][:size]
        values[target] = ((np.minimum if minimum else np.maximum)(x, y), first)
    slot, shift = result
    medians, at = values[slot]
    block = medians[start + shift - at :][:length].reshape(bottom - top, width)
    out[top:bottom, radius:-radius] = block[:, radius:-radius]


class _Network:
    """Minima and maxima of shifted pixels; the same operation at another place is the same node."""

    def __init__(self) -> None:
        self.nodes: dict[int, Node] = {}  # numbered from 1; node 0 is the pixel itself
        self._known: dict[Node, int] = {}

    def _take(self, minimum: bool, a: Wire, b: Wire) -> Wire:
        a, b = sorted((a, b))
        dy, dx = a[1:]
        key = (minimum, (a[0], 0, 0), (b[0], b[1] - dy, b[2] - dx))
        if key not in self._known:
            number = self._known[key] = len(self.nodes) + 1
            self.nodes[number] = key
        return self._known[key], dy, dx

    def low(self, a: Wire, b: Wire) -> Wire:
        return self._take(True, a, b)

    def high(self, a: Wire, b: Wire) -> Wire:
        return self._take(False, a, b)

    def merge(self, a: list[Wire], b: list[Wire]) -> list[Wire]:
        """Two sorted lists as one, by Batcher's odd-even merge."""
        if not a or not b:
            return a or b
        if len(a) == len(b) == 1:
            return [self.low(a[0], b[0]), self.high(a[0], b[0])]
        even, odd = self.merge(a[::2], b[::2]), self.merge(a[1::2], b[1::2])
        out = [even[0]]
        for k in range(max(len(even) - 1, len(odd))):
            if k < len(odd) and k + 1 < len(even):
                out += [self.low(odd[k], even[k + 1]), self.high(odd[k], even[k + 1])]
            else:
                out.append(odd[k] if k < len(odd) else even[k + 1])
        return out

    def select(self, a: list[Wire], b: list[Wire], rank: int) -> Wire:
        """The element of that rank (0 is the least) of two sorted lists together."""
        best: Wire | None = None
        for taken in range(max(0, rank + 1 - len(b)), min(len(a), rank + 1) + 1):
            ends = [side[count - 1] for side, count in ((a, taken), (b, rank + 1 - taken)) if count]
            top = self.high(*ends) if len(ends) == 2 else ends[0]
            best = top if best is None else self.low(best, top)
        assert best is not None
        return best


@lru_cache(maxsize=16)
def _median_network(window: Window, radius: int) -> tuple[_Network, Wire]:
    net = _Network()
    sorted_column: list[Wire] = [(0, 0, 0)]
    columns = [sorted_column]  # by how far they reach up and down
    for dy in range(1, radius + 1):
        sorted_column = net.merge(sorted_column, net.merge([(0, -dy, 0)], [(0, dy, 0)]))
        columns.append(sorted_column)
    lists = (_disk_lists if window == "disk" else _square_lists)(net, columns, radius)
    while len(lists) > 2:
        lists.sort(key=len)
        lists = [net.merge(lists[0], lists[1]), *lists[2:]]
    return net, net.select(lists[0], lists[1], sum(map(len, lists)) // 2)


def _moved(wires: list[Wire], dx: int) -> list[Wire]:
    return [(node, y, x + dx) for node, y, x in wires]


def _disk_lists(net: _Network, columns: list[list[Wire]], radius: int) -> list[list[Wire]]:
    """The disk's columns; neighbours of one height are merged, and the pair on the left is the right one moved."""
    reach = [isqrt(radius * radius - dx * dx) for dx in range(radius + 1)]
    lists = [columns[radius]]
    dx = 1
    while dx <= radius:
        if dx < radius and reach[dx] == reach[dx + 1]:
            pair = net.merge(columns[reach[dx]], _moved(columns[reach[dx]], 1))
            lists += [_moved(pair, dx), _moved(pair, -dx - 1)]
            dx += 2
        else:
            lists += [_moved(columns[reach[dx]], dx), _moved(columns[reach[dx]], -dx)]
            dx += 1
    return lists


def _square_lists(net: _Network, columns: list[list[Wire]], radius: int) -> list[list[Wire]]:
    """The square's columns in blocks of 1, 2, 4, ...: each block is sorted once for all windows that hold it."""
    blocks, size = {1: columns[radius]}, 1
    while 2 * size <= 2 * radius + 1:
        blocks[2 * size] = net.merge(blocks[size], _moved(blocks[size], size))
        size *= 2
    lists, dx = [], -radius
    for size in sorted(blocks, reverse=True):
        while dx + size <= radius + 1:
            lists.append(_moved(blocks[size], dx))
            dx += size
    return lists


@lru_cache(maxsize=32)
def _program(window: Window, radius: int, width: int) -> tuple[list[Step], tuple[int, int], int]:
    """The network over flat strips: steps in order, slot and shift of the result, and how many slots there are.

    A step is (minimum?, slot, first and last offset, two operands), an operand (slot, shift).
    """
    net, (last, *place) = _median_network(window, radius)
    middle = place[0] * width + place[1]
    spans: dict[int, tuple[int, int]] = {last: (middle, middle)}
    for node in range(last, 0, -1):
        if node in spans:
            low, high = spans[node]
            for child, dy, dx in net.nodes[node][1:]:
                shift = dy * width + dx
                old = spans.get(child, (low + shift, high + shift))
                spans[child] = (min(old[0], low + shift), max(old[1], high + shift))
    order = [node for node in sorted(spans) if node]
    last_use = {child: node for node in order for child, _, _ in net.nodes[node][1:]}
    slot_of, slots = {0: 0}, 0
    free: list[int] = []
    steps: list[Step] = []
    for node in order:
        minimum, *operands = net.nodes[node]
        first, second = ((slot_of[child], dy * width + dx) for child, dy, dx in operands)
        for child in {child for child, _, _ in operands}:
            if child and last_use[child] == node:
                free.append(slot_of[child])
        if not free:
            slots += 1
            free.append(slots)
        slot_of[node] = free.pop()
        steps.append((minimum, slot_of[node], *spans[node], first, second))
    return steps, (slot_of[last], middle), slots
