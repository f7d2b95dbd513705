"""PAGE holds its text at four levels, and whichever was filled in is read, in reading order."""

from __future__ import annotations

import pytest
from truths import OUTLINE, equivalent, glyph, page, page_line, page_word, region

from ocrlab.errors import TruthError
from ocrlab.truth import Truth, parse_truth

BOX = ((1, 1), (9, 1), (9, 5), (1, 5))
BOTH = "Paid in full\nThank you"


def read(*inside: str, version: str = "2019-07-15") -> Truth:
    return parse_truth(page(*inside, version=version).encode(), "page.xml")


def spelled(text: str) -> str:
    return page_word(*map(glyph, text))


@pytest.mark.parametrize(
    "inside",
    [
        (equivalent(BOTH),),
        (page_line(equivalent("Paid in full")), page_line(equivalent("Thank you"))),
        (page_line(equivalent("Paid in full")), page_line(equivalent("Thank you")), equivalent("")),
        (page_line(), page_line(equivalent("")), equivalent(BOTH)),
        (page_line(equivalent("Paid in full")), page_line(), equivalent(BOTH)),
        (
            page_line(*(page_word(equivalent(text)) for text in ("Paid", "in", "full"))),
            page_line(equivalent("\n"), page_word(equivalent("Thank")), page_word(equivalent("you"))),
        ),
        (page_line(*map(spelled, ("Paid", "in", "full"))), page_line(*map(spelled, ("Thank", "you")))),
        (
            page_line(page_word(equivalent(""), *map(glyph, "Paid")), page_word(equivalent("in")), spelled("full")),
            page_line(equivalent("Thank you"), spelled("Thnk")),
        ),
    ],
)
def test_the_text_is_read_at_whichever_level_it_stands(inside):
    assert read(region(*inside)).text == BOTH


def test_a_glyph_may_be_made_of_graphemes():
    parts = "".join(f"<Grapheme id='g{letter}' index='0'>{OUTLINE}{equivalent(letter)}</Grapheme>" for letter in "fi")
    group = f"<GraphemeGroup id='n' index='1'>{parts}</GraphemeGroup>"
    glyphs = f"<Glyph id='g'>{OUTLINE}<Graphemes>{group}</Graphemes></Glyph>", *map(glyph, "ne")
    assert read(region(page_line(page_word(*glyphs)))).text == "fine"


def test_a_region_lends_its_text_to_the_lines_where_they_are_as_many():
    assert [line.box for line in read(region(page_line(), page_line(), equivalent(BOTH))).lines] == [BOX, BOX]
    assert [line.box for line in read(region(page_line(), equivalent(BOTH))).lines] == [None, None]
    assert [line.box for line in read(region(equivalent("Paid"))).lines] == [BOX], "a single line is the region"


def test_where_a_region_says_something_else_its_lines_count_and_it_is_said():
    truth = read(region(page_line(equivalent("Paid in full")), equivalent("Pald in full")))
    assert truth.text == "Paid in full"
    assert truth.notes == (
        "page.xml: 1 region whose own text is not that of the lines inside; what the lines say counts",
    )
    assert read(region(page_line(equivalent("Paid in full")), equivalent("Paid\nin full"))).notes == ()


def test_lines_without_text_are_said():
    assert read(region(page_line(equivalent("a")), page_line())).notes == ("page.xml: 1 of 2 lines without text",)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["Hello", ",", " ", "world", "."], "Hello, world."),
        (["Hello", "world"], "Hello world"),
    ],
)
def test_blank_words_are_the_white_of_a_line(words, text):
    assert read(region(page_line(*(page_word(equivalent(word)) for word in words)))).text == text
    assert read(region(page_line(*map(spelled, words)))).text == text


def test_words_lend_their_boxes_to_the_text_of_their_line():
    truth = read(region(page_line(equivalent("Hello, world"), *map(spelled, ("Hello", ",", "world")))))
    assert [(word.text, word.box) for word in truth.words] == [("Hello,", BOX), ("world", BOX)]
    assert read(region(page_line(equivalent("Hello"), spelled("Hallo")))).words == (), "they are other words"


@pytest.mark.parametrize(
    "equivalents",
    [
        (equivalent("wrong", "index='1'"), equivalent("right", "index='0'")),
        (equivalent("wrong"), equivalent("right", "index='1'")),
        (equivalent("wrong", "conf='0.3'"), equivalent("right", "conf='0.9'")),
        (equivalent("wrong"), equivalent("right", "conf='0.9'")),
        (equivalent("wrong", "index='1' conf='0.9'"), equivalent("right", "index='0' conf='0.1'")),
        (equivalent("", "index='0'"), equivalent("right", "index='1'")),
        (equivalent("right"), equivalent("wrong")),
        ("<TextEquiv><PlainText>right</PlainText><Unicode/></TextEquiv>",),
        ("<TextEquiv><PlainText>wrong</PlainText><Unicode>right</Unicode></TextEquiv>",),
    ],
)
@pytest.mark.parametrize("level", [region, lambda *inside: region(page_line(*inside))])
def test_of_several_transcriptions_the_main_one_counts(level, equivalents):
    assert read(level(*equivalents)).text == "right"


