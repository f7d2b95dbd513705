"""Readings: has exactly this been read before?

A reading is kept under the SHA-256 of everything it depends on: the pixels the engine sees, the engine, its version and
all its settings. A filter that changes no pixel therefore costs no reading, nor does moving a slider back. Readings are
kept in `ocrlab.store`.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping

from ocrlab import engines
from ocrlab.engines import Engine, TextBoxes
from ocrlab.engines.protocol import Report, Stop
from ocrlab.image import Image, digest
from ocrlab.reading import Reading
from ocrlab.store import shared_readings

FORMAT = 1  # of a stored reading; raised when `Reading.to_dict` changes


def reuses_readings() -> bool:
    """False where ``OCRLAB_CACHE=off`` asks for everything to be read afresh."""
    return os.environ.get("OCRLAB_CACHE", "").lower() != "off"


def reading_key(
    image: Image, engine: Engine, settings: Mapping[str, object], text_boxes: TextBoxes | None = None
) -> str:
    """SHA-256 over all a reading depends on. Raises `ParamError` for a refused setting."""
    parts: list[object] = [FORMAT, digest(image), engine.name, engine.version, engines.effective(engine, settings)]
    if text_boxes is not None:
        parts.append([text_boxes.level, text_boxes.tilted])
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def read(
    engine: str,
    image: Image,
    settings: Mapping[str, object],
    text_boxes: TextBoxes | None = None,
    progress: Report | None = None,
    cancelled: Stop | None = None,
) -> Reading:
    """What `ocrlab.engines.read` would say, read only where it is not known already."""
    if not reuses_readings():
        return engines.read(engine, image, settings, text_boxes, progress, cancelled)
    key = reading_key(image, engines.get_engine(engine), settings, text_boxes)
    earlier = shared_readings().get(key)
    if earlier is not None:
        return earlier.reading
    started = time.perf_counter()
    reading = engines.read(engine, image, settings, text_boxes, progress, cancelled)
    shared_readings().put(key, reading, time.perf_counter() - started)
    return reading
