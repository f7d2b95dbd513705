"""A truth belongs to the image that is named like it, on every system that wrote either name."""

from __future__ import annotations

import itertools
import unicodedata

import pytest

from ocrlab.errors import TruthError
from ocrlab.truth.beside import ENDINGS, ending_of, single_truth, truths_beside

COMPOSED = unicodedata.normalize("NFC", "Größe é 한")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


@pytest.mark.parametrize(
    ("image", "truth"),
    [
        ("scan.png", "scan.gt.txt"),
        ("scan.png", "scan.txt"),
        ("SCAN0001.PNG", "SCAN0001.TXT"),
        ("scan.png", "scan.GT.TXT"),
        ("Scan.PNG", "scan.txt"),
        ("STRASSE.png", "straße.txt"),
        (f"{COMPOSED}.png", f"{DECOMPOSED}.gt.txt"),
        (f"{DECOMPOSED}.png", f"{COMPOSED}.gt.txt"),
        (f"{COMPOSED}.png", f"{DECOMPOSED.upper()}.TXT"),
        ("a.b.c.tif", "a.b.c.hocr"),
        ("in/there/a.png", "in/there/a.XML"),
        (f"{COMPOSED}/a.png", f"{DECOMPOSED}/a.txt"),
        ("Gr\udcf6\udcdfe.png", "Gr\udcf6\udcdfe.txt"),
        ("no ending", "no ending.txt"),
    ],
)
def test_names_that_are_alike_are_paired(image, truth):
    assert truths_beside([image], [truth, image, "else.txt"]) == {image: (truth,)}


@pytest.mark.parametrize(
    ("image", "other"),
    [("a.png", "b.txt"), ("x/a.png", "a.txt"), ("a.png", "x/a.txt"), ("a.png", "a.md"), ("é.png", "e.txt")],
)
def test_names_that_are_not_alike_are_not(image, other):
    assert truths_beside([image], [other]) == {image: ()}


def test_names_that_differ_only_in_case_or_form_are_told_apart_where_both_are_there():
    images = ["Page.png", "page.png", f"{COMPOSED}.png", f"{DECOMPOSED}.png"]
    files = ["page.txt", "Page.txt", f"{DECOMPOSED}.txt", f"{COMPOSED}.txt"]
    assert truths_beside(images, files) == {image: (f"{image[:-4]}.txt",) for image in images}
    assert truths_beside(images, ["page.txt"]) == {
        image: ("page.txt",) if image == "page.png" else () for image in images
    }


def test_two_images_of_one_name_share_their_truth():
    assert truths_beside(["a.png", "a.jpg"], ["a.txt"]) == {"a.png": ("a.txt",), "a.jpg": ("a.txt",)}


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations(ENDINGS, 2)])
def test_plain_text_comes_first_and_markup_of_equal_rank_is_all_named(first, second):
    truths = truths_beside(["a.png"], ["a" + second, "a" + first])["a.png"]
    assert truths == (("a" + first,) if first in (".gt.txt", ".txt") else ("a" + first, "a" + second))


def test_the_usual_ending_comes_before_the_same_in_capitals():
    assert truths_beside(["a.png"], ["a.TXT", "a.txt"])["a.png"] == ("a.txt",)


def test_two_truths_that_are_equally_like_an_image_are_refused_by_name():
    truths = truths_beside(["pAgE.png"], ["page.txt", "PAGE.txt"])["pAgE.png"]
    with pytest.raises(TruthError, match=r"^pAgE\.png: PAGE\.txt and page\.txt could each be its truth; keep one"):
        single_truth("pAgE.png", truths)


def test_a_refusal_shows_no_raw_name():
    with pytest.raises(TruthError, match=r"^a\\x1b\[2J\.png: a\\x1b\[2J\.csv and a\\x1b\[2J\.xml could"):
        single_truth("a\x1b[2J.png", ("a\x1b[2J.csv", "a\x1b[2J.xml"))


def test_the_longest_ending_counts():
    assert ending_of("a.GT.TXT") == ".gt.txt" and ending_of("a.boxes.CSV") == ".boxes.csv" and not ending_of("a.png")
