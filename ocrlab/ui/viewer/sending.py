"""How do pixels reach the browser unchanged, quickly, and only once?

A browser on the same machine gets bitmaps: 2 MP take under a millisecond to write and a few to open, where even the
lightest PNG takes 20 to 70. A browser further away gets PNG. Both are lossless. Each picture is a media file under the
digest of its pixels, as `st.image` publishes its own: the component's message holds an address, never the pixels.
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from threading import Lock

import cv2
import numpy as np
import streamlit as st
from streamlit import runtime

from ocrlab.image import Image, encode_png

_KNOWN = 256  # addresses remembered; the bytes themselves belong to Streamlit's media files
_known: OrderedDict[str, tuple[str, str]] = OrderedDict()  # digest and type -> (media file id, address)
_lock = Lock()


def publish(image: Image, digest: str, place: str) -> str:
    """The address under which this page's browser can fetch the image; ``place`` is where on the page it stands.

    A place holds one picture: publishing the next one there lets the last one go.
    """
    kind = "bmp" if _is_near() else "png"
    name = f"{digest}.{kind}"
    known = _still_there(name, place)
    if known:
        return known
    data = _encode(image, kind)
    try:
        # The name is part of what Streamlit's media files are told apart by; of large contents it only samples three
        # spots, where a picture and its median can be equal.
        url = runtime.get_instance().media_file_mgr.add(data, f"image/{kind}", place, file_name=name)
    except (RuntimeError, AttributeError, TypeError):
        return inline(image)
    with _lock:
        _known[name] = (url.rsplit("/", 1)[-1].split(".")[0], url)
        while len(_known) > _KNOWN:
            _known.popitem(last=False)
    return url


def inline(image: Image) -> str:
    """The image as an address that holds its own bytes: right for a small, short-lived one, which needs no second request."""
    kind = "bmp" if _is_near() else "png"
    return f"data:image/{kind};base64,{base64.b64encode(_encode(image, kind)).decode()}"


def _encode(image: Image, kind: str) -> bytes:
    return _bitmap(image) if kind == "bmp" else encode_png(image, fast=True)


def _is_near() -> bool:
    """Whether the browser runs on this machine (Streamlit gives its own host no address)."""
    return st.context.ip_address is None


def _bitmap(image: Image) -> bytes:
    pixels = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".bmp", np.ascontiguousarray(pixels))[1].tobytes()


def _still_there(name: str, place: str) -> str | None:
    """The address of a picture published before, kept alive for another run without encoding or hashing it again.

    This looks inside Streamlit's media file manager; where that has changed, the picture is simply published anew.
    """
    with _lock:
        if name not in _known:
            return None
        _known.move_to_end(name)
        file_id, url = _known[name]
    try:
        from streamlit.runtime.media_file_manager import _get_session_id

        manager = runtime.get_instance().media_file_mgr
        with manager._lock:
            if file_id not in manager._file_metadata:
                return None
            manager._files_by_session_and_coord[_get_session_id()][place] = file_id
        return url
    except (ImportError, AttributeError, RuntimeError, KeyError):
        return None
