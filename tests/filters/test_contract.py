"""What every registered filter promises, whoever wrote it: one sweep over the whole registry."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ocrlab.errors import DeclarationError, ParamError, PipelineError
from ocrlab.filters import FAMILIES, all_filters, contract, get_filter, register, spoiling_filters
from ocrlab.filters.declaration import declared
from ocrlab.image import Image, check, decode, encode_png
from ocrlab.params import Range

FILTERS = (*spoiling_filters(), *all_filters())
each_filter = pytest.mark.parametrize("filter_", FILTERS, ids=lambda f: f.name)
PAGES = contract.PAGES


@each_filter
@pytest.mark.parametrize("name", PAGES)
def test_every_corner_of_every_range_gives_an_image_and_leaves_its_input_alone(filter_, name):
    assert list(contract.corners_on(filter_, name, PAGES[name])) == []


@each_filter
@pytest.mark.parametrize("rule", contract.RULES[1:], ids=lambda rule: rule.__name__)
def test_every_filter_keeps_the_promises_that_own_filters_are_held_to(filter_, rule):
    assert list(rule(filter_)) == []


@each_filter
def test_a_result_is_contiguous_and_cannot_be_written_to(filter_):
    for page in PAGES.values():
        result = filter_(page)
        assert not result.flags.writeable and result.flags.c_contiguous


@each_filter
def test_a_filtered_page_saved_and_loaded_is_the_same_page(filter_):
    for page in (PAGES["grey"], PAGES["colour"]):
        result = filter_(page)
        assert np.array_equal(decode(encode_png(result)), result)


@each_filter
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_small_image_is_taken(filter_, data):
    shape = data.draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    page = data.draw(hnp.arrays(np.uint8, shape) | hnp.arrays(np.uint8, (*shape, 3)))
    check(filter_(page), filter_.name)


@each_filter
def test_values_outside_the_declaration_are_refused(filter_):
    page = PAGES["grey"]
    for param in filter_.params:
        wrong = [param.range.low - 1, param.range.high + 1, "much"] if param.kind == "number" else ["neither", 7]
        for value in wrong:
            with pytest.raises(ParamError, match=f"^{filter_.name}: {param.name} must be"):
                filter_(page, **{param.name: value})
    with pytest.raises(ParamError, match=f"^{filter_.name}: there is no parameter 'nonsense'"):
        filter_(page, nonsense=1)


def test_titles_and_names_are_unique_and_every_family_has_a_filter():
    assert len({f.title for f in FILTERS}) == len(FILTERS)
    assert {f.family for f in FILTERS} == set(FAMILIES)
    assert [get_filter(f.name) for f in FILTERS] == list(FILTERS)


GOOD = """Do a thing.

Helps: yes.
Harms: no.
Colour: no.
Source: no.
"""


def plain(image: Image) -> Image:
    return image


def with_its_value_before_the_star(image: Image, radius: Range = 1) -> Image:
    return image


def with_any_value(image: Image, **values: object) -> Image:
    return image


def without_an_image(*, radius: bool = True) -> Image:
    return np.zeros((1, 1), np.uint8)


@pytest.mark.parametrize(
    ("function", "name", "doc", "declaration", "message"),
    [
        (plain, "median", GOOD, {}, "median: the name median is taken by a filter of the lab; choose another"),
        (plain, "new", GOOD, {"aliases": ("dilate",)}, "new: the name dilate is taken by a filter of the lab"),
        (plain, "none", GOOD, {}, "none: none is a word of the search space; choose another name"),
        (plain, "new", GOOD, {"title": "Median"}, "new: the title 'Median' is taken; choose another"),
        (plain, "new", GOOD, {"family": "magic"}, "new: family must be spoil, tone, .* or sharpen, got 'magic'"),
        (plain, "new", "Nothing more.", {}, "new: its docstring needs a summary and Helps, Harms, Colour, Source"),
        (plain, "new", "Do.\n\nHelps: a\nHarms: b\nSource: c", {}, "new: its docstring needs a summary and Colour"),
        (
            with_its_value_before_the_star,
            "new",
            GOOD,
            {},
            "new: must take the image alone before a .*, got image, radius",
        ),
        (with_any_value, "new", GOOD, {}, "new: must take the image alone .*, got image, values; write def new"),
        (without_an_image, "new", GOOD, {}, "new: must take the image alone before a .*, got none"),
        (len, "len", GOOD, {}, "New: register decorates a plain function, not builtin_function_or_method"),
    ],
)
def test_a_wrong_declaration_is_refused_at_import_in_one_sentence(
    monkeypatch, function, name, doc, declaration, message
):
    if function is not len:
        monkeypatch.setattr(function, "__name__", name)
        monkeypatch.setattr(function, "__doc__", doc)
    with pytest.raises(DeclarationError, match=f"^{message}"):
        register(**{"title": "New", "family": "noise"} | declaration)(function)
    assert (*spoiling_filters(), *all_filters()) == FILTERS


def made(function) -> object:
    """A filter of a test's own, which no registry knows."""
    function.__doc__ = GOOD
    return declared(
        function, "Made here", "noise", moves=function.__name__.startswith("moves"), bends=False, slow=False
    )


def writes(image: Image) -> Image:
    image[0, 0] = 7
    return image


def halves(image: Image) -> Image:
    return np.ascontiguousarray(image[: (len(image) + 1) // 2])


def forgets(image: Image) -> None:
    image.copy()


def floats(image: Image) -> np.ndarray:
    return image / 255


def rolls_dice(image: Image) -> Image:
    return image ^ np.random.default_rng().integers(0, 256, image.shape, np.uint8)


def does_nothing(image: Image) -> Image:
    return image


def moves_in_silence(image: Image) -> Image:
    return image[::-1]


@pytest.mark.parametrize(
    ("function", "rule", "message"),
    [
        (writes, contract.gives_an_image_at_every_corner, "failed in .*test_contract.py, line .*read-only"),
        (halves, contract.gives_an_image_at_every_corner, "changes the size of the page, so .* moves=True"),
        (forgets, contract.gives_an_image_at_every_corner, "an image is a uint8 array, got NoneType"),
        (floats, contract.gives_an_image_at_every_corner, "an image is a uint8 array, got float64"),
        (
            rolls_dice,
            contract.gives_the_same_again,
            "rolls_dice, on the test page 'grey': gives other pixels when called",
        ),
        (
            does_nothing,
            contract.does_something_or_says_why_not,
            "does_nothing: its defaults leave a noisy page as it was",
        ),
        (moves_in_silence, contract.reports_its_moves, "moves pixels and does not report where to"),
    ],
)
def test_a_filter_that_breaks_a_promise_is_told_which(function, rule, message):
    sentence = next(rule(made(function)))
    assert re.search(message, sentence), sentence
    assert sentence in contract.broken(made(function))


def test_what_goes_wrong_inside_an_own_filter_names_file_and_line():
    with pytest.raises(
        PipelineError, match=r"^writes: failed in .*test_contract\.py, line \d+ \(ValueError: .*read-only"
    ):
        made(writes)(PAGES["grey"])
