"""A page is read once for a study, its reading belongs to all, and a study keeps what it read whatever else is off."""

from __future__ import annotations

import pytest
from search_engine import TRUTH, InPlace, dataset, page, pages_of, plan_of, study_of

from ocrlab.datasets import Entry, Sample
from ocrlab.engines import get_engine
from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.readings import reading_key
from ocrlab.search import Pages, Plan
from ocrlab.search.reader import PageReader
from ocrlab.store import Readings, Store
from ocrlab.workers import local_pool

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")
MEDIAN = Pipeline.of("median radius=2")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "lab.sqlite3")


def reader_of(store: Store, pool, study: str = "study", plan: Plan | None = None) -> PageReader:
    return PageReader(plan or plan_of(), study, store, pool, 1, lambda: None)


def read(reader: PageReader, pages: Pages, pipeline: Pipeline = MEDIAN) -> list[str]:
    return [stored.text for _, stored in reader.read(pipeline, pages.pages, reader.plan.reads())]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (" ", r"a name needs more than white space, got ' '"),
        ("\n\t", r"a name needs more than white space, got '\\n\\t'"),
        ("x" * 121, r"a name has 1 to 120 characters, got 121"),
    ],
)
def test_a_study_without_a_proper_name_is_refused_with_the_reason(store, name, message):
    with pytest.raises(ParamError, match=message):
        study_of(store, name=name)


def test_a_second_study_reads_nothing_that_the_first_has_read(store):
    pool, pages = InPlace(), pages_of(dataset(4))
    first, second = reader_of(store, pool), reader_of(store, pool, "another")
    assert read(first, pages) == read(second, pages)
    assert pool.asked == 4 and (first.counts.read, first.counts.saved) == (4, 0)
    assert (second.counts.read, second.counts.saved) == (0, 4)


def test_with_the_cache_off_each_study_reads_for_itself_and_keeps_what_it_read(store, monkeypatch):
    monkeypatch.setenv("OCRLAB_CACHE", "off")
    pool, pages = InPlace(), pages_of(dataset(4))
    for study in ("one", "two"):
        read(reader_of(store, pool, study), pages)
    assert pool.asked == 8
    again = reader_of(store, pool, "two")
    again.recall()
    assert len(set(read(again, pages))) == 1 and pool.asked == 8


def test_pages_of_equal_pixels_are_read_once_and_each_has_its_own_score(store):
    as_read = "#" * 7 + TRUTH[7:]  # a speck costs a letter
    samples = [Sample(name, page(7), truth) for name, truth in (("a", as_read), ("b", TRUTH))]
    pages = Pages.of(
        [Entry(sample.name, lambda sample=sample: sample, has_truth=True) for sample in samples],
        need_truth=True, hold_out=0, seed=0,
    )  # fmt: skip
    pool = InPlace()
    reader = reader_of(store, pool)
    read(reader, pages, Pipeline())
    assert pool.asked == 1 and (reader.counts.read, reader.counts.saved) == (1, 1)
    assert sorted(stored.rates["cer"]["errors"] for stored in store.readings("study")) == [0, 7]


def test_what_a_search_read_is_there_for_a_slider(store):
    pages = pages_of(dataset(1), hold_out=0)
    with local_pool(modules=("search_engine",), readings=Readings(store)) as pool:
        reader = reader_of(store, pool)
        [text] = read(reader, pages)
        image = MEDIAN.apply(reader.load(pages.pages[0]).image)
        job = pool.request(image, "specks", reader.plan.settings)
    assert job.cached and job.result().text == text


def test_locked_boxes_are_looked_for_once_a_page_and_go_where_the_filters_move_it(store):
    pages = pages_of(dataset(1), hold_out=0)
    doubled = Pipeline.of("scale factor=2")
    pool = InPlace()
    reader = reader_of(store, pool, plan=plan_of(locked=True))
    for pipeline in (Pipeline(), doubled):
        read(reader, pages, pipeline)
    [boxes] = store.text_boxes("study").values()
    assert boxes == [[[0, 120, 0, 60]], []]
    again = reader_of(store, pool, plan=plan_of(locked=True))
    again.recall()
    read(again, pages, doubled)
    assert pool.asked == 2
    locked = again._locked(pages.pages[0])
    image = doubled.apply(again.load(pages.pages[0]).image)
    key = reading_key(image, get_engine("specks"), again.plan.settings, locked.text_boxes.moved([[2, 0, 0], [0, 2, 0]]))
    assert key in {stored.key for stored in store.readings("study")}
