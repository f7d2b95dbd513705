"""Parameters: which values may a filter or an engine take, and how is a value checked?

A plain function's keyword-only signature is the whole declaration. A number carries a `Range`, a choice is a
``Literal``, a flag is a ``bool``; a bare string inside ``Annotated`` is the help a person reads beside the control.
Engines may also ask for free text (`Text`) and for several names of a list (`Several`). Sliders, validation, links,
the command line and search spaces all read the same `Param`.
"""

from __future__ import annotations

import inspect
import math
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from ocrlab.errors import DeclarationError, ParamError
from ocrlab.wording import nearest, quoted

Kind = Literal["number", "choice", "flag", "text", "several"]
_TOLERANCE = 1e-6  # a share of one step: what a slider or a printed decimal may be off its grid


@dataclass(frozen=True, slots=True)
class Range:
    """The closed interval a number may lie in, and the grid it lies on.

    Without ``step`` whole numbers move by one; a fractional range needs ``step``, or ``log`` (positive bounds, any
    value between them, sliders move by even ratios). ``high`` must lie on the grid that starts at ``low``.
    """

    low: float
    high: float
    step: float | None = None
    log: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most ``max_length`` characters; empty means unused."""

    max_length: int = 200


@dataclass(frozen=True, slots=True)
class Several:
    """Any number (at least ``least``) of distinct names out of a list; the order given is kept."""

    choices: tuple[str, ...]
    least: int = 0


@dataclass(frozen=True, slots=True)
class Param:
    """One declared parameter: everything a control, a check or a search space needs to know."""

    name: str
    kind: Kind
    default: Any
    help: str = ""
    range: Range | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    max_length: int = 0

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")

    @property
    def limits(self) -> Range:
        """The range of a number; no number is declared without one."""
        assert self.range is not None
        return self.range

    @property
    def unit(self) -> str:
        return self.range.unit if self.range else ""

    @property
    def step(self) -> float | None:
        """Distance between neighbouring values; None on a logarithmic scale."""
        return self.range.step if self.range else None

    @property
    def allowed(self) -> str:
        """What may be given, in the words of an error message: ``odd, 3..101 px``."""
        match self.kind:
            case "number":
                return _describe(self.limits, self.whole)
            case "choice":
                return "one of " + ", ".join(self.choices)
            case "flag":
                return "true or false"
            case "text":
                return f"text of at most {self.max_length} characters"
            case "several":
                few = self.choices if len(self.choices) <= 12 else (*self.choices[:12], "...")
                return ("some of " if not self.least else f"at least {self.least} of ") + ", ".join(few)

    def check(self, value: object, place: str) -> Any:
        """The value in its canonical form (on its grid, plain Python type).

        Text is parsed, so links, files and the command line need no second rule. Raises `ParamError` naming place,
        value and what is allowed; a value is never moved to the nearest one allowed.
        """
        try:
            return _CHECKS[self.kind](self, value)
        except _Refused:
            raise ParamError(f"{place}: {self.name} must be {self.allowed}, got {_shown(value)}") from None

    def text(self, value: object) -> str:
        """The value as `check` reads it back: ``2``, ``0.5``, ``true``, ``disk``, ``en+de``."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if self.kind == "several":
            return "+".join(typing.cast("tuple[str, ...]", value))
        return f"{value:.12g}" if isinstance(value, float) else str(value)


class _Refused(Exception):
    pass


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, (int, float, bool)) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _plain(number: float) -> str:
    return f"{number:.10g}"


def _describe(r: Range, whole: bool) -> str:
    unit = f" {r.unit}" if r.unit else ""
    span = f"{_plain(r.low)}..{_plain(r.high)}{unit}"
    if r.step is None:  # a logarithmic range
        return span
    if whole and r.step == 1:
        return f"a whole number, {span}"
    if whole and r.step == 2:
        return f"{'odd' if r.low % 2 else 'even'}, {span}"
    return f"{span} in steps of {_plain(r.step)}"


def _number(param: Param, value: object) -> int | float:
    r = param.limits
    if isinstance(value, bool):
        raise _Refused
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise _Refused from None
    try:
        number = float(typing.cast(float, value))
    except (TypeError, ValueError, OverflowError):
        raise _Refused from None
    if not math.isfinite(number):
        raise _Refused
    slack = (r.step or (r.high - r.low)) * _TOLERANCE
    if not r.low - slack <= number <= r.high + slack:
        raise _Refused
    if r.step is not None:
        steps = (number - r.low) / r.step
        if abs(steps - round(steps)) > _TOLERANCE * max(1.0, abs(steps)):
            raise _Refused
        number = r.low + round(steps) * r.step
    if param.whole:
        if number != round(number):
            raise _Refused
        return round(number)
    # Twelve significant digits hide the dust of binary fractions: 0.1 * 3 prints, hashes and compares as 0.3.
    return float(f"{min(max(number, r.low), r.high):.12g}")


