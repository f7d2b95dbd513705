"""A proven setting is taken on a click: the filters change, and what spoils the page stays."""

from __future__ import annotations

from fake_pool import Pool
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.recipe.proven import starting_points


def test_a_starting_point_says_its_gain_and_takes_the_place_of_the_filters_only(monkeypatch):
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["stage"] = ["low_light counts=8", "median radius=2"]
    app.session_state["starting-points"] = True
    app.run()
    point = next(point for point in starting_points() if point.name == "specks")
    told = " ".join(markdown.value for markdown in app.markdown)
    assert "Scan full of specks" in told and "6 pages held out" in told
    assert any("clean pages" in caption.value for caption in app.caption)
    assert point.command in [code.value for code in app.code]
    app.button(key="point-specks-use").click().run()
    pipeline = app.session_state["lab"].pipeline
    assert pipeline.filtering == point.pipeline and pipeline.spoilt_by == "Low light"
    assert app.button(key="point-specks-use").disabled and not app.exception


def test_a_gain_that_another_engine_has_shown_is_promised_to_none_but_that_one(monkeypatch):
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", Pool)
    warnings = {}
    for engine in ("easyocr", "tesseract"):
        app = AppTest.from_file(APP, default_timeout=60)
        app.session_state["starting-points"] = True
        app.query_params["engine"] = engine
        warnings[engine] = sum("may read such pages worse" in caption.value for caption in app.run().caption)
    by_tesseract = sum(point.engine == "tesseract" for point in starting_points())
    assert warnings == {"easyocr": by_tesseract, "tesseract": len(starting_points()) - by_tesseract}
