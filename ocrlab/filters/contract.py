"""Contract: what does every filter promise, whoever wrote it, and which promise does this one break?

The tests walk the registry with these rules, and ``ocrlab check FILE`` tries a file of one's own. A
rule looks at one filter and yields a sentence for each promise that is broken.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ocrlab.errors import ImageError, OcrLabError
from ocrlab.filters.declaration import SECTIONS, Filter
from ocrlab.filters.notes import collect_moves, collect_notes
from ocrlab.image import Image
from ocrlab.moves import IDENTITY, compose
from ocrlab.params import Param

MAX_SIDE = 300  # px: sides asked for beyond it take seconds and show nothing more
MIN_HELP = 10  # characters of a parameter's help

Rule = Callable[[Filter], Iterator[str]]


def text_like(shape: tuple[int, ...]) -> Image:
    """A small page: bright paper, dark bars as words in rows, a little grain."""
    page = np.random.default_rng(3).integers(225, 250, shape, dtype=np.uint8)
    for top in range(4, shape[0] - 4, 9):
        for left in range(3, shape[1] - 6, 11):
            page[top : top + 4, left : left + 7] //= 6
    return page


PAGES: dict[str, Image] = {
    "one pixel": np.array([[90]], np.uint8),
    "one colour pixel": np.array([[[200, 30, 90]]], np.uint8),
    "one row": np.random.default_rng(0).integers(0, 256, (1, 17), dtype=np.uint8),
    "one column": np.random.default_rng(1).integers(0, 256, (5, 1), dtype=np.uint8),
    "blank": np.full((12, 15), 255, np.uint8),
    "black": np.zeros((12, 15, 3), np.uint8),
    "bilevel": (np.random.default_rng(2).random((21, 18)) < 0.7).astype(np.uint8) * np.uint8(255),
    "grey": text_like((40, 61)),
    "colour": text_like((38, 44, 3)),
}


def corners(filter_: Filter) -> list[dict[str, Any]]:
    """The defaults, each parameter alone at each of its ends, and all of them at their low or high ends together."""
    ends = {param.name: _ends(param, filter_.moves) for param in filter_.params}
    alone = [{name: value} for name, values in ends.items() for value in values]
    together = [{name: values[k] for name, values in ends.items()} for k in (0, -1)]
    choices = {param.name: param.choices for param in filter_.params if param.kind == "choice"}
    kinds = [dict(zip(choices, mix, strict=True)) for mix in itertools.product(*choices.values())]
    mixed = [{**corner, **kind} for corner in together for kind in kinds]
    unique = {repr(sorted(values.items())): values for values in [{}, *alone, *together, *mixed]}
    return list(unique.values())


def _ends(param: Param, moves: bool) -> tuple[Any, ...]:
    if param.range is None:
        return param.choices or (False, True)
    high = param.range.high
    if moves and param.unit == "px" and param.range.low <= MAX_SIDE < high:
        high = MAX_SIDE
    return param.range.low, high


def gives_an_image_at_every_corner(filter_: Filter) -> Iterator[str]:
    """An Image for the ends of every range on pages of every kind; the page it was given is left alone."""
    for name, page in PAGES.items():
        yield from corners_on(filter_, name, page)


def corners_on(filter_: Filter, name: str, page: Image) -> Iterator[str]:
    """The same on one page: the corners at which the filter fails there, or changes what it was given."""
    before = page.copy()
    for values in corners(filter_):
        where = _where(filter_, values, name)
        try:
            filter_(page, **values)
        except ImageError as error:
            if "megapixels" not in str(error):  # a page too large to make is refused, and rightly so
                yield f"{where}: {_plain(filter_, error)}"
        except OcrLabError as error:
            yield f"{where}: {_plain(filter_, error)}"
        if not np.array_equal(page, before):
            yield f"{where}: the page itself was changed; work on a copy"
            page[...] = before


def gives_the_same_again(filter_: Filter) -> Iterator[str]:
    """The same pixels for the same page and values, however the page lies in memory."""
    for name in ("grey", "colour"):
        page = PAGES[name]
        first = _result(filter_, page)
        if first is None:
            continue
        for how, other in {
            "when called again": page.copy(),
            "for the page in another memory order": np.asfortranarray(page),
            "for a view of the page": page[::-1][::-1],
        }.items():
            if not _equal(first, _result(filter_, other)):
                where = _where(filter_, {}, name)
                yield f"{where}: gives other pixels {how}; fix its random seed, and keep nothing between two calls"
                break


def does_something_or_says_why_not(filter_: Filter) -> Iterator[str]:
    """With its defaults a filter changes a noisy page, or notes why it leaves it as it was."""
    page = np.random.default_rng(5).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    page[20:30, 10:70] //= 3
    with collect_notes() as notes:
        result = _result(filter_, page)
    if result is not None and _equal(result, page) and not notes:
        yield (
            f"{filter_.name}: its defaults leave a noisy page as it was and do not say why; choose others, or return "
            'left_as_it_was(image, "the reason")'
        )


def reports_its_moves(filter_: Filter) -> Iterator[str]:
    """A filter that moves pixels says where to, also where nothing moved; one that bends the page need not."""
    for name, page in PAGES.items():
        for values in corners(filter_) if filter_.moves else [{}]:
            where = _where(filter_, values, name)
            with collect_moves() as moves:
                result = _result(filter_, page, values)
            if result is None:
                continue
            if not filter_.moves:
                if moves and compose(moves) != IDENTITY:
                    yield f"{where}: reports a move, so it must be declared with moves=True"
            elif not moves and not filter_.bends:
                yield f"{where}: moves pixels and does not report where to; call report_move(matrix)"
            elif not moves and _equal(result, page):
                yield f"{where}: leaves the page as it was and does not say so; return left_as_it_was(image, reason)"


def has_help(filter_: Filter) -> Iterator[str]:
    """Help for the filter and for each of its parameters."""
    if not filter_.summary.endswith("."):
        yield f"{filter_.name}: the first paragraph of its docstring must be a sentence that ends with a full stop"
    for section in SECTIONS:
        if not filter_.sections[section].strip():
            yield f"{filter_.name}: the section {section} of its docstring is empty"
    for param in filter_.params:
        if len(param.help) < MIN_HELP:
            yield f"{filter_.name}: parameter {param.name} needs help: a sentence as a string in its Annotated"


RULES: tuple[Rule, ...] = (
    gives_an_image_at_every_corner,
    gives_the_same_again,
    does_something_or_says_why_not,
    reports_its_moves,
    has_help,
)


def broken(filter_: Filter) -> list[str]:
    """The first sentence of each rule that the filter breaks; empty where it keeps its promises."""
    firsts = (next(rule(filter_), None) for rule in RULES)
    return [sentence for sentence in firsts if sentence is not None]


def _where(filter_: Filter, values: dict[str, Any], page: str) -> str:
    params = {param.name: param for param in filter_.params}
    stage = " ".join([filter_.name, *(f"{key}={params[key].text(value)}" for key, value in values.items())])
    return f"{stage}, on the test page {page!r}"


def _plain(filter_: Filter, error: OcrLabError) -> str:
    return str(error).removeprefix(f"{filter_.name}: ")


def _result(filter_: Filter, page: Image, values: dict[str, Any] | None = None) -> Image | None:
    """What the filter makes of a page; None where it fails, which the first rule tells of."""
    try:
        return filter_(page, **(values or {}))
    except OcrLabError:
        return None


def _equal(result: Image, other: Image | None) -> bool:
    return other is not None and np.array_equal(result, other)
