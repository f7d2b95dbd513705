"""Delivery: how do results leave the lab, as files that other programs take?"""

from ocrlab.delivery.page import OutputPage, Writer
from ocrlab.delivery.placing import place
from ocrlab.delivery.writers import WRITERS

__all__ = ["WRITERS", "OutputPage", "Writer", "place"]
