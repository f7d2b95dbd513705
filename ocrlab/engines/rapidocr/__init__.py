"""RapidOCR's PP-OCRv6 as an engine of the lab: its networks from the package, all else computed here."""

from ocrlab.engines.rapidocr.engine import ENGINE

__all__ = ["ENGINE"]
