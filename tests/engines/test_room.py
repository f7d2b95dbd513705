"""Two engines on a small machine: the least used is let go, and reads again when it is asked."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlab import machine
from ocrlab.engines import Engine, TextBoxes, registry, room
from ocrlab.engines.rapidocr.engine import RapidOCR
from ocrlab.errors import EngineError
from ocrlab.reading import Reading


class Heavy(Engine):
    title, version = "Heavy", "1"

    def __init__(self, name: str) -> None:
        self.name, self.loaded = name, False

    def detect(self, image, settings, *, cancelled=None):
        self.loaded = True
        return TextBoxes()

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None):
        self.loaded = True
        return Reading()

    def let_go(self) -> None:
        self.loaded = False


@pytest.fixture
def three(monkeypatch) -> list[Heavy]:
    """Three engines of 400 MB each, in a process of its own 100 MB."""
    engines = [Heavy(name) for name in ("first", "second", "third")]
    monkeypatch.setattr(registry, "_registered", {engine.name: engine for engine in engines})
    monkeypatch.setattr(registry, "_listed", True)
    monkeypatch.setattr(room, "_used", [])
    monkeypatch.setattr(room, "resident_memory", lambda: (100 + 400 * sum(e.loaded for e in engines)) * 1_000_000)
    return engines


PAGE = np.full((9, 9), 255, np.uint8)


def loaded(engines: list[Heavy]) -> list[str]:
    return [engine.name for engine in engines if engine.loaded]


def test_the_least_used_is_let_go_where_there_is_no_room(three, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_ENGINE_MEMORY", "1000")  # MB: two engines, not three
    registry.read("first", PAGE, {})
    registry.detect("second", PAGE, {})
    registry.read("first", PAGE, {})
    assert loaded(three) == ["first", "second"]
    registry.read("third", PAGE, {})
    assert loaded(three) == ["first", "third"]
    registry.read("second", PAGE, {})
    assert loaded(three) == ["second", "third"]


def test_the_engine_in_use_is_kept_however_little_room_there_is(three, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_ENGINE_MEMORY", "1")
    for name in ("first", "second", "first"):
        registry.read(name, PAGE, {})
        assert loaded(three) == [name]


@pytest.mark.parametrize("value", ["much", "0", "-5", "inf", "nan"])
def test_a_limit_that_is_no_number_is_refused_before_anything_is_read(value, three, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_ENGINE_MEMORY", value)
    for use in (registry.read, registry.detect):
        with pytest.raises(EngineError, match=f"^OCRLAB_ENGINE_MEMORY must be .* got '{value}'; unset it"):
            use("first", PAGE, {})
    assert loaded(three) == []


@pytest.mark.parametrize("value", [None, " "])
def test_without_a_limit_of_its_own_a_process_has_a_quarter_of_the_machine(value, monkeypatch) -> None:
    monkeypatch.delenv("OCRLAB_ENGINE_MEMORY", raising=False)
    if value:
        monkeypatch.setenv("OCRLAB_ENGINE_MEMORY", value)
    monkeypatch.setattr(room, "memory", lambda: 8_000_000_000)
    assert room.limit() == 2_000_000_000
    assert 100_000_000 < machine.memory() < 1 << 50


def test_an_engine_that_was_let_go_reads_again() -> None:
    engine = RapidOCR()
    before = engine.read(PAGE, {})
    engine.let_go()
    assert engine._networks == {} and engine.read(PAGE, {}) == before
