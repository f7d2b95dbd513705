"""EasyOCR as an engine of the lab: its settings, its networks run faster, its two halves called apart."""

from ocrlab.engines.easyocr.engine import ENGINE

__all__ = ["ENGINE"]
