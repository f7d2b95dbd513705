"""What reads a page: engines behind one protocol, found and called by their names.

``protocol``  what an engine is to the rest of the lab
``boxes``  where text stands on a page
``registry``  which engines there are, and the calls that workers carry out
"""

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.protocol import Engine, Progress, Report, Stop, stop_if
from ocrlab.engines.registry import (
    detect,
    effective,
    engines,
    fallback,
    get_engine,
    read,
    register_engine,
    speeds_missing,
    warm_up,
)

__all__ = [
    "Engine",
    "Progress",
    "Report",
    "Stop",
    "TextBoxes",
    "detect",
    "effective",
    "engines",
    "fallback",
    "get_engine",
    "read",
    "register_engine",
    "speeds_missing",
    "stop_if",
    "warm_up",
]
