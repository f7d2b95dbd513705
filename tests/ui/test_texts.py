"""A text as HTML: what was read, what is wrong with it, and which word is which."""

from __future__ import annotations

import re

import pytest

from ocrlab.reading import Reading, Word
from ocrlab.ui import texts


def reading(*rows: tuple[str, ...]) -> Reading:
    return Reading(
        tuple(
            tuple(Word(t, ((x, y), (x + 9, y), (x + 9, y + 9), (x, y + 9)), 0.9) for x, t in enumerate(row))
            for y, row in enumerate(rows)
        )
    )


def words(html: str) -> dict[int, str]:
    """What stands under each word's number, without marks."""
    found: dict[int, str] = {}
    for number, body in re.findall(r'<span data-word="(\d+)">(.*?)</span>', html, re.DOTALL):
        found[int(number)] = found.get(int(number), "") + re.sub(r"<rt>.*?</rt>|<[^>]+>", "", body)
    return {number: text.strip() for number, text in found.items()}


def test_every_word_stands_under_its_number_whatever_is_wrong_with_it():
    page = reading(("Tbe", "cat"), ("5at", "on"), ("deck",))
    html = texts.marked("The cat sat on deck.", page)
    assert words(html) == {0: "Tbe", 1: "cat", 2: "5at", 3: "on", 4: "deck"}
    assert words(texts.plain(page)) == words(html)


def test_rows_keep_their_breaks():
    page = reading(("one", "two"), ("three",))
    assert re.sub(r"<[^>]+>", "", texts.marked("one two three", page)) == "one two\nthree"
    assert re.sub(r"<[^>]+>", "", texts.plain(page)) == "one two\nthree"


def test_missed_added_and_wrong_are_told_apart():
    html = texts.marked("abc", reading(("axcd",)))
    assert '<ruby class="swap" title="b read as x">x<rt>b</rt></ruby>' in html
    assert '<ins title="added">d</ins>' in html
    assert '<del title="missed">c</del>' in texts.marked("abc", reading(("ab",)))


@pytest.mark.parametrize("uncounted", [(0,), (1,), (2,), (3,), (1, 2), (0, 1), (2, 3), (0, 3), (0, 1, 2, 3)])
def test_words_that_do_not_count_stay_in_their_places_and_are_no_errors(uncounted):
    page = reading(("one", "two"), ("three", "four"))
    truth = " ".join(word.text for n, word in enumerate(page.words) if n not in uncounted)
    html = texts.marked(truth, page, uncounted=uncounted)
    assert re.sub(r"<[^>]+>", "", html) == "one two\nthree four"
    assert words(html) == {0: "one", 1: "two", 2: "three", 3: "four"}
    assert html.count("does not count") == len(uncounted) and not re.search("<ins|<del|<ruby", html)


def test_what_was_read_is_never_markup():
    page = reading(("<script>alert(1)</script>", "a&b"))
    for html in (texts.plain(page), texts.marked("<b>", page)):
        assert "<script" not in html and "<b>" not in html and "&amp;" in html


def test_a_blank_page_says_so():
    assert texts.plain(Reading()) == texts.NOTHING
    assert texts.marked("", Reading()) == texts.NOTHING
    assert "<del" in texts.marked("lost", Reading())
