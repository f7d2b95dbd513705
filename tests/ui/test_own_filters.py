"""Own filters in the app: a card with its controls, an entry in the guide, a notice for a file that cannot be used."""

from __future__ import annotations

import pytest
from fake_pool import Pool
from own_filter import written
from paths import APP
from seen import seen
from streamlit.testing.v1 import AppTest

from ocrlab.filters.registry import only_own


@pytest.fixture
def app(monkeypatch) -> AppTest:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    return AppTest.from_file(APP, default_timeout=60)


def test_an_own_filter_has_its_slider_and_its_place_in_the_guide(app, tmp_path):
    with only_own(written(tmp_path)):
        app.run()
        app.selectbox(key="add").select("mine").run()
        assert not app.exception and not app.error and not app.warning
        slider = next(slider for slider in app.slider if slider.label == "Mine by")
        slider.set_value(3).run()
        assert str(app.session_state["lab"].pipeline.stages[-1]) == "mine by=3"
        app.switch_page("pages/guide.py").run()
        app.session_state["guide"].choose_section("The filters")
        app.session_state["guide"].choose_filter("mine")
        app.run()
        assert not app.exception and "Darken." in [text.value for text in app.markdown]


def test_a_faulty_file_is_a_notice_and_the_page_works(app, tmp_path):
    with only_own(written(tmp_path, "def mine(:\n")):
        app.run()
        assert [seen(notice.value) for notice in app.warning] == [
            f"own filters: {tmp_path}/my_filters.py, line 1: is not Python (invalid syntax); correct it"
        ]
        assert not app.exception and not app.error and app.slider[0].label == "Median radius"
