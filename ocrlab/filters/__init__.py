"""Every filter of the lab, one room a family.

A new filter is one function in its room: slider, validation, link, command line, export, catalogue and contract tests
follow from its signature and docstring.
"""

from ocrlab.filters import tone, noise, threshold, morphology, geometry, sharpen  # noqa: F401, I001 - catalogue order
from ocrlab.filters.registry import ROOMS, Filter, all_filters, get_filter, register

__all__ = ["ROOMS", "Filter", "all_filters", "get_filter", "register"]
