"""Texts on the Tune page while they are read: words as they come, the old text until then, and back when stopped."""

from __future__ import annotations

import json

import pytest
from fake_pool import BOX, FakeJob, Pool, html
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.engines import Progress
from ocrlab.reading import Reading, Word
from ocrlab.ui import texts

LOWER = tuple((x, y + 60) for x, y in BOX)
SECOND, FIRST = Word("<second>", LOWER, 0.9), Word("first", BOX, 0.9)


class Slow(Pool):
    """Once told to, the filtered page is read word by word, as far as the test lets it."""

    slow = False
    job: FakeJob | None = None

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        if not (self.slow and slot == "filtered"):
            return super().request(image, engine, settings, owner, slot, text_boxes)
        self.job = FakeJob("running", stage="detecting")
        self.job.seconds = 0.7
        return self.job


@pytest.fixture
def pool(monkeypatch) -> Slow:
    made = Slow()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    return made


@pytest.fixture
def reading(pool) -> AppTest:
    """The page with a median of radius 1 read, and one of radius 2 being read."""
    app = AppTest.from_file(APP, default_timeout=60).run()
    pool.slow = True
    return app.slider[0].set_value(2).run()


def pane(app: AppTest, slot: str) -> dict:
    """What the component of a side's text is told."""
    (text,) = (c.proto for c in app.get("bidi_component") if c.proto.id.endswith(f"-text-{slot}"))
    return json.loads(text.json)


def head(app: AppTest) -> str:
    return next(element.value for element in app.markdown if element.value.startswith("**Filtered text**"))


def test_while_text_is_looked_for_the_old_text_stays_greyed(reading):
    assert pane(reading, "filtered")["old"] and "Harbour" in pane(reading, "filtered")["html"]
    assert ":gray-badge[old]" in head(reading)


def test_words_take_the_old_texts_place_as_they_come_in_reading_order(reading, pool):
    pool.job.progress = Progress("recognising", 2, 40, (SECOND, FIRST))
    reading.run()
    shown = pane(reading, "filtered")
    assert shown["html"].startswith("first\n&lt;second&gt; ") and shown["growing"] and not shown["old"]
    assert "reading, 2 of 40 boxes" in head(reading) and "read in" not in head(reading)
    assert not pane(reading, "original")["growing"] and not reading.exception


def test_words_so_far_are_neither_scored_nor_downloaded(reading, pool):
    pool.job.progress = Progress("recognising", 1, 40, (FIRST,))
    reading.run()
    assert "Better by 100 points" in html(reading)


def test_a_text_that_is_read_to_its_end_is_the_text(reading, pool):
    pool.job.progress = Progress("recognising", 2, 2, (FIRST, SECOND))
    pool.job.end("done", Reading.of([FIRST, SECOND]))
    reading.run()
    assert not pane(reading, "filtered")["growing"] and not pane(reading, "filtered")["old"]
    assert "read in 0.7 s" in head(reading) and "badge" not in head(reading)


def test_cancelled_the_old_text_comes_back_as_old(reading, pool):
    before = pane(reading, "filtered")
    pool.job.progress = Progress("recognising", 1, 40, (FIRST,))
    reading.run()
    next(button for button in reading.button if button.label == "Cancel").click().run()
    reading.run()
    assert pool.job.state == "cancelled" and pane(reading, "filtered") == before
    assert ":gray-badge[old]" in head(reading)
    assert any("Reading stopped" in caption.value for caption in reading.caption)


def test_a_first_reading_shows_its_words_too(pool):
    pool.slow = True
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert "Not read yet." in html(app)
    pool.job.progress = Progress("recognising", 1, 9, (FIRST,))
    app.run()
    assert pane(app, "filtered")["html"].startswith("first ") and "Not read yet." not in html(app)


def test_words_so_far_are_never_markup():
    assert "<second>" not in texts.so_far((SECOND,)) and "data-word" not in texts.so_far((SECOND,))
