"""Sending: how do pixels reach the browser unchanged, quickly, and only once?

As their bare bytes: a picture format costs more time to write and to open (20 to 70 ms each for 2 MP as PNG) than the
bytes take to a browser on the same machine. A browser further away gets them deflated. Each picture is a media file
under the digest of its pixels, as `st.image` publishes its own: the component's message holds an address, no pixels.
"""

from __future__ import annotations

import base64
import zlib
from collections import OrderedDict
from threading import Lock

import streamlit as st

from ocrlab.image import Image
from ocrlab.ui.viewer import media

MAX_ADDRESSES = 256  # remembered; the bytes themselves belong to Streamlit's media files
_addresses: OrderedDict[str, str] = OrderedDict()  # by digest and packing
_lock = Lock()


def published(image: Image, digest: str, coordinates: str) -> dict[str, object]:
    """What the browser needs to fetch the image; ``coordinates`` name the spot of the page where it stands.

    A spot holds one picture: publishing the next one there lets the last one go.
    """
    packed = not _is_near()
    name = f"{digest}.{'z' if packed else 'raw'}"
    url = _address(name)
    if url is None or not media.keep(url, coordinates):
        url = media.publish(_bytes(image, packed), coordinates, name)
        if url is None:
            return inline(image)
        _remember(name, url)
    return {"url": url, "packed": packed, "channels": _channels(image)}


def inline(image: Image) -> dict[str, object]:
    """The image as an address that holds its own bytes: right for a small, short-lived one; it needs no request."""
    packed = not _is_near()
    data = base64.b64encode(_bytes(image, packed)).decode()
    return {"url": f"data:application/octet-stream;base64,{data}", "packed": packed, "channels": _channels(image)}


def _address(name: str) -> str | None:
    with _lock:
        if name in _addresses:
            _addresses.move_to_end(name)
        return _addresses.get(name)


def _remember(name: str, url: str) -> None:
    with _lock:
        _addresses[name] = url
        while len(_addresses) > MAX_ADDRESSES:
            _addresses.popitem(last=False)


def _channels(image: Image) -> int:
    return 1 if image.ndim == 2 else 3


def _bytes(image: Image, packed: bool) -> bytes:
    data = image.tobytes()
    return zlib.compress(data, 1) if packed else data


def _is_near() -> bool:
    """Whether the browser runs on this machine (Streamlit gives its own host no address)."""
    return st.context.ip_address is None