def _choice(param: Param, value: object) -> str:
    if isinstance(value, str) and value in param.choices:
        return value
    raise _Refused


def _flag(param: Param, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "yes", "no", "on", "off", "1", "0"}:
        return value.lower() in {"true", "yes", "on", "1"}
    raise _Refused


def _text(param: Param, value: object) -> str:
    if isinstance(value, str) and len(value) <= param.max_length and "\x00" not in value:
        return value
    raise _Refused


def _several(param: Param, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part for part in value.replace(",", "+").split("+") if part]
    if not isinstance(value, (list, tuple)):
        raise _Refused
    names = tuple(value)
    if len(names) < param.least or len(set(names)) != len(names) or any(name not in param.choices for name in names):
        raise _Refused
    return names


_CHECKS: dict[str, Callable[[Param, object], Any]] = {
    "number": _number,
    "choice": _choice,
    "flag": _flag,
    "text": _text,
    "several": _several,
}


@cache
def params_of(function: Callable[..., Any]) -> tuple[Param, ...]:
    """Read a function's keyword-only parameters as declarations, in the order written.

    Raises `DeclarationError` where one has no default or no range, a default off its grid, or a step that misses
    ``high``.
    """
    hints = typing.get_type_hints(function, include_extras=True)
    place = function.__name__
    return tuple(
        _declared(place, p.name, hints.get(p.name), p.default)
        for p in inspect.signature(function).parameters.values()
        if p.kind is inspect.Parameter.KEYWORD_ONLY
    )


def _declared(place: str, name: str, hint: Any, default: Any) -> Param:
    where = f"{place}: parameter {name}"
    if hint is None or default is inspect.Parameter.empty:
        raise DeclarationError(f"{where} needs a type and a default")
    base, extras = (typing.get_args(hint)[0], hint.__metadata__) if typing.get_origin(hint) is Annotated else (hint, ())
    note = " ".join(extra for extra in extras if isinstance(extra, str))
    marker = next((extra for extra in extras if isinstance(extra, (Range, Text, Several))), None)
    if base is bool:
        param = Param(name, "flag", default, note)
    elif typing.get_origin(base) is Literal:
        param = Param(name, "choice", default, note, choices=typing.get_args(base))
    elif base in (int, float) and isinstance(marker, Range):
        param = Param(name, "number", default, note, range=_whole_grid(where, marker, base is int), whole=base is int)
    elif base is str and isinstance(marker, Text):
        param = Param(name, "text", default, note, max_length=marker.max_length)
    elif isinstance(marker, Several):
        param = Param(name, "several", default, note, choices=marker.choices, least=marker.least)
    else:
        raise DeclarationError(
            f"{where} must be a number with a Range, a Literal, a bool, a Text or a Several, not {hint}"
        )
    try:
        canonical = param.check(default, place)
    except ParamError as error:
        raise DeclarationError(f"{where}: its default is refused: {error}") from None
    if type(canonical) is not type(default):
        raise DeclarationError(f"{where}: write the default as {canonical!r}, not {default!r}")
    return param


def _whole_grid(where: str, r: Range, whole: bool) -> Range:
    if not r.low < r.high:
        raise DeclarationError(f"{where}: the range {_plain(r.low)}..{_plain(r.high)} is empty")
    if r.log:
        if whole or r.step is not None or r.low <= 0:
            raise DeclarationError(f"{where}: a log range holds fractions, has no step and starts above 0")
        return r
    step = r.step if r.step is not None else (1 if whole else None)
    if step is None or step <= 0:
        raise DeclarationError(f"{where}: a fractional range needs a step above 0, or log=True")
    if whole and any(float(v) != int(v) for v in (r.low, r.high, step)):
        raise DeclarationError(f"{where}: bounds and step of a whole number must be whole")
    steps = (r.high - r.low) / step
    if abs(steps - round(steps)) > _TOLERANCE * max(1.0, steps):
        raise DeclarationError(f"{where}: step {_plain(step)} from {_plain(r.low)} misses {_plain(r.high)}")
    return Range(r.low, r.high, step, unit=r.unit)


def resolve(params: tuple[Param, ...], values: Mapping[str, object], place: str) -> dict[str, Any]:
    """All parameters with their checked values, defaults filled in, in declared order.

    Raises `ParamError` for a name that is not declared (with the nearest one that is) and for any refused value.
    """
    known = {param.name: param for param in params}
    for name in values:
        if name not in known:
            near = nearest(str(name), known)
            hint = f"; did you mean {near}?" if near else ""
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise ParamError(f"{place}: there is no parameter {quoted(str(name))}; {takes}{hint}")
    return {name: param.check(values.get(name, param.default), place) for name, param in known.items()}
