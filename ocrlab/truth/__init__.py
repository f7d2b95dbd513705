"""Truth: what does the page really say, and where does each line of it stand?

A ground truth comes as plain text, as hOCR, ALTO or PAGE XML, or as rows of boxes with their text. What it is, is seen
from what it holds, never only from its name: markup taken for text would be scored as OCR errors.
"""

from ocrlab.reading import Box
from ocrlab.truth.gate import MAX_BYTES, parse_truth, read_truth
from ocrlab.truth.hints import encoding_warning, script_warning, truth_warning
from ocrlab.truth.model import Truth, TruthLine
from ocrlab.truth.plain import FORM_FEED, decode_text, pages_of

__all__ = [
    "FORM_FEED",
    "MAX_BYTES",
    "Box",
    "Truth",
    "TruthLine",
    "decode_text",
    "encoding_warning",
    "pages_of",
    "parse_truth",
    "read_truth",
    "script_warning",
    "truth_warning",
]
