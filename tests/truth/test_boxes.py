"""Rows of boxes are read as competitions publish them and spreadsheets save them; text that looks like them is not."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import TruthError
from ocrlab.truth import Truth, parse_truth

QUAD = "10,20,60,20,60,50,10,50"
BELOW = "10,60,60,60,60,90,10,90"
BOX = ((10, 20), (60, 20), (60, 50), (10, 50))


def read(text: str, name: str = "page.txt") -> Truth:
    return parse_truth(text.encode(), name)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ('38, 43, 920, 215, "Sleeping"\n275, 264, 665, 450, "helps"\n', "Sleeping\nhelps"),
        ('38 43 920 215 "Sleeping"\n275 264 665 450 "helps"\n', "Sleeping\nhelps"),
        ('38,43,920,215,"Hello, you"\n', "Hello, you"),
        ('38, 43, 920, 215, "say \\"hi\\" \\\\o/"\n', 'say "hi" \\o/'),
        ('38, 43, 920, 215, "He said "hi""\n', 'He said "hi"'),
        ("38,43,920,215,Sleeping\n275,264,665,450,helps\n", "Sleeping\nhelps"),
    ],
)
def test_icdar_2013_writes_four_numbers_and_a_word(rows, text):
    truth = read(rows)
    assert truth.text == text
    assert truth.lines[0].box == ((38, 43), (920, 43), (920, 215), (38, 215))


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (f"{QUAD},Corner, left\n{BELOW},62-03\n", "Corner, left\n62-03"),
        (f"\ufeff{QUAD},Corner\r\n{BELOW},7\r\n", "Corner\n7"),
        (f'{QUAD},"on the page"\n{BELOW},plain\n', '"on the page"\nplain'),
        (f"{QUAD},Latin,Corner, left\n{BELOW},Mixed,62\n", "Corner, left\n62"),
        (f"{QUAD},Latin,Corner\n{BELOW},not a script\n", "Latin,Corner\nnot a script"),
        ("10,20,30,18,60,20,61,35,60,50,30,52,10,50,####Curved text\n", "Curved text"),
        ("10,20,30,18,60,20,61,35,60,50,30,52,10,50,7,up\n", "7,up"),
    ],
)
def test_icdar_2015_mlt_and_outlines_write_the_text_to_the_end_of_the_line(rows, text):
    assert read(rows).text == text


@pytest.mark.parametrize(
    "rows",
    [
        f"{QUAD},###\n{BELOW},Paid\n",
        f"{QUAD},None,###\n{BELOW},Latin,Paid\n",
        '10, 20, 60, 50, "###"\n10, 60, 60, 90, "Paid"\n',
        "x1,y1,x2,y2,text\n10,20,60,50,###\n10,60,60,90,Paid\n",
    ],
)
def test_boxes_marked_do_not_count_are_kept_apart_and_said(rows):
    truth = read(rows)
    assert (truth.text, truth.ignored) == ("Paid", (BOX,))
    assert truth.notes == ('page.txt: 1 box marked "do not count" left out of the score',)


def test_a_page_of_nothing_that_counts_is_refused():
    with pytest.raises(TruthError, match=r'^page\.txt: every box is marked "do not count", so nothing can be scored'):
        read(f"{QUAD},###\n")


def test_arabic_words_are_put_in_order_from_the_right():
    left, right = "\u0639\u0627\u0644\u0645", "\u0645\u0631\u062d\u0628\u0627"
    rows = f"10,10,50,10,50,30,10,30,Arabic,{left}\n60,10,99,10,99,30,60,30,Arabic,{right}\n"
    assert read(rows).text == f"{right} {left}"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize(
    "header", [None, "x1 y1 x2 y2 x3 y3 x4 y4 text", "x_0 Y_0 x_1 y_1 x_2 y_2 x_3 y_3 Transcription"]
)
def test_csv_is_read_in_every_quoting(delimiter, quoting, header):
    texts = ['Thanks, "all"; or |not', "plain", "two\nlines"]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
    if header:
        writer.writerow(header.split())
    for at, text in enumerate(texts):
        writer.writerow([10, 20 + 40 * at, 60, 20 + 40 * at, 60, 50 + 40 * at, 10, 50 + 40 * at, text])
    assert read(file.getvalue(), "page.csv").text == 'Thanks, "all"; or |not\nplain\ntwo lines'


@pytest.mark.parametrize(
    "rows",
    [
        'x_min,y_min,x_max,y_max,text\n10,20,60,50,"a, b"\n',
        "xmin;ymin;xmax;ymax;label\n10;20;60;50;a, b\n",
        'Text,Left,Top,Width,Height\n"a, b",10,20,50,30\n',
        "x\ty\tw\th\ttranscript\n10\t20\t50\t30\ta, b\n",
        '"left","top","right","bottom","word"\n"10","20","60","50","a, b"\n',
        'bbox,text\n"[10, 20, 60, 50]","a, b"\n',
        'points;text\n"10,20 60,20 60,50 10,50";a, b\n',
        'Xmin, Ymin, Xmax, Ymax, Label\n10, 20, 60, 50, "a, b"\n',
        "id,x1,y1,x2,y2,conf,text\n7,10,20,60,50,0.9,a, b\n",
        "10,20,60,50,a, b\n",
        '10,20,50,30,"a, b"\n10,60,50,30,c\n',
        "a;b;c;d;e;f;g;h;t\n10;20;60;20;60;50;10;50;a, b\n",
        "10,0;20,0;60,0;20,0;60,0;50,0;10,0;50,0;a, b\n",
    ],
)
def test_columns_may_have_names_any_order_and_any_kind_of_box(rows):
    truth = read(rows, "page.csv")
    assert (truth.lines[0].text, truth.lines[0].box) == ("a, b", BOX)


def test_a_table_may_say_what_does_not_count():
    truth = read("x,y,w,h,text,ignore\n10,20,50,30,blurred,1\n10,60,50,30,Paid,0\n", "page.csv")
    assert (truth.text, truth.ignored) == ("Paid", (BOX,))


def test_boxes_without_text_are_said():
    assert read(f"{QUAD},\n{BELOW},Paid\n").notes == ("page.txt: 1 box of 2 without text, left out",)


def test_tesseracts_tsv_is_such_a_table():
    header = "level page_num block_num par_num line_num word_num left top width height conf text"
    rows = (
        "1 1 0 0 0 0 0 0 900 300 -1 ",
        "5 1 1 1 1 1 10 10 50 20 96 Paid",
        '5 1 1 1 1 2 70 10 50 20 96 "in"',
        "5 1 1 1 2 1 10 40 50 20 96 full",
        "5 2 1 1 1 1 10 40 50 20 96 Thanks",
    )
    truth = read("\n".join((header, *rows)).replace(" ", "\t"), "page.tsv")
    assert (truth.text, truth.notes) == ('Paid "in"\nfull\fThanks', ())


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3,4,5,6,7,8,nine\n2,3,4,5,6,7,8,9,ten\n",
        "12 34 56 78 total\n",
        "1,2,30,40,five\n",
        "10 20 60 50 rows of numbers\n70 20 90 50 are no boxes\n",
        "text, x, y, w, h\nis how a header looks\n",
        f"{QUAD},a\nand a line\nof text\n",
        "7\n",
    ],
)
def test_a_page_of_numbers_stays_text(text):
    assert read(text).text == text


@pytest.mark.parametrize(
    ("rows", "name", "reason"),
    [
        (f"{QUAD},A\n{BELOW},B\n493,115,C\n", "gt_1.txt", "line 3 .* it is '493,115,C'"),
        ("hello,world\n", "page.csv", "line 1 .* it is 'hello,world'"),
        ("x,y,w,h,text\n1,2,3,4,a\n1,two,3,4,b\n", "page.csv", "line 3: a coordinate must be a number, got 'two'"),
        ("x,y,w,h,text\n1,2,3,4,a\n1,2\n", "page.csv", "line 3 has 2 columns where the header names 5"),
        ("", "page.csv", "yields no text"),
        ("x,y,w,h,text\n", "page.csv", "yields no text"),
        (f"{QUAD},\n", "page.csv", "yields no text"),
    ],
)
def test_what_does_not_fit_is_named_rather_than_scored_as_text(rows, name, reason):
    with pytest.raises(TruthError, match=rf"^{name}: .*{reason}"):
        read(rows, name)


ROW = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(5, 99), st.integers(5, 99))


@given(
    st.lists(st.tuples(ROW, st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1)), min_size=1)
)
def test_whatever_a_program_writes_as_csv_comes_back(rows):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["x", "y", "w", "h", "text"])
    writer.writerows([*box, f"w{text}"] for box, text in rows)
    read_back = [line.text for line in read(file.getvalue(), "page.csv").lines]
    assert sorted(read_back) == sorted(f"w{text}" for _, text in rows)


@pytest.mark.parametrize(
    "text", ["1 " + " " * 500_000 + "2 3 4 x", " " * 400_000 + "1" + " " * 400_000, "1," * 400_000]
)
def test_rows_made_to_be_slow_stay_text(text):
    assert read(text).text == text
