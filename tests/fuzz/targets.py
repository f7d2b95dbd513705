"""Which readers take strangers' bytes, and which small valid files do they take?"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from made import HEIC, pdf_page, saved, tiff, zipped
from PIL import Image as Pillow

from ocrlab import datasets
from ocrlab.export.importing import recipe_from
from ocrlab.image import check, decode_page, page_count
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import read_recipe
from ocrlab.truth import decode_text, parse_truth

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Target:
    """A reader and the files it takes. ``read`` returns for what it decodes and raises `OcrLabError` for what it
    refuses; anything else is a crash."""

    files: Callable[[], Files]
    read: Callable[[bytes, str], object]


@cache
def pictures() -> Files:
    pixels = np.random.default_rng(3).integers(0, 256, (24, 30, 3), np.uint8)
    picture = Pillow.fromarray(pixels)
    frames = [picture.rotate(angle) for angle in (90, 180)]
    return {
        "png": saved(picture),
        "deep png": saved(pixels[..., 0].astype(np.uint16) * 16),
        "palette png": saved(picture.quantize(16), transparency=3),
        "animated png": saved(picture, "PNG", save_all=True, append_images=frames),
        "jpeg": saved(picture, "JPEG"),
        "progressive jpeg": saved(picture, "JPEG", progressive=True, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
        "mpo": saved(picture, "MPO", save_all=True, append_images=frames),
        "tiff": tiff((pixels, {}), (pixels[::-1], {}), (pixels[:, ::-1], {254: [1]})),
        "fax tiff": saved(picture.convert("1"), "TIFF", compression="group4", dpi=(204, 98)),
        "packed tiff": tiff((pixels[..., 0].astype("u2"), {258: [12]})),
        "float tiff": tiff((pixels.astype("f4") / 255, {}), (pixels.astype("i2"), {254: [1]})),
        "bmp": saved(picture, "BMP"),
        "gif": saved(picture, "GIF", save_all=True, append_images=frames),
        "webp": saved(picture, "WEBP", save_all=True, append_images=frames),
        "avif": saved(picture, "AVIF"),
        "jpeg 2000": saved(picture, "JPEG2000"),
        "heic": HEIC,
    }


@cache
def documents() -> Files:
    page = b"/MediaBox [0 0 72 72] /UserUnit 2 /CropBox [1 1 9 9] /Rotate 90"
    return {"drawn.pdf": pdf_page(b"0 0 36 36 re f /F Do", page)}


def read_picture(data: bytes, name: str) -> object:
    count = page_count(data)
    assert count >= 1
    decoded = decode_page(data)
    return check(decoded.image)


_WORDS = [("Total", 10, 10, 60, 22), ("12.50", 70, 10, 110, 22), ("Bäckerei", 10, 30, 90, 44)]


@cache
def markup() -> Files:
    spans = "".join(
        f'<span class="ocr_line" title="bbox {left} {top} {right} {bottom}"><span class="ocrx_word" '
        f'title="bbox {left} {top} {right} {bottom}; x_wconf 90">{text}</span></span>'
        for text, left, top, right, bottom in _WORDS
    )
    hocr = f'<!DOCTYPE html><html><body><div class="ocr_page" title="bbox 0 0 200 100">{spans}</div></body></html>'
    strings = "".join(
        f'<TextLine HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"><String CONTENT="{text}" '
        f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"/><SP/><HYP CONTENT="-"/></TextLine>'
        for text, left, top, right, bottom in _WORDS
    )
    alto = (
        '<?xml version="1.0" encoding="UTF-8"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page>'
        f"<PrintSpace><TextBlock>{strings}</TextBlock></PrintSpace></Page></Layout></alto>"
    )
    lines = "".join(
        f'<TextLine id="l{top}{left}"><Coords points="{left},{top} {right},{top} {right},{bottom} {left},{bottom}"/>'
        f'<TextEquiv index="0"><Unicode>{text}</Unicode></TextEquiv></TextLine>'
        for text, left, top, right, bottom in _WORDS
    )
    page = (
        '<?xml version="1.0"?><PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page '
        'imageWidth="200" imageHeight="100"><ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" '
        f'regionRef="r"/></OrderedGroup></ReadingOrder><TextRegion id="r">{lines}</TextRegion></Page></PcGts>'
    )
    broken = hocr.replace("</span></span>", "&eacute;<![CDATA[<b>]]>").replace(
        "<html>", "<html>\n<meta charset=latin1>"
    )
    texts = {"a.hocr": hocr, "broken.html": broken, "alto.xml": alto, "page.xml": page}
    return {name: text.encode() for name, text in texts.items()} | {
        "utf16.xml": alto.replace("UTF-8", "UTF-16").encode("utf-16")
    }


@cache
def rows() -> Files:
    icdar = (
        "".join(
            f"{left},{top},{right},{top},{right},{bottom},{left},{bottom},{text}\n"
            for text, left, top, right, bottom in _WORDS
        )
        + "1,1,9,1,9,9,1,9,###\n"
    )
    quoted = "".join(f'{left}, {top}, {right}, {bottom}, "{text}"\n' for text, left, top, right, bottom in _WORDS)
    table = "left;top;width;height;text\n" + "".join(
        f"{left};{top};{right - left};{bottom - top};{text}\n" for text, left, top, right, bottom in _WORDS
    )
    tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" + "".join(
        f"5\t1\t1\t1\t{top}\t1\t{left}\t{top}\t{right - left}\t{bottom - top}\t91.5\t{text}\n"
        for text, left, top, right, bottom in _WORDS
    )
    heap = "".join(f"10,10,50,10,50,30,10,30,word{number}\n" for number in range(60))
    texts = {"gt_1.txt": icdar, "gt_2.txt": quoted, "boxes.csv": table, "words.tsv": tsv, "heap.txt": heap}
    return {name: text.encode() for name, text in texts.items()}


@cache
def texts() -> Files:
    return {
        "a.gt.txt": "Bäckerei\nTotal 12.50\f".encode(),
        "wide.txt": "Zeile\n".encode("utf-16"),
        "a.txt": b'{"a": [1]}',
    }


_PIPELINE = "ocrlab: 1\nstages:\n  - {filter: grayscale}\n  - {filter: median, radius: 2, footprint: square}\n"
_RECIPE = (
    "ocrlab: 1\nrecipe: measured\nmeasured: {quality: noise, threshold: 2.5, below: 0, above: 1}\nsettings:\n"
    "  - stages: []\n  - stages:\n      - {filter: median, radius: 1, footprint: square}\n"
)


@cache
def settings() -> Files:
    link = (
        "http://localhost:8501/?stage=grayscale&stage=median+radius%3D2+footprint%3Ddisk&engine=tesseract&set=psm%3D6"
    )
    line = '{"image": "a.png", "pipeline": {"ocrlab": 1, "stages": [{"filter": "median", "radius": 1}]}, "text": "x"}\n'
    texts = {"p.yaml": _PIPELINE, "recipe.yaml": _RECIPE, "link.txt": link, "run.jsonl": line * 2}
    return {name: text.encode() for name, text in texts.items()}


@cache
def recipes() -> Files:
    return {"measured": _RECIPE.encode(), "surest": _RECIPE.replace("recipe: measured", "recipe: confidence").encode()}


@cache
def stages() -> Files:
    return {"stage": b"median radius=2 footprint=disk", "region": b"gaussian sigma=1.5 region=10,10,40,20"}


@cache
def runs() -> Files:
    from ocrlab.datasets import Sample
    from ocrlab.reading import Reading, Word
    from ocrlab.run import finished, prepare
    from ocrlab.runs import PastRun, Source, stored_run, to_file

    image = np.full((20, 40), 200, np.uint8)
    page = Sample("scan.png", image, "ab")
    box = ((1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0))
    run = finished(
        prepare(page, Pipeline.of("median radius=1"), "easyocr", {}), Reading(((Word("ab", box, 0.9),),)), 0.1
    )
    past = PastRun(stored_run(run, page, Source("scan.png"), "white space"))
    return {"run.json": to_file(past), "with page.json": to_file(past, image)}


def read_run(data: bytes, name: str) -> object:
    from ocrlab.runs import as_json, from_file

    run = from_file(data, name).run
    return as_json([run]), run.counted, run.crop, run.ignored, run.libraries, run.name


@cache
def archives() -> Files:
    png = saved(np.arange(48, dtype=np.uint8).reshape(6, 8))
    aside = np.random.default_rng(4).bytes(600)  # nobody reads it: where it is spoiled the pages still open
    contents = {"set/a.png": png, "set/a.gt.txt": b"ab", "set/bäh.png": png, "set/notes.bin": aside}
    kinds = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    return {f"{kind}.zip": zipped(contents, kind) for kind in kinds}


def read_archive(data: bytes, name: str) -> object:
    return [entry.load() for entry in datasets.archive(data, name)[:3]]


def read_stage(data: bytes, name: str) -> object:
    return Pipeline.of(decode_text(data, name)).apply(np.zeros((60, 60), np.uint8))


TARGETS = {
    "pictures": Target(pictures, read_picture),
    "pdf": Target(documents, read_picture),
    "markup": Target(markup, parse_truth),
    "boxes": Target(rows, parse_truth),
    "text": Target(texts, parse_truth),
    "settings": Target(settings, lambda data, name: recipe_from(decode_text(data, name))),
    "recipe": Target(recipes, lambda data, name: read_recipe(decode_text(data, name))),
    "stage": Target(stages, read_stage),
    "runs": Target(runs, read_run),
    "zip": Target(archives, read_archive),
}
