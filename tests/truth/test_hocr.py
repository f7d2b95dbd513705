"""hOCR is read as people and programs write it: what stands on the page is in the truth, and nothing else is."""

from __future__ import annotations

import pytest
from truths import html, letters, line, word, xhtml

from ocrlab.errors import TruthError
from ocrlab.truth import Truth, parse_truth

ALTERNATIVES = "Paid <span class='alternatives'>{}</span> full"
IN_A_WORD = "i<span class='alternatives'>\n <ins>n</ins>\n <del>m</del>\n</span>"


def read(text: str | bytes, name: str = "page.hocr") -> Truth:
    return parse_truth(text.encode() if isinstance(text, str) else text, name)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (line("R&D, A & B &lt; C"), "R&D, A & B < C"),
        (line("caf&eacute;&nbsp;3&euro; &#8364;"), "café 3€ €"),
        ("<p class=ocr_par>Paid in full<p class=ocr_par>Thank you", "Paid in full\nThank you"),
        ("<DIV CLASS='ocr_carea'><SPAN CLASS='ocr_line' TITLE='bbox 1 2 3 4'>Paid</SPAN></DIV>", "Paid"),
        ("<span class=ocr_line><span class=ocrx_word>Paid <span class=ocrx_word>in", "Paid in"),
        ("<span class=ocr_line>Paid in full <span class=ocr_line>Thank you", "Paid in full\nThank you"),
        (line("<b>Paid <i>in</b> full</i>"), "Paid in full"),
        (line("Paid <![CDATA[in <full> & more]]>"), "Paid in <full> & more"),
        ("<script>'<span class=ocr_line>no</span>'</script>" + line("yes"), "yes"),
        (line("1 < 2 <3"), "1 < 2 <3"),
    ],
)
def test_html_that_is_no_xml_is_read_as_a_browser_reads_it(inside, text):
    assert read(html(inside)).text == text


def test_capitals_keep_their_boxes():
    truth = read("<HTML><DIV CLASS='ocr_page'><SPAN CLASS='ocr_line' TITLE='bbox 1 2 3 4'>a&b</SPAN></DIV></HTML>")
    assert truth.lines[0].box == ((1, 2), (3, 2), (3, 4), (1, 4))


def test_a_blank_line_before_the_xml_declaration_is_passed_over():
    assert read("\n\n" + xhtml(line("a"))).text == "a"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<html><meta charset='iso-8859-1'><p class=ocr_par>caf\xe9 \x93x\x94", "café “x”"),
        ("<?xml version='1.0' encoding='UTF-16'?><html><p class='ocr_par'>é & b</p></html>".encode(), "é & b"),
        (b"<?xml version='1.0' encoding='iso-8859-2'?><html><p class='ocr_par'>z\xb3oty</p></html>", "złoty"),
        ("<html><meta charset=utf-8><p class=ocr_par>é".encode("utf-16"), "é"),
    ],
)
def test_html_is_read_in_the_encoding_that_it_declares(data, text):
    assert read(data).text == text


@pytest.mark.parametrize(
    ("declared", "wrong"), [("utf-8", "byte 44 .* not UTF-8 text"), ("punycode", "encoding"), ("klingon", "encoding")]
)
def test_bytes_that_are_not_what_is_declared_are_refused(declared, wrong):
    with pytest.raises(TruthError, match=rf"^page\.hocr: .*{wrong}"):
        read(b"<html><meta charset=%s><p class=ocr_par>a\xe9&" % declared.encode())


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p class='ocr_par'>Paid in full</p><p class='ocr_par'>Thank you</p>", "Paid in full\nThank you"),
        ("<div class='ocr_carea'>Paid in full<br/>Thank you</div>", "Paid in full\nThank you"),
        ("<div class='ocrx_block'><p>Paid in full</p>\n<p>Thank you</p></div>", "Paid in full\nThank you"),
        ("Paid in full", "Paid in full"),
        ("<div class='ocr_table'><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></div>", "a b\nc"),
        ("<pre class='ocr_par'>Paid in full\nThank you</pre>", "Paid in full\nThank you"),
        (f"<p class='ocr_par'>{line('Paid in full')}</p><p class='ocr_par'>Thank you</p>", "Paid in full\nThank you"),
        (f"<p class='ocr_par'>{line('Paid in full')} Thank you</p>", "Paid in full\nThank you"),
    ],
)
def test_text_counts_without_lines_too(inside, text):
    assert read(xhtml(inside)).text == text


