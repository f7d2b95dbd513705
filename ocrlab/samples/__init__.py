"""Samples: what can be tried before anyone brings an image of their own?

Documents of our own, spoiled the way captures go wrong, and one photograph that scikit-image brings along. A page's
truth is what a person would type: row by row in reading order, columns one after the other.
"""

from ocrlab.samples.documents import DOCUMENTS
from ocrlab.samples.pages import PAGES

__all__ = ["DOCUMENTS", "PAGES"]
