"""Which setting reads this one page well, in about a minute?

``proposals``  which setting to try next, given what the others were worth
``parts``  a page read a part at a time, so that a hopeless setting is given up early
``finding``  the minute itself: no filter, what the hints name, the usual settings; ranked
``by_eye``  a person's order, from one pair after another
"""

from ocrlab.search.on_page.by_eye import ByEye
from ocrlab.search.on_page.finding import SPACE, OnPage, Tried

__all__ = ["SPACE", "ByEye", "OnPage", "Tried"]
