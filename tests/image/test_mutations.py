"""Spoiled files are decoded or refused: none crashes the lab, and none makes it hold more than it should."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from made import HEIC, pdf_page, saved, tiff
from paths import ROOT
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.image import check, decode_page, page_count

PIXELS = np.random.default_rng(3).integers(0, 256, (24, 30, 3), np.uint8)
PICTURE = Pillow.fromarray(PIXELS)
FRAMES = [PICTURE.rotate(angle) for angle in (90, 180)]
WHOLE = {
    "png": saved(PICTURE),
    "deep png": saved(PIXELS[..., 0].astype(np.uint16) * 16),
    "palette png": saved(PICTURE.quantize(16), transparency=3),
    "animated png": saved(PICTURE, "PNG", save_all=True, append_images=FRAMES),
    "jpeg": saved(PICTURE, "JPEG"),
    "progressive jpeg": saved(PICTURE, "JPEG", progressive=True, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
    "mpo": saved(PICTURE, "MPO", save_all=True, append_images=FRAMES),
    "tiff": tiff((PIXELS, {}), (PIXELS[::-1], {}), (PIXELS[:, ::-1], {254: [1]})),
    "fax tiff": saved(PICTURE.convert("1"), "TIFF", compression="group4", dpi=(204, 98)),
    "packed tiff": tiff((PIXELS[..., 0].astype("u2"), {258: [12]})),
    "float tiff": tiff((PIXELS.astype("f4") / 255, {}), (PIXELS.astype("i2"), {254: [1]})),
    "bmp": saved(PICTURE, "BMP"),
    "gif": saved(PICTURE, "GIF", save_all=True, append_images=FRAMES),
    "webp": saved(PICTURE, "WEBP", save_all=True, append_images=FRAMES),
    "avif": saved(PICTURE, "AVIF"),
    "jpeg 2000": saved(PICTURE, "JPEG2000"),
    "heic": HEIC,
    "pdf": pdf_page(b"0 0 36 36 re f /F Do", b"/MediaBox [0 0 72 72] /UserUnit 2 /CropBox [1 1 9 9] /Rotate 90"),
}
EACH = 24
MEMORY = 1 << 30  # what this process may hold when all is done; it starts with a quarter of that


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """One of the ways in which files go wrong: bits turned over, cut short, a piece lost, doubled or overwritten."""
    out = bytearray(data)
    start = chance.randrange(len(out))
    end = min(len(out), start + chance.randint(1, 40))
    match chance.randrange(6):
        case 0:
            for _ in range(chance.randint(1, 8)):
                out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
        case 1:
            del out[start:]
        case 2:
            del out[start:end]
        case 3:
            out[start:start] = out[start:end]
        case 4:
            out[start:end] = chance.randbytes(end - start)
        case 5:
            out[start:end] = chance.choice([b"\0", b"\xff", b"\x7f"]) * (end - start)
    return bytes(out)


@pytest.mark.parametrize("name", WHOLE)
def test_a_spoiled_file_is_decoded_or_refused_in_one_sentence(name):
    chance = random.Random(name)
    for _ in range(EACH):
        data = spoiled(WHOLE[name], chance)
        for call in (page_count, decode_page):
            try:
                result = call(data)
            except ImageError as error:
                assert str(error).startswith("image: ") and "\n" not in str(error)
            else:
                assert result >= 1 if call is page_count else check(result.image) is result.image


def test_memory_stays_bounded():
    """In a process of its own, which holds nothing of what other tests have loaded."""
    code = (
        "import test_mutations as mutations\n"
        "for name in mutations.WHOLE: mutations.test_a_spoiled_file_is_decoded_or_refused_in_one_sentence(name)\n"
        # Not getrusage: its peak counts what the process that started this one held.
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    path = os.pathsep.join(str(folder) for folder in (ROOT, ROOT / "tests" / "support", Path(__file__).parent))
    environment = os.environ | {"PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 < MEMORY
