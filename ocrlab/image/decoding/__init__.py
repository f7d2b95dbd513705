"""How do untrusted bytes become a picture that every filter can trust?"""

from ocrlab.image.decoding.gate import decode, decode_page, page_count
from ocrlab.image.decoding.kinds import EXTENSIONS, HEAD_BYTES, is_image
from ocrlab.image.decoding.result import DPI_RANGE, Decoded

__all__ = ["DPI_RANGE", "EXTENSIONS", "HEAD_BYTES", "Decoded", "decode", "decode_page", "is_image", "page_count"]
