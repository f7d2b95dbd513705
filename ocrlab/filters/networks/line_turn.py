"""Line turn: does a line of text stand upright or on its head? A network of RapidOCR's package tells.

It is the text direction classifier of PaddleOCR (PP-OCR mobile v2.0, Apache-2.0). OpenCV runs it here.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np

from ocrlab.errors import ImageError
from ocrlab.image import Image
from ocrlab.machine import package_folder

FILE = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
SHA256 = "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c"
_HEIGHT, _WIDTH = 48, 192  # px of its input
_FLOOR = 1e-4  # of a probability, so that a single line never outweighs all others

_lock = threading.Lock()  # a network of OpenCV holds its last input and output


@cache
def _network() -> cv2.dnn.Net:
    folder = package_folder("rapidocr")
    try:
        if folder is None:
            raise FileNotFoundError
        data = (folder / "models" / FILE).read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise FileNotFoundError
        return cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))
    except (cv2.error, OSError):
        raise ImageError(
            f"{FILE}: the network that tells which way up a line stands cannot be read from the package rapidocr; "
            "install it again: pip install --force-reinstall --no-deps rapidocr==3.10.0"
        ) from None


def evidence(lines: Sequence[Image]) -> np.ndarray:
    """For each grey picture of a line, the log of the odds that it stands upright: above 0 upright, below on its head.

    Each is asked about both ways up, so a leaning of the network to either side cancels out.
    """
    both = [*lines, *(line[::-1, ::-1] for line in lines)]
    with _lock:
        network = _network()
        network.setInput(np.stack([_input(line) for line in both]))
        upright, on_head = np.maximum(network.forward().astype(np.float64), _FLOOR).T
    odds = np.log(upright / on_head)
    return (odds[: len(lines)] - odds[len(lines) :]) / 2


def _input(line: Image) -> np.ndarray:
    """Channels first, from -1 to 1, at the left of a frame that is grey where the line does not reach."""
    height, width = line.shape
    wide = min(_WIDTH, max(1, round(_HEIGHT * width / height)))
    frame = np.zeros((3, _HEIGHT, _WIDTH), np.float32)
    frame[:, :, :wide] = cv2.resize(np.ascontiguousarray(line), (wide, _HEIGHT)).astype(np.float32) / 127.5 - 1
    return frame
