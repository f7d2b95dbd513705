"""How do untrusted bytes become a picture that every filter can trust?

An Image is a uint8 array, (H, W) grey or (H, W, 3) RGB, at least 1 x 1, C-contiguous and never written in place.
Colour order is RGB everywhere; BGR never leaves the line that needs it.
"""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
import weakref
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageOps

from ocrlab.errors import ImageError

Image = npt.NDArray[np.uint8]

MAX_PIXELS = 100_000_000  # 100 MP: an A2 page at 400 dpi; beyond it a filter's working memory no longer fits a laptop
MAX_PAGES = 2_000
DPI_RANGE = (50, 600)
EXTENSIONS = ("png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp", "gif", "pdf")
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_digests: dict[int, tuple[weakref.ref, str]] = {}
_pdf_lock = threading.Lock()  # PDFium is not thread-safe


def check(image: object, place: str = "image") -> Image:
    """The same array, once it is known to be an Image; raises `ImageError` naming what is wrong with it."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        kind = image.dtype if isinstance(image, np.ndarray) else type(image).__name__
        raise ImageError(f"{place}: an image is a uint8 array, got {kind}")
    if not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)) or 0 in image.shape:
        raise ImageError(f"{place}: an image is (H, W) grey or (H, W, 3) RGB and not empty, got shape {image.shape}")
    return image


def freeze(image: Image) -> Image:
    """The image as a contiguous array that refuses to be written to; a view where it already is contiguous."""
    frozen = np.ascontiguousarray(image).view()
    frozen.flags.writeable = False
    return frozen


def digest(image: Image) -> str:
    """SHA-256 of shape and pixels: two images are the same picture exactly when their digests are equal.

    Remembered for as long as the array lives, where nobody can write to its pixels.
    """
    fixed = not image.flags.writeable and (image.base is None or not _writeable(image.base))
    known = _digests.get(id(image)) if fixed else None
    if known is not None and known[0]() is image:
        return known[1]
    sha = hashlib.sha256(repr(image.shape).encode())
    sha.update(np.ascontiguousarray(image).data)
    if fixed:
        number = id(image)
        _digests[number] = weakref.ref(image, lambda _: _digests.pop(number, None)), sha.hexdigest()
    return sha.hexdigest()


def _writeable(base: object) -> bool:
    return isinstance(base, np.ndarray) and base.flags.writeable


def grey(image: Image) -> Image:
    """Luma of an RGB image (ITU-R BT.601, rounded to the nearest level); a grey image is returned as it is."""
    if image.ndim == 2:
        return image
    # Integer arithmetic in 1/65536: exact. A few rows at a time, so that wide integers of a page are never held.
    out = np.empty(image.shape[:2], np.uint8)
    rows = max(1, (1 << 17) // image.shape[1])
    for top in range(0, len(image), rows):
        part = image[top : top + rows]
        red, green, blue = (part[..., i].astype(np.uint32) for i in range(3))
        out[top : top + rows] = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16
    return out


def each_channel(image: Image, work: Callable[[Image], Image]) -> Image:
    """Apply ``work`` to a grey image, or to red, green and blue apart."""
    if image.ndim == 2:
        return work(image)
    return np.stack([work(np.ascontiguousarray(image[..., i])) for i in range(3)], axis=-1)


def page_count(data: bytes) -> int:
    """How many pages (PDF, TIFF) or frames (GIF, WebP) the bytes hold. Raises `ImageError` as `decode` does."""
    if _is_pdf(data):
        with _pdf_lock, _open_pdf(data) as document:
            return len(document)
    with _open(data) as picture:
        return _frames(picture)


def decode(data: bytes, page: int = 0, dpi: int = 200) -> Image:
    """Turn the bytes of a PNG, JPEG, TIFF, BMP, WebP, GIF or PDF into an Image.

    The EXIF turn is applied, transparency is laid on white, 16-bit greys are scaled to 8 bits, CMYK and palettes
    become RGB, black-and-white becomes grey. ``dpi`` (50..600) matters to PDF pages only. Raises `ImageError`, in one
    sentence, for empty, damaged or unknown bytes, a page that is not there, encrypted PDFs, and pictures over 100 MP.
    """
    if _is_pdf(data):
        return _decode_pdf(data, page, dpi)
    with _open(data) as picture:
        frames = _frames(picture)
        _check_page(page, frames)
        _check_size(*picture.size)
        try:
            if page:
                picture.seek(page)
                _check_size(*picture.size)
            picture.load()
            return freeze(_to_array(ImageOps.exif_transpose(picture)))
        except Exception as error:  # decoders of damaged files raise nearly anything
            reason = f"the file is damaged or cut short ({_reason(error)})"
            raise ImageError(f"image: {reason}; save it again and retry") from error


def encode_png(image: Image, fast: bool = False) -> bytes:
    """The image as lossless PNG; ``fast`` trades size for speed (for the screen, not for keeping)."""
    buffer = io.BytesIO()
    Pillow.fromarray(check(image)).save(buffer, "PNG", compress_level=1 if fast else 6)
    return buffer.getvalue()


def _reason(error: Exception) -> str:
    return (str(error).split("\n")[0] or type(error).__name__)[:120]


def _is_pdf(data: bytes) -> bool:
    if not data:
        raise ImageError("image: the file is empty (0 bytes); choose another one")
    return b"%PDF-" in data[:1024]


def _open(data: bytes) -> Pillow.Image:
    try:
        with warnings.catch_warnings():
            # Pillow warns at its own limit; ours is checked right after, in our own words.
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            Pillow.init()  # knows TIFF and WebP only once asked to load every plugin
            return Pillow.open(io.BytesIO(data), formats=_FORMATS)
    except Pillow.DecompressionBombError:
        raise ImageError(f"image: over {MAX_PIXELS / 1e6:.0f} megapixels; scale it down or crop it first") from None
    except Exception as error:
        raise ImageError(
            "image: not a picture this lab can open; it takes PNG, JPEG, TIFF, BMP, WebP, GIF and PDF"
        ) from error


def _frames(picture: Pillow.Image) -> int:
    try:
        return min(int(getattr(picture, "n_frames", 1)), MAX_PAGES)
    except Exception as error:
        raise ImageError(f"image: the file is damaged ({_reason(error)}); save it again and retry") from error


def _check_page(page: int, count: int) -> None:
    if not 0 <= page < count:
        raise ImageError(f"image: there is no page {page + 1}; the file has {count}")


def _check_size(width: float, height: float) -> None:
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"image: {width:.0f} x {height:.0f} is over {MAX_PIXELS / 1e6:.0f} megapixels; "
            "scale it down or crop it first"
        )


def _to_array(picture: Pillow.Image) -> Image:
    if picture.mode.startswith("I;16"):
        return _scaled(np.asarray(picture).astype(np.float64), 65535)
    if picture.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(picture, dtype=np.float64))
        top = values.max()
        # 32-bit files do not say where white is: take the smallest customary scale that holds the values.
        return _scaled(values, next((white for white in (1, 255, 65535) if top <= white), top))
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(paper, picture).convert("RGB")
    elif picture.mode == "1":
        picture = picture.convert("L")
    elif picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    return np.asarray(picture)


def _scaled(values: np.ndarray, white: float) -> Image:
    return np.clip(np.rint(values * (255 / max(white, 1e-12))), 0, 255).astype(np.uint8)


def _open_pdf(data: bytes):
    import pypdfium2

    # PDFium fails on a document without pages but leaves the reason as it was: start from one that bytes cannot cause.
    pypdfium2.raw.FPDF_LoadDocument(b"", None)
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise ImageError("image: the PDF is encrypted; save a copy without a password and open that") from None
        if error.err_code == pypdfium2.raw.FPDF_ERR_FILE:
            raise ImageError("image: the PDF has no pages; choose another one") from None
        raise ImageError("image: the PDF is damaged and cannot be opened; save it again and retry") from error


def _decode_pdf(data: bytes, page: int, dpi: int) -> Image:
    import pypdfium2

    if not DPI_RANGE[0] <= dpi <= DPI_RANGE[1]:
        raise ImageError(f"image: dpi must be {DPI_RANGE[0]}..{DPI_RANGE[1]}, got {dpi}")
    with _pdf_lock, _open_pdf(data) as document:
        _check_page(page, len(document))
        try:
            sheet = document[page]
            width, height = sheet.get_size()
            _check_size(width * dpi / 72, height * dpi / 72)
            bitmap = sheet.render(scale=dpi / 72, fill_color=(255, 255, 255, 255), rev_byteorder=True)
            pixels = np.array(bitmap.to_numpy())
        except pypdfium2.PdfiumError as error:
            raise ImageError(f"image: page {page + 1} of the PDF cannot be drawn ({_reason(error)})") from error
    pixels = pixels if pixels.ndim == 2 else pixels[:, :, :3] if pixels.shape[2] >= 3 else pixels[:, :, 0]
    return freeze(pixels)