def place(number: int) -> str:
    return f'custom="structure {{type:heading;}} readingOrder {{index:{number};}}"'


A, B, C = (page_line(equivalent(letter)) for letter in "abc")


@pytest.mark.parametrize(
    "inside",
    [
        (region(C, more=place(2)), region(A, more=place(0)), region(B, more=place(1))),
        (region(page_line(equivalent("b"), more=place(1)), page_line(equivalent("a"), more=place(0))), region(C)),
        (region(page_line(equivalent("b"), more="index='1'"), page_line(equivalent("a"), more="index='0'")), region(C)),
        (region(B), region(C), region(A, more=place(0))),
    ],
)
def test_the_order_may_stand_in_an_attribute(inside):
    assert read(*inside).text == "a\nb\nc"


def indexed(*references: str, group: str = "", index: int = 0, tag: str = "OrderedGroup") -> str:
    inside = "".join(
        reference if "<" in reference else f"<RegionRefIndexed index='{number}' regionRef='{reference}'/>"
        for number, reference in enumerate(references)
    )
    return f"<{tag} id='g' index='{index}' {group}>{inside}</{tag}>"


TABLE = f"<TableRegion id='t'>{OUTLINE}{region(B, name='b')}{region(A, name='a')}</TableRegion>"


@pytest.mark.parametrize(
    ("order", "inside"),
    [
        (indexed("a", "b", "c"), (region(C, name="c"), region(B, name="b"), region(A, name="a", more=place(9)))),
        (indexed("a", "b"), (region(C, name="c"), region(B, name="b"), region(A, name="a"))),
        (
            "<UnorderedGroup id='u'><RegionRef regionRef='a'/><RegionRef regionRef='b'/></UnorderedGroup>",
            (region(C, name="c"), region(B, name="b"), region(A, name="a")),
        ),
        (
            indexed(indexed("a", "b", group="regionRef='t'", tag="OrderedGroupIndexed"), "c"),
            (region(C, name="c"), TABLE),
        ),
        (indexed("t", "a", "b", "c"), (region(C, name="c"), TABLE)),
    ],
)
def test_reading_order_comes_before_every_other_order(order, inside):
    assert read(f"<ReadingOrder>{order}</ReadingOrder>", *inside).text == "a\nb\nc"


def test_the_cells_of_a_table_come_row_by_row():
    def role(row: int, column: int) -> str:
        return f"<Roles><TableCellRole rowIndex='{row}' columnIndex='{column}'/></Roles>"

    cells = region(role(1, 0), C, name="1"), region(role(0, 1), B, name="2"), region(role(0, 0), A, name="3")
    assert read(f"<TableRegion id='t'>{OUTLINE}{''.join(cells)}</TableRegion>").text == "a\nb\nc"
    transkribus = [f"<TableCell row='0' col='{at}'>{OUTLINE}{inside}</TableCell>" for at, inside in ((1, B), (0, A))]
    assert read(f"<TableRegion id='t'>{OUTLINE}{''.join(transkribus)}</TableRegion>").text == "a\nb"


@pytest.mark.parametrize(
    "inside",
    [
        region(A, region(B, name="inner")),
        region(equivalent("a"), region(equivalent("b"), name="inner")),
        region(region(A, name="one"), region(B, name="two"), equivalent("a\nb")),
        f"<GraphicRegion id='g'>{OUTLINE}{region(A, B)}</GraphicRegion>",
        A + B,
    ],
)
def test_nested_regions_are_read_once_and_nothing_is_lost(inside):
    assert read(inside).text == "a\nb"


@pytest.mark.parametrize("version", ["2009-03-16", "2010-03-19", "2013-07-15", "2016-07-15", "2019-07-15"])
def test_every_version_is_read(version):
    corners = "".join(f"<Point x='{x}' y='{y}'/>" for x, y in BOX)
    truth = read(f"<TextRegion id='r'><Coords>{corners}</Coords>{equivalent('a')}</TextRegion>", version=version)
    assert (truth.text, truth.lines[0].box) == ("a", BOX)


@pytest.mark.parametrize("points", ["1,1 9,1 9,5 1,5", "1, 1 9, 1 9, 5 1, 5", "1.0,1.0  9,1\n9,5 1,5"])
def test_corners_are_read_however_they_are_spaced(points):
    line = f"<TextLine id='l'><Coords points='{points}'/>{equivalent('a')}</TextLine>"
    assert read(region(line)).lines[0].box == BOX
    assert read(region(line.replace(points, ""))).lines[0].box is None


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (region(page_line()), "yields no text"),
        (
            region(f"<TextLine id='l7'><Coords points='1,1 9'/>{equivalent('a')}</TextLine>"),
            "TextLine 'l7': 3 numbers are no pairs of x and y; correct or remove them",
        ),
    ],
)
def test_page_without_text_or_with_a_broken_outline_is_refused(inside, reason):
    with pytest.raises(TruthError, match=f"^page.xml: .*{reason}"):
        read(inside)
