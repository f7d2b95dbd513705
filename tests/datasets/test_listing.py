"""A page comes with the truth that belongs to it, or with one sentence saying which file is at fault."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from made import tiff_pages, zipped
from paths import OPEN_SET

from ocrlab import datasets, files
from ocrlab.datasets import archives, listing
from ocrlab.errors import FileError, ImageError, OcrLabError, TruthError
from ocrlab.image import encode_png

PIXELS = np.arange(12, dtype=np.uint8).reshape(3, 4)
PNG = encode_png(PIXELS)


def written(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


FILES = {
    "b.png": PNG,
    "b.txt": b"plain",
    "b.gt.txt": b"ground truth",
    "a.JPG": PNG,
    "letters/c.png": PNG,
    "letters/c.txt": "grün".encode(),
    "letters/old/d.png": PNG,
    "notes.md": b"no image",
    ".hidden/e.png": PNG,
    "__MACOSX/b.png": b"resource fork",
}
LISTED = [
    ("a.JPG", "", None),
    ("b.png", "", "ground truth"),
    ("letters/c.png", "letters", "grün"),
    ("letters/old/d.png", "letters/old", None),
]


@pytest.fixture(params=["folder", "zip bytes", "zip file"])
def listed(request, tmp_path):
    """Makes a dataset of the given files, each way there is."""

    def make(files: dict[str, bytes]) -> tuple[datasets.Entry, ...]:
        if request.param == "folder":
            return datasets.dataset(written(tmp_path / "set", files))
        data = zipped(files)
        if request.param == "zip bytes":
            return datasets.archive(data, "set.zip")
        (tmp_path / "set.zip").write_bytes(data)
        return datasets.dataset(tmp_path / "set.zip")

    return make


def test_pages_come_in_order_with_their_groups_and_their_truths(listed):
    entries = listed(FILES)
    assert [(page.name, page.group, page.truth) for page in (entry.load() for entry in entries)] == LISTED
    assert [entry.has_truth for entry in entries] == [truth is not None for _, _, truth in LISTED]
    assert [entry.group for entry in entries] == [group for _, group, _ in LISTED]


MARKED = {
    "a.hocr": b'<html><p class="ocr_line" title="bbox 1 1 2 2">in hOCR</p></html>',
    "b.html": b'<html><p class="ocr_line">in HTML</p></html>',
    "c.xml": b'<alto><Page><TextLine><String CONTENT="in"/><String CONTENT="ALTO"/></TextLine></Page></alto>',
    "d.xml": b"<PcGts><Page><TextRegion><TextEquiv><Unicode>in PAGE</Unicode></TextEquiv></TextRegion></Page></PcGts>",
    "e.csv": b"1,1,9,1,9,5,1,5,in, a CSV\n",
    "f.boxes.csv": b"1,1,9,1,9,5,1,5,in boxes\n",
}


def test_a_truth_with_boxes_is_found_beside_its_page_too(listed):
    entries = listed({f"{stem}.png": PNG for stem in "abcdef"} | MARKED)
    assert all(entry.has_truth for entry in entries)
    texts = ["in hOCR", "in HTML", "in ALTO", "in PAGE", "in, a CSV", "in boxes"]
    assert [entry.load().truth for entry in entries] == texts


def test_plain_text_comes_before_boxes_and_several_files_with_boxes_are_refused_by_name(listed):
    files = {"a.png": PNG, "a.hocr": MARKED["a.hocr"], "a.csv": MARKED["e.csv"]}
    (entry,) = listed(files)
    assert entry.has_truth
    with pytest.raises(TruthError, match=r"^a\.png: a\.hocr and a\.csv could each be its truth; keep one, or save"):
        entry.load()
    assert listed(files | {"a.txt": b"plain"})[0].load().truth == "plain"


def test_another_kind_of_markup_beside_a_page_is_no_truth_and_is_named(listed):
    (entry,) = listed({"a.png": PNG, "a.xml": b"<annotation><object/></annotation>"})
    with pytest.raises(TruthError, match=r"^a\.xml: <annotation> is no truth the lab reads"):
        entry.load()


def test_one_damaged_file_stops_nobody_but_itself(listed):
    good, bad, worse = listed({"a.png": PNG, "b.pdf": b"%PDF-damaged", "c.png": PNG, "c.txt": b"\xff"})
    assert good.load().image.tolist() == PIXELS.tolist()
    with pytest.raises(ImageError, match=r"^b\.pdf: the PDF is damaged"):
        bad.load()
    with pytest.raises(TruthError, match=r"^c\.txt: byte 0"):
        worse.load()


def test_a_paged_file_is_one_sample_a_page_with_its_part_of_the_truth(listed):
    pages = [entry.load() for entry in listed({"t.tiff": tiff_pages(10, 20), "t.gt.txt": b"first\n\fsecond\n\f"})]
    assert [(page.name, page.truth, int(page.image[0, 0])) for page in pages] == [
        ("t.tiff page 1", "first", 10),
        ("t.tiff page 2", "second", 20),
    ]


def test_a_truth_with_too_few_pages_is_refused(listed):
    entry, _ = listed({"t.tif": tiff_pages(1, 2), "t.txt": b"only one"})
    with pytest.raises(TruthError, match=r"^t\.txt: has 1 page of text for 2 pages of image"):
        entry.load()


def test_nothing_to_read_is_said_so(listed):
    with pytest.raises(FileError, match="holds no images; the lab takes png"):
        listed({"notes.txt": b"hello"})


def test_a_single_image_is_a_dataset_of_one(tmp_path):
    written(tmp_path, {"a.png": PNG, "a.gt.txt": b"A", "b.png": PNG})
    (entry,) = datasets.dataset(tmp_path / "a.png")
    assert (entry.load().name, entry.load().truth) == ("a.png", "A")


def test_a_place_that_is_not_there_is_named(tmp_path):
    for call in (datasets.folder, datasets.dataset):
        with pytest.raises(FileError, match=r"gone.*check the path"):
            call(tmp_path / "gone")
    with pytest.raises(FileError, match=r"gone\.zip: cannot be read \(no such file"):
        datasets.dataset(tmp_path / "gone.zip")


@pytest.mark.parametrize("name", ["../a.png", "/a.png", "x/../../a.png", "..\\a.png", "C:\\a.png"])
def test_a_zip_entry_that_points_outside_is_refused(name):
    with pytest.raises(FileError, match=r"set\.zip: the entry .* points outside the ZIP"):
        datasets.archive(zipped({name: PNG}), "set.zip")


def test_a_zip_with_too_many_or_too_large_entries_is_refused(monkeypatch):
    data = zipped({"a.png": PNG, "b.png": PNG + bytes(3_000_000)})
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 2_000_000)
    good, large = datasets.archive(data, "set.zip")
    good.load()
    with pytest.raises(FileError, match=r"set\.zip: the entry 'b\.png' is over"):
        large.load()
    monkeypatch.setattr(archives, "MAX_ZIP_BYTES", 1_000_000)
    with pytest.raises(FileError, match=r"set\.zip: over 0 GB once unpacked"):
        datasets.archive(data, "set.zip")
    monkeypatch.setattr(listing, "MAX_FILES", 1)
    with pytest.raises(FileError, match=r"set\.zip: over 1 files"):
        datasets.archive(data, "set.zip")


def test_a_zip_that_lies_about_a_size_is_refused_not_believed():
    data = bytearray(zipped({"a.png": PNG + bytes(100_000)}))
    at = data.index(b"PK\x01\x02") + 24  # the uncompressed size in the central directory
    data[at : at + 4] = (10).to_bytes(4, "little")
    (entry,) = datasets.archive(bytes(data), "set.zip")
    with pytest.raises(OcrLabError, match=r"^(set\.zip|a\.png): "):
        entry.load()


def test_a_zip_that_claims_millions_of_files_is_refused_before_they_are_listed(monkeypatch):
    monkeypatch.setattr(listing, "MAX_FILES", 100)
    monkeypatch.setattr(zipfile, "ZipInfo", None)
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    directory = entry * 201
    end = b"PK\x05\x06" + bytes(4) + b"\x01\0" * 2 + len(directory).to_bytes(4, "little") + bytes(6)
    with pytest.raises(FileError, match=r"^set\.zip: over 100 files; split the ZIP"):
        datasets.archive(directory + end, "set.zip")


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_an_entry_that_does_not_unpack_is_one_clear_error(kind):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as packed:
        packed.writestr("a.png", PNG)
    data = bytearray(file.getvalue())
    data[45:60] = bytes(15)
    (entry,) = datasets.archive(bytes(data), "set.zip")
    with pytest.raises(FileError, match=r"^set\.zip: the ZIP is damaged"):
        entry.load()


@pytest.mark.parametrize("damage", ["cut short", "not a zip", "flipped", "empty"])
def test_a_damaged_zip_is_one_clear_error(damage):
    data = zipped({"a.png": PNG}, zipfile.ZIP_STORED)
    flipped = data.replace(b"IDAT", b"IDXX", 1)
    spoiled = {"cut short": data[:-30], "not a zip": b"hello", "flipped": flipped, "empty": b""}
    with pytest.raises(FileError, match=r"^set\.zip: the ZIP is damaged"):
        [entry.load() for entry in datasets.archive(spoiled[damage], "set.zip")]


def test_an_encrypted_or_doubled_zip_entry_is_refused():
    data = bytearray(zipped({"a.png": PNG}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (entry,) = datasets.archive(bytes(data), "set.zip")
    with pytest.raises(FileError, match="is encrypted; pack it without a password"):
        entry.load()
    with pytest.raises(FileError, match="is there twice"):
        datasets.archive(zipped({"x/a.png": PNG, "x\\a.png": PNG}), "set.zip")


def test_the_truth_of_an_image_is_found_in_a_folder_of_truths(tmp_path):
    written(tmp_path, {"a.txt": b"", "b.txt": b"", "b.gt.txt": b""})
    assert datasets.truth_in(tmp_path, "scans/a.png") == tmp_path / "a.txt"
    assert datasets.truth_in(tmp_path, "scans/b.png") == tmp_path / "b.gt.txt"
    with pytest.raises(
        TruthError, match=r"^c\.png: .* holds none of c\.gt\.txt, c\.txt, c\.hocr, .* leave the truth out"
    ):
        datasets.truth_in(tmp_path, "c.png")


def test_a_file_is_loaded_with_its_truth_and_named_as_it_was_written(tmp_path):
    written(tmp_path, {"a.png": PNG, "a.gt.txt": b"A", "bad.png": b"bad"})
    page = datasets.load_sample(tmp_path / "a.png", truth=tmp_path / "a.gt.txt")
    assert (page.name, page.truth) == (str(tmp_path / "a.png"), "A")
    with pytest.raises(ImageError, match=r"^.*bad\.png: not a picture"):
        datasets.load_sample(tmp_path / "bad.png")


def test_every_page_of_a_real_folder_has_its_truth():
    if not OPEN_SET.is_dir():
        pytest.skip("the open set is not here")
    with (OPEN_SET / "manifest.csv").open() as file:
        expected = sorted(row["file"] for row in csv.DictReader(file))
    entries = datasets.dataset(OPEN_SET)
    assert [entry.name for entry in entries] == expected and all(entry.has_truth for entry in entries)
    assert entries[0].load().truth
