"""TIFF: how does any of its pages become eight bits a sample?

Up to eight bits Pillow reads them, in every compression. Deeper samples are read as they are, by tifffile, or by Pillow
or OpenCV where the compression is one that tifffile leaves to a package of its own; what is black and white among them
is said by the tags.
"""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.image.decoding.levels import BAND, Levels, Samples, Tags, levels_of, to_uint8
from ocrlab.image.decoding.proportions import Resolution
from ocrlab.image.decoding.raw import Raw, opened, turned
from ocrlab.image.decoding.result import check_page, check_size, damaged
from ocrlab.image.decoding.tiff_pages import Directory, alone, pages_of

# Numbers of the tags, as in the TIFF 6.0 specification.
WIDTH, BITS, PHOTOMETRIC, TURN, CHANNELS, LARGEST = 256, 258, 262, 274, 277, 281
ACROSS, DOWN, PLANES, UNIT, TILE_WIDTH = 282, 283, 284, 296, 322
EXTRA, FORMAT, SMALLEST_OF_ANY, LARGEST_OF_ANY = 338, 339, 340, 341
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, CMYK = 0, 1, 2, 5
_COLOURS = {WHITE_IS_ZERO: "L", BLACK_IS_ZERO: "L", RGB: "RGB", CMYK: "CMYK"}
_PER_INCH = {2: 1.0, 3: 2.54}  # by the unit of the resolution; 1 is none
_UNSIGNED, _UNDEFINED = 1, 4
_ASSOCIATED, _UNASSOCIATED = 1, 2
_CONTAINERS = (8, 16, 32, 64)  # bits that fill bytes, whatever the machine
_UPRIGHT = {TURN: 1}  # turned by us, and by no library before


def read_tiff(data: bytes, page: int) -> Raw:
    """A page of a TIFF. Raises `ImageError` as `ocrlab.image.decode` does."""
    directories = pages_of(data)
    check_page(page, len(directories))
    directory = directories[page]
    check_size(*directory.size)
    resolution: Resolution | None = (directory.value(ACROSS, 0), directory.value(DOWN, 0))
    colours, notes = _deep(directory) if _is_deep(directory) else _shallow(directory)
    picture, resolution = turned(colours, int(directory.value(TURN, 1)), resolution)
    return Raw(picture, resolution, notes, len(directories), _PER_INCH.get(int(directory.value(UNIT, 2))))


def _is_deep(directory: Directory) -> bool:
    bits, formats = directory.values(BITS) or (1,), directory.values(FORMAT)
    plain = set(bits) == {8} or (len(bits) == 1 and bits[0] in (1, 2, 4))
    return not (plain and set(formats) <= {_UNSIGNED, _UNDEFINED}) and directory.value(PHOTOMETRIC, 1) in _COLOURS


def _tags(directory: Directory) -> Tags:
    low, high = directory.values(SMALLEST_OF_ANY), directory.values(LARGEST_OF_ANY)
    return Tags(
        bits=int(max(directory.values(BITS) or (1,))),
        largest=max(directory.values(LARGEST), default=None),
        span=(min(low, default=0.0), max(high)) if high else None,
    )


def _shallow(directory: Directory) -> tuple[Pillow.Image, list[str]]:
    """Up to eight bits a sample; where the tags say that fewer of them hold a value, spread over 0..255."""
    try:
        picture = opened(alone(directory, _UPRIGHT), "TIFF")
    except ImageError:
        if (meaning := directory.value(PHOTOMETRIC, 1)) not in _COLOURS:
            raise ImageError(
                f"image: a TIFF with such samples (PhotometricInterpretation {meaning:g}) is not read; save it as RGB "
                "with 8 bits a sample"
            ) from None
        return _deep(directory)  # Pillow knows neither every mixture of samples nor every BigTIFF
    try:
        picture.load()
    except MemoryError:
        raise
    except Exception as error:
        raise damaged(error) from error
    tags = _tags(directory)
    if picture.mode != "L" or tags.bits != 8 or not tags.largest:
        return picture, []
    tags = replace(tags, span=None)  # of eight bits it is what the picture happens to hold, and no range
    inverted = directory.value(PHOTOMETRIC, 1) == WHITE_IS_ZERO  # and Pillow has turned the levels round
    samples = np.asarray(picture)
    samples = 255 - samples if inverted else samples
    levels = levels_of(samples, tags)
    return (Pillow.fromarray(to_uint8(samples, levels, inverted)), [levels.note]) if levels.note else (picture, [])


