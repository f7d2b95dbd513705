from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import OPEN_SET

from ocrlab.errors import TruthError
from ocrlab.reading import Reading, Word
from ocrlab.scoring import score
from ocrlab.truth import MAX_BYTES, Truth, TruthLine, parse_truth, read_truth

BOX = ((10, 20), (110, 20), (110, 50), (10, 50))

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>page</title></head><body>
<div class='ocr_page' title='image "p.png"; bbox 0 0 800 600; ppageno 0'>
 <p class='ocr_par'>
  <span class='ocr_line' title="bbox 10 20 110 50; baseline 0 -5">
   <span class='ocrx_word' title='bbox 10 20 60 50; x_wconf 96'>Total:</span>
   <span class='ocrx_word' title='bbox 70 20 110 50'><strong>3.50</strong></span>
  </span>
  <span class='ocr_header' title="bbox 10 60 110 90">R&amp;D&nbsp;Café</span>
 </p>
</div></body></html>"""

ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description><MeasurementUnit>{unit}</MeasurementUnit></Description>
<Layout><Page><PrintSpace><TextBlock>
 <TextLine HPOS="10" VPOS="20" WIDTH="100" HEIGHT="30">
  <String CONTENT="Total:" HPOS="10"/><SP/><String CONTENT="ver"/><HYP CONTENT="-"/>
 </TextLine>
 <TextLine HPOS="10" VPOS="60" WIDTH="100" HEIGHT="30"><String CONTENT="3.50"/></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<pc:PcGts xmlns:pc="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><pc:Page>
 <pc:ReadingOrder><pc:OrderedGroup id="o">
  <pc:RegionRefIndexed index="1" regionRef="second"/><pc:RegionRefIndexed index="0" regionRef="first"/>
 </pc:OrderedGroup></pc:ReadingOrder>
 <pc:TextRegion id="second"><pc:TextLine id="l2">
  <pc:Coords points="10,60 60,58 110,60 110,90 10,90"/>
  <pc:Word><pc:TextEquiv><pc:Unicode>two</pc:Unicode></pc:TextEquiv></pc:Word>
  <pc:Word><pc:TextEquiv><pc:Unicode>words</pc:Unicode></pc:TextEquiv></pc:Word>
 </pc:TextLine></pc:TextRegion>
 <pc:TextRegion id="first"><pc:TextLine id="l1">
  <pc:Coords points="10,20 110,20 110,50 10,50"/>
  <pc:TextEquiv index="1"><pc:Unicode>worse guess</pc:Unicode></pc:TextEquiv>
  <pc:TextEquiv index="0"><pc:Unicode>First line</pc:Unicode></pc:TextEquiv>
 </pc:TextLine></pc:TextRegion>
 <pc:TextRegion id="third"><pc:TextEquiv><pc:Unicode>without
lines</pc:Unicode></pc:TextEquiv></pc:TextRegion>
</pc:Page></pc:PcGts>"""


def refusal(data: bytes | str, name: str = "page.xml") -> str:
    with pytest.raises(TruthError) as error:
        parse_truth(data.encode() if isinstance(data, str) else data, name)
    assert str(error.value).startswith(name)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_hocr_gives_its_lines_and_boxes():
    truth = parse_truth(HOCR.encode(), "page.hocr")
    assert truth.text == "Total: 3.50\nR&D Café"
    assert truth.lines[0] == TruthLine("Total: 3.50", BOX, 0)
    assert truth.lines[1].box == ((10, 60), (110, 60), (110, 90), (10, 90))


def test_alto_gives_its_lines_and_boxes_and_keeps_hyphens_as_printed():
    truth = parse_truth(ALTO.format(unit="pixel").encode(), "page.xml")
    assert truth.text == "Total: ver-\n3.50"
    assert truth.lines[0].box == BOX


def test_alto_in_tenths_of_a_millimetre_has_no_pixel_boxes():
    truth = parse_truth(ALTO.format(unit="mm10").encode(), "page.xml")
    assert [line.box for line in truth.lines] == [None, None]


