"""RapidOCR: how do the networks of PP-OCRv6 read a page, line by line and word by word?"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.pixels import bgr
from ocrlab.engines.protocol import Progress, Report, Stop, stop_if
from ocrlab.engines.rapidocr import finding, lines, weights
from ocrlab.engines.rapidocr.settings import DETECTOR_SETTINGS, settings
from ocrlab.engines.registry import effective
from ocrlab.engines.running import Network
from ocrlab.engines.turns import InTurn
from ocrlab.image import Image, check, digest
from ocrlab.machine import package_version
from ocrlab.params import Param, params_of
from ocrlab.reading import Reading, Word, in_reading_order

MAX_DETECTIONS = 8
METHOD = 1  # of what is computed here round the networks; counted up when that reads otherwise


class RapidOCR(InTurn):
    """The small PP-OCRv6 networks that ship in RapidOCR's package (https://github.com/RapidAI/RapidOCR)."""

    name = "rapidocr"
    title = "RapidOCR"

    def __init__(self) -> None:
        super().__init__()  # one reading at a time: a network's answer is overwritten by its next
        self._networks: dict[str, Network] = {}
        self._detections: OrderedDict[tuple[Any, ...], TextBoxes] = OrderedDict()

    @property
    def version(self) -> str:
        return f"rapidocr {_version('rapidocr')}; openvino {_version('openvino')}; method {METHOD}"

    @cached_property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def available(self, settings: Mapping[str, object] | None = None) -> str | None:
        return weights.missing()

    def about(self) -> str:
        return f"PP-OCRv6 small, from rapidocr {_version('rapidocr')}, run by OpenVINO {_version('openvino')}"

    def warm_up(self, settings: Mapping[str, object]) -> None:
        values = effective(self, settings)
        with self._turn(None):
            self._load(values)

    def let_go(self) -> None:
        with self._lock:
            self._networks.clear()

    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> TextBoxes:
        values = effective(self, settings)
        check(image, self.name)
        with self._turn(cancelled):
            return self._find(image, values)

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
        with self._turn(cancelled):
            report(Progress("starting"))
            self._load(values)
            stop_if(cancelled)
            if text_boxes is None:
                report(Progress("detecting"))
                text_boxes = self._find(image, values)
            return self._recognise(bgr(image), text_boxes, values, report)

    def _load(self, values: Mapping[str, Any]) -> None:
        for name in (weights.DETECTOR, weights.RECOGNISER, *([weights.CLASSIFIER] if values["upside_down"] else [])):
            self._network(name)

    def _network(self, name: str) -> Network:
        if name not in self._networks:
            self._networks[name] = Network(weights.network(name), lambda: self._cancelled)
        return self._networks[name]

    def _find(self, image: Image, values: Mapping[str, Any]) -> TextBoxes:
        wanted = {name: values[name] for name in DETECTOR_SETTINGS}
        key = (digest(image), *wanted.values())
        if key not in self._detections:
            self._detections[key] = finding.text_boxes(self._network(weights.DETECTOR), image, wanted)
            while len(self._detections) > MAX_DETECTIONS:
                self._detections.popitem(last=False)
        self._detections.move_to_end(key)
        return self._detections[key]

    def _recognise(self, page: np.ndarray, text_boxes: TextBoxes, values: Mapping[str, Any], report: Report) -> Reading:
        """Line by line; lines are put in reading order whole, and then taken apart into words."""
        allowed = weights.allowed(values)
        words_of: dict[Word, list[Word]] = {}
        for done, box in enumerate(text_boxes.boxes):
            report(Progress("recognising", done, len(text_boxes), _all(words_of)))
            stop_if(self._cancelled)
            if line := self._line(page, box, allowed, values):
                words_of[line[0]] = line[1]
        report(Progress("recognising", len(text_boxes), len(text_boxes), _all(words_of)))
        rows = in_reading_order(words_of)
        return Reading(tuple(tuple(word for line in row for word in words_of[line]) for row in rows))

    def _line(
        self, page: np.ndarray, box: Any, allowed: np.ndarray | None, values: Mapping[str, Any]
    ) -> tuple[Word, list[Word]] | None:
        """A line as one piece in its box, and its words; None where nothing is read, or too unsurely."""
        if (line := lines.cut(page, box)) is None:
            return None
        glyphs = self._glyphs(line, allowed)
        if values["upside_down"] and (line.sideways or lines.upside_down(self._network(weights.CLASSIFIER), line)):
            turned = self._glyphs(line.turned(), allowed)
            if lines.evidence(turned) > lines.evidence(glyphs):  # the classifier errs in long lines
                glyphs, line = turned, line.turned()
        words = lines.words(glyphs, line.corners)
        if not words or lines.sureness(glyphs) < values["text_score"]:
            return None
        return Word(" ".join(word.text for word in words), box, lines.sureness(glyphs)), words

    def _glyphs(self, line: lines.Line, allowed: np.ndarray | None) -> list[lines.Glyph]:
        return lines.glyphs(self._network(weights.RECOGNISER), line, weights.characters(), allowed)


def _all(words_of: Mapping[Word, list[Word]]) -> tuple[Word, ...]:
    return tuple(word for words in words_of.values() for word in words)


def _version(package: str) -> str:
    return package_version(package) or "missing"


ENGINE = RapidOCR()
