"""A page is set upright where its lines tell which way up it stands; in doubt it stays as it is, and says so."""

from __future__ import annotations

import numpy as np
import pytest
from paths import OPEN_SET

from ocrlab.datasets import builtin, dataset
from ocrlab.diagnose import diagnose
from ocrlab.errors import ImageError
from ocrlab.filters import get_filter
from ocrlab.filters.networks import line_turn
from ocrlab.filters.notes import collect_moves, collect_notes
from ocrlab.filters.page.upright import quarters_to_upright
from ocrlab.moves import moved

upright = get_filter("upright")
FOUND = ("stands upright", "lay on its side", "stood on its head", "lay on its side")


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("name", ["clean-page", "two-columns", "receipt", "noisy-scan"])
def test_a_page_however_it_lies_is_set_upright_and_it_is_said_how_it_lay(name, quarters):
    page = builtin(name).image
    with collect_notes() as notes:
        assert np.array_equal(upright(np.rot90(page, quarters)), page)
    assert notes[0].startswith(FOUND[quarters])


def test_a_negative_is_set_upright_as_well():
    page = 255 - builtin("clean-page").image
    assert np.array_equal(upright(np.rot90(page, 2)), page)


def test_points_of_the_page_follow_it():
    page = builtin("clean-page").image
    with collect_moves() as moves:
        upright(np.rot90(page))
    # The first pixel of the upright page lies at the lower left of the page that was turned to the left.
    assert moved([(0.5, page.shape[1] - 0.5)], moves[0]) == ((0.5, 0.5),)


@pytest.mark.parametrize("page", [np.full((300, 200), 255, np.uint8), builtin("clean-page").image[:60, :120]])
def test_a_page_with_few_letters_or_none_stays_as_it_is_and_says_so(page):
    with collect_notes() as notes:
        assert np.array_equal(upright(np.rot90(page, 2)), np.rot90(page, 2))
    assert notes == ["no telling which way up it stands: left as it was"]


def test_without_its_network_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(line_turn, "package_folder", lambda package: None)
    line_turn._network.cache_clear()
    with pytest.raises(ImageError, match=r"cannot be read from the package rapidocr; install it again: pip install"):
        upright(builtin("clean-page").image)


def test_a_network_that_is_another_one_is_not_run_and_the_diagnosis_goes_on_without(monkeypatch, tmp_path):
    page = np.rot90(builtin("clean-page").image)
    assert diagnose(page)["turn"].value in (90, 270)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / line_turn.FILE).write_bytes(b"another network")
    monkeypatch.setattr(line_turn, "package_folder", lambda package: tmp_path)
    line_turn._network.cache_clear()
    with pytest.raises(ImageError, match="cannot be read from the package rapidocr"):
        upright(page)
    assert diagnose(page)["turn"].value is None


@pytest.mark.skipif(not OPEN_SET.is_dir(), reason=f"no open set at {OPEN_SET}")
def test_real_pages_are_told_right_whichever_way_they_lie():
    entries = list(dataset(OPEN_SET))
    told = [quarters_to_upright(np.rot90(entry.load().image, -place % 4)) for place, entry in enumerate(entries)]
    assert told == [place % 4 for place in range(len(entries))]
