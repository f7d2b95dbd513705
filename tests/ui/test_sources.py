"""A truth that is opened goes to the page it belongs to, whatever form its name and its pages have."""

from __future__ import annotations

import io
import unicodedata

import pytest
from PIL import Image as Pillow

from ocrlab.errors import ImageError, TruthError
from ocrlab.truth import parse_truth, truth_warning
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune import sources


def saved(kind: str, *levels: int) -> bytes:
    first, *others = [Pillow.new("L", (40, 30), level) for level in levels]
    file = io.BytesIO()
    first.save(file, kind, **({"save_all": True, "append_images": others} if others else {}))
    return file.getvalue()


def opened(lab: Lab, name: str, data: bytes) -> sources.Upload:
    upload = sources.take(lab, name, data)
    lab.look_at(upload.source)
    return upload


def truth(text: str):
    return parse_truth(text.encode(), "truth.gt.txt")


def test_each_page_of_a_file_has_its_own_part_of_a_truth_with_form_feeds():
    lab = Lab()
    upload = opened(lab, "two.tif", saved("TIFF", 10, 200))
    sources.match_truth(lab, "two.gt.txt", truth("first\n\fsecond\n\f"), [upload])
    assert sources.truth_of(lab).strip() == "first"
    lab.turn_page(1)
    assert sources.truth_of(lab).strip() == "second"


def test_a_truth_file_without_text_is_that_of_a_blank_page_and_an_emptied_field_is_none():
    lab = Lab()
    upload = opened(lab, "white.png", saved("PNG", 255))
    assert sources.current(lab).truth is None
    sources.match_truth(lab, "white.gt.txt", truth(""), [upload])
    assert sources.current(lab).truth == "\n" and "counts as blank" in lab.notices[0]
    sources.type_truth(lab, lab.truth_key, "")
    assert sources.current(lab).truth is None


def test_a_truth_of_more_pages_than_the_file_has_is_refused_and_the_old_one_stays():
    lab = Lab()
    upload = opened(lab, "two.tif", saved("TIFF", 10, 200))
    sources.type_truth(lab, lab.truth_key, "typed")
    with pytest.raises(TruthError, match="3 pages of text for 2 pages"):
        sources.match_truth(lab, "two.gt.txt", truth("a\fb\fc"), [upload])
    assert sources.truth_of(lab) == "typed"


def test_a_form_feed_at_the_end_of_a_truth_is_no_page():
    lab = Lab()
    upload = opened(lab, "one.png", saved("PNG", 10))
    sources.match_truth(lab, "one.gt.txt", truth("text\n\f\n"), [upload])
    assert sources.truth_of(lab).split() == ["text"]


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("SCAN0001.PNG", "scan0001.txt"),
        (unicodedata.normalize("NFC", "café.png"), unicodedata.normalize("NFD", "café.gt.txt")),
        ("page.png", "PAGE.GT.TXT"),
    ],
)
def test_a_truth_finds_its_image_as_on_the_command_line(image, name):
    lab = Lab()
    other, owner = opened(lab, "other.png", saved("PNG", 10)), opened(lab, image, saved("PNG", 20))
    sources.match_truth(lab, name, truth("found"), [other, owner])
    assert sources.truth_of(lab) == "found"


def test_a_truth_that_belongs_to_none_of_several_files_is_refused_by_name():
    lab = Lab()
    files = [opened(lab, name, saved("PNG", level)) for level, name in enumerate(("a.png", "b.png"))]
    with pytest.raises(ImageError, match=r"^c\.gt\.txt: no opened image is named like it"):
        sources.match_truth(lab, "c.gt.txt", truth("whose"), files)


def test_what_was_made_of_a_file_that_left_something_open_is_said():
    lab = Lab()
    drawing = Pillow.new("LA", (40, 30), (255, 0))
    drawing.paste((255, 255), (5, 5, 20, 20))
    file = io.BytesIO()
    drawing.save(file, "PNG")
    opened(lab, "white.png", file.getvalue())
    sample = sources.current(lab)
    assert sample.image.min() < 100 and len(sample.notes) == 1


@pytest.mark.parametrize(
    ("text", "languages", "hint"),
    [
        ("Привет", ("en",), "Cyrillic"),
        ("CafÃ© dÃ©jÃ\xa0 vu", ("fr",), "encoded twice"),
        ("Grüße aus Köln", ("de",), None),
    ],
)
def test_a_truth_that_cannot_be_right_is_hinted_at(text, languages, hint):
    warning = truth_warning(text, {"languages": languages})
    assert warning is None if hint is None else hint in warning
