"""What tells of all pages together: a row a page and setting as CSV and JSON, and a report that needs nothing else."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from many_pages import MEDIAN, Pool, batch_of, scans, tree

from ocrlab.batch import Setting
from ocrlab.delivery import report
from ocrlab.pipeline import Pipeline

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")
NOTHING = Setting.of("<b>nothing</b>", Pipeline())


def text_of(folder: Path, name: str) -> str:
    return (folder / "out" / name).read_text(encoding="utf-8-sig")


def test_there_is_a_row_a_page_and_setting_also_of_a_page_that_failed(tmp_path):
    folder = scans(tmp_path / "in", 2)
    (folder / "bad.png").write_text("no picture")
    batch_of(folder, tmp_path / "out", "csv,jsonl", MEDIAN, NOTHING).run()
    rows = list(csv.DictReader(text_of(tmp_path, "results.csv").splitlines()))
    told = {(row["page"], row["setting"]): (row["state"], row["cer_errors"], row["cer_length"]) for row in rows}
    assert told[("0.png", "median")] == ("done", "0", "52")
    assert told[("1.png", NOTHING.name)] == ("done", "6", "52")
    assert told[("bad.png", "median")] == ("failed", "", "") and len(told) == 6
    assert next(row["reason"] for row in rows if row["page"] == "bad.png").startswith("bad.png: not a picture")
    lines = [json.loads(line) for line in text_of(tmp_path, "results.jsonl").splitlines()]
    assert [line["page"] for line in lines] == [row["page"] for row in rows] and lines[0]["engine"] == "specks"


def test_the_same_again_writes_no_second_file_and_a_change_leaves_the_first(tmp_path):
    folder, formats = scans(tmp_path / "in", 2), "csv,jsonl,report"
    for _ in range(2):
        batch_of(folder, tmp_path / "out", formats).run()
    assert tree(tmp_path / "out") == ["report.html", "results.csv", "results.jsonl"]
    (folder / "0.png").write_bytes((folder / "1.png").read_bytes())
    pool = Pool()
    batch_of(folder, tmp_path / "out", formats, pool=pool).run()
    assert pool.asked < 2 and "results-2.csv" in tree(tmp_path / "out")


def test_a_report_needs_no_server_and_runs_no_script(tmp_path):
    batch_of(scans(tmp_path / "in", 2), tmp_path / "out", "report", MEDIAN, NOTHING).run()
    html = text_of(tmp_path, "report.html")
    assert "<script" not in html and "default-src 'none'" in html
    assert re.findall(r'(?:src|href)="(?!data:image/webp)', html) == []
    assert html.count('src="data:image/webp;base64,') == 2 * 4


def test_a_report_tells_numbers_intervals_settings_marks_and_versions(tmp_path):
    batch_of(scans(tmp_path / "in", 2), tmp_path / "out", "report", MEDIAN, NOTHING).run()
    html = text_of(tmp_path, "report.html")
    for part in ("10.6 % (9.6 % to 11.5 %)", "median radius=1 footprint=square", "5 of 52", 'class="swap"', "OCR Lab"):
        assert part in html, part


def test_nothing_from_outside_is_markup_in_a_report(tmp_path):
    folder = scans(tmp_path / "in", 1)
    (folder / "<img src=x onerror=alert(1)>.png").write_bytes((folder / "0.png").read_bytes())
    (folder / "0.gt.txt").write_text("<script>alert(2)</script>")
    (folder / "<u>.png").write_text("no picture")
    batch_of(folder, tmp_path / "out", "report", NOTHING, name="<h1>batch").run()
    html = text_of(tmp_path, "report.html")
    for raw in ("<img src=x", "<script", "<u>", "<b>nothing", "<h1>batch"):
        assert raw not in html, raw
    assert "&lt;img src=x onerror=alert(1)&gt;.png" in html and "&lt;b&gt;nothing" in html


def test_pages_beyond_a_number_are_rows_without_pictures(tmp_path, monkeypatch):
    monkeypatch.setattr("ocrlab.batch.report.MOST_PAGES", 2)
    batch_of(scans(tmp_path / "in", 4), tmp_path / "out", "report").run()
    html = text_of(tmp_path, "report.html")
    assert "The 2 pages that read worst" in html and html.count("<article>") == 2
    assert all(f"<td>{number}.png</td>" in html for number in range(4))


def test_a_page_that_is_gone_since_is_said_in_its_place(tmp_path):
    folder = scans(tmp_path / "in", 1)
    batch_of(folder, tmp_path / "out", "report", watch=lambda row: (folder / "0.png").unlink()).run()
    assert "0.png: cannot be read" in text_of(tmp_path, "report.html")


def test_bars_count_what_falls_between_two_easy_numbers():
    bars = report.histogram([0.0, 0.01, 0.05, 0.19])
    assert [(bar.label, bar.count) for bar in bars if bar.count] == [("0 %", 1), ("1 %", 1), ("5 %", 1), ("19 %", 1)]
    assert report.histogram([0.5]) == [] and len(report.histogram([0.0, 12.0])) <= report.MOST_BARS
