"""ALTO is read as it is printed: white where it is written, a hyphen once, lines in reading order."""

from __future__ import annotations

import pytest
from truths import alto, alto_block, alto_line, string

from ocrlab.errors import TruthError
from ocrlab.truth import Truth, parse_truth


def read(text: str) -> Truth:
    return parse_truth(text.encode(), "page.xml")


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ("Paid in full", "Paid in full"),
        ("it ' s _ fine .", "it's fine."),
        ("The _ well - known _ ( big ) _ dog .", "The well-known (big) dog."),
        ("Paid in _", "Paidin"),
        ("H 2 O _ here", "H2O here"),
    ],
)
def test_white_stands_only_where_a_line_writes_it_and_without_any_strings_are_words(pieces, text):
    inside = "".join("<SP WIDTH='5'/>" if piece == "_" else string(piece) for piece in pieces.split())
    assert read(alto(alto_block(alto_line(inside)))).text == text
    assert read(alto(alto_block(alto_line(inside.replace("<SP WIDTH='5'/>", string(" ")))))).text == text


def test_a_line_without_white_in_a_file_that_writes_it_keeps_its_marks_and_parts_its_words():
    lines = [
        string("a") + "<SP/>" + string("b"),
        string("(") + string("12") + string(")"),
        string("two") + string("words"),
    ]
    assert read(alto(alto_block(*map(alto_line, lines)))).text == "a b\n(12)\ntwo words"


HYPHENS = {"-": "-", "\u00ad": "-", "&#173;": "-", "\u00ac": "-", "\u2e17": "\u2e17", "\u2010": "\u2010", "": "-"}


@pytest.mark.parametrize(("hyphen", "shown"), HYPHENS.items())
@pytest.mark.parametrize("ending", ["", "-", "\u00ad", "\u00ac", "\u2e17"])
def test_a_hyphen_stands_once_however_it_is_spelled(hyphen, shown, ending):
    first = string(f"con{ending}", "SUBS_TYPE='HypPart1' SUBS_CONTENT='conservation'") + f"<HYP CONTENT='{hyphen}'/>"
    second = string("servation", "SUBS_TYPE='HypPart2' SUBS_CONTENT='conservation'")
    printed = ending if ending in ("-", "\u2e17") else shown
    assert read(alto(alto_block(alto_line(first), alto_line(second)))).text == f"con{printed}\nservation"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (string("con") + "<HYP/>", "con-"),
        (string("con") + "<SP/><HYP CONTENT='-'/>", "con-"),
        (string("a") + "<SP/>" + string("con\u00ad", "SUBS_TYPE='HypPart1'"), "a con-"),
        (string("con\u00ac", "SUBS_TYPE='HypPart1'"), "con-"),
        (string("Dr.", "SUBS_TYPE='Abbreviation' SUBS_CONTENT='Doctor'"), "Dr."),
        ("<String CONTENT='Straße'><ALTERNATIVE PURPOSE='spelling'>Strasse</ALTERNATIVE></String>", "Straße"),
        ("<String CONTENT=''><Glyph CONTENT='P'><Variant CONTENT='F'/></Glyph><Glyph CONTENT='a'/></String>", "Pa"),
    ],
)
def test_what_stands_on_the_page_counts(inside, text):
    assert read(alto(alto_block(alto_line(inside)))).text == text


def ordered(*references: str, group: str = "OrderedGroup", block: str = "") -> str:
    inside = "".join(f"<ElementRef ID='e' REF='{reference}'/>" for reference in references)
    return f"<{group} ID='g' REF='{block}'>{inside}</{group}>"


FIRST = alto_block(alto_line("<String ID='s1' CONTENT='first'/>", "l1"), name="b1")
SECOND = alto_block(alto_line("<String ID='s2' CONTENT='second'/>", "l2"), name="b2")
THIRD = alto_block(alto_line("<String ID='s3' CONTENT='third'/>", "l3"), name="b3")


@pytest.mark.parametrize(
    "order",
    [
        ordered("b1", "b2"),
        ordered("b1 b2"),
        ordered("b1", "b2", "b3"),
        ordered("l1", "l2"),
        ordered("s1", "s2"),
        ordered("b1", "l2", "gone", "b1"),
        ordered("b1", "b2", group="UnorderedGroup"),
        f"<UnorderedGroup ID='u'>{ordered('b1')}{ordered('b2')}</UnorderedGroup>",
        f"<OrderedGroup ID='o'>{ordered('l1', block='b1')}{ordered('b2')}</OrderedGroup>",
        f"{ordered('b1', 'b2', 'b3')}{ordered('b3', 'b2', 'b1')}",
    ],
)
def test_lines_come_in_reading_order_and_others_after_them(order):
    text = read(alto(THIRD, SECOND, FIRST, order=f"<ReadingOrder>{order}</ReadingOrder>")).text
    assert text.startswith("first\nsecond") and text.endswith("third")


