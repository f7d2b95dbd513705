"""What was opened, typed and set is there again after a reload, in the browser that did it and in no other."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from fake_pool import Pool, control
from paths import APP
from seen import seen
from streamlit.testing.v1 import AppTest

from ocrlab.errors import FileError
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.store import WorkBounds, shared_store
from ocrlab.store.work import WorkTable
from ocrlab.ui import link
from ocrlab.ui.lab import Lab, Upload
from ocrlab.ui.work import piece, visitor
from ocrlab.ui.work.summary import Summary
from ocrlab.ui.work.writer import shared_writer
from ocrlab.ui.work.written_trail import DAMAGED

ANN, BOB = "A" * 43, "B" * 43  # the keys of two browsers
PHOTO = encode_png(np.full((40, 60), 90, np.uint8))
WIDE = WorkBounds(10**9, 30)


@pytest.fixture(autouse=True)
def _pool(monkeypatch, a_home_of_its_own) -> None:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)


@pytest.fixture
def window(monkeypatch) -> Callable[..., AppTest]:
    """Opens a window of a browser that holds a cookie, at an address; as a reload does, too."""

    def open_window(cookie: object = ANN, address: dict | None = None) -> AppTest:
        monkeypatch.setattr(visitor, "cookie", lambda: cookie)
        app = AppTest.from_file(APP, default_timeout=60)
        for name, values in (address or {}).items():
            app.query_params[name] = values
        app.run()
        assert not app.exception
        return app

    return open_window


@pytest.fixture
def halt(monkeypatch) -> Iterator[threading.Event]:
    """A database that takes as long as a test likes to write work."""
    event, put = threading.Event(), WorkTable.put_work
    monkeypatch.setattr(WorkTable, "put_work", lambda *args: (event.wait(30), put(*args))[1])
    yield event
    event.set()
    settled()


def settled() -> None:
    shared_writer().ask(lambda: None, 30)


def lab(app: AppTest) -> Lab:
    return app.session_state["lab"]


def open_file(app: AppTest, name: str = "photo.png", data: bytes = PHOTO) -> Upload:
    upload = Upload(name, data, hashlib.sha256(data).hexdigest(), 1)
    lab(app).uploads[upload.sha] = upload
    lab(app).look_at(upload.source)
    app.run()
    return upload


def do(app: AppTest, truth: str = "what it says", radius: int = 3) -> AppTest:
    """Open a file, type its truth and set a filter, and let all of it be written."""
    open_file(app)
    control(app, "text_area", f"truth:{lab(app).truth_key}").set_value(truth).run()
    app.slider[0].set_value(radius).run()
    settled()
    return app


def address(app: AppTest) -> dict:
    return {name: app.query_params[name] for name in app.query_params}


def recent(app: AppTest) -> AppTest:
    """The list, opened."""
    app.session_state[f"recent-{app.session_state['keeper'].turns}"] = True
    return app.run()


def told(app: AppTest) -> list[str]:
    return [seen(element.value) for element in (*app.error, *app.warning, *app.info)]


def rows(app: AppTest) -> list[str]:
    """What the list says of each piece of work."""
    titles = (re.fullmatch(r"\*\*(.*)\*\*", seen(element.value)) for element in app.markdown)
    return [title[1] for title in titles if title]


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if seen(button.label) == label)
    return button.click().run()


def stored_bytes() -> int:
    with shared_store().transaction() as base:
        return base.exec_driver_sql("SELECT COALESCE(SUM(size), 0) FROM work_files").scalar()


def test_a_reload_lands_where_one_was(window):
    before = do(window())
    control(before, "toggle", f"{lab(before).rows[0].uid}:enabled").set_value(False).run()
    settled()
    after = window(address=address(before))
    assert lab(after) is not lab(before) and told(after) == []
    assert lab(after).upload == lab(before).upload and lab(after).upload.data == PHOTO
    assert lab(after).truths == {lab(after).truth_key: "what it says"}
    assert lab(after).pipeline == Pipeline.of("median radius=3 enabled=false")


def test_after_a_reload_the_strip_has_its_pins_and_names_and_the_last_step_can_be_taken_back(window, monkeypatch):
    monkeypatch.setattr("ocrlab.ui.tune.history.SETTLING_SECONDS", 0.0)  # a test's hand is faster than a person's
    before = do(window(), radius=2)
    tune = before.session_state["tune"]
    tries = tune.tried.on(tune.page.key)
    before.slider[0].set_value(3).run()
    tries.pin(1)
    tries.call(1, "the good one")
    before.run()
    settled()
    after = window(address=address(before))
    tune = after.session_state["tune"]
    again = tune.tried.on(tune.page.key)
    assert told(after) == [] and [each.setting for each in again.tries] == [each.setting for each in tries.tries]
    assert (again.tries[0].pinned, again.tries[0].name) == (True, "the good one")
    press(after, "Undo")
    assert lab(after).pipeline == Pipeline.of("median radius=2")


def test_work_with_a_damaged_trail_opens_and_says_so(window):
    app = do(window())
    with shared_store().transaction() as base:
        state = base.exec_driver_sql("SELECT state FROM work").scalar()
        base.exec_driver_sql("UPDATE work SET state = ?", (json.dumps(json.loads(state) | {"trail": 5}),))
    after = window(address=address(app))
    assert told(after) == [f"A part of your work is not as it was. {DAMAGED}"]
    assert lab(after).truths == {lab(after).truth_key: "what it says"}


def test_what_was_done_since_the_reload_is_kept_as_the_same_work(window):
    app = do(window())
    for radius in (4, 5):
        app = window(address=address(app))
        app.slider[0].set_value(radius).run()
        settled()
    (work,) = shared_store().works(app.session_state["keeper"].owner, WIDE)
    assert work.version >= 3 and lab(window(address=address(app))).pipeline == Pipeline.of("median radius=5")


def test_who_only_looks_leaves_nothing(window):
    app = window()
    app.run()
    settled()
    assert "work" not in app.query_params and rows(recent(app)) == []


@pytest.mark.parametrize(
    "cookie", [BOB, None, "", ANN[1:], ANN + "\n", b"A" * 43, "é" * 43, pytest.param("A" * 1_000_000, id="long")]
)
def test_another_key_or_a_damaged_one_opens_nothing(window, cookie):
    ann = do(window())
    other = window(cookie, address=address(ann))
    assert lab(other).uploads == {} and lab(other).truths == {} and other.query_params.get("work") is None
    assert lab(other).pipeline == lab(ann).pipeline  # the setting is anybody's who has the link
    assert told(other) == [
        "The address names work that is not kept for this browser. Its setting was taken over; open the picture again."
    ]
    assert rows(recent(other)) == []


def test_no_address_and_no_database_holds_the_key(window, tmp_path):
    app = do(window())
    assert ANN not in str(address(app))
    assert lab(app).work and lab(app).work not in str(link.of(lab(app)))  # which is sent to others
    assert not any(ANN.encode() in file.read_bytes() for file in tmp_path.rglob("lab.sqlite3*"))


def test_a_setting_in_a_link_wins_and_the_work_stays_in_the_list(window):
    ann = do(window())
    link = window(address={"stage": ["otsu"]})
    assert lab(link).pipeline == Pipeline.of("otsu") and lab(link).upload is None
    assert rows(recent(link)) == ["photo.png"]
    link = window(address=address(ann) | {"stage": ["otsu"]})
    assert lab(link).pipeline == Pipeline.of("otsu") and lab(link).upload.name == "photo.png"


def test_earlier_work_is_gone_on_with_from_the_list(window):
    do(window())
    app = recent(window())
    press(app, "Go on")
    assert lab(app).upload.name == "photo.png" and lab(app).pipeline == Pipeline.of("median radius=3")
    assert app.query_params["work"] == lab(app).work and not app.session_state["recent-1"]


def test_new_work_begins_with_a_clear_desk_and_the_last_one_stays_in_the_list(window):
    app = recent(do(window()))
    press(app, "Start new work")
    assert lab(app).uploads == {} and lab(app).pipeline == Pipeline.of("median radius=1")
    assert "work" not in app.query_params
    app.slider[0].set_value(7).run()
    settled()
    assert rows(recent(app)) == ["Noisy scan", "photo.png"]


def test_of_two_windows_on_one_work_the_later_says_so_and_nothing_is_lost(window):
    first = do(window())
    second = window(address=address(first))
    first.slider[0].set_value(5).run()
    settled()
    second.slider[0].set_value(9).run()
    assert [sentence[:46] for sentence in told(second)] == ["This work was changed in another window, too. "]
    settled()
    assert told(first.run()) == told(second.run()) == []
    assert second.query_params["work"] != first.query_params["work"]
    radii = [lab(window(address={"work": app.query_params["work"]})).pipeline for app in (first, second)]
    assert radii == [Pipeline.of("median radius=5"), Pipeline.of("median radius=9")]
    assert stored_bytes() == len(PHOTO)


def test_what_another_server_on_the_database_wrote_meanwhile_is_not_lost_either(window, monkeypatch):
    first = do(window())
    second = window(address=address(first))
    first.slider[0].set_value(5).run()
    settled()
    mine = second.session_state["keeper"].piece
    monkeypatch.setitem(piece._steps, (mine.owner, mine.name), mine._seen)  # this server would know of the other window
    second.slider[0].set_value(9).run()
    settled()
    assert [sentence[:46] for sentence in told(second.run())] == ["This work was changed in another window, too. "]
    radii = [lab(window(address={"work": app.query_params["work"]})).pipeline for app in (first, second)]
    assert radii == [Pipeline.of("median radius=5"), Pipeline.of("median radius=9")]


def test_looking_at_work_in_a_second_window_changes_nothing_of_it(window):
    first = do(window())
    window(address=address(first)).run()
    settled()
    first.slider[0].set_value(5).run()
    assert told(first) == []


def test_a_page_stands_for_its_work_in_the_list_and_another_one_once_that_is_looked_at(window):
    app = do(window())
    pictures = []
    for level in (90, 200):
        open_file(app, f"{level}.png", encode_png(np.full((40, 60), level, np.uint8)))
        settled()
        (work,) = shared_store().works(app.session_state["keeper"].owner, WIDE)
        pictures.append(Summary.read(work.summary).thumbnail)
    assert len(set(pictures)) == 2 and all(picture.startswith("data:image/webp;base64,") for picture in pictures)


def test_work_is_deleted_with_its_bytes_once_that_was_confirmed(window):
    app = recent(do(window()))
    press(app, "Delete photo.png")
    assert stored_bytes() == len(PHOTO)
    press(app, "No")
    press(app, "Delete photo.png")
    press(app, "Delete for good")
    assert stored_bytes() == 0 and lab(app).uploads == {} and "work" not in app.query_params
    assert rows(recent(app)) == []


def test_all_work_of_a_browser_is_deleted_and_nobody_else_s(window):
    do(window(BOB))
    do(window())
    app = recent(do(window()))
    press(app, "Delete all")
    press(app, "Delete 2 pieces of work for good")
    assert stored_bytes() == len(PHOTO)
    assert rows(recent(app)) == [] and rows(recent(window(BOB))) == ["photo.png"]


def test_work_deleted_in_one_window_is_not_brought_back_by_another(window):
    other = do(window())
    app = recent(window())
    press(app, "Delete photo.png")
    press(app, "Delete for good")
    other.slider[0].set_value(5).run()
    settled()
    assert "deleted in another window" in told(other)[0]
    assert rows(recent(window())) == [] and stored_bytes() == 0


def test_a_slider_does_not_wait_for_the_database(window, halt):
    app = window()
    for radius in (2, 3, 4):
        app.slider[0].set_value(radius).run()  # comes back, though nothing can be written
    assert not app.exception
    halt.set()
    settled()
    assert lab(window(address={"work": app.query_params["work"]})).pipeline == Pipeline.of("median radius=4")


def test_a_reload_finds_what_was_still_to_be_written(window, halt):
    app = window()
    app.slider[0].set_value(2).run()
    threading.Timer(0.1, halt.set).start()
    after = window(address={"work": app.query_params["work"]})
    assert lab(after).pipeline == Pipeline.of("median radius=2")


def broken(*_: object) -> None:
    raise FileError("store: lab.sqlite3 cannot be used (disk I/O error); check the disk")


def test_without_a_database_the_lab_goes_on_and_says_so_until_it_is_back(window, monkeypatch):
    app = window()
    with monkeypatch.context() as patch:
        for method in ("put_work", "works", "take_up"):
            patch.setattr(WorkTable, method, broken)
        do(app)
        app.run()
        assert told(app) == [
            "What you do here is not kept after a reload. store: lab.sqlite3 cannot be used (disk I/O error); "
            "check the disk"
        ]
        assert "Earlier work cannot be listed" in " ".join(told(recent(app)))
        lost = window(address=address(app))
        assert "Your earlier work could not be opened" in told(lost)[0] and lab(lost).pipeline == lab(app).pipeline
    app.run()
    settled()
    assert told(app.run()) == []
    assert lab(window(address=address(app))).upload.data == PHOTO


def test_a_damaged_database_is_put_aside_and_what_is_on_the_desk_goes_into_the_new_one(window, tmp_path):
    app = do(window())
    shared_store().close()
    for file in tmp_path.glob("lab.sqlite3*"):
        file.write_bytes(b"this was a database once " * 400)
    app.slider[0].set_value(8).run()
    settled()
    app.run()
    assert "it was put aside as lab.sqlite3.damaged" in told(app)[0]
    again = window(address={"work": app.query_params["work"]})
    assert lab(again).pipeline == Pipeline.of("median radius=8") and lab(again).upload.data == PHOTO


def test_a_database_of_a_newer_lab_is_left_alone_and_the_lab_goes_on_without_it(window):
    with shared_store().transaction() as base:
        base.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    shared_store().close()
    app = do(window())
    app.run()
    assert [sentence[:46] for sentence in told(app)] == ["What you do here is not kept after a reload. s"]
    assert "is of a newer version of the lab" in told(app)[0] and lab(app).upload.data == PHOTO


def test_a_file_too_large_to_be_kept_is_named_and_its_truth_and_setting_are_kept(window, monkeypatch):
    monkeypatch.setenv("OCRLAB_WORK_MB", "0.02")  # 10 kB a browser
    large = encode_png(np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8))
    app = window()
    upload = open_file(app, "large.png", large)
    control(app, "text_area", f"truth:{lab(app).truth_key}").set_value("what it says").run()
    settled()
    assert told(app) == ["large.png: too large to be kept after a reload (OCRLAB_WORK_MB)"]
    after = window(address={"work": app.query_params["work"]})
    assert told(after) == ["large.png: not kept, for its size; open it again, its truth and crops are still here."]
    assert lab(after).truths == {f"{upload.source}#0": "what it says"} and stored_bytes() == 0


@pytest.mark.parametrize("name", ["OCRLAB_WORK_MB", "OCRLAB_WORK_DAYS"])
def test_a_lab_that_may_keep_nothing_keeps_nothing(window, monkeypatch, name):
    monkeypatch.setenv(name, "0")
    app = do(window())
    assert "work" not in app.query_params and stored_bytes() == 0
    captions = [seen(caption.value) for caption in recent(app).caption]
    assert "This lab keeps no work: OCRLAB_WORK_MB or OCRLAB_WORK_DAYS is 0." in captions


def test_a_bound_that_is_no_number_is_told_where_work_is_not_kept_for_it(window, monkeypatch):
    monkeypatch.setenv("OCRLAB_WORK_DAYS", "for ever")
    app = do(window())
    assert told(app.run()) == [
        "What you do here is not kept after a reload. "
        "OCRLAB_WORK_DAYS must be a number, 0 or more, got 'for ever'; unset it for 30"
    ]


def test_a_browser_that_refuses_cookies_is_told_and_nothing_stays_behind(window):
    app = do(window())
    app.session_state["keeper"].change_owner(None)
    app.run()
    settled()
    assert "Your browser refuses the cookie" in told(app)[0] and stored_bytes() == 0


def test_of_two_windows_that_come_first_at_the_same_time_both_keep_under_the_cookie_that_stays(window):
    app = do(window(None))
    app.session_state[visitor._STATE] = ANN
    app.session_state["keeper"].change_owner(hashlib.sha256(ANN.encode()).hexdigest())
    app.run()
    settled()
    assert lab(window(ANN, address=address(app))).upload.data == PHOTO
    assert stored_bytes() == len(PHOTO)


def test_a_name_a_note_and_a_setting_are_shown_as_they_are_written(window):
    app = window()
    open_file(app, "<b>bold</b> ![x](http://example.com/x.png).png")
    lab(app).write_note("<script>alert(1)</script> *really*")
    app.run()
    settled()
    app = recent(app)
    assert rows(app) == ["<b>bold</b> ![x](http://example.com/x.png).png"]
    assert "<script>alert(1)</script> *really*" in [seen(caption.value) for caption in app.caption]


def test_work_of_a_newer_lab_is_left_as_it_is(window):
    app = do(window())
    name = app.query_params["work"]
    with shared_store().transaction() as base:
        base.exec_driver_sql("UPDATE work SET state = '{\"work\": 2}'")
    after = window(address=address(app))
    assert "is of format 2, and this lab knows 1" in told(after)[0]
    after.slider[0].set_value(9).run()
    settled()
    assert after.query_params["work"] != name
    with shared_store().transaction() as base:
        states = base.exec_driver_sql("SELECT state FROM work").scalars().all()
    assert '{"work": 2}' in states and len(states) == 2


@pytest.mark.parametrize("name", ["unknown", "", "<b>", "'; DROP TABLE work", pytest.param("x" * 100_000, id="long")])
def test_an_address_that_names_no_work_opens_the_start(window, name):
    app = window(address={"work": name})
    assert lab(app).pipeline == Pipeline.of("median radius=1") and not app.error
