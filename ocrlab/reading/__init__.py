"""Readings: what did the engine read, and in which order does a person read it?

``word``  a piece of text in its box
``order``  rows and columns as a person reads them
``model``  the words of a page in that order
"""

from ocrlab.reading.model import Reading
from ocrlab.reading.order import in_reading_order
from ocrlab.reading.word import Box, Point, Word, box_of

__all__ = ["Box", "Point", "Reading", "Word", "box_of", "in_reading_order"]
