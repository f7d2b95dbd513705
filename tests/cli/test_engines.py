"""``ocrlab engines``: every engine, whether it runs here, and with what it reads."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
import search_engine
from search_engine import InPlace

from ocrlab.cli.engines import engines as command
from ocrlab.engines import engines
from ocrlab.errors import ParamError
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline


def test_every_engine_is_listed_with_what_it_reads_with_and_its_settings(capsys) -> None:
    command(as_json=False)
    out = capsys.readouterr().out
    for engine in engines().values():
        assert f"{engine.name}: {engine.about()}\n" in out
        assert all(
            f"      {param.name}={param.text(param.default)}  ({param.allowed})" in out for param in engine.params
        )
    assert "tesseract: Tesseract 5." in out and "deu and eng" in out


def test_as_json_each_engine_is_one_object_a_line(capsys) -> None:
    command(as_json=True)
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["name"] for each in listed] == list(engines())
    assert all(each["missing"] is None and each["about"] for each in listed)
    assert [each["speeds"] for each in listed if each["name"] == "easyocr"] == [["exact", "fast", "draft", "stock"]]


def test_an_engine_that_cannot_run_says_why(capsys, monkeypatch) -> None:
    monkeypatch.setattr("ocrlab.engines.rapidocr.weights.folder", lambda: None)
    command(as_json=False)
    assert "rapidocr: cannot run here: rapidocr is not installed; install requirements.txt\n" in capsys.readouterr().out


# On a data set


@pytest.fixture
def scans(tmp_path, monkeypatch):
    """Two pages, read by an engine at two speeds in this process."""
    for name, count in (("a", 5), ("b", 7)):
        (tmp_path / f"{name}.png").write_bytes(encode_png(search_engine.page(count, height=60 + count)))
        (tmp_path / f"{name}.gt.txt").write_text(search_engine.TRUTH)
    monkeypatch.setattr("ocrlab.cli.engines.pool_of", lambda *_: nullcontext(InPlace()))
    return str(tmp_path)


def test_each_engine_has_a_row_and_a_sentence_says_what_came_of_it(scans, capsys):
    command(scans, stage=["median radius=1"], engines="specks:draft, specks")
    out = capsys.readouterr().out.splitlines()
    assert out[0].split("  ")[0] == "engine" and out[0].endswith("by the filter (95 % interval)")
    assert out[1].startswith("Specks draft     11.5 %") and out[2].startswith("Specks           11.5 %")
    assert out[4] == "2 pages; CER, filtered: median radius=1 footprint=square"
    assert out[5].startswith("Specks draft with this median: 0.0 %. Specks without any filter: 11.5 %.")


def test_without_a_filter_the_best_engine_is_told(scans, capsys):
    command(scans, engines="specks:draft,specks")
    out = capsys.readouterr().out
    assert "filtered: not at all\nSpecks draft and Specks read equally well without any filter: 11.5 %." in out
    assert "by the filter" not in out


def test_compared_as_json_each_engine_is_one_object_and_the_last_line_sums_up(scans, capsys):
    command(scans, stage=["median radius=1"], engines="specks", as_json=True)
    row, summary = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert row["engine"] == "specks" and row["no_filter"]["cer"] == {"errors": 12, "length": 104, "rate": 12 / 104}
    assert row["filtered"]["cer"]["errors"] == 0 and row["by_filter"]["verdict"] == "cannot tell"
    assert summary == {"pages": 2, "left_out": [], "pipeline": Pipeline.of("median").to_dict(), "sentence": ""}


def test_what_is_compared_needs_a_data_set():
    with pytest.raises(ParamError, match="name a folder, ZIP, image or 'samples' first"):
        command(stage=["median"])
