"""Which setting is best for these pages, and how do we know?

``vary``, ``places``, ``space``  what may vary, written as a person says it, and the pipelines it makes
``curated``  ready-made spaces
``sampling``  which setting to try next (Optuna)
``racing``  when a setting is hopeless
``pages``  what is searched on and what is held out
``objective``  what is made small
``plan``  a search as a value
``reader``  pages read, never the same pixels twice
``turns``  whose turn is which trial, among several processes
``steering``  pause, resume, enough, stop
``study``  the search itself
``proof``  the winner on pages it never saw
``auto``  a setting chosen for each page
"""

from ocrlab.search.auto import Recipe
from ocrlab.search.pages import Pages
from ocrlab.search.plan import Plan
from ocrlab.search.sampling import SAMPLERS
from ocrlab.search.space.curated import CURATED
from ocrlab.search.space.space import Space
from ocrlab.search.study import Study
from ocrlab.search.trial import StudyProgress, Trial

__all__ = ["CURATED", "SAMPLERS", "Pages", "Plan", "StudyProgress", "Recipe", "Space", "Study", "Trial"]