@pytest.mark.parametrize("holder", ["{}", "<p class='ocr_par'>{}</p>"])
@pytest.mark.parametrize("between", ["", " ", "\n "])
def test_words_without_lines_make_a_line_where_they_stand_side_by_side(holder, between):
    boxes = {"Paid": "0 0 10 10", "in": "12 1 20 11", "Thank": "0 20 10 30", "you": "12 20 20 30"}
    truth = read(xhtml(holder.format(between.join(word(*pair) for pair in boxes.items()))))
    assert truth.text == "Paid in\nThank you"
    first, second = truth.lines
    assert first.box == ((0, 0), (20, 0), (20, 11), (0, 11))
    assert second.box == ((0, 20), (20, 20), (20, 30), (0, 30))
    assert [part.text for part in truth.words] == ["Paid", "in", "Thank", "you"]


@pytest.mark.parametrize("between", ["", " ", "\n    "])
def test_words_do_not_fall_apart_into_their_character_boxes(between):
    words = "\n".join(word(between + letters(text, between) + between) for text in ("Paid", "in", "full"))
    assert read(xhtml(line(words))).text == "Paid in full"
    assert read(html(line(words))).text == "Paid in full"


def test_a_letter_may_be_called_a_glyph_too():
    spelled = "\n".join(f"<span class='ocr_glyph'>{letter}</span>" for letter in "Paid")
    assert read(xhtml(line(word(f"\n{spelled}\n") + "\n" + word("in")))).text == "Paid in"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (letters("Paid") + " " + letters("in"), "Paid in"),
        (letters("Paid in"), "Paid in"),
        (letters("Paid in", "\n   "), "Paid in"),
        (letters("Paid", "\n   "), "Paid"),
        ("<span class='ocr_cinfo' title='cuts 1 2'>Paid in</span> <span class='ocr_cinfo'>full</span>", "Paid in full"),
    ],
)
def test_character_boxes_may_stand_in_a_line_without_words(inside, text):
    assert read(xhtml(line(inside))).text == text


def choices(*texts: str) -> str:
    """What a letter might be, as Tesseract writes with ``lstm_choice_mode=2``."""
    return f"<span class='ocrx_cinfo' id='lstm_choices_1_1_1'>\n {letters(''.join(texts), chr(10))}\n</span>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (word("Down\n " + choices(" ", "_") + choices("D", "P") + choices("o")), "Down"),
        (word(f"\n {letters('t')}\n {choices('t', 'l')}\n {letters('o')}\n {choices('o', '0')}\n"), "to"),
        (word(choices("t", "l") + choices("o", "0")), "to"),
        (letters("t") + choices("t", "l") + letters("o") + choices("o", "0"), "to"),
    ],
)
def test_what_else_a_letter_might_be_does_not_count(inside, text):
    assert read(xhtml(line(inside))).text == text


@pytest.mark.parametrize(
    "inside",
    [
        ALTERNATIVES.format("<ins class='alt' title='nlp 0.3'>in</ins><del class='alt' title='nlp 70'>im</del>"),
        ALTERNATIVES.format("\n <ins class='alt'>in</ins>\n <del class='alt'>im</del>\n <del class='alt'>lm</del>\n"),
        ALTERNATIVES.format("<span class='alt'>in</span><span class='alt'>im</span>"),
        ALTERNATIVES.format("<del class='alt'>in</del><del class='alt'>im</del>"),
        ALTERNATIVES.format(f"<ins>{word('in')}</ins><del>{word('im')}</del>"),
        ALTERNATIVES.format("<ins><span class='alternatives'><ins>in</ins><del>ln</del></span></ins><del>im</del>"),
        "Paid <ins class='alt'>in</ins><del class='alt'>im</del> full",
        "Paid <del>on</del> in full",
        f"{word('Paid')} {word(IN_A_WORD)} {word('full')}",
    ],
)
def test_of_alternatives_the_first_choice_counts(inside):
    assert read(xhtml(line(inside))).text == "Paid in full"


