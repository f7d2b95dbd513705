"""What others publish is read: every place where the schemas allow text, and what Tesseract itself writes."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from paths import ROOT
from PIL import Image

from ocrlab.datasets import builtin
from ocrlab.truth import parse_truth

SCHEMAS = ROOT.parent / "shared" / "data" / "schemas"
FAULTS = ROOT.parent / "shared" / "data" / "faults"
EXPECTED = sorted(FAULTS.glob("*.expect")) if FAULTS.is_dir() else []


def schema(name: str) -> str:
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout")
    return path.read_text()


def test_page_holds_text_in_no_other_element_than_those_that_are_read():
    types = re.findall(r'<complexType name="(\w+)".*?</complexType>', schema("pagecontent-2019-07-15.xsd"), re.DOTALL)
    bodies = re.findall(r"<complexType name=.*?</complexType>", schema("pagecontent-2019-07-15.xsd"), re.DOTALL)
    holders = {name for name, body in zip(types, bodies, strict=True) if 'element name="TextEquiv"' in body}
    assert holders == {"TextRegionType", "TextLineType", "WordType", "GlyphType", "GraphemeBaseType"}


def test_every_region_of_page_is_known_by_its_name():
    regions = set(re.findall(r'<element name="(\w+)" type="pc:\w+RegionType"', schema("pagecontent-2019-07-15.xsd")))
    assert len(regions) > 10 and all(name.endswith("Region") for name in regions)


def test_a_line_of_alto_holds_nothing_but_strings_white_and_a_hyphen():
    line = re.search(
        r'element name="TextLine".*?</xsd:complexType>\s*</xsd:element>', schema("alto-4-4.xsd"), re.DOTALL
    )
    assert line is not None
    assert set(re.findall(r'element name="(\w+)"', line[0])) == {"TextLine", "Shape", "String", "SP", "HYP"}


FORMATS = {".hocr": "hocr", ".xml": "alto", ".tsv": "tsv", ".page.xml": "page_xml"}


@pytest.mark.parametrize("name", ["clean-page", "poor-print"])
def test_what_tesseract_writes_is_read_as_its_own_text(tmp_path, name):
    program = shutil.which("tesseract")
    if program is None:
        pytest.skip("the program tesseract is not installed")
    Image.fromarray(builtin(name).image).save(tmp_path / "page.png")
    for more in ([], ["-c", "hocr_char_boxes=1"], ["-c", "lstm_choice_mode=2"]):
        options = [option for kind in ("txt", *FORMATS.values()) for option in ("-c", f"tessedit_create_{kind}=1")]
        command = [program, "page.png", "read", "--psm", "4", *options, *more]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env={"OMP_THREAD_LIMIT": "1"})
        if done.returncode:
            pytest.skip(f"tesseract cannot read here: {done.stderr.decode()[-200:]}")
        words = (tmp_path / "read.txt").read_text().split()
        assert len(words) > 50
        written = [path for ending in FORMATS if (path := tmp_path / f"read{ending}").exists()]
        assert len(written) >= 3, "older versions write no PAGE"
        for path in written:
            assert parse_truth(path.read_bytes(), path.name).text.split() == words, path.name


@pytest.mark.skipif(not EXPECTED, reason="the inputs that once failed are not beside this checkout")
@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_every_input_that_once_failed_means_its_text(path):
    given = path.with_suffix("")
    assert parse_truth(given.read_bytes(), given.name).text.strip() == path.read_text().strip()
