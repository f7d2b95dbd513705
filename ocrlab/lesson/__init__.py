"""Where does a median help an OCR, and where does it harm? Shown on pages spoilt on purpose.

``scenarios``  the pages, what can go wrong with each, and what the filter is said to do about it
``measured``  which settings are read for one of them, and what came of it
"""

from ocrlab.lesson.measured import AFTER, CURVE, Measured, Trial, trials
from ocrlab.lesson.scenarios import SCENARIOS, Fault, Scenario

__all__ = ["AFTER", "CURVE", "SCENARIOS", "Fault", "Measured", "Scenario", "Trial", "trials"]
