"""What was tried and what can be taken back is there again after a reload, of a bounded size, damaged or not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading, Word
from ocrlab.truth import Truth
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune.history import History
from ocrlab.ui.tune.setting import Setting
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.work import written
from ocrlab.ui.work.desk import desk_of
from ocrlab.ui.work.trail import Trail, put_trail, trail_of
from ocrlab.ui.work.written_trail import (
    DAMAGED,
    EARLIER,
    MAX_CHARACTERS,
    MAX_STEPS_KEPT,
    read_trail,
    trail_object,
)

SURE = Reading.of([Word("boat", ((0, 0), (9, 0), (9, 9), (0, 9)), 0.5)])
BOX = ((0, 0), (5, 0), (5, 5), (0, 5))
CLOCK = 100.0  # seconds between two steps


def of(*stages: str, **other: object) -> Setting:
    return Setting(Pipeline.of(*stages), **other)


def tried() -> TuneState:
    """Two pages, on the second of which something is pinned, named and compared; and steps in both directions."""
    state = TuneState()
    state.tried.on(("a" * 64, None)).add(of("otsu"), SURE, "boat", (), "")
    tries = state.tried.on(("b" * 64, (1, 2, 30, 40)))
    tries.spot = (0.25, 0.5)
    tries.note_original(of("median radius=1"), Reading(), "", (), "data:image/jpeg;base64,AA")
    for radius in (1, 2, 3):
        tries.add(of(f"median radius={radius}"), SURE, "boat", (BOX,), "data:image/jpeg;base64,AA")
    tries.pin(1)
    tries.call(2, "the <b>good</b> one")
    tries.compare_with(3)
    history = state.histories["sample:noisy#0"] = History(of("median radius=1", uids=("a",)))
    for number, truth in enumerate(("", "boat", "boat", "boats")):
        step = of("median radius=2", truth=truth, boxed_truth=Truth.plain("boat"), uids=(f"{number}",))
        history.record(replace(step, dpi=100 + number), number * CLOCK)
    history.undo()
    return state


def again(trail: Trail) -> tuple[Trail, list[str]]:
    return read_trail(json.loads(json.dumps(trail_object(trail))))


def test_pins_names_comparison_and_both_directions_of_undo_come_back() -> None:
    state, fresh = tried(), TuneState()
    trail, lost = again(trail_of(state))
    put_trail(trail, fresh)
    assert trail_of(fresh) == trail_of(state) and trail.marks == trail_of(state).marks and lost == []
    tries = fresh.tried.on(("b" * 64, (1, 2, 30, 40)))
    assert tries.compared.number == 3 and [(each.pinned, each.name) for each in tries.tries][:2] == [
        (True, ""),
        (False, "the <b>good</b> one"),
    ]
    history = fresh.histories["sample:noisy#0"]
    assert history.redo() and history.present.truth == "boats" and history.present.uids == ("3",)
    while history.undo():
        pass
    assert history.present == of("median radius=1")


def test_a_text_that_many_steps_share_stands_once() -> None:
    texts = [truth for truth in trail_object(trail_of(tried()))["truths"] if isinstance(truth, str)]
    assert sorted(texts) == ["", "boat", "boats"]


def test_it_is_bounded_and_what_a_hand_marked_and_the_nearest_steps_stay() -> None:
    state = tried()
    history = state.histories["sample:noisy#0"]
    for number in range(MAX_STEPS_KEPT + 50):
        history.record(of("otsu", dpi=100 + number), CLOCK * (9 + number))
    for number in range(20):
        page = state.tried.on((f"{number}", None))
        for other in range(20):
            page.add(of("otsu", crop=(0, 0, 9, other + 1)), SURE, "x" * 9000, (), "")
        page.pin(1)
    text = json.dumps(trail_object(trail_of(state)))
    trail, _ = read_trail(json.loads(text))
    assert len(text) < 1.1 * MAX_CHARACTERS
    assert trail.tried[-1].page == ("19", None) and trail.tried[-1].tries[0].pinned
    assert not trail.steps or len(trail.steps[0].past) <= MAX_STEPS_KEPT


def test_of_many_steps_the_nearest_are_kept() -> None:
    state = TuneState()
    history = state.histories["page"] = History(of("otsu", dpi=100))
    for number in range(1, MAX_STEPS_KEPT + 50):
        history.record(of("otsu", dpi=100 + number), CLOCK * number)
    [steps] = again(trail_of(state))[0].steps
    assert len(steps.past) == MAX_STEPS_KEPT and steps.past[-1].dpi == history.present.dpi - 1


@pytest.mark.parametrize(
    "damaged", [7, [], {}, {"truths": [], "tried": [1], "steps": []}, {"truths": 1, "tried": [], "steps": []}]
)
def test_a_damaged_trail_is_told_and_the_rest_of_the_work_is_there(damaged: object) -> None:
    lab = Lab()
    lab.truths["page"] = "boats"
    data = json.loads(written.written(desk_of(lab, tried()))) | {"trail": damaged}
    desk, problems = written.read(json.dumps(data))
    assert (desk.trail, problems, dict(desk.truths)) == (Trail(), [DAMAGED], {"page": "boats"})


def test_work_of_an_earlier_version_opens_without_a_trail_and_says_so() -> None:
    data = json.loads(written.written(desk_of(Lab(), tried())))
    del data["trail"]
    assert written.read(json.dumps(data))[1] == [EARLIER]


def test_a_setting_with_a_filter_that_is_withdrawn_is_left_out_and_counted() -> None:
    data = json.loads(json.dumps(trail_object(trail_of(tried()))))
    for each in data["tried"][0]["tries"][:2]:
        each["setting"]["pipeline"]["stages"][0]["filter"] = "withdrawn"
    trail, [problem] = read_trail(data)
    assert len(trail.tried[-1].tries) == 1
    assert problem.startswith("2 earlier settings cannot be gone back to: pipeline: there is no filter 'withdrawn'")


def test_a_picture_from_elsewhere_is_never_shown() -> None:
    data = json.loads(json.dumps(trail_object(trail_of(tried()))))
    data["tried"][0]["tries"][0]["thumbnail"] = "https://example.com/x.png"
    assert "example.com" not in str(read_trail(data))


def test_to_read_is_no_step_but_to_pin_is() -> None:
    lab, state = Lab(), TuneState()
    before = desk_of(lab, state)
    tries = state.tried.on(("a" * 64, None))
    tries.add(of("otsu"), SURE, "boat", (), "")
    assert desk_of(lab, state) == before
    tries.pin(1)
    assert desk_of(lab, state) != before
