"""Is the winner really better, for which pages, and would choosing page by page be better still?

``finals``  the last few settings, read as the proof reads
``proof``  the winner on pages the search never saw
``learning``  a rule that chooses a setting for each page
``summary``  what came out, as a value
``words``  what came out, as a person hears it
"""

from ocrlab.search.proving.learning import learnt_of
from ocrlab.search.proving.proof import prove
from ocrlab.search.proving.summary import Summary

__all__ = ["Summary", "learnt_of", "prove"]
