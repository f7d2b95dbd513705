"""What every registered filter promises, whoever wrote it: one sweep over the whole registry."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ocrlab.errors import DeclarationError, ParamError
from ocrlab.filters import FAMILIES, Filter, all_filters, get_filter, register
from ocrlab.filters.registry import SECTIONS
from ocrlab.image import Image, check, decode, encode_png
from ocrlab.params import Param

FILTERS = all_filters()
each_filter = pytest.mark.parametrize("filter_", FILTERS, ids=lambda f: f.name)


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
    "one column": np.random.default_rng(1).integers(0, 256, (17, 1), dtype=np.uint8),
    "blank": np.full((12, 15), 255, np.uint8),
    "black": np.zeros((12, 15, 3), np.uint8),
    "bilevel": (np.random.default_rng(2).random((21, 18)) < 0.7).astype(np.uint8) * 255,
    "grey": text_like((40, 61)),
    "colour": text_like((38, 44, 3)),
}


# The full size is beyond the pixel limit, which test_geometry holds; it takes seconds and shows nothing more here.
LARGEST = {"resize": 1500}


def corners(filter_: Filter) -> list[dict[str, Any]]:
    """The defaults, each parameter alone at each of its ends, and all of them at their low or high ends together."""
    ends = {param.name: _ends(param, LARGEST.get(filter_.name)) for param in filter_.params}
    alone = [{name: value} for name, values in ends.items() for value in values]
    together = [{name: values[k] for name, values in ends.items()} for k in (0, -1)]
    choices = {p.name: p.choices for p in filter_.params if p.kind == "choice"}
    kinds = [dict(zip(choices, mix, strict=True)) for mix in itertools.product(*choices.values())]
    mixed = [{**corner, **kind} for corner in together for kind in kinds]
    unique = {repr(sorted(values.items())): values for values in [{}, *alone, *together, *mixed]}
    return list(unique.values())


def _ends(param: Param, largest: int | None) -> tuple[Any, ...]:
    if param.kind == "choice":
        return param.choices
    return (False, True) if param.kind == "flag" else (param.range.low, largest or param.range.high)


@each_filter
@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_every_corner_of_every_range_gives_an_image_and_leaves_its_input_alone(filter_, page):
    before = page.copy()
    for values in corners(filter_):
        result = check(filter_(page, **values), f"{filter_.name} {values}")
        assert not result.flags.writeable
        assert result.flags.c_contiguous
        if not filter_.moves:
            assert result.shape[:2] == page.shape[:2], values
    assert np.array_equal(page, before)


@each_filter
def test_the_same_page_and_values_give_the_same_pixels(filter_):
    page = PAGES["colour"]
    assert np.array_equal(filter_(page), filter_(page.copy()))


@each_filter
def test_a_filtered_page_saved_and_loaded_is_the_same_page(filter_):
    for page in (PAGES["grey"], PAGES["colour"]):
        result = filter_(page)
        assert np.array_equal(decode(encode_png(result)), result)


@each_filter
def test_a_page_in_any_memory_order_gives_the_same_pixels(filter_):
    page = PAGES["grey"]
    assert np.array_equal(filter_(np.asfortranarray(page)), filter_(page))
    assert np.array_equal(filter_(page[::-1][::-1]), filter_(page))


@each_filter
def test_defaults_do_something_to_a_noisy_page_or_say_that_they_change_nothing(filter_):
    if filter_.name == "rotate":
        pytest.skip("an angle nobody asked for would be a surprise")
    page = np.random.default_rng(5).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    page[20:30, 10:70] //= 3
    result = filter_(page)
    quiet = {"deskew", "quarter_turn", "trim", "perspective", "dewarp", "scale_to_text", "drop_colour", "remove_lines"}
    assert filter_.name in quiet or result.shape != page.shape or not np.array_equal(result, page)


@each_filter
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_small_image_is_taken(filter_, data):
    shape = data.draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    page = data.draw(hnp.arrays(np.uint8, shape) | hnp.arrays(np.uint8, (*shape, 3)))
    check(filter_(page), filter_.name)


@each_filter
def test_help_is_there_for_the_filter_and_each_of_its_parameters(filter_):
    assert filter_.summary.endswith(".")
    assert all(filter_.sections[head].strip() for head in SECTIONS)
    for param in filter_.params:
        assert len(param.help) > 10, f"{filter_.name}: {param.name} needs help in its Annotated"


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


def test_titles_and_names_are_unique_and_every_room_is_lived_in():
    assert len({f.title for f in FILTERS}) == len(FILTERS)
    assert {f.family for f in FILTERS} == set(FAMILIES)
    assert [get_filter(f.name) for f in FILTERS] == list(FILTERS)


def test_the_catalogue_holds_every_filter_that_was_promised():
    promised = """grayscale invert auto_contrast brightness contrast gamma equalise clahe flatten drop_colour
        median adaptive_median remove_impulses gaussian bilateral nl_means total_variation wavelet
        remove_grain despeckle
        threshold binarise local sauvola niblack hysteresis otsu
        thicken thin open close top_hat black_hat remove_lines
        deskew rotate quarter_turn scale scale_to_text resize trim pad perspective dewarp
        unsharp deblur"""
    assert {f.name for f in FILTERS} == set(promised.split())


def test_slow_filters_are_the_ones_that_say_so():
    slow = {"nl_means", "total_variation", "bilateral", "wavelet", "remove_grain", "deblur", "dewarp", "perspective"}
    assert {f.name for f in FILTERS if f.slow} == slow


def test_a_filter_without_help_or_with_a_taken_name_is_refused_at_import():
    def median(image: Image) -> Image:
        """Twice.

        Helps: no.
        Harms: no.
        Colour: no.
        Source: no.
        """
        return image

    with pytest.raises(DeclarationError, match="the name median is taken"):
        register("Median again", family="noise")(median)

    def silent(image: Image) -> Image:
        """Nothing more."""
        return image

    with pytest.raises(DeclarationError, match="its docstring needs a summary and Helps, Harms, Colour, Source"):
        register("Silent", family="noise")(silent)
    assert "silent" not in {f.name for f in all_filters()}