def test_whole_lines_may_be_alternatives():
    inside = f"<span class='alternatives'><ins>{line('Paid')}</ins><del>{line('Pald')}</del></span>{line('in full')}"
    assert read(xhtml(inside)).text == "Paid\nin full"


def kraken(*lines: list[str]) -> str:
    """As kraken writes: commas between properties, a word for every blank, a line break and indent round each word."""
    rows = ""
    for parts in lines:
        words = [f'\n\t<span class="ocrx_word" title="bbox 1 2 3 4, x_confs 0.9 0.8">{part}</span>\n' for part in parts]
        rows += f'<span class="ocr_line" title="bbox 1 2 300 40; cuts 1 2">{"".join(words)}</span>\n<br/>\n'
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"/><meta name="ocr-system" content="kraken"></head><body>'
        f'<div class="ocr_page" title="bbox 0 0 900 300, image x.png">{rows}</div></body></html>'
    )


def test_kraken_writes_white_as_words_that_are_blank():
    truth = read(kraken(["Hello", ",", " ", "world", "."], ["fine", "."], ["two", "words"]))
    assert truth.text == "Hello, world.\nfine.\ntwo words"
    assert truth.lines[0].box == ((1, 2), (300, 2), (300, 40), (1, 40))


def test_a_blank_word_by_itself_says_nothing_of_the_white_in_other_lines():
    assert read(xhtml(line(word(" ")), line(word("Paid") + "\n" + word(".") + "\n" + word("in")))).text == "Paid . in"


def gcv2hocr(text: str, box: str) -> str:
    """As gcv2hocr writes: an area, a paragraph and a line for every word, nothing escaped."""
    inside = f"<span class='ocrx_word' title='bbox {box} ; x_wconf 85'>  {text}  </span> \n"
    return (
        f"<div class='ocr_carea' title='bbox {box} '><p class='ocr_par' dir='ltr'><span class='ocr_line' "
        f"title='bbox {box} ; baseline 0 -5'>{inside}</span>\n</p>\n</div>"
    )


def test_gcv2hocr_writes_a_line_for_every_word():
    boxes = {"R&D": "10 10 50 30", "in": "60 11 80 30", "full": "90 9 130 31"}
    boxes |= {"Thank": "10 50 60 70", "you": "70 50 99 70"}
    truth = read(xhtml(*(gcv2hocr(text, box) for text, box in boxes.items())))
    assert truth.text == "R&D in full\nThank you"
    assert truth.lines[1].box == ((10, 50), (99, 50), (99, 70), (10, 70))


def test_lines_of_one_word_below_each_other_stay_lines():
    assert read(xhtml(line(word("first"), "1 1 9 9"), line(word("second"), "1 20 9 29"))).text == "first\nsecond"
    assert read(xhtml(line(word("first")), line(word("second")))).text == "first\nsecond", "boxes that say nothing"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (word("Hello") + word(",") + " " + word("world"), "Hello, world"),
        (word("Hello") + word("world"), "Hello world"),
        (word("Paid ") + word("in"), "Paid in"),
        ("Total: " + word("3.50") + " net", "Total: 3.50 net"),
        (word("f<b>u</b>ll"), "full"),
        ("<span class='ocr_dropcap'>O</span>nce <img class='ocr_glyph' alt='u' src='u.png'/>pon", "Once upon"),
        ("con&#173;", "con-"),
        ("con&#173;serve", "con\u00adserve"),
    ],
)
def test_a_line_holds_what_is_printed_with_white_where_it_is_written(inside, text):
    assert read(xhtml(line(inside))).text == text


def test_pages_floats_and_nested_lines():
    inside = (
        f"<div class='ocr_float'>{line('one')}</div>",
        f"<div class='ocr_textfloat' title='bbox 1 1 9 9'>{line('two')}{line('three')}</div>",
        "<div class='ocr_header' title='bbox 1 1 9 9'>four</div>",
        "<span class='ocr_line'>five <span class='ocr_line'>six</span> seven</span>",
        f"</div><div class='ocr_page'>{line('eight')}",
    )
    assert read(xhtml(*inside)).text == "one\ntwo\nthree\nfour\nfive\nsix\nseven\feight"