def _deep(directory: Directory) -> tuple[Pillow.Image, list[str]]:
    samples = _samples(directory)
    photometric = int(directory.value(PHOTOMETRIC, 1))
    mode = _COLOURS[photometric]
    count = len(mode)
    samples = samples[..., np.newaxis] if samples.ndim == 2 else samples
    if samples.ndim != 3 or samples.shape[2] < count:
        raise ImageError("image: the TIFF is damaged: its samples are fewer than its colours; save it again and retry")
    levels = levels_of(samples[..., :count], _tags(directory))
    bands = _bands(samples[..., :count], levels, photometric == WHITE_IS_ZERO)
    extra = directory.values(EXTRA)
    kind = int(extra[0]) if extra else _UNASSOCIATED
    if samples.shape[2] > count and kind in (_ASSOCIATED, _UNASSOCIATED) and mode != "CMYK":
        alpha = samples[..., count : count + 1]
        bands += _bands(alpha, levels_of(alpha, Tags(_tags(directory).bits)))
        mode += "a" if kind == _ASSOCIATED else "A"
    picture = bands[0] if mode == "L" else Pillow.merge(mode, bands)
    return picture, [levels.note] if levels.note else []


def _bands(samples: Samples, levels: Levels, inverted: bool = False) -> list[Pillow.Image]:
    pixels = to_uint8(samples, levels, inverted)
    return [Pillow.fromarray(np.ascontiguousarray(pixels[..., i])) for i in range(pixels.shape[2])]


def _samples(directory: Directory) -> Samples:
    """Every sample as the file holds it, (H, W) or (H, W, channels), not turned."""
    if set(directory.values(BITS)).isdisjoint(_CONTAINERS):
        return _packed(directory)
    import tifffile  # takes a while to import, and few files need it

    own = alone(directory, _UPRIGHT)
    try:
        with tifffile.TiffFile(io.BytesIO(own)) as file:
            first = file.pages.first
            samples = np.asarray(first.asarray(maxworkers=1))
            return np.moveaxis(samples, 0, -1) if first.axes == "SYX" else samples
    except MemoryError:
        raise
    except Exception as error:
        others = _by_others(own)
        if others is None:
            raise damaged(error) from error
        return others


def _by_others(own: bytes) -> Samples | None:
    """The same from Pillow, which knows grey samples, or from OpenCV, which knows colours; None where neither does."""
    try:
        picture = opened(own, "TIFF")
        if picture.mode.startswith(("I", "F")):
            return np.asarray(picture)
    except Exception:  # a damaged file, which the next may still read
        pass
    import cv2

    try:
        samples = cv2.imdecode(np.frombuffer(own, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None
    if samples is None or samples.ndim != 3:
        return samples
    return samples[..., [2, 1, 0, *range(3, samples.shape[2])]]


def _packed(directory: Directory) -> Samples:
    """Samples of 10, 12 or 14 bits, which share bytes.

    No library here reads them in all their variants. But all read bytes: the picture is opened as one of grey bytes, in
    whatever compression, and these are taken apart.
    """
    (width, height), bits = directory.size, int(directory.value(BITS, 8))
    channels = int(directory.value(CHANNELS, 1))
    if len(set(directory.values(BITS))) > 1 or bits > 32 or (channels > 1 and directory.value(PLANES, 1) != 1):
        raise ImageError("image: a TIFF with such samples is not read; save it with 8 or 16 bits a sample")
    row = (width * channels * bits + 7) // 8
    changes: dict[int, int | None] = {BITS: 8, CHANNELS: 1, WIDTH: row, PHOTOMETRIC: BLACK_IS_ZERO, FORMAT: _UNSIGNED}
    changes |= {**_UPRIGHT, EXTRA: None}
    if directory.values(TILE_WIDTH):
        changes[TILE_WIDTH] = int(directory.value(TILE_WIDTH, 0)) * channels * bits // 8
    picture = opened(alone(directory, changes), "TIFF")
    try:
        rows = np.asarray(picture)
    except Exception as error:
        raise damaged(error) from error
    if rows.shape != (height, row):
        raise ImageError(
            "image: the TIFF is damaged: its samples are not where they should be; save it again and retry"
        )
    wide = 16 if bits <= 16 else 32
    samples = np.empty((height, width * channels), f"u{wide // 8}")
    for top in range(0, height, step := max(1, BAND // (width * channels))):
        spread = np.unpackbits(rows[top : top + step], axis=1)[:, : width * channels * bits]
        spread = np.pad(spread.reshape(len(spread), -1, bits), ((0, 0), (0, 0), (wide - bits, 0)))
        samples[top : top + step] = np.packbits(spread, axis=2).view(f">u{wide // 8}")[..., 0]
    return samples.reshape(height, width, channels)
