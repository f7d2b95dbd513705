"""Better or worse, in words."""

import pytest

from ocrlab.scoring import Rate
from ocrlab.scoring.verdict import verdict


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (Rate(36, 100), Rate(5, 100), "Better by 31 points"),
        (Rate(5, 100), Rate(9, 100), "Worse by 4 points: this filter harms here"),
        (Rate(5, 100), Rate(6, 100), "Worse by 1 point: this filter harms here"),
        (Rate(5, 1000), Rate(4, 1000), "Better by less than a point"),
        (Rate(5, 100), Rate(5, 100), "No difference: the filter changes nothing the score can see"),
        (Rate(0, 0), Rate(0, 0), "No difference: the filter changes nothing the score can see"),
    ],
)
def test_the_difference_is_said_in_words(before, after, sentence):
    assert verdict(before, after).sentence == sentence


def test_two_truths_are_never_compared():
    with pytest.raises(ValueError, match="two truths"):
        verdict(Rate(1, 10), Rate(1, 11))
