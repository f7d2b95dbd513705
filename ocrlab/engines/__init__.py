"""Engines: what reads a page, behind one protocol, found and called by name.

``protocol``  what an engine is to the rest of the lab
``boxes``  where text stands on a page
``languages``  by which codes an engine is asked for a language
``registry``  which engines there are, and the calls that workers carry out
"""

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.languages import asked_for
from ocrlab.engines.protocol import Engine, Lacking, Progress, Report, Speed, Stop, stop_if
from ocrlab.engines.registry import (
    changed,
    chooses_speed,
    detect,
    draft_settings,
    effective,
    engines,
    fallback,
    get_engine,
    read,
    register_engine,
    settings_at_first,
    warm_up,
)

__all__ = [
    "Engine",
    "Lacking",
    "Progress",
    "Report",
    "Speed",
    "Stop",
    "TextBoxes",
    "asked_for",
    "changed",
    "chooses_speed",
    "detect",
    "draft_settings",
    "effective",
    "engines",
    "fallback",
    "get_engine",
    "read",
    "register_engine",
    "settings_at_first",
    "stop_if",
    "warm_up",
]
