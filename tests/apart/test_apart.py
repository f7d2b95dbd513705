"""Work on strangers' bytes runs in a process of its own, and its limits are held whatever the work does."""

from __future__ import annotations

import os
import threading
from importlib import import_module

import pytest
from apart_work import DIE, FAIL, HANG, HOARD, LIE, REFUSE, TURN
from waiting import until

from ocrlab import apart
from ocrlab.apart import calls
from ocrlab.errors import ImageError, OcrLabError, TruthError
from ocrlab.image.decoding import sandbox
from ocrlab.truth import gate


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_comes_back_is_what_the_work_gave_and_nothing_it_printed():
    answer = apart.call(TURN, b"abc", name="ä\n", page=3)
    assert answer.body.tobytes() == b"cba" and (answer.result["name"], answer.result["page"]) == ("ä\n", 3)
    assert answer.result["process"] != os.getpid()


def test_the_same_process_is_used_again_until_it_grows_old(monkeypatch):
    monkeypatch.setattr(calls, "MAX_CALLS", 2)
    apart.close()
    assert len({apart.call(TURN, b"").result["process"] for _ in range(4)}) == 2


def test_what_hangs_is_killed_and_whoever_works_beside_it_does_not_notice(monkeypatch, tmp_path):
    monkeypatch.setenv(apart.SECONDS_NAME, "30")
    left, refused = tmp_path / "process", []

    def hang() -> None:
        try:
            apart.call(HANG, os.fsencode(left))
        except apart.StoppedError as stop:
            refused.append(str(stop))

    other = threading.Thread(target=hang)
    other.start()
    until(lambda: left.exists() and left.read_text())
    assert is_running(int(left.read_text()))
    assert [apart.call(TURN, b"ab").body.tobytes() for _ in range(3)] == [b"ba"] * 3 and other.is_alive()
    apart.close(busy=True)  # rather than wait for its time to run out
    other.join()
    assert len(refused) == 1 and not is_running(int(left.read_text())) and apart.busy() == 0


def test_each_limit_that_is_met_is_named_with_its_value_and_its_variable(monkeypatch, tmp_path):
    monkeypatch.setenv(apart.SECONDS_NAME, "0.3")
    monkeypatch.setenv(apart.MEMORY_NAME, "0.25")
    left = tmp_path / "process"
    with pytest.raises(apart.StoppedError, match=r"^took longer than 0\.3 s \(OCRLAB_DECODE_SECONDS\) to be opened"):
        apart.call(HANG, os.fsencode(left))
    assert not is_running(int(left.read_text())) and apart.busy() == 0
    with pytest.raises(apart.StoppedError, match=r"^needs more than 0\.25 GiB of memory \(OCRLAB_DECODE_MEMORY\)"):
        apart.call(HOARD, b"")


@pytest.mark.parametrize("name", [apart.SECONDS_NAME, apart.MEMORY_NAME])
@pytest.mark.parametrize("value", ["many", "0", "-1", "nan", "inf"])
def test_a_limit_that_is_no_number_is_named(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(OcrLabError, match=rf"^{name}: must be a number over 0, up to \d+, got '{value}'"):
        apart.call(TURN, b"")


def test_an_error_of_the_lab_is_raised_as_it_is_and_any_other_is_told_apart():
    with pytest.raises(TruthError, match=r"^a\.txt: not like this$"):
        apart.call(REFUSE, b"")
    with pytest.raises(apart.FaultError, match="KeyError: 'nobody thought of this'"):
        apart.call(FAIL, b"")


def test_a_process_that_dies_is_replaced():
    with pytest.raises(apart.StoppedError, match="break down"):
        apart.call(DIE, b"")
    with calls._process() as process:
        process.popen.kill()
        process.popen.wait()
    assert apart.call(TURN, b"ab").body.tobytes() == b"ba"


def test_nobody_waits_for_ever_for_a_process(monkeypatch):
    monkeypatch.setattr(calls, "START_SECONDS", 0.0)
    monkeypatch.setenv(apart.SECONDS_NAME, "0.01")
    monkeypatch.setattr(calls, "_places", threading.BoundedSemaphore(1))
    with calls._places, pytest.raises(apart.UnavailableError, match=r"busy with other files.*; try again in a minute"):
        apart.call(TURN, b"")


def test_a_process_that_lies_is_not_believed(monkeypatch):
    monkeypatch.setattr(sandbox, "DECODE", LIE)
    monkeypatch.setattr(sandbox, "COUNT", LIE)
    monkeypatch.setattr(gate, "PARSE", LIE)
    for call in (lambda: sandbox.decode_apart(b"GIF89a", 0, 200), lambda: sandbox.count_apart(b"GIF89a")):
        with pytest.raises(ImageError, match="cannot be decoded"):
            call()
    with pytest.raises(TruthError, match=r"^a\.txt: cannot be read as a truth"):
        gate.parse_truth(b" " * (gate.MAX_BYTES_HERE + 1), "a.txt")


def test_a_file_of_the_users_is_not_taken_for_pythons_own(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    apart.close()
    assert apart.call(TURN, b"ab").body.tobytes() == b"ba"


@pytest.mark.parametrize("work", [sandbox.DECODE, sandbox.COUNT, gate.PARSE])
def test_the_work_that_is_named_is_there(work):
    module, _, name = work.partition(":")
    assert callable(getattr(import_module(module), name))
