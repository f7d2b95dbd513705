"""How are strangers' bytes worked on without harm to anybody but the one who brought them?"""

from ocrlab.apart.calls import Answer, busy, call, close
from ocrlab.apart.limits import GIBIBYTES, MAX_PROCESSES, MEMORY_NAME, SECONDS, SECONDS_NAME
from ocrlab.apart.process import FaultError, StoppedError, UnavailableError

__all__ = [
    "GIBIBYTES",
    "MAX_PROCESSES",
    "MEMORY_NAME",
    "SECONDS",
    "SECONDS_NAME",
    "Answer",
    "FaultError",
    "StoppedError",
    "UnavailableError",
    "busy",
    "call",
    "close",
]
