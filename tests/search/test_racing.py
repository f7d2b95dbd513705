"""A setting is given up for a reason, and never for luck alone; a recipe chooses only where choosing pays."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.diagnose import Qualities, measure
from ocrlab.filters.spoil import blur, low_light, salt_and_pepper, uneven_light
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe, Seen
from ocrlab.scoring import Accuracy, Rate
from ocrlab.search.proving.learning import few_best, learn
from ocrlab.search.racing import expected, hopeless

BEST = {f"p{i}": Rate(10, 100) for i in range(20)}
NONE, MEDIAN, OTSU = Pipeline(), Pipeline.of("median radius=1"), Pipeline.of("otsu")


def rates(*errors: int, length: int = 100) -> dict[str, Rate]:
    return {f"p{i}": Rate(wrong, length) for i, wrong in enumerate(errors)}


def test_two_pages_lost_alike_are_enough():
    assert hopeless(rates(60, 58), BEST)


@pytest.mark.parametrize("errors", [(60,), (12, 30), (10, 10), (10, 10, 10), (5, 60), (0, 0, 0), (9, 8, 9, 10)])
def test_one_page_uneven_losses_and_equal_pages_are_not(errors):
    assert not hopeless(rates(*errors), BEST)


def test_a_page_with_more_errors_than_the_best_has_on_all_is_enough():
    # 200 errors on all pages; to be better by 0.2 % of their 2000 characters, at most 196 may be made.
    assert hopeless({"p0": Rate(197, 100)}, BEST) and not hopeless({"p0": Rate(196, 100)}, BEST)


def test_nothing_is_read_on_where_the_best_makes_no_errors():
    assert hopeless(rates(0), {name: Rate(0, 100) for name in BEST})


def test_an_accuracy_is_judged_by_its_errors():
    best = {name: Accuracy(rate.errors, rate.length) for name, rate in BEST.items()}
    assert hopeless({f"p{i}": Accuracy(60 - i, 100) for i in range(2)}, best)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=19))
def test_what_loses_on_no_page_is_never_given_up_before_many_are_equal(errors):
    # Beyond a hundred equal pages even an equal setting is not worth more readings; never within twenty.
    assert not hopeless(rates(*errors), BEST)


def test_a_race_reads_a_third_of_all_pages_at_most_and_ends_near_the_best():
    draw, pages, read, lost = random.Random(1), [f"p{i}" for i in range(21)], 0, []
    for _ in range(8):
        hard = [draw.betavariate(1.2, 6) for _ in pages]
        every, best = [], None
        for trial in range(60):
            harm = 0 if trial == 0 else draw.expovariate(10) - 0.03
            losses = (base + harm * draw.uniform(0.3, 1.7) + draw.gauss(0, 0.03) for base in hard)
            row = {
                name: Rate(round(1000 * min(1, max(0, loss))), 1000) for name, loss in zip(pages, losses, strict=True)
            }
            every.append(Rate.total(row.values()).rate)
            seen: dict[str, Rate] = {}
            for name in pages:
                seen[name] = row[name]
                if best is not None and len(seen) < len(pages) and hopeless(seen, best):
                    break
            read += len(seen)
            if len(seen) == len(pages) and (best is None or every[-1] < Rate.total(best.values()).rate):
                best = row
        lost.append(Rate.total(best.values()).rate - min(every))
    assert read < 8 * 60 * len(pages) / 3 and sum(lost) / 8 < 0.005


def test_the_best_so_far_is_no_measure_before_there_is_one():
    assert not hopeless(rates(60, 58), {})


def test_a_setting_given_up_is_expected_to_go_on_as_it_began():
    assert expected(rates(30, 20), BEST) == pytest.approx(0.1 + (20 + 10) / 200)
    assert expected(rates(0), BEST) == 0.0
    assert expected(rates(30, 20), {}) == 0.25


def test_a_few_settings_cover_the_pages_the_best_one_first():
    table = [[Rate(wrong, 10) for wrong in row] for row in ([0, 9, 5], [9, 0, 5], [3, 3, 5], [9, 9, 0])]
    assert few_best(table) == [2, 3, 0, 1]
    assert few_best(table, most=2) == [2, 3]
    assert few_best([[Rate(1, 10)], [Rate(1, 10)]]) == [0] and few_best([]) == []


def page(noise: float = 1.0) -> Qualities:
    return Qualities(noise=noise, specks=0.0, contrast=200.0, blur=2.0, shade=5.0)


def test_a_recipe_follows_the_engines_confidence_where_that_pays():
    table = [[Rate(9, 10), Rate(0, 10)] * 3, [Rate(0, 10), Rate(9, 10)] * 3]
    seen = [[Seen("a", 0.2), Seen("a", 0.9)] * 3, [Seen("a", 0.9), Seen("a", 0.2)] * 3]
    recipe = learn([NONE, MEDIAN], table, seen, [page()] * 6)
    assert recipe.rule == "confidence"
    assert recipe.choose([Seen("x", 0.4), Seen("y", 0.5)]) == 1
    assert recipe.choose([Seen("x", 0.5), Seen("y", 0.5)]) == 0


def test_a_recipe_measures_the_page_where_confidence_misleads():
    table = [[Rate(9, 10), Rate(0, 10)] * 3, [Rate(0, 10), Rate(9, 10)] * 3]
    seen = [[Seen("a", 0.5)] * 6] * 2
    recipe = learn([NONE, MEDIAN], table, seen, [page(noise=20.0), page(noise=2.0)] * 3)
    assert (recipe.rule, recipe.quality, recipe.threshold) == ("measured", "noise", 11.0)
    assert [recipe.choose((), page(noise=noise)) for noise in (3.0, 30.0)] == [0, 1]


def test_a_recipe_listens_to_the_majority():
    recipe = Recipe((NONE, MEDIAN, OTSU), "agreement")
    assert recipe.choose([Seen("zzzz", 0.9), Seen("abcd", 0.1), Seen("abce", 0.1)]) == 1


def test_a_recipe_keeps_to_one_setting_where_choosing_gains_nothing():
    table = [[Rate(1, 10)] * 6, [Rate(1, 10)] * 6]
    recipe = learn([NONE, MEDIAN], table, [[Seen("a", 0.1)] * 6, [Seen("a", 0.9)] * 6], [page()] * 6)
    assert recipe.rule == "single" and recipe.choose([Seen("a", 0.1), Seen("a", 0.9)]) == 0
    assert learn([NONE], table[:1], [[Seen("a", 0.1)] * 6], [page()] * 6).rule == "single"


@pytest.mark.parametrize(
    "recipe", [Recipe((NONE, MEDIAN), "confidence"), Recipe((NONE, MEDIAN), "measured", "noise", 3.5, 0, 1)]
)
def test_a_recipe_is_written_and_read_back(recipe):
    assert Recipe.from_dict(recipe.to_dict()) == recipe


def paper() -> np.ndarray:
    image = np.full((300, 400), 240, np.uint8)
    for top in range(20, 280, 24):
        image[top : top + 3, 20:380] = 20
        image[top + 3 : top + 12, 20:380:16] = 20
    return image


def test_grain_and_specks_are_told_apart_and_measured():
    clean, specks, grain = (
        measure(image) for image in (paper(), salt_and_pepper(paper(), share=0.1), low_light(paper(), counts=40))
    )
    assert clean.noise == 0 and clean.specks == 0 and 200 <= clean.contrast <= 240
    # Half of a tenth of all pixels turn black; white ones hardly show on paper.
    assert 0.04 < specks.specks < 0.06
    # 40 counts at white: a Poisson spread of about 255 / sqrt(40) = 40 levels on paper.
    assert 25 < grain.noise < 50


def test_a_shadow_and_a_blur_are_measured():
    assert measure(uneven_light(paper(), strength=0.5)).shade > measure(paper()).shade + 40
    assert measure(blur(paper(), sigma=3)).blur > 1.5 * measure(paper()).blur


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3, 3)])
def test_any_picture_can_be_measured(shape):
    assert all(np.isfinite(value) for value in measure(np.full(shape, 255, np.uint8)).to_dict().values())
