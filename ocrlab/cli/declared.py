"""Declared: how is a declared parameter shown on the console, and in a program's words?"""

from __future__ import annotations

from typing import Any

from ocrlab.params import Param


def listing(param: Param) -> str:
    return f"      {param.name}={param.text(param.default)}  ({param.allowed})  {param.help}".rstrip()


def declared(param: Param) -> dict[str, Any]:
    """Plain values, fit for JSON."""
    shown: dict[str, Any] = {"name": param.name, "kind": param.kind, "default": param.default, "help": param.help}
    if param.range:
        shown |= {"low": param.range.low, "high": param.range.high, "step": param.step, "log": param.range.log}
        shown |= {"unit": param.unit, "whole": param.whole}
    if param.choices:
        shown["choices"] = list(param.choices)
    return shown
