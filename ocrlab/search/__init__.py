"""Which setting is best for these pages, and how do we know?

``space``  what may vary, written as a person says it, and the pipelines it makes
``source``, ``groups``, ``pages``  which pages are searched on and which are held out
``objective``  which number is minimised
``plan``  a search as a value, and ``command``  the same on the command line
``sampling``  which setting to try next (Optuna)
``racing``  when a setting is hopeless
``trial``, ``known``  what is known of a setting, of a study
``reader``  pages read, never the same pixels twice
``turns``  whose turn is which trial, among several processes
``study``  the search itself
``proving``  the winner on pages it never saw, and a setting chosen for each page
``answer``  what is taken over from it to read other pages
``running``  a search in the background, found again after a restart
``tables``  what can be drawn of it
"""

from ocrlab.search.answer import Answer
from ocrlab.search.pages import Pages
from ocrlab.search.plan import Plan
from ocrlab.search.proving import Summary
from ocrlab.search.sampling import SAMPLERS
from ocrlab.search.source import Source
from ocrlab.search.space import CURATED, Space
from ocrlab.search.study import Study
from ocrlab.search.trial import StudyProgress, Trial

__all__ = [
    "CURATED",
    "SAMPLERS",
    "Answer",
    "Pages",
    "Plan",
    "Source",
    "Space",
    "Study",
    "StudyProgress",
    "Summary",
    "Trial",
]
