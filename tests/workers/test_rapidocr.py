"""RapidOCR reads in a worker, from the store, and on a cluster, as it does by itself."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocrlab.engines import get_engine
from ocrlab.image import Image as Pixels
from ocrlab.image import freeze
from ocrlab.store import Readings, Store
from ocrlab.workers import cluster_pool, local_pool

PATIENCE = 120.0  # seconds until a test gives up; nothing is timed
pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture(scope="module")
def page() -> Pixels:
    sheet = Image.new("L", (420, 90), 255)
    ImageDraw.Draw(sheet).text((20, 25), "Seven boats left", 0, ImageFont.load_default(36))
    return freeze(np.asarray(sheet))


def test_a_worker_reads_the_same_and_what_it_read_is_there_for_the_next(page, tmp_path):
    alone = get_engine("rapidocr").read(page, {})
    assert alone.text == "Seven boats left"
    store = Store(f"sqlite:///{tmp_path}/lab.sqlite3")
    with local_pool(readings=Readings(store)) as pool:
        first = pool.request(page, "rapidocr", {})
        assert first.result(PATIENCE) == alone and not first.cached
    with local_pool(readings=Readings(store)) as pool:
        again = pool.request(page, "rapidocr", {})
        assert again.cached and again.result() == alone and again.seconds == first.seconds
        assert not pool.request(page, "rapidocr", {"text_score": 0.6}).cached
        pool.abandon()


def test_a_cluster_reads_the_same(page):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        cluster_pool(cluster.scheduler_address) as pool,
    ):
        assert pool.request(page, "rapidocr", {}).result(PATIENCE) == get_engine("rapidocr").read(page, {})
