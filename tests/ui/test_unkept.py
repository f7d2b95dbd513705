"""A run that cannot be written is held, said on the page in one notice, and written once that can be done."""

from __future__ import annotations

import secrets

import pytest
from fake_pool import Pool
from paths import APP
from seen import seen
from streamlit.testing.v1 import AppTest

from ocrlab.errors import FileError
from ocrlab.store import RunFilter, Store, StoredRun
from ocrlab.store.runs import RunTable
from ocrlab.store.work import WorkTable
from ocrlab.ui.runs.remembering import MAX_HELD, Remembered
from ocrlab.ui.runs.unkept import notices
from ocrlab.ui.work import visitor

ANN = "A" * 43
READ_ONLY = "store: lab.sqlite3 cannot be used (attempt to write a readonly database); check the disk"


@pytest.fixture(autouse=True)
def _pool(monkeypatch, a_home_of_its_own) -> None:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    monkeypatch.setattr(visitor, "cookie", lambda: ANN)


@pytest.fixture
def read_only(monkeypatch):
    """A database that can be read and not written; returns what makes it writable again."""

    def refuse(*_: object) -> None:
        raise FileError(READ_ONLY)

    with monkeypatch.context() as patched:
        for table, method in ((RunTable, "put_runs"), (WorkTable, "put_work")):
            patched.setattr(table, method, refuse)
        yield patched.undo


def told(app: AppTest) -> list[str]:
    return [seen(element.value) for element in (*app.error, *app.warning, *app.info)]


def test_a_reading_that_cannot_be_written_is_said_on_the_very_run_that_shows_it(read_only) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert told(app) == [
        f"2 runs are missing on Runs. {READ_ONLY}; they are written with the next reading, once that can be done."
    ]


def test_where_the_work_has_the_same_reason_it_is_one_notice(read_only) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.slider[0].set_value(3).run()
    [notice] = told(app.run())
    assert notice.count(READ_ONLY) == 1 and "For the same reason 3 runs are missing on Runs" in notice


def test_what_was_held_is_written_once_that_can_be_done_and_the_notice_goes(read_only) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    read_only()
    app.slider[0].set_value(3).run()
    assert told(app.run()) == []
    app.switch_page("pages/runs.py").run()
    assert len(app.session_state["runs"].listed) == 3  # the page without filters, and both settings


def test_the_page_runs_tries_again_before_it_lists(read_only) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page("pages/runs.py").run()
    assert "2 runs are missing" in told(app)[0]
    read_only()
    app.run()
    assert told(app) == [] and len(app.session_state["runs"].listed) == 2


def test_a_damaged_database_is_put_aside_and_the_runs_go_into_the_new_one(tmp_path) -> None:
    (tmp_path / "lab.sqlite3").write_bytes(b"this was a database once " * 400)
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert "it was put aside as lab.sqlite3.damaged" in told(app)[0]
    app.switch_page("pages/runs.py").run()
    assert len(app.session_state["runs"].listed) == 2


def a_run(number: int, **facts: object) -> StoredRun:
    return StoredRun(f"{number:064x}", 0.0, "d" * 64, "a.png", "otsu", "easyocr", None, 0.0, facts, {"rows": []})


def test_a_full_disk_is_told_with_the_way_on_and_nothing_is_half_written(tmp_path) -> None:
    store, mine = Store(tmp_path / "lab.sqlite3"), Remembered()
    with store.transaction() as base:
        base.exec_driver_sql("PRAGMA max_page_count = 1")  # it may not grow: what SQLite says then is what a disk says
    mine.put(store, ANN, [a_run(1, long=secrets.token_hex(10**5))])
    assert "database or disk is full" in mine.fault and "check the disk, OCRLAB_HOME" in mine.fault
    assert store.runs(ANN, RunFilter())[0] == 0 and len(mine.held) == 1


def test_a_folder_that_is_gone_is_told_with_the_way_on(tmp_path) -> None:
    (tmp_path / "share").write_text("a file where the folder was")
    mine = Remembered()
    mine.put(Store(tmp_path / "share" / "lab.sqlite3"), ANN, [])
    assert "share/lab.sqlite3 cannot be used" in mine.fault and "check the disk, OCRLAB_HOME" in mine.fault


def test_no_more_is_held_than_memory_should_bear() -> None:
    class Gone:
        def put_runs(self, *_: object) -> None:
            raise FileError(READ_ONLY)

    mine = Remembered()
    mine.put(Gone(), ANN, [a_run(number) for number in range(MAX_HELD + 5)])
    assert [run.id for run in mine.held] == [a_run(number).id for number in range(5, MAX_HELD + 5)]


def test_two_reasons_are_two_notices() -> None:
    runs = Remembered(held=(a_run(1),), fault="store: full")
    assert notices("What you do here is not kept after a reload. OCRLAB_WORK_DAYS ...", runs)[1].startswith(
        "1 run is missing on Runs. store: full; it is"
    )
    assert notices("", Remembered()) == []
