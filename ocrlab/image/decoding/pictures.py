"""Pictures: how does a file in any format but PDF become an Image?"""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.image.decoding import jpeg, png
from ocrlab.image.decoding.kinds import Kind
from ocrlab.image.decoding.levels import Levels, Tags, levels_of, to_uint8
from ocrlab.image.decoding.proportions import Resolution, dots_per_inch
from ocrlab.image.decoding.raw import ORIENTATION, Raw, flat, opened, turned
from ocrlab.image.decoding.result import MAX_PAGES, Decoded, check_page, check_size, damaged
from ocrlab.image.decoding.tiff import read_tiff
from ocrlab.image.decoding.tiff_pages import pages_of

_NO_END = "the file lacks its end mark, but no line of the picture is missing"
DIM = 64  # of 256: a picture of 16 bits a sample that never gets brighter may well hold fewer bits


def decode_picture(data: bytes, kind: Kind, page: int) -> Decoded:
    """A page, or frame, of a file of this kind. Raises `ImageError` as `ocrlab.image.decode` does."""
    raw = read_tiff(data, page) if kind.format == "TIFF" else _read(data, kind, page)
    image, notes = flat(raw)
    return Decoded(image, notes, raw.pages, dots_per_inch(raw.resolution, raw.per_inch))


def count_pages(data: bytes, kind: Kind) -> int:
    """How many pages (TIFF) or frames the file has, at most `MAX_PAGES`."""
    if kind.format == "TIFF":
        return len(pages_of(data))
    with _opened(data, kind) as picture:
        return _frames(picture)


def _read(data: bytes, kind: Kind, page: int) -> Raw:
    with _opened(data, kind) as picture:
        frames = _frames(picture)
        check_page(page, frames)
        check_size(*picture.size)
        notes: list[str] = []
        try:
            first = picture.tell()
            if frames > 1 and (frame := [first, *(i for i in range(frames) if i != first)][page]) != first:
                picture.seek(frame)
                check_size(*picture.size)
            resolution, per_inch = _resolution(picture)
            orientation = _orientation(picture)
            picture, note = _loaded(data, kind, picture)
            notes.append(note)
            picture, note = _eight_bits(data, kind, picture)
            picture, resolution = turned(picture, orientation, resolution)
        except (ImageError, MemoryError):
            raise
        except Exception as error:  # decoders of damaged files raise nearly anything
            raise damaged(error) from error
        return Raw(picture, resolution, [*notes, note], frames, per_inch)


def _opened(data: bytes, kind: Kind) -> Pillow.Image:
    if kind.format == "HEIF":
        _take_heif()
    if kind.format == "JPEG" and (what := jpeg.unread(data)):
        raise ImageError(f"image: {what} is not read; save it as PNG, or as a usual JPEG of 8 bits a sample")
    return opened(png.trimmed(data) if kind.format == "PNG" else data, kind.format)


def _take_heif() -> None:
    try:
        import pi_heif
    except ImportError:
        raise ImageError(
            "image: a HEIC, for which the package pi-heif is missing; install it, or save the picture as JPEG"
        ) from None
    pi_heif.register_heif_opener()


def _frames(picture: Pillow.Image) -> int:
    """Frames count as pages, but for an MPO's: they are previews and other views of one photo."""
    if picture.format in ("MPO", "JPEG"):
        return 1
    try:
        return max(1, min(int(getattr(picture, "n_frames", 1)), MAX_PAGES))
    except Exception as error:
        raise damaged(error) from error


def _loaded(data: bytes, kind: Kind, picture: Pillow.Image) -> tuple[Pillow.Image, str]:
    try:
        picture.load()
    except OSError:
        whole = jpeg.completed(data, _load_jpeg) if kind.format == "JPEG" else None
        if whole is None:
            raise
        return whole, _NO_END
    return picture, _NO_END if kind.format == "JPEG" and jpeg.lacks_end(data) else ""


def _load_jpeg(data: bytes) -> Pillow.Image:
    picture = opened(data, "JPEG")
    picture.load()
    return picture