def test_page_xml_follows_its_reading_order_and_takes_the_first_transcription():
    truth = parse_truth(PAGE.encode(), "page.xml")
    assert truth.text == "First line\ntwo words\nwithout\nlines"
    assert [line.box for line in truth.lines] == [BOX, ((10, 58), (110, 58), (110, 90), (10, 90)), None, None]


def test_page_xml_of_2010_has_its_points_as_elements():
    old = '<PcGts><Page><TextRegion><TextLine><Coords><Point x="1" y="2"/><Point x="9" y="4"/></Coords>'
    old += "<TextEquiv><Unicode>old</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"
    assert parse_truth(old.encode(), "old.xml").lines[0].box == ((1, 2), (9, 2), (9, 4), (1, 4))


def test_boxes_are_split_at_the_first_eight_commas_and_put_in_reading_order():
    rows = "10,60,110,60,110,90,10,90,Thanks, all\n70,20,110,20,110,50,70,50,3.50\n10,20,60,20,60,50,10,50,Total:\n"
    for name in ("page.csv", "X51005.txt"):
        truth = parse_truth(rows.encode(), name)
        assert truth.text == "Total: 3.50\nThanks, all"
        assert [line.text for line in truth.lines] == ["Total:", "3.50", "Thanks, all"]
        assert truth.lines[2].box == ((10, 60), (110, 60), (110, 90), (10, 90))


def test_a_header_line_of_boxes_is_passed_over():
    assert read_truth(b"x1,y1,x2,y2,x3,y3,x4,y4,text\r\n1,2,9,2,9,4,1,4,a, b\r\n", "p.csv") == "a, b"


def test_a_text_that_only_begins_with_numbers_stays_text():
    text = "1,2,3,4,5,6,7,8,nine\nten\n"
    assert read_truth(text.encode(), "p.txt") == text


def test_markup_is_known_by_what_it_holds_not_by_its_name():
    assert read_truth(HOCR.encode(), "page.gt.txt") == "Total: 3.50\nR&D Café"
    assert (
        read_truth(ALTO.format(unit="pixel").replace("UTF-8", "UTF-16").encode("utf-16"), "the truth of page.png")
        == "Total: ver-\n3.50"
    )
    assert read_truth(b"<3 hearts and x < y", "page.txt") == "<3 hearts and x < y"


@pytest.mark.parametrize(
    "data", [HOCR.encode(), ALTO.format(unit="pixel").encode(), PAGE.encode(), b"One\n\n  two \n", b"a\n\fb\n"]
)
def test_every_line_knows_where_it_stands_in_the_text(data):
    truth = parse_truth(data, "page")
    assert truth.lines
    for line in truth.lines:
        assert truth.text[line.start : line.end] == line.text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff<")))
def test_the_lines_of_a_plain_truth_hold_all_its_words(text):
    truth = Truth.plain(text)
    assert " ".join(line.text for line in truth.lines).split() == text.split()
    assert all(truth.text[line.start : line.end] == line.text for line in truth.lines)


def test_pages_are_parted_by_form_feeds():
    two = HOCR.replace("</body>", "<div class='ocr_page'><p class='ocr_line'>Second</p></div></body>")
    truth = parse_truth(two.encode(), "book.hocr")
    assert truth.text.split("\f") == ["Total: 3.50\nR&D Café", "Second"]
    assert [line.page for line in truth.lines] == [0, 0, 1]
    assert [line.page for line in Truth.plain("a\nb\n\fc").lines] == [0, 0, 1]


def test_a_reading_makes_a_draft_with_a_box_a_row():
    words = [
        Word("Total:", ((10, 20), (60, 20), (60, 50), (10, 50)), 0.9),
        Word("3.50", ((70, 22), (110, 22), (110, 48), (70, 48)), 0.8),
    ]
    assert Truth.of_reading(Reading.of(words)) == Truth("Total: 3.50", (TruthLine("Total: 3.50", BOX, 0),))
    assert Truth.of_reading(Reading()) == Truth("")


