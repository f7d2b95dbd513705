"""Small files made on the spot, byte by byte where no library writes them."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image as Pillow

# 64 x 64 px, black on the left half and white on the right: nothing that the tests may install writes HEIC.
HEIC = base64.b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<00042ZDn*}000000000XXk=`10000000000aA{+700000000000000000000B57=I"
    "V*mgE07O6l0RRC200001dH?|c000000018V001LtX>Mi!000000RR916=`l}WdZ;I000310BCk&F#rGn01j|zbZr0t000010002i"
    "X>f9I0002DX>en20001ZXm(>m0RwOV0058x000009`FGC{rLC*01pFT0096PKmiN^|NjGU00093kN^M!000939=ZZRVE_RDD?$MQ"
    "18@KU0|1Z!00RI30{|YNAb|yz>PacCZUPz%2mk;B0LTCU0{{p>VgLaE2SfqEa<C#m0000JV{dG7ZewhC0096E00w{n000zeb8uw<"
    "00000002M$002M$000nhX?SS>000032nYxO000+haBX1#00000000310R({p0|Wp704Hr^VRQfh02?R)uM>dg$Y@jl|GML+0<Hb%"
    "f^7oAPx_&Uzy"
)
_CODES = {"B": 1, "H": 3, "I": 4, "f": 11, "d": 12}


def saved(picture: Pillow.Image | np.ndarray, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    picture = Pillow.fromarray(picture) if isinstance(picture, np.ndarray) else picture
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    """A PNG with one chunk more, right behind its header."""
    return png[:33] + chunk(kind, body) + png[33:]


def packed(samples: np.ndarray, bits: int) -> bytes:
    """Rows of samples of so many bits each, every row filled up to whole bytes; the first bit is the highest."""
    rows = samples.reshape(len(samples), -1).astype(np.uint64)
    spread = (rows[..., np.newaxis] >> np.arange(bits - 1, -1, -1, dtype=np.uint64)) & 1
    return np.packbits(spread.reshape(len(samples), -1).astype(np.uint8), axis=1).tobytes()


def tiff(*pictures: tuple[np.ndarray, dict[int, Sequence[float]]], order: str = "<") -> bytes:
    """A TIFF of uncompressed pictures, each with tags of its own beside those that its samples need.

    Unless tag 258 says otherwise, a sample takes what it takes in the array. Whole numbers are written as LONG, others
    as DOUBLE.
    """
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + bytes(4))
    link = 4
    for samples, more in pictures:
        height, width, *channels = samples.shape
        count = channels[0] if channels else 1
        bits = int(more.get(258, [samples.dtype.itemsize * 8])[0])
        if bits == samples.dtype.itemsize * 8:
            body = samples.astype(samples.dtype.newbyteorder(order)).tobytes()
        else:
            body = packed(samples, bits)
        tags = {256: [width], 257: [height], 259: [1], 262: [2 if count >= 3 else 1], 273: [len(out)], 277: [count]}
        tags |= {278: [height], 279: [len(body)], 339: [{"u": 1, "i": 2, "f": 3}[samples.dtype.kind]] * count}
        tags |= {**more, 258: [bits] * count}
        out += body + bytes(len(body) % 2)
        entries = b""
        for tag, values in sorted(tags.items()):
            form = "I" if all(isinstance(value, int) for value in values) else "d"
            form = "H" if tag in (258, 339) else form
            data = struct.pack(order + form * len(values), *values)
            if len(data) > 4:
                data, place = struct.pack(order + "I", len(out)), data
                out += place
            entries += struct.pack(order + "HHI", tag, _CODES[form], len(values)) + data.ljust(4, b"\0")
        struct.pack_into(order + "I", out, link, len(out))
        out += struct.pack(order + "H", len(tags)) + entries
        link = len(out)
        out += bytes(4)
    return bytes(out)


def tiff_pages(*levels: int) -> bytes:
    """A TIFF of a page for each level, 4 x 4 px of it."""
    return tiff(*((np.full((4, 4), level, np.uint8), {}) for level in levels))


def pdf(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """A PDF file around numbered objects; object 1 is the root."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, trailer, len(out))
    return out + table + end


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A PDF stream, compressed."""
    data = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def pdf_page(content: bytes = b"", entries: bytes = b"/MediaBox [0 0 72 72]", *more: bytes, root: bytes = b"") -> bytes:
    """A PDF of one page, which draws ``content``; objects from number 5 on follow, ``root`` goes into the catalogue."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s >>" % entries,
        stream(content),
        *more,
    )


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP that is dated 1980: the same files give the same bytes any day."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def sheets(*sizes: tuple[float, float]) -> bytes:
    """A PDF of empty pages of these sizes in points."""
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