def _orientation(picture: Pillow.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # a damaged EXIF block, and a picture that is as good as any
        return 1


def _resolution(picture: Pillow.Image) -> tuple[Resolution | None, float | None]:
    """Dots across and down, and what makes them dots an inch; for some formats only their proportion is told."""
    info = picture.info
    dots, per_inch = (info["aspect"], None) if info.get("aspect") else (info.get("dpi"), 1.0)
    if not dots and info.get("jfif_unit") == 0:
        dots, per_inch = info.get("jfif_density"), None
    try:
        across, down = (float(value) for value in dots or ())
    except (TypeError, ValueError, ZeroDivisionError):
        return None, None
    return (across, down), per_inch


def _eight_bits(data: bytes, kind: Kind, picture: Pillow.Image) -> tuple[Pillow.Image, str]:
    """The picture with eight bits a sample, and a sentence where their depth was not plain."""
    if kind.format == "PNG":
        return _of_png(data, picture)
    if kind.format == "JPEG2000":
        return _of_jpeg_2000(data, picture)
    if picture.mode.startswith(("I", "F")):
        samples = np.asarray(picture)
        return _scaled(picture, levels_of(samples, Tags(16 if picture.mode.startswith("I;16") else 32)))
    return picture, ""


def _of_png(data: bytes, picture: Pillow.Image) -> tuple[Pillow.Image, str]:
    bits, significant = png.depth(data), png.significant_bits(data)
    if picture.mode.startswith("I"):
        levels = levels_of(np.asarray(picture), Tags(bits, significant))
        shallow, note = _scaled(picture, levels)
        clear = picture.info.get("transparency")
        if isinstance(clear, int):
            alpha = (np.asarray(picture) != clear).astype(np.uint8) * 255
            shallow = Pillow.merge("LA", (shallow, Pillow.fromarray(alpha)))
        return shallow, note
    if bits == 16 and _is_dim(picture):
        return _deep_colours(data, picture, significant)
    if bits == 8 and significant and picture.mode == "L":
        levels = levels_of(np.asarray(picture), Tags(8, significant))
        if levels.note:
            return _scaled(picture, levels)
    return picture, ""


def _is_dim(picture: Pillow.Image) -> bool:
    bands = picture.getbands()
    ranges = [picture.getchannel(band).getextrema() for band in bands if band not in "Aa"]
    return all(isinstance(high, (int, float)) and high < DIM for _, high in ranges)


def _deep_colours(data: bytes, picture: Pillow.Image, significant: int | None) -> tuple[Pillow.Image, str]:
    """Colours of 16 bits, of which Pillow gives the upper 8: read again by OpenCV, to see what the lower ones hold."""
    import cv2

    samples = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if samples is None or samples.dtype != np.uint16 or samples.ndim != 3:
        return picture, ""
    levels = levels_of(samples[..., :3], Tags(16, significant))
    if not levels.note:
        return picture, ""
    deep = Pillow.fromarray(to_uint8(np.ascontiguousarray(samples[..., 2::-1]), levels))
    if samples.shape[2] == 4:
        alpha = samples[..., 3]
        deep.putalpha(Pillow.fromarray(to_uint8(alpha, Levels(0, float(alpha.max())))))
    return deep, levels.note


def _of_jpeg_2000(data: bytes, picture: Pillow.Image) -> tuple[Pillow.Image, str]:
    """Pillow puts the bits of each sample at the top of 8 or 16: the largest value is then not the container's."""
    start = data.find(b"\xff\x4f\xff\x51")  # the codestream's first two markers; Ssiz stands 42 bytes on
    bits = (data[start + 42] & 0x7F) + 1 if 0 <= start < len(data) - 42 else 8
    if picture.mode.startswith("I"):
        if bits < 16:
            white = float((1 << bits) - 1 << (16 - bits))
            note = f"{bits} bits a sample, by the file's own tags: levels 0..{2**bits - 1} became 0..255"
            return _scaled(picture, Levels(0, white, note))
        return _scaled(picture, levels_of(np.asarray(picture), Tags(16)))
    if bits < 8 and picture.mode in ("L", "RGB"):
        white = float((1 << bits) - 1 << (8 - bits))
        note = f"{bits} bits a sample, by the file's own tags: levels 0..{2**bits - 1} became 0..255"
        return _scaled(picture, Levels(0, white, note))
    return picture, ""


def _scaled(picture: Pillow.Image, levels: Levels) -> tuple[Pillow.Image, str]:
    return Pillow.fromarray(to_uint8(np.asarray(picture), levels)), levels.note
