"""The pages that the lab brings along are drawn whole, with their truth, and alike every time."""

from __future__ import annotations

import numpy as np
import pytest
from paths import OPEN_SET

from ocrlab import datasets, samples
from ocrlab.errors import FileError
from ocrlab.samples import documents
from ocrlab.samples.typeset import Page


@pytest.mark.parametrize("entry", datasets.builtin_samples(), ids=lambda entry: entry.name)
def test_every_builtin_page_is_drawn_with_its_truth_and_nothing_clipped(entry):
    page = entry.load()
    assert (page.name, page.title, page.note) == (entry.name, entry.title, entry.note)
    assert page.truth and page.truth == page.truth.strip()
    assert all(line and line == line.strip() and "  " not in line for line in page.truth.split("\n"))
    assert page.image.shape[0] * page.image.shape[1] < 800_000, "read in seconds on a laptop"
    assert datasets.builtin(entry.name) is page, "drawn once"


DOCUMENTS = [value for value in vars(documents).values() if getattr(value, "__module__", "") == documents.__name__]


@pytest.mark.parametrize("draw", DOCUMENTS, ids=lambda draw: draw.__name__)
def test_the_margins_of_a_drawn_page_stay_white(draw):
    page = draw()
    inked = page.image < 255
    margin = page.margin - 6  # the overshoot of a round letter
    for edge in (inked[:margin], inked[-margin:], inked[:, :margin], inked[:, -margin:]):
        assert not edge.any()
    assert page.truth.isascii(), "the embedded type has no other glyphs"


def test_builtin_names_are_told_apart_and_the_first_is_the_noisy_scan():
    names = [entry.name for entry in datasets.builtin_samples()]
    assert len(set(names)) == len(names)
    assert names[0] == "noisy-scan"


def test_an_unknown_builtin_is_refused_with_the_names_there_are():
    with pytest.raises(FileError, match="sample: there is no 'nosy-scan'; choose one of noisy-scan, clean-page, "):
        datasets.builtin("nosy-scan")


def test_a_drawn_page_gives_the_same_pixels_every_time():
    (image, truth), (again, _) = (samples.PAGES[0].draw() for _ in range(2))
    assert np.array_equal(image, again) and truth.startswith("Harbour Line Ferries\n")


def test_the_truth_of_the_photographed_page_goes_on_where_the_crop_of_the_open_set_ends():
    path = OPEN_SET / "photo_page_skimage.gt.txt"
    if not path.exists():
        pytest.skip("the open set is not here")
    truth = datasets.builtin("photographed-page").truth
    assert truth.startswith(path.read_text().strip()) and truth.endswith("np.zeros_like(coins)")


def test_a_typeset_row_of_cells_is_one_row_of_truth():
    page = Page(400)
    page.line("Shop", 20)
    page.cells(["Bread", "", "3.20"], [56, 200, 344], 20)
    assert page.truth == "Shop\nBread 3.20"
    assert (page.image[:, :344] < 255).any() and not (page.image[:, 346:] < 255).any()


def test_a_paragraph_breaks_where_the_width_ends_and_loses_no_word():
    page = Page(300, margin=20)
    text = "one two three four five six seven eight nine ten eleven twelve"
    page.paragraph(text, 20)
    assert len(page.rows) > 2 and " ".join(page.rows) == text
