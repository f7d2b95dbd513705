"""Every step on Tune can be taken back: the history as a value, whatever is done in whichever order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ocrlab.pipeline import Pipeline
from ocrlab.ui.tune.history import MAX_STEPS, SETTLING_SECONDS, History
from ocrlab.ui.tune.setting import Setting

LONG = 10 * SETTLING_SECONDS  # between two steps that are no one move


def radius(value: int) -> Setting:
    return Setting(Pipeline.of(f"median radius={value}"))


SETTINGS = st.builds(
    Setting,
    st.sampled_from([Pipeline(), *(Pipeline.of(f"median radius={n}") for n in range(3)), Pipeline.of("otsu")]),
    engine=st.sampled_from(["easyocr", "tesseract"]),
    crop=st.sampled_from([None, (0, 0, 9, 9)]),
    truth=st.sampled_from([None, "", "a"]),
)


@given(SETTINGS, st.lists(SETTINGS, max_size=20))
def test_undo_leads_back_through_the_very_settings_and_redo_forth_again(first, made):
    history, gone_through = History(first), [first]
    for number, setting in enumerate(made):
        history.record(setting, number * LONG)
        if setting != gone_through[-1]:
            gone_through.append(setting)
    for setting in reversed(gone_through[:-1]):
        assert history.undo() and history.present is setting
    assert not history.undo() and history.present is first
    for setting in gone_through[1:]:
        assert history.redo() and history.present is setting
    assert not history.redo()


@given(SETTINGS, st.lists(st.tuples(SETTINGS, st.floats(0, 2 * SETTLING_SECONDS)), max_size=20))
def test_however_fast_a_hand_is_undo_ends_where_it_began(first, made):
    history, now = History(first), 0.0
    for setting, seconds in made:
        now += seconds
        history.record(setting, now)
        assert history.present == setting and history.earlier != setting
    while history.undo():
        pass
    assert history.present == first


def test_a_new_step_drops_what_was_taken_back():
    history = History(radius(1))
    history.record(radius(2), 0)
    history.undo()
    history.record(radius(3), LONG)
    assert history.later is None and not history.redo()
    assert history.undo() and history.present == radius(1)


def test_a_sliders_move_is_one_step():
    history = History(radius(1))
    for moment, value in enumerate((2, 3, 4)):
        history.record(radius(value), 0.9 * SETTLING_SECONDS * moment)
    assert history.undo() and history.present == radius(1)
    assert history.redo() and history.present == radius(4)


def test_a_slider_that_is_moved_again_later_makes_a_step_of_its_own():
    history = History(radius(1))
    history.record(radius(2), 0)
    history.record(radius(3), LONG)
    assert history.undo() and history.present == radius(2)


def test_two_controls_that_are_moved_fast_are_two_steps():
    history = History(radius(1))
    history.record(radius(2), 0)
    history.record(replace(radius(2), crop=(0, 0, 9, 9)), 0.1)
    assert history.undo() and history.present == radius(2)


def test_a_slider_that_comes_back_has_not_been_moved():
    history = History(radius(0))
    history.record(radius(1), 0)
    history.record(radius(2), LONG)
    history.record(radius(1), LONG + 0.1)
    assert history.earlier == radius(0)
    history.record(radius(5), LONG + 0.2)
    assert history.undo() and history.present == radius(1)


def test_long_texts_let_the_oldest_steps_give_way_sooner_and_one_that_is_shared_counts_once(monkeypatch):
    monkeypatch.setattr("ocrlab.ui.tune.history.MAX_TEXT", 25)
    shared, history = "x" * 20, History(radius(0))
    for number in range(5):
        history.record(replace(radius(number), truth=shared), number * LONG)
    assert len(history.past) == 5
    history.record(replace(radius(4), truth="y" * 20), 10 * LONG)
    history.record(replace(radius(4), truth="z"), 11 * LONG)
    assert [step.truth for step in history.past] == ["y" * 20]


def test_the_oldest_steps_give_way():
    history = History(radius(0))
    for number in range(MAX_STEPS + 5):
        history.record(Setting(Pipeline(), truth=str(number)), number * LONG)
    steps = 0
    while history.undo():
        steps += 1
    assert steps == MAX_STEPS and history.present.truth == "4"