@pytest.mark.parametrize(
    ("title", "box"),
    [
        ("bbox 1 2 9 8; baseline 0 -5", ((1, 2), (9, 2), (9, 8), (1, 8))),
        ("x_bboxes 1 2 5 8 5 2 9 8", ((1, 2), (9, 2), (9, 8), (1, 8))),
        ("poly 1 2 9 3 9 8 1 7", ((1, 2), (9, 3), (9, 8), (1, 7))),
        ("poly 1 2 9 3 9 8 1 7 0 5", ((0, 2), (9, 2), (9, 8), (0, 8))),
        ("bbox 1 2 9 8, x_confs 1 2", ((1, 2), (9, 2), (9, 8), (1, 8))),
        ("baseline 0 -5", None),
    ],
)
def test_a_line_stands_where_any_of_its_properties_says(title, box):
    assert read(xhtml(f"<span class='ocr_line' title='{title}'>a</span>")).lines[0].box == box


def test_elements_with_an_order_come_in_it():
    area = "<div class='ocr_carea' title='bbox 1 1 2 2; order {}'>{}</div>"
    assert read(xhtml(area.format(2, line("b")), area.format(1, line("a")))).text == "a\nb"


def test_text_outside_every_element_of_hocr_is_left_out_and_said():
    truth = read(xhtml("<h2>Page 1</h2>", line("Paid in full"), "<span class='ocr_noise'>~~</span>"))
    assert truth.text == "Paid in full"
    assert truth.notes == (
        "page.hocr: text outside every line and paragraph of hOCR is left out (2 pieces, the first is 'Page 1')",
    )


def test_what_a_boxed_truth_lacks_is_said():
    notes = read(xhtml(line("a"), "<p class='ocr_par'>b</p>", line(" "))).notes
    assert notes == (
        "page.hocr: 1 of 3 lines without text",
        "page.hocr: 1 of 2 lines without a box, not drawn on the page",
    )
    assert read(xhtml("<p class='ocr_par'>a</p>")).notes == (), "no box at all is as in a plain text"


def test_a_file_that_is_cut_short_says_so():
    notes = read(xhtml(line(word("Paid") + word("in")))[:-60]).notes
    assert notes[-1] == "page.hocr: <span> is opened and not closed 1 time; the file may be cut short"


@pytest.mark.parametrize("name", ["page.txt", "page.gt.txt", "the truth of page.png"])
@pytest.mark.parametrize("data", [xhtml(line("Paid")), html(line("Paid")), f"<div>{line('Paid')}</div>", line("Paid")])
def test_hocr_is_never_scored_as_text_whatever_its_name(data, name):
    assert read(data, name).text == "Paid"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<html><p class=ocr_par>&" + "<b>" * 1000, "nest deeper than 100"),
        ("<html><p class=ocr_par>&" + "<b></b>" * 400_001, "more than 400000 elements"),
        ("<!DOCTYPE a [<!ENTITY x 'ha'>]><html><p class=ocr_par>& &x;", "declares entities"),
        ("<html><p>A & B", "holds no page and no line"),
        ("no markup at all", "holds no page and no line"),
        (html(""), "yields no text"),
    ],
)
def test_hostile_and_empty_html_is_refused_in_a_sentence(data, reason):
    with pytest.raises(TruthError, match=rf"^page\.hocr: .*{reason}") as error:
        read(data)
    assert "\n" not in str(error.value)


def test_words_that_are_never_closed_are_no_deep_tree():
    truth = read("<html><div class=ocr_page>" + "<span class=ocrx_word>a " * 2000)
    assert truth.text.split() == ["a"] * 2000


@pytest.mark.parametrize("rest", ["ml>" * 9000, "<p>x</p>" * 3, "</html>" * 3000 + "<b>"])
def test_whatever_stands_behind_the_end_of_the_file_does_no_harm(rest):
    line = "<span class=ocr_line title='bbox 0 0 9 9'>a &eacute;</span>"
    text = f"<html><meta charset=utf-8><div class=ocr_page>{line}</div></html>"
    assert parse_truth((text + rest).encode(), "a.hocr").text == "a é"
