"""The truth written line by line starts from a reading that has lines."""

from __future__ import annotations

from fake_pool import FIRST, Pool
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin


def test_it_starts_from_the_filtered_reading_where_nothing_was_read_without_a_filter(monkeypatch) -> None:
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", Pool)  # it reads nothing without a filter
    app = AppTest.from_file(APP, default_timeout=60).run()
    next(button for button in app.button if button.label == "Write the truth line by line").click().run()
    assert not app.exception
    (line,) = (field.value for field in app.text_input if field.label == "Line 1")
    assert line == " ".join(builtin(FIRST).truth.split())
