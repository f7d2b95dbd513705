"""Controls: how does a declared parameter become something a hand can move?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from ocrlab.params import Param, Range
from ocrlab.ui.plain import as_text
from ocrlab.ui.widgets import Bound, bound

ABREAST = 4  # choices that fit side by side
ABREAST_LETTERS = 26


def control(param: Param, value: Any, store: Callable[[Any], object], *, label: str, name: str) -> None:
    """The widget a parameter asks for, showing ``value``; ``store`` is told what a hand sets, before the page runs."""
    tie = bound(name, value, store)
    about, label = as_text(param.help) or None, as_text(label)
    match param.kind:
        case "number":
            _number(param, value, label, tie)
        case "choice" if len(param.choices) <= ABREAST and sum(map(len, param.choices)) <= ABREAST_LETTERS:
            st.segmented_control(
                label, param.choices, default=value, format_func=as_text, required=True, help=about, **tie
            )
        case "choice":
            st.selectbox(label, param.choices, param.choices.index(value), help=about, **tie)
        case "flag":
            st.toggle(label, value, help=about, **tie)
        case "text":
            st.text_input(label, value, help=about, max_chars=param.max_length, **tie)
        case "several":
            st.multiselect(label, param.choices, list(value), help=about, **tie)


def _number(param: Param, value: float, label: str, tie: Bound) -> None:
    limits, about = param.range, as_text(param.help) or None
    assert limits is not None, "a number is declared with its range"
    if limits.step is None:
        ratios = _ratios(limits, param.default, value)
        shown = partial(_with_unit, param)
        st.select_slider(label, ratios, value, format_func=shown, help=about, **tie)
        return
    unit = as_text(f" {param.unit}".rstrip()).replace("%", "%%")
    if param.whole:
        low, high, step = int(limits.low), int(limits.high), int(limits.step)
        st.slider(label, low, high, int(value), step, format=f"%d{unit}", help=about, **tie)
    else:
        ends, shape = (float(limits.low), float(limits.high)), f"%.{_decimals(limits.step)}f{unit}"
        st.slider(label, *ends, float(value), float(limits.step), format=shape, help=about, **tie)


def _with_unit(param: Param, value: float) -> str:
    return as_text(f"{value:g} {param.unit}".strip())


def _decimals(step: float) -> int:
    return max(0, len(f"{step:.6f}".rstrip("0").partition(".")[2]))


def _ratios(limits: Range, default: float, value: float) -> list[float]:
    """Even ratios from low to high, and the two values that must be among them."""
    grid = {float(f"{ratio:.3g}") for ratio in np.geomspace(limits.low, limits.high, 61)}
    return sorted({*grid, float(limits.low), float(limits.high), default, value})
