"""Filters: which filters are there, and what may each be given?"""

from __future__ import annotations

from typing import Any

from ocrlab.cli.console import answer, answer_json
from ocrlab.cli.declared import declared, listing
from ocrlab.cli.options import AsJson
from ocrlab.cli.own_filters import say_own_filter_problems
from ocrlab.filters import FAMILIES, Filter, all_filters, spoiling_filters


def filters(as_json: AsJson = False) -> None:
    """List every filter with its parameters.

    Last come those that spoil a page on purpose.
    """
    say_own_filter_problems()
    family = None
    for filter_ in (*all_filters(), *spoiling_filters()):
        if as_json:
            answer_json(_described(filter_))
            continue
        if filter_.family != family:
            answer(f"{'' if family is None else chr(10)}{FAMILIES[filter_.family]}")
            family = filter_.family
        answer(f"\n  {filter_.name}: {filter_.summary}{f' (from {filter_.own.source})' if filter_.own else ''}")
        for param in filter_.params:
            answer(listing(param))


def _described(filter_: Filter) -> dict[str, Any]:
    return {
        "name": filter_.name,
        "title": filter_.title,
        "family": filter_.family,
        "summary": filter_.summary,
        **{section.lower(): text for section, text in filter_.sections.items()},
        "params": [declared(param) for param in filter_.params],
        **({"own": filter_.own.to_dict()} if filter_.own else {}),
    }
