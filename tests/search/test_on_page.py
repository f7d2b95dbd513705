"""A minute on one page: no filter, hints, the usual settings; ranked, given up where hopeless, stopped at will."""

from __future__ import annotations

import threading
from contextlib import suppress

import numpy as np
import pytest
from search_engine import TRUTH, InPlace, page

from ocrlab.datasets import Sample
from ocrlab.diagnose import MEASURES, Finding, Hint
from ocrlab.engines import TextBoxes
from ocrlab.errors import Cancelled
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.reading import Reading, Word
from ocrlab.scoring import Accuracy
from ocrlab.search.on_page import OnPage
from ocrlab.search.on_page.finding import named, strip_of
from ocrlab.search.on_page.parts import dealt, rates
from ocrlab.search.on_page.proposals import FINER, HINT, USUAL, proposals
from ocrlab.search.space import Space
from ocrlab.search.trial import NO_FILTER

SPACE = Space.of(["median|gaussian|none median.radius=1..9 gaussian.sigma=1..2:0.5", "otsu|none"])
NONE = Pipeline()


@pytest.fixture(autouse=True)
def no_second_engine(monkeypatch):
    monkeypatch.setattr("ocrlab.search.on_page.finding._another", lambda engine, settings: None)


def hint(stage: str) -> Hint:
    return Hint(Finding(MEASURES[0], 9.0), (Stage.parse(stage),), "")


def minute(count: int = 20, truth: str | None = TRUTH, pool=None, **rest) -> OnPage:
    sample = Sample("page", page(count), truth)
    return OnPage(sample, "specks", {}, pool or InPlace(), **{"space": SPACE} | rest)


def done(found: OnPage) -> OnPage:
    found.run()
    return found


def driven(losses: dict[str, float], hints: list[Hint] | None = None) -> list[tuple[str, str]]:
    """What is proposed where a pipeline has the loss of the first text it contains, and 1 otherwise."""
    coming, proposed = proposals(hints or [], SPACE, Pipeline()), []
    proposal = next(coming)
    while proposal is not None:
        text = str(proposal.pipeline)
        proposed.append((proposal.origin, text))
        loss = next((value for part, value in losses.items() if part in text), 1.0)
        try:
            proposal = coming.send(loss)
        except StopIteration:
            proposal = None
    return proposed


# What is tried


def test_no_filter_comes_first_then_each_hint_then_all_of_them():
    proposed = driven({}, [hint("invert"), hint("flatten")])
    assert [origin for origin, _ in proposed[:4]] == [NO_FILTER, HINT, HINT, HINT]
    assert proposed[3][1].startswith("invert") and "| flatten" in proposed[3][1]


def test_on_a_page_spoilt_on_purpose_every_proposal_is_for_that_page():
    spoilt = Pipeline.of("low_light counts=8")
    coming = proposals([hint("invert")], SPACE, spoilt)
    proposed = [next(coming)]
    with suppress(StopIteration):
        while True:
            proposed.append(coming.send(1.0))
    assert proposed[0].pipeline == spoilt and all(each.pipeline.spoiling == spoilt for each in proposed)


def test_what_helps_stays_before_the_next_is_tried():
    usual = [text for origin, text in driven({"median": 0.1}) if origin == USUAL]
    assert usual[-1].startswith("median radius=5") and usual[-1].endswith("otsu")


def test_what_harms_is_tried_once_and_never_again():
    proposed = [text for _, text in driven({"": 0.5, "gaussian": 0.9})]
    assert sum("gaussian" in text for text in proposed) == 1


def test_values_of_what_stayed_are_refined_both_ways():
    finer = [text for origin, text in driven({"median": 0.1}) if origin == FINER]
    assert [text.split()[1] for text in finer[:2]] == ["radius=3", "radius=7"]


def test_nothing_is_tried_twice():
    proposed = [text for _, text in driven({"median": 0.1}, [hint("median radius=5")])]
    assert len(proposed) == len(set(proposed))


# What comes of it


def test_the_setting_that_reads_best_is_the_first():
    found = done(minute())
    best = found.ranked[0]
    assert best.cer == 0 and "median" in str(best.pipeline)
    assert found.tried[0].pipeline == NONE and found.tried[0].cer == pytest.approx(20 / 52)
    assert found.ended and {tried.origin for tried in found.tried} >= {NO_FILTER, USUAL}


def test_leave_it_as_it_is_can_win():
    found = done(minute(0))
    assert found.ranked[0].pipeline == NONE and found.ranked[0].cer == 0


def test_without_a_truth_the_surest_reading_is_the_first():
    found = done(minute(truth=None))
    assert found.ranked[0].cer is None
    assert found.ranked[0].sure == max(tried.sure for tried in found.tried) == 52


def test_letters_of_words_that_no_list_knows_count_half(monkeypatch):
    def known(text: str, languages: object) -> Accuracy:
        return Accuracy(0, 9) if text.split() == TRUTH.split() else Accuracy(9, 9)

    monkeypatch.setattr("ocrlab.search.on_page.finding.known_words", known)
    found = done(minute(truth=None))
    assert {tried.known for tried in found.tried} >= {1.0, 0.0}
    for tried in found.tried:
        assert tried.loss == pytest.approx(-tried.sure * (1 + tried.known) / 2)


