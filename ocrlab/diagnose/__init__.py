"""What is measurably wrong with this picture, and which filters are worth trying against it?

``view``  what the measures look at: the page in grey, a window full of print, the page calmed
``grain``, ``light``, ``lines``  the measures themselves
``measures``  all of them with unit and limits; a page diagnosed
``hints``  which filters to try for what was found, and with which values
``placing``  where in a pipeline each of them goes
``qualities``  the few numbers that a recipe's rule compares
"""

from ocrlab.diagnose.hints import Hint, hints, together
from ocrlab.diagnose.measures import MEASURES, Diagnosis, Finding, Measure, diagnose
from ocrlab.diagnose.placing import placed
from ocrlab.diagnose.qualities import Qualities, measure

__all__ = [
    "MEASURES",
    "Diagnosis",
    "Finding",
    "Hint",
    "Measure",
    "Qualities",
    "diagnose",
    "hints",
    "measure",
    "placed",
    "together",
]
