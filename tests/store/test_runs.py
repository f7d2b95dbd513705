"""Every run is found again by whoever made it, and by nobody else; what many have alike is stored once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ocrlab.errors import ParamError
from ocrlab.store import COMMAND_LINE, MAX_NOTE, LetGo, RunBounds, RunFilter, Store, StoredRun, run_bounds
from ocrlab.store.tables import UNDO_SECONDS

ANN, BOB = "a" * 64, "b" * 64
EVER = 10**6  # days, in which even runs of 1970 are young
WIDE = RunBounds(10**6, EVER)
READING = {"rows": [[{"box": [[0, 0], [9, 0], [9, 9], [0, 9]], "confidence": 0.5, "text": "Grüße"}]]}


def a_run(number: int, **other: object) -> StoredRun:
    run = StoredRun(
        f"{number:064x}", float(number), "d" * 64, f"scan {number}.png", f"median radius={number % 5}", "tesseract",
        number / 100, 1.0 + number, {"settings": {"psm": number % 3}}, READING, "Grüße", "data:image/webp;base64,AA",
    )  # fmt: skip
    return replace(run, **other)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


def names(store: Store, order="newest", **which: object) -> list[str]:
    return [line.image.removesuffix(".png") for line in store.runs(ANN, RunFilter(**which), order)[1]]


def test_a_run_comes_back_with_all_that_made_it(store: Store) -> None:
    store.put_runs(ANN, [a_run(1), a_run(2, truth=None, cer=None)])
    assert store.whole_runs(ANN) == [a_run(2, truth=None, cer=None), a_run(1)]
    assert store.whole_runs(ANN, [a_run(1).id]) == [a_run(1)]


def test_nobody_is_told_of_the_runs_of_another_browser(store: Store) -> None:
    store.put_runs(ANN, [a_run(1, tag="mine")])
    store.delete_runs(BOB, [a_run(1).id])
    store.mark_run(BOB, a_run(1).id, title="stolen", tag="", note="")
    assert store.runs(BOB, RunFilter()) == (0, []) and store.run_choices(BOB) == ([], [])
    assert store.whole_runs(BOB, [a_run(1).id]) == []
    assert store.whole_runs(ANN) == [a_run(1, tag="mine")]


def test_what_a_command_keeps_is_listed_for_everybody_and_once(store: Store) -> None:
    store.put_runs(ANN, [a_run(1), a_run(2)])
    store.put_runs(COMMAND_LINE, [a_run(2), a_run(3)])
    lines = store.runs(ANN, RunFilter())[1]
    assert [(line.image, line.by_command) for line in lines] == [
        ("scan 3.png", True), ("scan 2.png", False), ("scan 1.png", False),
    ]  # fmt: skip
    assert len(store.whole_runs(BOB)) == 2
    store.mark_run(ANN, a_run(3).id, title="", tag="batch", note="")
    store.delete_runs(BOB, [a_run(2).id])
    assert names(store) == ["scan 3", "scan 2", "scan 1"] and store.run_choices(BOB)[1] == ["batch"]
    store.delete_runs(ANN, [a_run(2).id, a_run(3).id])
    assert names(store) == ["scan 1"] and store.runs(BOB, RunFilter())[0] == 0


def test_a_run_is_found_by_the_number_that_a_command_tells(store: Store) -> None:
    store.put_runs(ANN, [a_run(1, id="0123456789ab" + "c" * 52), a_run(2)])
    assert names(store, words="0123456789AB scan") == ["scan 1"]


def test_the_same_run_again_is_one_run_scored_anew_that_keeps_its_marks(store: Store) -> None:
    store.put_runs(ANN, [a_run(1)])
    store.mark_run(ANN, a_run(1).id, title="The good one", tag="best", note="remember")
    store.put_runs(ANN, [a_run(1, created=9.0, cer=0.5, truth="Grüsse")])
    [run] = store.whole_runs(ANN)
    assert (run.created, run.cer, run.truth, run.title, run.tag) == (9.0, 0.5, "Grüsse", "The good one", "best")


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ({"words": "SCAN radius=2"}, ["scan 7", "scan 2"]),
        ({"words": "grüße"}, ["scan 3"]),
        ({"words": "100%_"}, []),
        ({"words": '"'}, []),
        ({"engine": "easyocr"}, ["scan 4"]),
        ({"tag": "Größe"}, ["scan 3"]),
        ({"since": 8.0}, ["scan 9", "scan 8"]),
        ({"worst": 0.02}, ["scan 2", "scan 1"]),
        ({"worst": 0.02, "words": "radius=1"}, ["scan 1"]),
    ],
)
def test_runs_are_found_by_what_they_hold(store: Store, which: dict, expected: list[str]) -> None:
    runs = [a_run(number) for number in range(1, 10)]
    runs[2] = replace(runs[2], tag="Größe", note="Viele GRÜSSE")
    runs[3] = replace(runs[3], engine="easyocr")
    store.put_runs(ANN, runs)
    assert names(store, **which) == expected


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("newest", "4"),
        ("oldest", "1"),
        ("best", "1"),
        ("worst", "3"),
        ("image", "1"),
        ("fastest", "1"),
        ("slowest", "4"),
    ],
)
def test_runs_stand_in_the_order_asked_for_and_what_is_not_scored_comes_last(store: Store, order, first) -> None:
    store.put_runs(ANN, [a_run(1), a_run(2), a_run(3), a_run(4, cer=None)])
    listed = names(store, order)
    assert listed[0] == f"scan {first}" and len(listed) == 4
    assert order not in ("best", "worst") or listed[-1] == "scan 4"


def test_a_page_of_the_list_says_how_many_there_are_in_all(store: Store) -> None:
    store.put_runs(ANN, [a_run(number) for number in range(9)])
    total, lines = store.runs(ANN, RunFilter(), "oldest", first=4, count=2)
    assert total == 9 and [line.image for line in lines] == ["scan 4.png", "scan 5.png"]


def test_a_deleted_run_can_be_had_back_for_a_day(store: Store, monkeypatch) -> None:
    store.put_runs(ANN, [a_run(1), a_run(2)])
    store.delete_runs(ANN, [a_run(1).id])
    store.trim_runs(ANN, WIDE)
    assert names(store) == ["scan 2"]
    store.delete_runs(ANN, [a_run(1).id], back=True)
    assert names(store) == ["scan 2", "scan 1"]
    store.delete_runs(ANN, [a_run(1).id])
    clock = store._clock
    monkeypatch.setattr(store, "_clock", lambda base: clock(base) + UNDO_SECONDS + 1)
    store.trim_runs(ANN, WIDE)
    store.delete_runs(ANN, [a_run(1).id], back=True)
    assert names(store) == ["scan 2"]


def test_the_oldest_of_an_owner_go_where_there_are_too_many_those_that_somebody_marked_last(store: Store) -> None:
    store.put_runs(ANN, [a_run(1, note="stay"), a_run(2), a_run(3, reading={"rows": []}), a_run(4)])
    store.put_runs(BOB, [a_run(2)])
    store.trim_runs(ANN, RunBounds(4, EVER))
    assert names(store) == ["scan 4", "scan 1"] and store.runs_let_go(ANN) == LetGo(2, 3.0)
    assert store.whole_runs(BOB) == [a_run(2)] and store.runs_let_go(BOB) is None  # what it shares is still there
    store.put_runs(ANN, [a_run(5, tag="a"), a_run(6, title="b")], RunBounds(4, EVER))
    assert names(store) == ["scan 6", "scan 5"] and store.runs_let_go(ANN) == LetGo(4, 4.0)


def test_all_together_stay_within_the_bound_and_who_lost_a_run_is_told(store: Store) -> None:
    store.put_runs(BOB, [a_run(1), a_run(2)])
    store.put_runs(ANN, [a_run(3), a_run(4)], RunBounds(2, EVER))
    assert store.runs_let_go(BOB) == LetGo(1, 1.0) and store.runs_let_go(ANN) == LetGo(1, 3.0)
    assert names(store) == ["scan 4"]


def test_what_is_too_old_goes_unless_somebody_marked_it(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(store, "_clock", lambda base: 10 * 86_400.0)
    store.put_runs(ANN, [a_run(1), a_run(2, tag="stay"), a_run(3, created=9 * 86_400.0)], RunBounds(100, 5))
    assert names(store) == ["scan 3", "scan 2"] and store.runs_let_go(ANN).number == 1


def test_the_bounds_come_from_the_environment_and_what_is_no_number_is_refused(monkeypatch) -> None:
    for name in ("OCRLAB_RUNS", "OCRLAB_RUNS_DAYS"):
        monkeypatch.delenv(name, raising=False)
    assert run_bounds() == RunBounds(40_000, 365) and run_bounds().most_of_one == 20_000
    monkeypatch.setenv("OCRLAB_RUNS", "500")
    assert run_bounds().most_of_one == 250 and not run_bounds().keeps_nothing
    monkeypatch.setenv("OCRLAB_RUNS_DAYS", "0")
    assert run_bounds().keeps_nothing
    monkeypatch.setenv("OCRLAB_RUNS_DAYS", "a year")
    with pytest.raises(ParamError, match=r"^OCRLAB_RUNS_DAYS must be a number, 0 or more, got 'a year'"):
        run_bounds()


def test_a_note_of_a_million_letters_is_cut(store: Store) -> None:
    store.put_runs(ANN, [a_run(1)])
    store.mark_run(ANN, a_run(1).id, title="n" * 999, tag="t" * 999, note="x" * 1_000_000)
    [run] = store.whole_runs(ANN)
    assert (len(run.title), len(run.tag), len(run.note)) == (120, 40, MAX_NOTE)


def put_many(database: str, gate, start: int) -> None:
    gate.wait()
    store = Store(database)
    for number in range(start, start + 100, 2):
        store.put_runs(ANN, [a_run(number), a_run(number + 1)])
    store.close()


def test_two_processes_that_write_at_once_lose_nothing(database: str) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["ocrlab.store", "sqlalchemy", "psycopg"])
    gate = processes.Barrier(2)
    started = [processes.Process(target=put_many, args=(database, gate, start)) for start in (0, 100)]
    [process.start() for process in started]
    [process.join(60) for process in started]
    assert [process.exitcode for process in started] == [0, 0]
    assert Store(database).runs(ANN, RunFilter())[0] == 200
