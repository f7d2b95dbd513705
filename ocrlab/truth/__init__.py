"""What does the page really say, and where does each line of it stand?

A ground truth comes as plain text, as hOCR, ALTO or PAGE XML, or as a CSV of boxes with their text. What it is, is seen
from what it holds, never only from its name: markup taken for text would be scored as OCR errors.
"""

from ocrlab.truth.formats import MAX_BYTES, parse_truth, read_truth
from ocrlab.truth.model import Box, Truth, TruthLine
from ocrlab.truth.plain import decode_text

__all__ = ["MAX_BYTES", "Box", "Truth", "TruthLine", "decode_text", "parse_truth", "read_truth"]
