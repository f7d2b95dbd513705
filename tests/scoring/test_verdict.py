from __future__ import annotations

import pytest

from ocrlab.scoring import Difference, Rate
from ocrlab.scoring.verdict import verdict


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (Rate(36, 100), Rate(5, 100), "Better by 31 points"),
        (Rate(5, 100), Rate(9, 100), "Worse by 4 points: harmful on this page"),
        (Rate(5, 100), Rate(6, 100), "Worse by 1 point: harmful on this page"),
        (Rate(5, 1000), Rate(4, 1000), "Better by less than a point"),
        (Rate(5, 100), Rate(5, 100), "No difference: as many character errors as before"),
        (Rate(0, 0), Rate(0, 0), "No difference: as many character errors as before"),
    ],
)
def test_the_difference_is_said_in_words(before, after, sentence):
    assert verdict(before, after).sentence == sentence


@pytest.mark.parametrize(("errors", "sentence"), [(9, "Worse by 4 points"), (1, "Better by 4 points")])
def test_what_could_be_chance_is_neither_called_harm_nor_sure(errors, sentence):
    chance = Difference(value=0.04, low=-0.01, high=0.09, units=8, verdict="cannot tell")
    unsure = verdict(Rate(5, 100), Rate(errors, 100), chance)
    assert unsure.sentence == f"{sentence}: it could be chance" and not unsure.sure


def test_a_difference_beyond_chance_is_sure():
    beyond = Difference(value=0.04, low=0.01, high=0.09, units=8, verdict="worse")
    assert verdict(Rate(5, 100), Rate(9, 100), beyond).sure


def test_two_truths_are_never_compared():
    with pytest.raises(ValueError, match="two truths"):
        verdict(Rate(1, 10), Rate(1, 11))
