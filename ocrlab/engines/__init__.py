"""Engines: what reads a page, behind one protocol, found and called by name.

``protocol``  what an engine is to the rest of the lab
``boxes``  where text stands on a page
``registry``  which engines there are, and the calls that workers carry out
"""

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.protocol import Engine, Progress, Report, Speed, Stop, stop_if
from ocrlab.engines.registry import (
    chooses_speed,
    detect,
    draft_settings,
    effective,
    engines,
    fallback,
    get_engine,
    read,
    register_engine,
    warm_up,
)

__all__ = [
    "Engine",
    "Progress",
    "Report",
    "Speed",
    "Stop",
    "TextBoxes",
    "chooses_speed",
    "detect",
    "draft_settings",
    "effective",
    "engines",
    "fallback",
    "get_engine",
    "read",
    "register_engine",
    "stop_if",
    "warm_up",
]
