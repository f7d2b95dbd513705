"""A person's order comes of one pair after another, in as few looks as halving needs."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.search.on_page import ByEye


def asked(items: list[int], alike: int = 0) -> ByEye[int]:
    """The order of somebody who finds the lower number better, and those alike that are no further apart."""
    eye = ByEye(items)
    while eye.pair:
        first, second = eye.pair
        eye.prefer(None if abs(first - second) <= alike and alike else int(second < first))
    return eye


@pytest.mark.parametrize("items", [*permutations(range(4))])
def test_whatever_the_start_the_order_is_the_persons(items):
    assert asked(list(items)).order == ((0,), (1,), (2,), (3,))


def test_those_that_look_alike_share_a_place():
    eye = ByEye([1, 2, 3])
    eye.prefer(None)
    eye.prefer(1)
    assert eye.order == ((3,), (1, 2)) and eye.is_clear and eye.pair is None


@pytest.mark.parametrize("items", [[], [7]])
def test_of_none_or_one_there_is_nothing_to_ask(items):
    eye = ByEye(items)
    assert eye.pair is None and eye.is_clear and eye.looks_left == 0
    eye.prefer(0)
    assert eye.looks == 0


@given(st.permutations(range(6)))
def test_six_are_in_order_after_eleven_looks_at_most_and_it_is_said_before(items):
    eye = ByEye(items)
    assert eye.looks_left == 11
    assert asked(items).looks <= 11


@given(st.permutations(range(7)))
def test_the_looks_that_are_left_never_rise(items):
    eye = ByEye(items)
    while eye.pair:
        left, (first, second) = eye.looks_left, eye.pair
        eye.prefer(int(second < first))
        assert eye.looks_left < left
