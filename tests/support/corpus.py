"""Pictures of every kind there is, whole and spoilt on purpose: what strangers send, or might."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
from made import pdf, pdf_page, saved, zipped
from PIL import Image as Pillow
from PIL import ImageCms

# Smooth, so that lossy formats stay close, and different in every corner, so that a turn or a mirror shows.
RAMP = np.add.outer(np.arange(32) * 4, np.arange(48) * 2).astype(np.uint8)
COLOURS = np.stack([RAMP, RAMP[::-1], RAMP[:, ::-1]], axis=-1)
PICTURE = Pillow.fromarray(COLOURS)
PAGE = pdf_page(b"0 0 9 9 re f", b"/MediaBox [0 0 72 72]")
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16")
CUT = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "AVIF", "JPEG2000")
ENDINGS = ("png", "jpg", "pdf", "tif", "txt")


def file_of(kind: str, mode: str) -> bytes | None:
    """The picture in that format and mode; None where Pillow does not write it."""
    picture = Pillow.fromarray(RAMP.astype(np.uint16) * 257) if mode == "I;16" else PICTURE.convert(mode)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # formats that Pillow will give up
            return saved(picture, kind)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RuntimeError):
        return None


Pillow.init()
KINDS = sorted(set(Pillow.SAVE) - {"PDF"})
FILES = {(kind, mode): data for kind in KINDS for mode in MODES if (data := file_of(kind, mode))}


def turned(kind: str, turn: int) -> bytes:
    """The picture as a camera held that way stores it: 1..8."""
    exif = Pillow.Exif()
    exif[0x0112] = turn
    return saved(PICTURE, kind, exif=exif)


def profiles() -> tuple[bytes, ...]:
    """A colour profile, what is none, and one that is cut short."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile, b"no profile", profile[:50]


def frames(kind: str) -> bytes:
    """Three pictures in one file, of levels 10, 120 and 240."""
    pictures = [Pillow.fromarray(np.full((16, 16, 3), level, np.uint8)) for level in (10, 120, 240)]
    return saved(pictures[0], kind, save_all=True, append_images=pictures[1:])


def behind() -> tuple[bytes, ...]:
    """What makes a picture a file of two kinds where it stands behind it."""
    document = zipped({"word/document.xml": b"<html><script>"})
    return PAGE, document, b"<html><script>alert(1)</script>", FILES["GIF", "RGB"]


def bombs() -> Iterator[bytes]:
    """Small files that claim to be huge."""
    png = FILES["PNG", "L"]
    for width, height in ((2**31 - 1, 1), (1, 2**31 - 1), (60_000, 60_000), (0, 5)):
        yield png[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + png[24:]
    bmp = FILES["BMP", "RGB"]
    yield bmp[:18] + (60_000).to_bytes(4, "little") * 2 + bmp[26:]
    gif = FILES["GIF", "RGB"]
    yield gif[:6] + b"\xff\xff\xff\xff" + gif[10:]
    yield pdf_page(b"0 0 9 9 re f", b"/MediaBox [0 0 2000000 2000000]")


def every_file() -> Iterator[tuple[str, bytes]]:
    """All of it, with a name each; every format is cut at every 64th byte, too."""
    for (kind, mode), data in FILES.items():
        yield f"{kind} {mode}", data
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        yield from ((f"{kind} turned {turn}", turned(kind, turn)) for turn in range(1, 9))
        yield from ((f"{kind} profile", saved(PICTURE, kind, icc_profile=profile)) for profile in profiles())
    yield from ((f"{kind} of three", frames(kind)) for kind in ("GIF", "WEBP", "PNG", "TIFF", "MPO"))
    yield "progressive", saved(PICTURE, "JPEG", progressive=True)
    for kind in CUT:
        whole = saved(PICTURE.resize((192, 128)), kind)
        yield from ((f"{kind} cut at {end}", whole[:end]) for end in range(1, len(whole), 64))
    for kind in ("PNG", "JPEG", "BMP"):
        yield from ((f"{kind} and more", FILES[kind, "RGB"] + rest) for rest in behind())
    yield from ((f"{kind}.{ending}", FILES[kind, "RGB"]) for kind in CUT for ending in ENDINGS)
    yield from (("bomb", data) for data in bombs())
    yield from ((f"PDF cut at {end}", PAGE[:end]) for end in range(1, len(PAGE), 64))
    yield "PDF without pages", pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
    inner = zipped({"a.png": FILES["PNG", "L"]})
    yield "ZIP", inner
    yield "ZIP in a ZIP", zipped({"inner.zip": inner})
    yield from (("nothing to see", data) for data in (b"", b"\0", b"hello", b"<svg/>", bytes(4096)))
