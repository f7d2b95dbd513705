"""Own filters in other processes: a worker knows the same file, or says in a sentence that it does not."""

from __future__ import annotations

import numpy as np
import pytest
from own_filter import SOURCE, written

from ocrlab.errors import PipelineError, WorkerError
from ocrlab.filters.registry import only_own
from ocrlab.pipeline import Pipeline
from ocrlab.workers import local_pool

PAGE = np.arange(30, dtype=np.uint8).reshape(5, 6)
PATIENCE = 60.0  # seconds until a test gives up; nothing is timed


def test_a_worker_process_filters_with_the_file_this_process_has(tmp_path, monkeypatch):
    path = written(tmp_path)
    monkeypatch.setenv("OCRLAB_FILTERS", str(path))
    with only_own(path), local_pool() as pool:
        assert np.array_equal(pool.submit(Pipeline.of("mine by=2").apply, PAGE).result(PATIENCE), PAGE // 3)
        pool.abandon()


def test_a_worker_without_the_file_names_it_and_the_way_on(tmp_path, monkeypatch):
    monkeypatch.delenv("OCRLAB_FILTERS", raising=False)
    path = written(tmp_path)
    with only_own(path), local_pool() as pool:
        said = rf"^mine: its file {path} is not known on this machine; copy it here and name it in OCRLAB_FILTERS, or "
        with pytest.raises(WorkerError, match=said):
            pool.submit(Pipeline.of("mine").apply, PAGE).result(PATIENCE)
        pool.abandon()


def test_a_worker_with_an_edited_file_does_not_filter_with_it(tmp_path, monkeypatch):
    path = written(tmp_path)
    monkeypatch.setenv("OCRLAB_FILTERS", str(path))
    with only_own(path), local_pool() as pool:
        pipeline = Pipeline.of("mine")
        written(tmp_path, SOURCE.replace("1 + by", "2 + by"))
        with pytest.raises(
            WorkerError, match=rf"^mine: the file {path} here is not the {path} that was sent; make them"
        ):
            pool.submit(pipeline.apply, PAGE).result(PATIENCE)
        pool.abandon()


def test_a_cluster_without_the_file_says_the_same(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    from ocrlab.workers.cluster import cluster_pool

    monkeypatch.delenv("OCRLAB_FILTERS", raising=False)
    path = written(tmp_path)
    cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    with cluster, only_own(path), cluster_pool(cluster.scheduler_address) as pool:
        with pytest.raises(PipelineError, match=f"^mine: its file {path} is not known on this machine"):
            pool.submit(Pipeline.of("mine").apply, PAGE).result(PATIENCE)
        assert np.array_equal(pool.submit(Pipeline.of("invert").apply, PAGE).result(PATIENCE), 255 - PAGE)
