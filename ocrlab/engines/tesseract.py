"""Tesseract: how does a second engine read the same page, where its program is installed?

The program itself is run, one process a page: it can be stopped at any moment, needs no binding, and reads exactly what
``tesseract`` on the command line reads.
"""

from __future__ import annotations

import csv
import functools
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from typing import IO, Annotated, Any, Literal

import numpy as np

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.protocol import Engine, Progress, Report, Stop, stop_if
from ocrlab.engines.registry import effective
from ocrlab.errors import EngineError
from ocrlab.image import Image, check, encode_png
from ocrlab.params import Param, Range, Several, Text, params_of
from ocrlab.reading import Reading, Word

_CODES = (
    "eng afr amh ara asm aze aze_cyrl bel ben bod bos bre bul cat ceb ces chi_sim chi_sim_vert chi_tra "
    "chi_tra_vert chr cos cym dan deu div dzo ell enm epo est eus fao fas fil fin fra frk frm fry gla gle glg grc "
    "guj hat heb hin hrv hun hye iku ind isl ita ita_old jav jpn jpn_vert kan kat kat_old kaz khm kir kmr kor "
    "kor_vert lao lat lav lit ltz mal mar mkd mlt mon mri msa mya nep nld nor oci ori pan pol por pus que ron rus "
    "san sin slk slv snd spa spa_old sqi srp srp_latn sun swa swe syr tam tat tel tgk tha tir ton tur uig ukr urd "
    "uzb uzb_cyrl vie yid yor"
)
LANGUAGES = tuple(_CODES.split())
SEGMENTATION = {
    "auto": 3, "auto_turned": 1, "column": 4, "vertical_block": 5, "block": 6, "line": 7, "word": 8, "circled_word": 9,
    "letter": 10, "sparse": 11, "sparse_turned": 12, "raw_line": 13,
}  # fmt: skip
MODES = {"default": 3, "lstm": 1, "legacy": 0, "both": 2}
THRESHOLDS = {"otsu": 0, "tiled_otsu": 1, "sauvola": 2}
WORD_LEVEL = "5"
MIN_SIDE = 3  # px; Tesseract refuses anything smaller
MAX_SIDE = 32_000  # px; beyond it Tesseract refuses too
POLL_SECONDS = 0.05  # between two looks at a cancellation


def settings(
    *,
    languages: Annotated[
        tuple[str, ...], Several(LANGUAGES, least=1), "The languages on the page, the likeliest first."
    ] = ("eng",),
    segmentation: Annotated[
        Literal[
            "auto",
            "auto_turned",
            "column",
            "vertical_block",
            "block",
            "line",
            "word",
            "circled_word",
            "letter",
            "sparse",
            "sparse_turned",
            "raw_line",
        ],
        "What the picture shows: a page to be taken apart (auto), a column, a block, a line, or text here and there.",
    ] = "auto",
    mode: Annotated[
        Literal["default", "lstm", "legacy", "both"],
        "Which recogniser reads: the neural one (lstm), the one before it, or both; default is what the weights hold.",
    ] = "default",
    threshold: Annotated[
        Literal["otsu", "tiled_otsu", "sauvola"],
        "How Tesseract itself turns grey into black and white; a binary page stays as it is.",
    ] = "otsu",
    dpi: Annotated[
        int,
        Range(0, 1200, 10),
        "Resolution the page was scanned at; 0 lets Tesseract guess from the size of its letters.",
    ] = 0,
    invert: Annotated[bool, "Also try white text on black."] = True,
    allowlist: Annotated[str, Text(500), "The only characters that may be read; empty allows all."] = "",
    blocklist: Annotated[str, Text(500), "Characters never to be read."] = "",
) -> None:
    """Tesseract's own options in words, with its own defaults."""  # fmt: skip


class Tesseract(Engine):
    """Tesseract 5 (https://github.com/tesseract-ocr/tesseract), as the system has it."""

    name = "tesseract"
    title = "Tesseract"
    one_step = True  # every box would cost a process of its own

    @property
    def version(self) -> str:
        return _version()

    @functools.cached_property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def available(self, settings: Mapping[str, object] | None = None) -> str | None:
        if shutil.which("tesseract") is None:
            return "the program tesseract is not installed; on Debian: apt install tesseract-ocr"
        return None

    def warm_up(self, settings: Mapping[str, object]) -> None:
        _check_languages(effective(self, settings)["languages"])

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
        _check_languages(values["languages"])
        if text_boxes is None:
            report(Progress("recognising"))
            return Reading(_rows(_run(image, values, cancelled)))
        words: list[Word] = []
        for done, box in enumerate(text_boxes.boxes):
            report(Progress("recognising", done, len(text_boxes), tuple(words)))
            rows = _rows(_run(_cut(image, box), {**values, "segmentation": "line"}, cancelled))
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


def _run(image: Image, values: Mapping[str, Any], cancelled: Stop | None) -> str:
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
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(values["languages"])]
    command += ["--psm", str(SEGMENTATION[values["segmentation"]]), "--oem", str(MODES[values["mode"]])]
    command += ["--dpi", str(values["dpi"])] if values["dpi"] else []
    command += [part for name, value in options.items() if value != "" for part in ("-c", f"{name}={value}")]
    threads = os.environ.get("OMP_NUM_THREADS", "")
    environment = {**os.environ, **({"OMP_THREAD_LIMIT": threads} if threads else {})}
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
    if process.returncode:
        lines = [line for line in complaint.decode(errors="replace").splitlines() if line.strip()]
        raise EngineError(f"tesseract: it could not read the page ({(lines or ['no reason given'])[-1][:200]})")
    return table.decode("utf-8", errors="replace")


def _filled(file: IO[bytes], image: Image) -> IO[bytes]:
    file.write(encode_png(image, fast=True))
    file.seek(0)
    return file


def _check_languages(wanted: tuple[str, ...]) -> None:
    there = _languages()
    missing = [code for code in wanted if code not in there]
    if missing:
        choice = ", ".join(there) or "another engine"
        raise EngineError(
            f"tesseract: no weights for {', '.join(missing)} on this machine; choose {choice}, "
            f"or on Debian: apt install tesseract-ocr-{missing[0].replace('_', '-')}",
            {"languages": "eng"} if "eng" in there else None,
        )


@functools.cache
def _languages() -> tuple[str, ...]:
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return tuple(line.strip() for line in done.stdout.splitlines()[1:] if line.strip() not in ("", "osd"))


@functools.cache
def _version() -> str:
    try:
        done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return "missing"
    return (done.stdout or done.stderr).split("\n")[0].removeprefix("tesseract").strip()


ENGINE = Tesseract()
