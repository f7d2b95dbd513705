"""What did the engine read, and in which order does a person read it?"""

from ocrlab.reading.model import Box, Point, Reading, Word
from ocrlab.reading.order import in_reading_order

__all__ = ["Box", "Point", "Reading", "Word", "in_reading_order"]
