"""A black-and-white true page: opened beside its page, it gives both sides the measures of the DIBCO competitions."""

from __future__ import annotations

import numpy as np
import pytest
from fake_pool import Pool
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.image import encode_png

TRUE = np.full((40, 60), 255, np.uint8)
TRUE[10:20, 10:50] = 0
NAMES = ("F-measure", "Pseudo F-measure", "PSNR", "DRD")
SPECKS = TRUE.copy()
SPECKS[30, 5:55:10] = 0  # five lone pixels, which a median of radius 1 removes


@pytest.fixture
def app(monkeypatch) -> AppTest:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    return AppTest.from_file(APP, default_timeout=60).run()


def open_files(app: AppTest, **files: np.ndarray) -> AppTest:
    named = [(f"{name.replace('_', '.')}.png", encode_png(image), "") for name, image in files.items()]
    return app.file_uploader[0].set_value(named).run()


def measures(app: AppTest) -> dict[str, tuple[str, str]]:
    return {m.label: (m.value, m.delta) for m in app.metric if m.label in NAMES}


def test_the_measures_of_the_filtered_page_stand_beside_what_they_were(app):
    open_files(app, scan=SPECKS, scan_gt=TRUE)
    assert [upload.name for upload in app.session_state["lab"].uploads.values()] == ["scan.png"]
    shown = measures(app)
    # Five pixels too much before; after the median four too few, the corners of the stroke.
    before, after = 2 * 400 / (405 + 400), 2 * 396 / (396 + 400)
    assert shown["F-measure"] == (f"{after:.1%}".replace("%", " %"), f"{100 * (after - before):+.1f} points")
    assert shown["PSNR"] == (f"{10 * np.log10(2400 / 4):.2f} dB", f"{10 * np.log10(5 / 4):+.2f} dB")
    assert not app.exception and not app.error


def test_a_page_that_is_grey_or_of_another_size_says_so_instead(app):
    open_files(app, scan=np.full((40, 60), 128, np.uint8), scan_gt=TRUE)
    assert not measures(app)
    assert any("is not black and white; binarise it first" in caption.value for caption in app.caption)
    open_files(app, other=SPECKS[:, :50], other_gt=TRUE)
    assert any("only pages of one size can be compared" in caption.value for caption in app.caption)


def test_a_grey_picture_is_no_true_page_and_one_without_its_page_is_a_page(app):
    open_files(app, scan=SPECKS, scan_gt=np.full((40, 60), 128, np.uint8))
    assert not measures(app) and any("scan.gt.png: is not black and white" in error.value for error in app.error)
    open_files(app, lone_gt=TRUE)
    assert [upload.name for upload in app.session_state["lab"].uploads.values()] == ["scan.png", "lone.gt.png"]


def test_it_is_opened_as_the_truth_of_the_page_looked_at_and_taken_away_again(app):
    open_files(app, scan=SPECKS)
    uploader = next(each for each in app.file_uploader if each.label.startswith("Or open it"))
    uploader.set_value([("right.png", encode_png(TRUE), "")]).run()
    assert set(measures(app)) == set(NAMES)
    next(button for button in app.button if button.label == "Take the true page away").click().run()
    assert not measures(app) and not app.exception


def test_a_true_page_is_forgotten_with_its_file(app):
    open_files(app, scan=SPECKS, scan_gt=TRUE)
    assert app.session_state["tune"].true_pages.pages
    app.button(key="close-file").click().run()
    app.run()
    assert not app.session_state["tune"].true_pages.pages