@pytest.mark.parametrize(
    "data",
    [
        "<alto><Layout><Page/></Layout></alto>",
        "<html><div class='ocr_page'/></html>",
        "<PcGts><Page/></PcGts>",
        "<html><span class='ocr_line'> </span></html>",
    ],
)
def test_markup_that_yields_no_text_is_refused_rather_than_taken_as_a_blank_page(data):
    assert "yields no text" in refusal(data)


def test_a_blank_page_has_an_empty_text_file():
    assert parse_truth(b"", "blank.gt.txt").text == ""


def test_a_line_without_a_size_keeps_its_text_and_has_no_box():
    truth = parse_truth(b"<alto><Page><TextLine HPOS='1'><String CONTENT='a'/></TextLine></Page></alto>", "page.xml")
    assert (truth.text, [line.box for line in truth.lines]) == ("a", [None])


@pytest.mark.parametrize(
    "data, reason",
    [
        ('<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><html>&y;</html>', "declares entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><html>&x;</html>', "declares entities"),
        ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]><html/>', "declares entities"),
        ("<html>" + "<a>" * 1000, "nest deeper than 100"),
        ("<html>" + "<a/>" * 400_001 + "</html>", "more than 400000 elements"),
        ("<alto><Layout", "damaged markup in line 1"),
        ("", "damaged markup in line 1"),
        ('<?xml version="1.0" encoding="klingon"?><alto/>', "encoding cannot be read"),
        ('<?xml version="1.0"?><svg/>', "<svg> is no truth the lab reads; allowed are <html>"),
        ("<html><p>just a web page</p></html>", "holds no page and no line"),
        ("<html><span class='ocr_line' title='bbox 1 2 x 4'>a</span></html>", "must be a number, got 'x'"),
        (
            "<PcGts><Page><TextRegion><TextLine id='l7'><Coords points='1,2 nan,4'/></TextLine></TextRegion></Page>"
            "</PcGts>",
            "TextLine 'l7': a coordinate must be a number, got 'nan'",
        ),
    ],
)
def test_hostile_and_damaged_markup_is_refused_in_a_sentence(data, reason):
    assert reason in refusal(data)


def test_a_csv_line_without_boxes_is_named():
    message = refusal("1,2,9,2,9,4,1,4,fine\n1,2,9,2,9,4,1,bad\n", "page.csv")
    assert "line 2" in message and "'1,2,9,2,9,4,1,bad'" in message


def test_a_truth_larger_than_any_page_is_refused_before_it_is_parsed():
    assert "21 MB is too much" in refusal(b"<html>" + b" " * (MAX_BYTES + 2**20), "huge.xml")
    assert "characters are too many" in refusal(b"a" * 2_000_001, "huge.txt")


@pytest.mark.parametrize("source", [HOCR, ALTO.format(unit="pixel"), PAGE])
def test_damage_anywhere_is_a_sentence_or_a_truth_never_another_fault(source):
    chance = random.Random(1)
    for _ in range(200):
        data = bytearray(source.encode())
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 9)] = chance.choice([b"", b"<", b"\xff", b"&", b"'", b"9e9"])
        try:
            parse_truth(bytes(data), "page.xml")
        except TruthError as error:
            assert str(error).startswith("page.xml")


@pytest.mark.skipif(not OPEN_SET.is_dir(), reason="the open set is not beside this checkout")
def test_the_boxes_of_real_receipts_read_in_the_order_of_their_text():
    paths = sorted(OPEN_SET.glob("*.boxes.csv"))
    assert paths
    for path in paths:
        truth = parse_truth(path.read_bytes(), path.name)
        text = read_truth(path.with_name(path.name.replace(".boxes.csv", ".gt.txt")).read_bytes(), "truth")
        # Transcribed apart from each other: capitals only, and now and then a space more or less.
        assert score(text, truth.text, "case+punctuation")["cer"].rate < 0.05, path.name