def test_a_block_of_blocks_is_taken_whole_but_for_what_is_named_by_itself():
    whole = f"<ComposedBlock ID='c'>{THIRD}{FIRST}</ComposedBlock>{SECOND}"
    assert read(alto(whole, order=f"<ReadingOrder>{ordered('b2', 'c')}</ReadingOrder>")).text == "second\nthird\nfirst"
    assert (
        read(alto(whole, order=f"<ReadingOrder>{ordered('l1', 'b2', 'c')}</ReadingOrder>")).text
        == "first\nsecond\nthird"
    )


def test_without_a_reading_order_each_block_may_name_the_next():
    def block(number: int, following: str) -> str:
        return alto_block(alto_line(string(f"{number}")), name=f"b{number}", following=following)

    assert read(alto(block(2, "IDNEXT='b3'"), block(1, "IDNEXT='b2'"), block(3, ""))).text == "1\n2\n3"
    assert read(alto(block(2, "IDNEXT='b1'"), block(1, "IDNEXT='b2'"))).text == "2\n1", "a ring has no beginning"


def test_a_line_without_a_size_stands_where_its_outline_or_its_words_do():
    lines = (
        "<TextLine HPOS='1' VPOS='2'><String CONTENT='a' HPOS='1' VPOS='2' WIDTH='3' HEIGHT='4'/>"
        "<String CONTENT='b' HPOS='5' VPOS='1' WIDTH='3' HEIGHT='4'/></TextLine>",
        "<TextLine><Shape><Polygon POINTS='1,2 9,3 9,8 1,7'/></Shape><String CONTENT='c'/></TextLine>",
        "<TextLine HPOS='1'><String CONTENT='d'/></TextLine>",
    )
    truth = read(alto(alto_block(*lines)))
    assert truth.text == "a b\nc\nd"
    assert [line.box for line in truth.lines] == [
        ((1, 1), (8, 1), (8, 6), (1, 6)),
        ((1, 2), (9, 3), (9, 8), (1, 7)),
        None,
    ]
    assert truth.notes == ("page.xml: 1 of 3 lines without a box, not drawn on the page",)


def test_boxes_that_are_not_in_pixels_are_left_out_and_said():
    truth = read(alto(alto_block(alto_line(string("a"))), unit="mm10"))
    assert (truth.text, truth.lines[0].box) == ("a", None)
    assert truth.notes == ("page.xml: its boxes are measured in mm10, not in pixels, and are left out",)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_every_version_is_read_margins_too(version):
    text = alto(FIRST, version=version).replace("<PrintSpace>", f"<TopMargin>{SECOND}</TopMargin><PrintSpace>")
    assert read(text).text == "second\nfirst"
    assert read(text.replace(f" xmlns='http://www.loc.gov/standards/alto/ns-v{version}#'", "")).text == "second\nfirst"


def test_words_know_where_they_stand_in_the_text():
    pieces = [
        string(text, f"HPOS='{at}' VPOS='1' WIDTH='4' HEIGHT='9'") for at, text in ((0, "well"), (4, "-"), (8, "known"))
    ]
    truth = read(alto(alto_block(alto_line(pieces[0] + pieces[1] + pieces[2] + "<SP/>" + string("dog")))))
    (word,) = truth.words
    assert (word.text, truth.text[word.start : word.end]) == ("well-known", "well-known")
    assert word.box == ((0, 1), (12, 1), (12, 10), (0, 10))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            alto(alto_block("<TextLine ID='l9' HPOS='left' VPOS='1'/>")),
            "TextLine 'l9': a coordinate must be a number, got 'left'",
        ),
        (alto(alto_block("")), "yields no text"),
        (alto(FIRST)[:-30], "damaged markup in line 1"),
        ("<alto>&eacute;</alto>", "damaged markup in line 1"),
    ],
)
def test_alto_stays_strict_where_it_is_xml(text, reason):
    with pytest.raises(TruthError, match=f"^page.xml: .*{reason}"):
        read(text)
