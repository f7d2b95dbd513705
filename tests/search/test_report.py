"""The proof of a search can be handed on: one file, with the verdict, both settings, each page and nothing hidden."""

from __future__ import annotations

import io
import re

import pytest
from search_engine import InPlace, dataset, entry, pages_of, plan_of, study_of

from ocrlab.errors import ImageError
from ocrlab.search.report import write_report
from ocrlab.store import Store

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


def report_of(tmp_path, entries, name: str = "monday") -> str:
    study = study_of(Store(tmp_path / "lab.sqlite3"), plan_of(), pages_of(entries), InPlace(), name=name)
    summary, file = study.run(), io.BytesIO()
    write_report(study, summary, file)
    return file.getvalue().decode()


def test_it_tells_the_verdict_the_interval_and_no_filter_beside_the_best(tmp_path):
    html = report_of(tmp_path, dataset(20))
    assert 'class="verdict better"' in html and "better than no filter" in html
    assert re.search(r"No filter</td>.*%</td>", html) and re.search(r"Best</td>.*points \(", html)
    assert "median radius=2 footprint=square" in html and "held out" in html and 'class="swap"' in html


def test_pages_that_are_best_left_alone_are_said_to_be(tmp_path):
    html = report_of(tmp_path, dataset(0, 12))
    assert "Leave the pages as they are" in html or "No filter is best" in html


def test_it_needs_no_server_and_nothing_from_outside_is_markup(tmp_path):
    entries = [entry(f"<img src=x>{number}", 5 + number) for number in range(8)]
    html = report_of(tmp_path, entries, "<script>alert(1)</script>")
    assert "<script" not in html and "<img src=x" not in html and "&lt;img src=x&gt;" in html
    assert re.findall(r'(?:src|href)="(?!data:image/webp)', html) == []


def test_a_page_that_is_gone_since_is_said_in_its_place(tmp_path):
    study = study_of(Store(tmp_path / "lab.sqlite3"), plan_of(), pages_of(dataset(8)), InPlace())
    summary, file = study.run(), io.BytesIO()

    def gone():
        raise ImageError("scan.png: is gone")

    for page in study.known.proof_pages:
        object.__setattr__(page.entry, "load", gone)
    write_report(study, summary, file)
    assert "scan.png: is gone" in file.getvalue().decode()
