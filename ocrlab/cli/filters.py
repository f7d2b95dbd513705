"""Filters: which filters are there, and what may each be given?"""

from __future__ import annotations

from typing import Any

from ocrlab.cli.console import answer, answer_json
from ocrlab.cli.options import AsJson
from ocrlab.cli.own_filters import say_own_filter_problems
from ocrlab.filters import FAMILIES, Filter, all_filters
from ocrlab.params import Param


def filters(as_json: AsJson = False) -> None:
    """List every filter with its parameters."""
    say_own_filter_problems()
    family = None
    for filter_ in all_filters():
        if as_json:
            answer_json(_described(filter_))
            continue
        if filter_.family != family:
            answer(f"{'' if family is None else chr(10)}{FAMILIES[filter_.family]}")
            family = filter_.family
        answer(f"\n  {filter_.name}: {filter_.summary}{f' (from {filter_.own.source})' if filter_.own else ''}")
        for param in filter_.params:
            answer(f"      {param.name}={param.text(param.default)}  ({param.allowed})  {param.help}".rstrip())


def _described(filter_: Filter) -> dict[str, Any]:
    return {
        "name": filter_.name,
        "title": filter_.title,
        "family": filter_.family,
        "summary": filter_.summary,
        **{section.lower(): text for section, text in filter_.sections.items()},
        "params": [_declared(param) for param in filter_.params],
        **({"own": filter_.own.to_dict()} if filter_.own else {}),
    }


def _declared(param: Param) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": param.name, "kind": param.kind, "default": param.default, "help": param.help}
    if param.range:
        declared |= {"low": param.range.low, "high": param.range.high, "step": param.step, "log": param.range.log}
        declared |= {"unit": param.unit, "whole": param.whole}
    if param.choices:
        declared["choices"] = list(param.choices)
    return declared
