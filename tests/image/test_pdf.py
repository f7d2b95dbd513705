"""A PDF page is drawn as a viewer shows it."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
from made import pdf, pdf_page, stream
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.image import decode, decode_page, page_count

SQUARE = b"0 0 36 36 re f"  # black, an inch wide at 36 points, in the lower left corner
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
WIDGET = b"/Type /Annot /Subtype /Widget /P 3 0 R /F 4 /T (name) /Rect [0 0 72 36]"


def ink(image: np.ndarray) -> float:
    """The share of the page that is dark."""
    return float((image < 128).mean())


def form(field: bytes, root: bytes) -> bytes:
    return pdf_page(
        b"",
        b"/MediaBox [0 0 72 72] /Annots [6 0 R]",
        FONT,
        b"<< %s %s >>" % (WIDGET, field),
        stream(b"0 0 72 36 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 72 36]"),
        root=root,
    )


LISTED = b"/AcroForm << /DR << /Font << /Helv 5 0 R >> >> /DA (/Helv 12 Tf 0 g) /Fields [6 0 R] >>"
DRAWN = b"/FT /Tx /V (Ann) /DA (/Helv 12 Tf 0 g) /AP << /N 7 0 R >>"


@pytest.mark.parametrize("root", [LISTED, b"/AcroForm << /Fields [] >>", b""], ids=["listed", "not listed", "no form"])
def test_what_was_filled_into_a_form_is_drawn(root):
    assert ink(decode(form(DRAWN, root))) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    "field",
    [
        b"/FT /Tx /V (Filled in by hand) /DA (/Helv 12 Tf 0 g)",
        b"/FT /Ch /Ff 131072 /V (two) /Opt [(one) (two)] /DA (/Helv 12 Tf 0 g)",
    ],
    ids=["text", "choice"],
)
def test_a_value_without_an_appearance_of_its_own_is_drawn(field):
    assert ink(decode(form(field, LISTED))) > 0.005


def test_annotations_are_drawn():
    stamp = b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 72 36] /AP << /N 6 0 R >> >>"
    appearance = stream(b"0 0 72 36 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 72 36]")
    data = pdf_page(b"", b"/MediaBox [0 0 72 72] /Annots [5 0 R]", stamp, appearance)
    assert ink(decode(data)) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("boxes", "shape", "noted"),
    [
        (b"/MediaBox [0 0 72 36] /CropBox [5000 5000 5100 5100]", (36, 72), True),
        (b"/MediaBox [0 0 72 36] /CropBox [-90 0 -10 36]", (36, 72), True),
        (b"/MediaBox [0 0 72 36] /CropBox [72 0 172 36]", (36, 72), True),
        (b"/MediaBox [0 0 72 36] /CropBox [71.8 0 172 36]", (36, 72), True),
        (b"/MediaBox [0 0 72 36] /CropBox [10 10 10 10]", (36, 72), False),
        (b"/MediaBox [0 0 72 36] /CropBox [40 30 10 10]", (20, 30), False),
        (b"/MediaBox [72 36 0 0]", (36, 72), False),
        (b"/MediaBox [-36 -36 36 0]", (36, 72), False),
        (b"/MediaBox [0 0 72 36] /CropBox [36 0 172 36]", (36, 36), False),
        (b"/MediaBox [0 0 72 36] /Rotate 90", (72, 36), False),
        (b"/MediaBox [0 0 72 36] /Rotate -90", (72, 36), False),
        (b"/MediaBox [0 0 72 36] /Rotate 90 /CropBox [500 500 510 510]", (72, 36), True),
        (b"/MediaBox [0 0 0 0]", (792, 612), False),
    ],
)
def test_where_boxes_contradict_each_other_the_media_box_counts(boxes, shape, noted):
    decoded = decode_page(pdf_page(SQUARE, boxes), dpi=72)
    assert decoded.image.shape[:2] == shape
    assert bool(decoded.notes) is noted


def test_a_box_inherited_from_the_tree_of_pages_is_put_right_too():
    data = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 72 36] /CropBox [500 500 510 510] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        stream(SQUARE),
    )
    decoded = decode_page(data, dpi=72)
    assert decoded.image.shape[:2] == (36, 72) and ink(decoded.image) == pytest.approx(0.5, abs=0.02)


def test_a_rotated_page_is_drawn_upright():
    image = decode(pdf_page(SQUARE, b"/MediaBox [0 0 72 72] /Rotate 90"), dpi=72)
    assert image[:34, :34].max() < 30 and image[38:].min() > 225  # from the lower left to the upper left corner


@pytest.mark.parametrize(("unit", "size"), [(b"72", 72), (b"2", 144), (b"1.5", 96), (b"5 0 R", 144)])
def test_a_page_that_counts_in_larger_units_is_drawn_at_its_size(unit, size):
    side = b"1" if unit == b"72" else b"72" if unit in (b"2", b"5 0 R") else b"64"
    data = pdf_page(b"", b"/MediaBox [0 0 %s %s] /UserUnit %s" % (side, side, unit), b"2")
    decoded = decode_page(data, dpi=72)
    assert decoded.image.shape[:2] == (size, size)
    assert decoded.notes[0].startswith("the page counts in units of ")


def test_a_unit_in_a_packed_stream_of_objects_is_read():
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] /UserUnit 72 >>"
    objects = stream(b"3 0 " + page, b"/Type /ObjStm /N 1 /First 4")
    head = b"%PDF-1.5\n"
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        4: objects,
    }
    out, places = head, {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = [(0, 0, 255), (1, places[1], 0), (1, places[2], 0), (2, 4, 0), (1, places[4], 0), (1, start, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(2, "big") + bytes([more]) for kind, place, more in rows)
    out += b"5 0 obj\n%s\nendobj\n" % stream(table, b"/Type /XRef /Size 6 /Root 1 0 R /W [1 2 1]")
    out += b"startxref\n%d\n%%%%EOF" % start
    assert decode(out, dpi=72).shape[:2] == (72, 72)


def test_the_word_in_a_text_changes_no_unit():
    data = pdf_page(b"% /UserUnit 72", b"/MediaBox [0 0 72 72]")
    assert decode(data + b"\n% /UserUnit 72", dpi=72).shape[:2] == (72, 72)


def test_a_page_too_large_in_its_units_is_refused_before_it_is_drawn():
    with pytest.raises(ImageError, match="megapixels"):
        decode(pdf_page(b"", b"/MediaBox [0 0 10000 10000] /UserUnit 72"))


def test_every_page_of_a_book_of_four_hundred_is_drawn_in_its_place():
    book = pypdfium2.PdfDocument.new()
    for level in range(0, 400):
        page = Pillow.new("L", (8, 8), level % 256)
        leaf = io.BytesIO()
        page.save(leaf, "PDF", resolution=72)
        book.import_pages(pypdfium2.PdfDocument(leaf.getvalue()))
    file = io.BytesIO()
    book.save(file)
    data = file.getvalue()
    assert page_count(data) == 400
    levels = [int(decode(data, page, dpi=72)[4, 4, 0]) for page in range(400)]
    assert max(abs(level - page % 256) for page, level in enumerate(levels)) <= 4
