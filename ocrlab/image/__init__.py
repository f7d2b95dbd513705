"""What is a picture in the lab, and how do a file's bytes become one?"""

from ocrlab.image.decoding import DPI_RANGE, EXTENSIONS, HEAD_BYTES, Decoded, decode, decode_page, is_image, page_count
from ocrlab.image.model import MAX_PIXELS, Image, check, digest, each_channel, encode_png, freeze, grey

__all__ = [
    "DPI_RANGE",
    "EXTENSIONS",
    "HEAD_BYTES",
    "MAX_PIXELS",
    "Decoded",
    "Image",
    "check",
    "decode",
    "decode_page",
    "digest",
    "each_channel",
    "encode_png",
    "freeze",
    "grey",
    "is_image",
    "page_count",
]
