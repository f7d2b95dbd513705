"""Every filter of the lab, family by family.

A new filter is one function in its family: slider, validation, link, command line, export, catalogue and contract tests
follow from its signature and docstring.
"""

from ocrlab.filters import tone, noise, threshold, morphology, geometry, sharpen  # noqa: F401, I001 - catalogue order
from ocrlab.filters.registry import FAMILIES, Filter, all_filters, get_filter, register

__all__ = ["FAMILIES", "Filter", "all_filters", "get_filter", "register"]
