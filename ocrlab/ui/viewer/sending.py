"""How do pixels reach the browser unchanged, quickly, and only once?

As their bare bytes: a picture format costs more time to write and to open (20 to 70 ms each for 2 MP as PNG) than the
bytes take to a browser on the same machine. A browser further away gets them deflated. Each picture is a media file
under the digest of its pixels, as `st.image` publishes its own: the component's message holds an address, no pixels.
"""

from __future__ import annotations

import base64
import zlib
from collections import OrderedDict
from threading import Lock
from typing import Any

import streamlit as st
from streamlit import runtime

from ocrlab.image import Image

_KNOWN = 256  # addresses remembered; the bytes themselves belong to Streamlit's media files
_known: OrderedDict[str, tuple[str, str]] = OrderedDict()  # digest and packing -> (media file id, address)
_lock = Lock()


def published(image: Image, digest: str, place: str) -> dict[str, Any]:
    """What the browser needs to fetch the image; ``place`` is where on the page it stands.

    A place holds one picture: publishing the next one there lets the last one go.
    """
    packed = not _is_near()
    name = f"{digest}.{'z' if packed else 'raw'}"
    url = _still_there(name, place)
    if url is None:
        data = _bytes(image, packed)
        try:
            # Media files are told apart by their names and, of large contents, three sampled spots: without the
            # digest in its name a picture and its median could be taken for one.
            url = runtime.get_instance().media_file_mgr.add(data, "application/octet-stream", place, file_name=name)
        except (RuntimeError, AttributeError, TypeError):
            return inline(image)
        with _lock:
            _known[name] = (url.rsplit("/", 1)[-1].split(".")[0], url)
            while len(_known) > _KNOWN:
                _known.popitem(last=False)
    return {"url": url, "packed": packed, "channels": _channels(image)}


def inline(image: Image) -> dict[str, Any]:
    """The image as an address that holds its own bytes: right for a small, short-lived one; it needs no request."""
    packed = not _is_near()
    data = base64.b64encode(_bytes(image, packed)).decode()
    return {"url": f"data:application/octet-stream;base64,{data}", "packed": packed, "channels": _channels(image)}


def _channels(image: Image) -> int:
    return 1 if image.ndim == 2 else 3


def _bytes(image: Image, packed: bool) -> bytes:
    data = image.tobytes()
    return zlib.compress(data, 1) if packed else data


def _is_near() -> bool:
    """Whether the browser runs on this machine (Streamlit gives its own host no address)."""
    return st.context.ip_address is None


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
