"""A signature is the whole declaration: what is read from it, what is refused in it, and which values it lets in."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import DeclarationError, ParamError
from ocrlab.params import Range, Several, Text, params_of, resolve


def declare(
    *,
    radius: Annotated[int, Range(0, 15, unit="px"), "half the window"] = 1,
    window: Annotated[int, Range(3, 101, 2, unit="px")] = 25,
    k: Annotated[float, Range(0, 1, 0.05)] = 0.2,
    strength: Annotated[float, Range(0.01, 10, log=True)] = 1.0,
    shape: Literal["square", "disk"] = "square",
    invert: bool = False,
    allowlist: Annotated[str, Text(20)] = "",
    languages: Annotated[tuple[str, ...], Several(("en", "de", "fr"), least=1)] = ("en",),
) -> None: ...


PARAMS = params_of(declare)
BY_NAME = {param.name: param for param in PARAMS}


def refusal(function) -> str:
    with pytest.raises(DeclarationError) as caught:
        params_of(function)
    return str(caught.value)


def test_parameters_come_in_the_order_written_with_their_kind_help_and_unit():
    assert [p.kind for p in PARAMS] == ["number", "number", "number", "number", "choice", "flag", "text", "several"]
    assert BY_NAME["radius"].help == "half the window"
    assert (BY_NAME["radius"].unit, BY_NAME["radius"].step, BY_NAME["window"].step) == ("px", 1, 2)
    assert BY_NAME["strength"].step is None


def test_nothing_given_means_every_default():
    assert resolve(PARAMS, {}, "declare") == {
        "radius": 1, "window": 25, "k": 0.2, "strength": 1.0, "shape": "square", "invert": False, "allowlist": "",
        "languages": ("en",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("radius", "2", 2),
        ("radius", 2.0, 2),
        ("k", "0.35", 0.35),
        ("k", 0.1 + 0.2, 0.3),
        ("strength", "2.5", 2.5),
        ("invert", "true", True),
        ("invert", "0", False),
        ("languages", "en+de", ("en", "de")),
        ("languages", ["fr"], ("fr",)),
    ],
)
def test_text_and_numbers_are_read_into_one_canonical_value(name, given, meant):
    value = BY_NAME[name].check(given, "declare")
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("window", 24, "declare: window must be odd, 3..101 px, got 24"),
        ("radius", 16, "declare: radius must be a whole number, 0..15 px, got 16"),
        ("radius", 1.5, "declare: radius must be a whole number, 0..15 px, got 1.5"),
        ("radius", True, "declare: radius must be a whole number, 0..15 px, got True"),
        ("radius", "wide", "declare: radius must be a whole number, 0..15 px, got 'wide'"),
        ("radius", None, "declare: radius must be a whole number, 0..15 px, got None"),
        ("k", 0.33, "declare: k must be 0..1 in steps of 0.05, got 0.33"),
        ("k", float("nan"), "declare: k must be 0..1 in steps of 0.05, got nan"),
        ("k", float("inf"), "declare: k must be 0..1 in steps of 0.05, got inf"),
        ("strength", 0, "declare: strength must be 0.01..10, got 0"),
        ("shape", "round", "declare: shape must be one of square, disk, got 'round'"),
        ("invert", "maybe", "declare: invert must be true or false, got 'maybe'"),
        ("allowlist", "x" * 21, f"declare: allowlist must be text of at most 20 characters, got '{'x' * 21}'"),
        ("languages", [], "declare: languages must be at least 1 of en, de, fr, got []"),
        ("languages", "en+en", "declare: languages must be at least 1 of en, de, fr, got 'en+en'"),
        ("languages", "xx", "declare: languages must be at least 1 of en, de, fr, got 'xx'"),
    ],
)
def test_a_refused_value_is_named_with_what_is_allowed(name, given, message):
    with pytest.raises(ParamError) as caught:
        BY_NAME[name].check(given, "declare")
    assert str(caught.value) == message


def test_a_long_refused_value_is_cut_so_that_the_message_stays_one_line():
    with pytest.raises(ParamError) as caught:
        BY_NAME["shape"].check("x" * 10_000, "declare")
    assert len(str(caught.value)) < 150


def test_an_unknown_name_is_answered_with_the_nearest_one():
    with pytest.raises(ParamError, match=r"there is no parameter 'radios'.*did you mean radius"):
        resolve(PARAMS, {"radios": 1}, "declare")


@given(st.data())
def test_every_value_on_the_grid_survives_being_written_and_read(data):
    param = data.draw(st.sampled_from([p for p in PARAMS if p.kind == "number" and p.step]))
    steps = round((param.range.high - param.range.low) / param.step)
    value = param.check(param.range.low + data.draw(st.integers(0, steps)) * param.step, "declare")
    assert param.check(param.text(value), "declare") == value
    assert type(value) is (int if param.whole else float)


@given(st.floats(0.01, 10))
def test_any_fraction_of_a_log_range_survives_being_written_and_read(number):
    param = BY_NAME["strength"]
    value = param.check(number, "declare")
    assert value == pytest.approx(number, rel=1e-11)
    assert param.check(param.text(value), "declare") == value


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_a_number_is_never_moved_to_the_nearest_one_allowed(number):
    param = BY_NAME["window"]
    try:
        assert param.check(number, "declare") == pytest.approx(number, abs=1e-4)
    except ParamError:
        assert not (3 <= number <= 101 and number % 2 == 1)


def test_a_default_off_its_grid_is_refused_at_import():
    def wrong(*, window: Annotated[int, Range(3, 101, 2)] = 4): ...

    assert "its default is refused" in refusal(wrong)


def test_a_step_that_misses_the_end_is_refused_at_import():
    def wrong(*, k: Annotated[float, Range(0, 1, 0.3)] = 0.0): ...

    assert "step 0.3 from 0 misses 1" in refusal(wrong)


def test_a_fraction_without_a_step_is_refused_at_import():
    def wrong(*, k: Annotated[float, Range(0, 1)] = 0.0): ...

    assert "needs a step" in refusal(wrong)


def test_a_number_without_a_range_is_refused_at_import():
    def wrong(*, k: float = 0.0): ...

    assert "must be a number with a Range" in refusal(wrong)


def test_a_parameter_without_a_default_is_refused_at_import():
    def wrong(*, k: Annotated[float, Range(0, 1, 0.5)]): ...

    assert "needs a type and a default" in refusal(wrong)


def test_an_empty_range_is_refused_at_import():
    def wrong(*, k: Annotated[int, Range(5, 5)] = 5): ...

    assert "5..5 is empty" in refusal(wrong)


def test_a_log_range_from_zero_is_refused_at_import():
    def wrong(*, k: Annotated[float, Range(0, 1, log=True)] = 0.5): ...

    assert "starts above 0" in refusal(wrong)


def test_a_default_of_the_wrong_type_is_refused_at_import():
    def wrong(*, k: Annotated[float, Range(0, 1, 0.5)] = 1): ...

    assert "write the default as 1.0" in refusal(wrong)


def test_positional_arguments_are_no_parameters():
    def plain(image, *, on: bool = True): ...

    assert [param.name for param in params_of(plain)] == ["on"]
