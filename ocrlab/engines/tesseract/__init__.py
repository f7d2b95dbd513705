"""Tesseract as an engine of the lab: which of its programs there are, its options in words, its table of words."""

from ocrlab.engines.tesseract.engine import ENGINE
from ocrlab.engines.tesseract.settings import LANGUAGES

__all__ = ["ENGINE", "LANGUAGES"]
