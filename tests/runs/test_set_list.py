"""The batches and studies of the lab are told in a list; one that is under way stays there."""

from __future__ import annotations

import pytest

from ocrlab.batch.alone import alone
from ocrlab.errors import InputError
from ocrlab.pipeline import Pipeline
from ocrlab.runs.set_list import delete, set_lines
from ocrlab.store import SetName, Store, StoredTrial

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")
CHOICES = [{"name": name} for name in ("median", "otsu", "none", "gamma", "sauvola")]
TRIAL = StoredTrial(0, "tpe", Pipeline().to_dict(), None, "running")


@pytest.fixture
def store(tmp_path) -> Store:
    made = Store(tmp_path / "lab.sqlite3")
    made.add_batch("deeds", {"plan": {"choices": CHOICES, "engine": "tesseract"}})
    made.add_study("letters", {"plan": {"metric": "cer", "engine": "easyocr"}, "pages": [{}, {}]})
    return made


def test_each_is_told_by_what_is_read_in_it_and_how_far_it_is(store: Store) -> None:
    store.set_state("letters", "done")
    assert {(line.shown, line.about, line.state) for line in set_lines(store)} == {
        ("deeds", "median, otsu, none and 2 others with tesseract", "interrupted"),
        ("letters", "2 pages, CER with easyocr", "done"),
    }
    assert [line.shown for line in set_lines(store) if line.holds("STUDY easyocr")] == ["letters"]


def test_a_set_of_a_lab_that_wrote_less_of_it_is_listed_all_the_same(store: Store) -> None:
    store.add_batch("bare", {})
    assert "" in [line.about for line in set_lines(store)]


def test_a_batch_that_is_under_way_is_not_deleted(store: Store) -> None:
    with (
        alone("deeds"),
        pytest.raises(InputError, match="'deeds' is under way and was not deleted; stop it on the page B"),
    ):
        delete(store, [SetName("study", "letters"), SetName("batch", "deeds")])
    assert len(set_lines(store)) == 2
    delete(store, [SetName("batch", "deeds")])
    assert [line.shown for line in set_lines(store)] == ["letters"]


def test_a_study_that_another_process_is_at_is_not_deleted(store: Store) -> None:
    store.claim("letters", TRIAL, "elsewhere/1/b")
    assert "on its way" in [line.state for line in set_lines(store)]
    with pytest.raises(InputError, match="'letters' is under way and was not deleted; stop it on the page Search"):
        delete(store, [SetName("study", "letters")])
