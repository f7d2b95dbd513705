"""Filters: everything that can be done to a page before it is read, family by family.

A new filter is one function in its family, or in a file of your own: slider, validation, link, command line, search
space, export, guide and contract checks follow from its signature and docstring.

``declaration``, ``registry``  what a filter declares, and which there are
``own``  filters of files outside the lab
``contract``  what every filter promises
``notes``  what a filter tells of its work
``strips``  how a page is filtered in little memory
``tone``, ``noise``, ``threshold``, ``local_threshold``, ``document_threshold``, ``morphology``, ``geometry``,
``quarter_turns``, ``sharpen``  the six families; that of the threshold has three files, geometry two
``spoil``  the family whose filters make a page worse on purpose
``page``, ``twins``, ``networks``  what they build on
"""

from ocrlab.filters import spoil, tone, noise, threshold, local_threshold, document_threshold  # noqa: F401, I001 - catalogue order
from ocrlab.filters import morphology, geometry, quarter_turns, sharpen  # noqa: F401
from ocrlab.filters.declaration import FAMILIES, Filter
from ocrlab.filters.notes import left_as_it_was, note, report_move
from ocrlab.filters.own import OwnFilter
from ocrlab.filters.registry import all_filters, get_filter, own_filter_problems, register, spoiling_filters

__all__ = [
    "FAMILIES",
    "Filter",
    "OwnFilter",
    "all_filters",
    "get_filter",
    "left_as_it_was",
    "note",
    "own_filter_problems",
    "register",
    "report_move",
    "spoiling_filters",
]
