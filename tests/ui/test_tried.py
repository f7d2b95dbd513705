"""What was tried on a page: each setting once, the oldest give way, what is pinned stays, and short names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading, Word
from ocrlab.ui.tune.setting import Setting
from ocrlab.ui.tune.thumbnails import HEIGHT, WIDTH, spot_of, thumbnail
from ocrlab.ui.tune.tried import MAX_NAME, MAX_PAGES, MAX_PINNED, MAX_TRIES, Tried, Tries, names


def of(*stages: str) -> Setting:
    return Setting(Pipeline.of(*stages))


def add(tries: Tries, *settings: Setting) -> Tries:
    for setting in settings:
        tries.add(setting, Reading(), "", (), "")
    return tries


def test_a_setting_that_is_tried_again_is_the_try_it_was():
    tries = add(Tries(), of("median radius=1"), of("median radius=2"), of("median radius=1"))
    assert [each.setting for each in tries.tries] == [of("median radius=1"), of("median radius=2")]


def test_the_truth_and_what_counts_make_no_other_try():
    tries = add(Tries(), of("median"), replace(of("median"), truth="boats", normalise="as is"))
    assert len(tries.tries) == 1


def test_a_setting_of_an_engine_that_is_not_in_use_makes_no_other_try():
    other = replace(of("median"), engines=(("tesseract", (("page_layout", "line"),)),))
    assert len(add(Tries(), of("median"), other).tries) == 1


def test_the_oldest_give_way_and_what_is_pinned_or_compared_stays():
    tries = add(Tries(), of("median radius=1"), of("median radius=2"))
    tries.pin(1)
    tries.compare_with(2)
    add(tries, *(of(f"unsharp amount={0.1 * n:.1f}") for n in range(1, MAX_TRIES + 4)))
    assert [each.number for each in tries.tries][:3] == [1, 2, 6]
    assert len(tries.tries) == MAX_TRIES + 2


def test_no_more_can_be_pinned_than_there_is_room_for():
    tries = Tries()
    for number in range(1, MAX_PINNED + 2):
        add(tries, of(f"unsharp amount={0.1 * number:.1f}"))
        assert tries.pin(number) is (number <= MAX_PINNED)
    assert tries.pin(1) and tries.pin(MAX_PINNED + 1)


def test_each_is_named_by_what_differs_from_the_one_before_it():
    tries = add(Tries(), of("median radius=1"), of("median radius=2"), of("median radius=2", "otsu"), of())
    shown = [name.replace("\u2192", "->").replace("\u2212", "-") for name in names(tries.tries).values()]
    assert shown == ["Median radius 1", "Median radius 1 -> 2", "+ Otsu", "- Median, - Otsu"]


def test_a_name_that_a_person_gave_stands_instead_until_it_is_taken_away():
    tries = add(Tries(), of("median radius=1"))
    tries.call(1, "  the\nbest " + "x" * MAX_NAME)
    assert names(tries.tries)[1] == ("the best " + "x" * MAX_NAME)[:MAX_NAME]
    tries.call(1, " ")
    assert names(tries.tries)[1] == "Median radius 1"


def test_comparing_with_the_same_again_or_with_the_original_goes_back():
    tries = add(Tries(), of("median radius=1"))
    for number in (1, 0):
        tries.compare_with(1)
        assert tries.compared is tries.tries[0]
        tries.compare_with(number)
        assert tries.compared is None


def test_the_pages_looked_at_longest_ago_are_forgotten():
    tried = Tried()
    for number in range(MAX_PAGES + 1):
        add(tried.on((str(number), None)), of("median"))
    assert len(tried.pages) == MAX_PAGES and not tried.on(("0", None)).tries


def test_read_as_another_setting_a_page_keeps_its_own_truth():
    now = replace(of("median"), truth="boats", normalise="as is", engines=(("tesseract", (("page_layout", "line"),)),))
    then = replace(of("otsu"), engines=(("easyocr", (("decoder", "beamsearch"),)),), lock_to="original")
    both = now.read_as(then)
    assert (both.pipeline, both.lock_to, both.truth, both.normalise) == (then.pipeline, "original", "boats", "as is")
    assert dict(both.engines) == dict(now.engines) | dict(then.engines)


def test_a_small_picture_shows_letters_pixel_for_pixel():
    words = [
        Word("a", ((0, 0), (4, 0), (4, 4), (0, 4)), 1.0),
        Word("harbour", ((500, 90), (700, 90), (700, 110), (500, 110)), 1.0),
    ]
    spot = spot_of(Reading.of(words), 1000, 200)
    assert spot == (0.6, 0.5) and spot_of(Reading(), 10, 10) == (0.5, 0.5)
    page = np.full((200, 1000), 255, np.uint8)
    page[90:110, 500:700] = 0
    assert thumbnail(page, spot) != thumbnail(page, (0.0, 0.0)) and len(thumbnail(page, spot)) < 4 * WIDTH * HEIGHT
    assert thumbnail(page[:5, :5], spot).startswith("data:image/jpeg;base64,")
