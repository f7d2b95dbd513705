"""Odd names pair like plain ones, are kept apart, and are shown as text that is safe to print."""

from __future__ import annotations

import io
import os
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from made import HEIC, saved, sheets

from ocrlab import datasets
from ocrlab.errors import FileError, ImageError
from ocrlab.image import encode_png

PNG = encode_png(np.arange(12, dtype=np.uint8).reshape(3, 4))
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))


def written(root: Path, files: dict[str | bytes, bytes]) -> Path:
    root.mkdir(exist_ok=True)
    for name, data in files.items():
        Path(os.fsdecode(os.path.join(os.fsencode(root), os.fsencode(name)))).write_bytes(data)
    return root


def zipped(files: dict[bytes, bytes], extra: bytes = b"") -> bytes:
    """A ZIP whose names are these bytes, not said to be UTF-8."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number, data in enumerate(files.values()):
            info = zipfile.ZipInfo(f"name{number:06}")
            info.extra = extra
            packed.writestr(info, data)
    data = bytearray(file.getvalue())
    for number, name in enumerate(files):
        place = f"name{number:06}".encode()
        assert len(name) == len(place), "names of ten bytes keep the offsets"
        data = data.replace(place, name)
    return bytes(data)


def ten(name: str, encoding: str) -> bytes:
    """The name in that encoding, filled up to ten bytes before its ending."""
    stem, dot, ending = name.partition(".")
    raw = stem.encode(encoding)
    return raw + b"_" * (10 - len(raw) - len(dot + ending)) + (dot + ending).encode()


def loaded(entries: tuple[datasets.Entry, ...]) -> list[tuple[str, str | None]]:
    return [(entry.load().name, entry.load().truth) for entry in entries]


def test_endings_in_capitals_and_decomposed_names_are_paired_in_a_folder(tmp_path):
    files = {"SCAN0001.PNG": PNG, "SCAN0001.TXT": b"one", f"{COMPOSED}.png": PNG, f"{DECOMPOSED}.gt.txt": b"two"}
    assert loaded(datasets.dataset(written(tmp_path / "set", files))) == [
        ("SCAN0001.PNG", "one"),
        (f"{COMPOSED}.png", "two"),
    ]


def test_the_same_names_are_paired_for_one_image_and_in_a_folder_of_truths(tmp_path):
    root = written(tmp_path / "set", {f"{COMPOSED}.png": PNG, f"{DECOMPOSED}.GT.TXT": b"two"})
    assert loaded(datasets.dataset(root / f"{COMPOSED}.png")) == [(f"{COMPOSED}.png", "two")]
    assert datasets.truth_in(root, f"elsewhere/{COMPOSED}.png") == root / f"{DECOMPOSED}.GT.TXT"


def test_one_image_does_not_take_the_truth_of_the_one_beside_it(tmp_path):
    root = written(tmp_path / "set", {"Page.png": PNG, "page.png": PNG, "page.txt": b"small"})
    assert loaded(datasets.dataset(root / "Page.png")) == [("Page.png", None)]
    assert loaded(datasets.dataset(root / "page.png")) == [("page.png", "small")]


def test_files_that_differ_only_in_case_or_form_are_both_there_and_told_apart(tmp_path):
    files = {
        "Page.png": PNG,
        "Page.txt": b"large",
        "page.png": PNG,
        "page.txt": b"small",
        f"{COMPOSED}.png": PNG,
        f"{COMPOSED}.txt": b"one letter",
        f"{DECOMPOSED}.png": PNG,
        f"{DECOMPOSED}.txt": b"two marks",
    }
    assert sorted(loaded(datasets.folder(written(tmp_path / "set", files)))) == [
        ("Page.png", "large"),
        ("cafe\\u0301.png", "two marks"),
        (f"{COMPOSED}.png", "one letter"),
        ("page.png", "small"),
    ]


def test_a_name_that_is_no_utf8_is_read_paired_and_shown_escaped(tmp_path):
    root = written(tmp_path / "set", {b"Gr\xf6\xdfe.png": PNG, b"Gr\xf6\xdfe.txt": b"one"})
    (entry,) = datasets.folder(root)
    assert (entry.name, entry.load().name, entry.load().truth) == ("Gr\\xf6\\xdfe.png",) * 2 + ("one",)
    assert entry.name.encode(), "a store can keep it"


def test_names_that_would_be_shown_alike_are_numbered(tmp_path):
    root = written(tmp_path / "set", {b"a\xe9.png": PNG, "a\\xe9.png": PNG})
    assert [entry.name for entry in datasets.folder(root)] == ["a\\xe9.png", "a\\xe9.png (2)"]


def test_no_message_holds_a_raw_name(tmp_path):
    odd = "a\x1b[31m\n\u202e.png"
    root = written(tmp_path / "set", {odd: b"no picture", b"\xff.png": b"neither"})
    for entry in datasets.folder(root):
        with pytest.raises(ImageError) as caught:
            entry.load()
        assert str(caught.value).startswith(("a\\x1b[31m\\n\\u202e.png: not a picture", "\\xff.png: not a picture"))
    for call in (datasets.read_file, datasets.folder, datasets.dataset):
        with pytest.raises(FileError) as caught:
            call(tmp_path / "gone\x1b\udcff")
        assert "gone\\x1b\\xff" in str(caught.value) and str(caught.value).isprintable()
    with pytest.raises(FileError, match=r"set\\x1b\.zip: the ZIP is damaged"):
        datasets.archive(b"", "set\x1b.zip")


def test_a_file_whose_ending_says_nothing_is_looked_into(tmp_path):
    files = {
        "scan001": PNG,
        "scan001.txt": b"one",
        "photo.dat": saved(np.zeros((3, 4), np.uint8), "JPEG"),
        "two.bin": sheets((72, 72), (72, 72)),
        "notes.md": b"no image",
        "empty": b"",
        "raw.dng": saved(np.zeros((3, 4), np.uint8), "TIFF"),
    }
    names = [entry.name for entry in datasets.folder(written(tmp_path / "set", files))]
    assert names == ["photo.dat", "scan001", "two.bin page 1", "two.bin page 2"]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    assert [entry.name for entry in datasets.archive(file.getvalue(), "set.zip")] == names


def test_a_folder_of_jpegs_named_heic_holds_images(tmp_path):
    jpeg = saved(np.zeros((3, 4), np.uint8), "JPEG")
    entries = datasets.folder(written(tmp_path / "set", {"IMG_1.HEIC": jpeg, "IMG_1.txt": b"one", "IMG_2.HEIC": jpeg}))
    assert loaded(entries) == [("IMG_1.HEIC", "one"), ("IMG_2.HEIC", None)]


def test_a_heic_named_jpg_is_opened(tmp_path):
    pytest.importorskip("pi_heif")
    (entry,) = datasets.folder(written(tmp_path / "set", {"IMG_1.jpg": HEIC}))
    assert entry.load().image.shape == (64, 64, 3)


def test_pages_that_the_name_hides_are_said(tmp_path):
    (entry,) = datasets.folder(written(tmp_path / "set", {"a.png": sheets((72, 72), (72, 72))}))
    assert entry.load().notes == ("it has 2 pages though it is not named like a PDF or TIFF: only the first is taken",)


def test_what_was_made_of_a_file_comes_with_its_page(tmp_path):
    root = written(tmp_path / "set", {"a.png": saved(np.array([[0, 4095]], np.uint16))})
    (entry,) = datasets.folder(root)
    assert entry.load().notes == datasets.load_sample(root / "a.png").notes
    assert entry.load().notes[0].startswith("12 bits a sample")


@pytest.mark.parametrize(
    ("image", "encoding"),
    [
        ("日本.png", "cp932"),
        ("テスト.png", "cp932"),
        ("ﾃｽﾄ.png", "cp932"),
        ("ソ表.png", "cp932"),  # their second byte is a backslash
        ("é.png", "cp437"),
        ("Größe.png", "cp437"),
        ("ÄRGER.png", "cp437"),
        ("señor.png", "cp437"),
        ("für.png", "utf-8"),
        ("本.png", "utf-8"),
    ],
)
def test_the_names_of_a_zip_are_read_in_the_letters_of_its_machine(image, encoding):
    truth = image.replace(".png", ".txt")
    data = zipped({ten(image, encoding): PNG, ten(truth, encoding): b"one", b"plain1.png": PNG})
    expected = ten(image, encoding).decode(encoding)
    assert sorted(loaded(datasets.archive(data, "set.zip"))) == sorted([(expected, "one"), ("plain1.png", None)])


def test_all_names_of_a_zip_are_in_the_letters_of_one_machine():
    # The second could be Latin by itself; beside the first it is not.
    data = zipped({ten("写真.png", "cp932"): PNG, ten("テスト.png", "cp932"): PNG})
    assert [name.rstrip("_.png") for name, _ in loaded(datasets.archive(data, "set.zip"))] == ["テスト", "写真"]


def test_the_unicode_name_that_a_zip_brings_along_counts_while_it_fits():
    raw, name = b"caf\x82__.png", "naïve č.png".encode()
    body = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + name
    extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert loaded(datasets.archive(zipped({raw: PNG}, extra), "set.zip")) == [("naïve č.png", None)]
    stale = struct.pack("<HH", 0x7075, len(body)) + b"\x01\0\0\0\0" + name
    assert loaded(datasets.archive(zipped({raw: PNG}, stale), "set.zip")) == [("café__.png", None)]


@pytest.mark.parametrize("truth", ["text\n\f\n", "text\n\f", "text\f\n\n", "text"])
def test_a_form_feed_at_the_end_of_a_truth_is_no_page(truth, tmp_path):
    assert datasets.sample(PNG, "a.png", truth=truth).truth.strip() == "text"
    root = written(tmp_path / "set", {"a.png": PNG, "a.gt.txt": truth.encode()})
    assert datasets.folder(root)[0].load().truth.strip() == "text"


def test_a_form_feed_before_an_empty_last_page_stays_one():
    data = sheets((72, 72), (72, 72))
    pages = [datasets.sample(data, "a.pdf", truth="first\n\f", page=page).truth for page in (0, 1)]
    assert pages == ["first", ""]
