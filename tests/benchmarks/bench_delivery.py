"""A 30-page PDF in, a searchable PDF out: how large against the pictures alone, how fast, and are the words equal?

PYTHONPATH=.:tests/support python tests/benchmarks/bench_delivery.py [--pages 30]
The pictures are drawn by the lab and the readings are laid out over them, level, turned and in columns, so no engine
takes part; the seconds are those of drawing, filtering and writing. Text is read back by pypdfium2 and, where it is
installed, by poppler.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import subprocess
import time

import numpy as np
import pypdfium2
from column_pages import lines_of_prose
from laid_out import HEIGHT, WIDTH, laid_out

from ocrlab.datasets import builtin
from ocrlab.delivery import WRITERS, OutputPage
from ocrlab.image import Image, freeze
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading

KINDS = {
    "level": {"angle": 0},
    "2 degrees": {"angle": 2},
    "5 degrees": {"angle": 5},
    "-3 degrees, boxes level": {"angle": -3, "level": True},
    "boxes 3 px off": {"angle": 0, "off": 3},
    "two columns": {"angle": 1},
}


def reading_of(number: int) -> tuple[str, Reading]:
    """What stands on a page, and its kind: all kinds in turn, hyphens at lines' ends among them."""
    kind = list(KINDS)[number % len(KINDS)]
    draw = random.Random(number)
    if kind != "two columns":
        return kind, laid_out(lines_of_prose(draw, 64, 40), **KINDS[kind])
    sides = [laid_out(lines_of_prose(draw, 30, 40), left=left, **KINDS[kind]).rows for left in (100, 900)]
    return kind, Reading(sides[0] + sides[1])


def texts_of(data: bytes, count: int) -> dict[str, list[str]]:
    """The text of each page in each reader that is here."""
    opened = pypdfium2.PdfDocument(data)
    texts = {"pypdfium2": [page.get_textpage().get_text_range() for page in opened]}
    if program := shutil.which("pdftotext"):
        done = subprocess.run([program, "-raw", "-", "-"], input=data, capture_output=True, check=True)
        texts["poppler"] = done.stdout.decode().split("\f")[:count]
    return texts


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def say_equal(data: bytes, readings: list[tuple[str, Reading]]) -> None:
    for reader, texts in texts_of(data, len(readings)).items():
        for kind in KINDS:
            pages = [(text, reading) for text, (own, reading) in zip(texts, readings, strict=True) if own == kind]
            lines = sum(lines_of(text) == list(reading.lines) for text, reading in pages)
            words = sum(text.split() == reading.text.split() for text, reading in pages)
            print(f"  {reader:9}  {kind:24} words equal on {words}, lines on {lines} of {len(pages)} pages")


def picture() -> Image:
    """A sheet of A4 with one of the lab's pages in its corner."""
    drawn = builtin("clean-page").image
    sheet = np.full((HEIGHT, WIDTH), 255, np.uint8)
    part = drawn[:HEIGHT, :WIDTH] if drawn.ndim == 2 else drawn[:HEIGHT, :WIDTH].mean(axis=2).astype(np.uint8)
    sheet[: part.shape[0], : part.shape[1]] = part
    return freeze(sheet)


def incoming(count: int, image: Image) -> bytes:
    file = io.BytesIO()
    WRITERS["pdf"].write((OutputPage(f"in-{n:04}", image, None, 200) for n in range(count)), file)
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=30)
    count = parser.parse_args().pages
    source, readings = incoming(count, picture()), [reading_of(number) for number in range(count)]
    for name, pipeline in (("grey", Pipeline()), ("black and white", Pipeline.of("grayscale", "otsu"))):

        def pages(searchable: bool, pipeline=pipeline):
            for number, page in enumerate(pypdfium2.PdfDocument(source)):
                drawn = page.render(scale=200 / 72, grayscale=True).to_numpy()
                drawn = drawn[..., 0] if drawn.ndim == 3 else drawn
                image = pipeline.apply(freeze(drawn.copy()))
                yield OutputPage(f"book-{number + 1:04}", image, readings[number][1] if searchable else None, 200)

        sizes, seconds, data = [], [], b""
        for _ in pages(False):
            break  # the first page drawn pays for loading
        for searchable in (False, True):
            file, start = io.BytesIO(), time.perf_counter()
            WRITERS["pdf"].write(pages(searchable), file)
            seconds.append((time.perf_counter() - start) / count)
            data = file.getvalue()
            sizes.append(len(data))
        print(f"{name}: {count} pages, {sizes[1] / 1e6:.2f} MB, {sizes[1] / sizes[0]:.3f} times the pictures alone")
        print(f"  {seconds[1]:.3f} s a page, {seconds[1] / seconds[0]:.2f} times the pictures alone")
        say_equal(data, readings)


if __name__ == "__main__":
    main()
