"""What should have been read where each word stands."""

from ocrlab.reading import Reading, Word
from ocrlab.scoring.expected import expected, word_at


def reading(*texts: str) -> Reading:
    def box(n: int):
        return ((60 * n, 0), (60 * n + 50, 0), (60 * n + 50, 20), (60 * n, 20))

    return Reading.of(Word(text, box(n), 0.9) for n, text in enumerate(texts))


def test_each_word_knows_what_it_should_have_been():
    entries = expected(reading("Tbe", "cat", "5at"), "The cat sat")
    assert [(e.text, e.right) for e in entries] == [("The", False), ("cat", True), ("sat", False)]


def test_a_lost_full_stop_belongs_to_the_word_before_it():
    entries = expected(reading("on", "deck"), "on deck.")
    assert [(e.text, e.right) for e in entries] == [("on", True), ("deck.", False)]


def test_a_word_that_is_not_on_the_page_was_expected_to_be_nothing():
    entries = expected(reading("cat", "xx"), "cat")
    assert [(e.text, e.right) for e in entries] == [("cat", True), ("", False)]


def test_white_space_inside_a_word_counts_as_the_score_counts_it():
    entries = expected(reading("the  cat", "sat"), "the cat sat")
    assert all(e.right for e in entries)


def test_a_word_that_does_not_count_was_expected_to_be_nothing_and_takes_no_place_in_the_text():
    page = reading("the", "#@", "cat")
    entries = expected(page, "the cat", uncounted=(1,))
    assert entries[1] is None and all(entries[n].right for n in (0, 2))
    assert [word_at(page, token, uncounted=(1,)) for token in range(2)] == [0, 2]


def test_a_word_of_the_text_is_found_in_the_box_that_holds_it():
    page = reading("the old", "harbour", "at night")
    assert [word_at(page, token) for token in range(5)] == [0, 0, 1, 2, 2]