def test_where_no_truth_decides_a_second_engine_has_a_say(monkeypatch):
    monkeypatch.setattr("ocrlab.search.on_page.finding._another", lambda engine, settings: ("specks", {}))
    found = minute(truth=None)
    # It reads every page as the first engine reads the one without a filter.
    monkeypatch.setattr(found._page, "read_by", lambda asked, engine, settings: found.tried[0].run.reading)
    done(found)
    assert found.ranked[0].pipeline == NONE and found.ranked[0].agrees == 1
    assert found.ranked[1].sure > found.ranked[0].sure and found.ranked[1].agrees < 1
    assert found.ranked[-1].agrees is None


def test_a_blank_page_is_read_once():
    sample = Sample("blank", np.full((60, 120), 255, np.uint8))
    pool = InPlace()
    pool.request = lambda image, *rest, **named: with_nothing_read(InPlace.request(pool, image, *rest, **named))
    found = done(OnPage(sample, "specks", {}, pool, space=SPACE))
    assert [tried.origin for tried in found.tried] == [NO_FILTER] and not found.has_text


def with_nothing_read(job):
    job.result = lambda timeout=None: Reading()
    return job


def test_a_setting_that_fails_stands_last_with_its_reason():
    sample = Sample("page", page(20, height=61), TRUTH)
    scaled = Space.of(["scale? factor=1|2"])
    found = done(OnPage(sample, "specks", {"fear": 122}, InPlace(), space=scaled))
    last = found.ranked[-1]
    assert last.why == "specks: afraid of this page" and last.run is None


def test_when_the_time_is_up_no_further_setting_is_begun():
    assert [tried.origin for tried in done(minute(seconds=0)).tried] == [NO_FILTER]


def test_a_person_can_stop_it_and_keeps_what_was_tried():
    found = minute()
    ready = threading.Event()

    class Waits(InPlace):
        def request(self, *args, **rest):
            if self.asked == 3:
                found.stop()
                ready.set()
            return super().request(*args, **rest)

    found._page.pool = Waits()
    with pytest.raises(Cancelled):
        found.run()
    assert ready.is_set() and found.ended and 3 <= len(found.tried) <= 4


def test_every_setting_shows_the_same_strip_of_the_page():
    found = done(minute(space=Space.of(["scale? factor=2"])))
    sizes = {named(tried.pipeline): tried.picture.shape for tried in found.tried}
    assert sizes == {"no filter": (60, 120), "Scale": (120, 240)}


def test_the_strip_lies_round_the_middlemost_text_box_and_inside_the_page():
    boxes = TextBoxes(tuple((100, 300, y, y + 20) for y in (50, 500, 900)))
    assert strip_of((1000, 800), boxes, None) == (90, 450, 520, 150)
    assert strip_of((100, 90), None, None) == (0, 0, 90, 100)
    assert strip_of((1000, 800), boxes, (600, 700, 100, 80)) == (600, 700, 100, 80)


# Parts of a page


def test_boxes_are_dealt_so_that_each_hand_has_some_of_the_whole_page():
    boxes = TextBoxes(tuple((0, 10, y, y + 5) for y in range(0, 160, 10)))
    hands = dealt(boxes)
    assert [len(hand) for hand in hands] == [4, 4, 4, 4]
    assert [box[2] for box in hands[1].level] == [10, 50, 90, 130]
    assert dealt(TextBoxes(boxes.level[:11])) == [TextBoxes(boxes.level[:11])]


def read(confidence: float) -> Reading:
    return Reading(((Word("x" * 10, ((0, 0), (9, 0), (9, 9), (0, 9)), confidence),),))


def test_a_hand_is_measured_by_the_letters_that_the_best_setting_is_sure_of_there():
    by_hand = rates([read(0.5), read(1.0)], [10, 20])
    assert [(rate.errors, rate.length) for rate in by_hand.values()] == [(5, 10), (10, 20)]


class Hands(InPlace):
    """Finds 16 lines; reads each hand of them surely, unless the picture was blurred."""

    def detect(self, image, engine, settings, owner=""):
        job = super().detect(image, engine, settings, owner)
        boxes = TextBoxes(tuple((0, 100, y, y + 2) for y in range(0, 48, 3)))
        job.result = lambda timeout=None: boxes
        return job

    def request(self, image, engine, settings, owner="", slot=None, text_boxes=None):
        job = super().request(image, engine, settings, owner, slot, text_boxes)
        sure = 1.0 if len(np.unique(image)) == 2 else 0.1
        job.result = lambda timeout=None: read(sure)
        return job


def test_a_setting_that_loses_the_page_is_given_up_before_its_end():
    pool = Hands()
    found = done(minute(truth=None, pool=pool, space=Space.of(["gaussian? sigma=2|3"])))
    blurred = [tried for tried in found.tried if tried.pipeline.stages]
    assert blurred and all(tried.given_up for tried in blurred)
    assert pool.asked < 4 * len(found.tried)
    assert found.ranked[0].pipeline == NONE and blurred[0].loss == float("inf")


def test_a_setting_is_called_by_its_filters_and_the_values_that_are_its_own():
    assert named(NONE) == "no filter"
    assert named(Pipeline.of("remove_impulses", "otsu")) == "Remove salt and pepper, then Otsu"
    assert named(Pipeline.of("median radius=3")) == "Median (radius 3 px)"
