"""EasyOCR: how does it read a page here, exactly as it would by itself, yet box by box?

Its own ``readtext`` is one long call. The same two halves, detection and recognition, are called apart, so that a
reading shows its words as they come, stops between two boxes, and finds text only once while the recogniser's settings
change.
"""

from __future__ import annotations

import contextlib
import importlib.util
from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from typing import Any, get_args

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.easyocr import crops
from ocrlab.engines.easyocr.craft import quick_boxes
from ocrlab.engines.easyocr.detecting import detected
from ocrlab.engines.easyocr.networks import draft_is_prepared, gpu_here, halve, lacking, quicken
from ocrlab.engines.easyocr.settings import DETECTOR_SETTINGS, SpeedName, settings
from ocrlab.engines.easyocr.weights import is_here, load_reader
from ocrlab.engines.protocol import Lacking, Progress, Report, Speed, Stop, stop_if
from ocrlab.engines.registry import effective
from ocrlab.engines.turns import InTurn
from ocrlab.image import Image, check, digest
from ocrlab.machine import package_version
from ocrlab.params import Param, params_of
from ocrlab.reading import Reading, Word, in_reading_order

MAX_READERS = 2
MAX_DETECTIONS = 8
RIGHT_TO_LEFT = {"ar", "fa", "ug", "ur"}


class EasyOCR(InTurn):
    """EasyOCR 1.7 (https://github.com/JaidedAI/EasyOCR): CRAFT finds the text, a CRNN reads it."""

    name = "easyocr"
    title = "EasyOCR"

    def __init__(self) -> None:
        super().__init__()  # one reading at a time: EasyOCR's readers are not made for more
        self._readers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._detections: OrderedDict[tuple[Any, ...], TextBoxes] = OrderedDict()

    @property
    def version(self) -> str:
        return "; ".join(f"{name} {_version(name)}" for name in ("easyocr", "torch", "openvino"))

    @cached_property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def speeds(self) -> tuple[Speed, ...]:
        return tuple(
            Speed(
                name,
                {"speed": name},
                draft=name == "draft",
                slow=name in ("exact", "stock"),
                missing=self.available({"speed": name}),
                prepared=name != "draft" or draft_is_prepared(),
            )
            for name in get_args(SpeedName)
        )

    def available(self, settings: Mapping[str, object] | None = None) -> str | None:
        missing = [name for name in ("easyocr", "torch", "torchvision") if importlib.util.find_spec(name) is None]
        if missing:
            return f"{' and '.join(missing)} not installed; install requirements.txt"
        return lacking(str((settings or {}).get("speed", "stock")))

    def about(self) -> str:
        return f"EasyOCR {_version('easyocr')}, run by OpenVINO {_version('openvino')} or PyTorch {_version('torch')}"

    def lacks(self, language: str) -> Lacking | None:
        return None if is_here(language) else Lacking("it is downloaded on its first reading", download=True)

    def warm_up(self, settings: Mapping[str, object]) -> None:
        with self._lock:
            self._reader(effective(self, settings))

    def let_go(self) -> None:
        with self._lock:
            self._readers.clear()

    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> TextBoxes:
        values = effective(self, settings)
        check(image, self.name)
        with self._turn(cancelled):
            return self._find(self._reader(values), image, values)

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
            reader = self._reader(values)
            stop_if(cancelled)
            if text_boxes is None:
                report(Progress("detecting"))
                text_boxes = self._find(reader, image, values)
            return self._recognise(reader, image, text_boxes, values, report)

    def _reader(self, values: Mapping[str, Any]) -> Any:
        key = (values["languages"], values["speed"])
        if key not in self._readers:
            speed, gpu = values["speed"], gpu_here()
            reader = load_reader(values["languages"], quantize=speed == "stock", gpu=gpu)
            if gpu and speed in ("fast", "draft"):
                halve(reader)
            elif not gpu and speed != "stock":
                quicken(reader, speed, lambda: self._cancelled)
            if gpu or speed == "stock":
                self._let_stop(reader.detector)
            self._readers[key] = reader
            while len(self._readers) > MAX_READERS:
                self._readers.popitem(last=False)
        self._readers.move_to_end(key)
        return self._readers[key]

    def _let_stop(self, network: Any) -> None:
        """Look for a cancellation before each layer: one pass through CRAFT takes seconds."""
        for layer in getattr(network, "network", network).modules():
            if not any(layer.children()):
                layer.register_forward_pre_hook(lambda *_: stop_if(self._cancelled))

    def _find(self, reader: Any, image: Image, values: Mapping[str, Any]) -> TextBoxes:
        wanted = {name: values[name] for name in DETECTOR_SETTINGS}
        key = (digest(image), values["speed"], *wanted.values())
        if key not in self._detections:
            with quick_boxes() if values["speed"] != "stock" else contextlib.nullcontext():
                self._detections[key] = detected(reader, image, wanted, values["speed"])
            while len(self._detections) > MAX_DETECTIONS:
                self._detections.popitem(last=False)
        self._detections.move_to_end(key)
        return self._detections[key]

    def _recognise(
        self, reader: Any, image: Image, text_boxes: TextBoxes, values: Mapping[str, Any], report: Report
    ) -> Reading:
        results: dict[int, crops.Result] = {}
        words: list[Word] = []
        groups = crops.groups(crops.grey_of(image), text_boxes, values)
        total = sum(len(group.crops) for group in groups)
        with crops.one_thread():
            for group in groups:
                report(Progress("recognising", len(results), total, tuple(words)))
                stop_if(self._cancelled)
                for place, result in zip(group.places, crops.read_group(reader, group, values), strict=True):
                    results[place] = result
                    if result[1].strip():
                        words.append(Word(result[1], result[0], result[2]))
        report(Progress("recognising", total, total, tuple(words)))
        backwards = bool(RIGHT_TO_LEFT & set(values["languages"]))
        if values["paragraph"]:
            paragraphs = crops.paragraphs_of([results[place] for place in sorted(results)], values, backwards)
            rows = in_reading_order(paragraphs, backwards)
            return Reading(tuple((paragraph,) for row in rows for paragraph in row))
        return Reading.of(words, backwards)


def _version(package: str) -> str:
    return package_version(package) or "missing"


ENGINE = EasyOCR()
