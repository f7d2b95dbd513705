"""How does EasyOCR read a page here, exactly as it would by itself, yet box by box?

Its own ``readtext`` is one long call. The same two halves, detection and recognition, are called apart, so that a
reading shows its words as they come, stops between two boxes, and finds text only once while recogniser settings change.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from ocrlab.engines import Progress, Regions, Report, Stop, effective, stop_if
from ocrlab.engines.boxes import quick_boxes
from ocrlab.engines.languages import LANGUAGES
from ocrlab.engines.networks import gpu_here, halve, openvino_missing, quicken
from ocrlab.engines.weights import load_reader
from ocrlab.errors import Cancelled, EngineError
from ocrlab.image import Image, check, digest
from ocrlab.params import Param, Range, Several, Text, params_of
from ocrlab.reading import Reading, Word, in_reading_order

CROPS_TOGETHER = 8  # crops of one width read in one go; more gains little, and the words come in larger heaps
MODEL_HEIGHT = 64  # px a crop is scaled to; fixed by EasyOCR's recognisers
READERS_KEPT = 2
DETECTIONS_KEPT = 8
RIGHT_TO_LEFT = {"ar", "fa", "ug", "ur"}
DEFAULT_SPEED = "stock" if openvino_missing() else "exact"
DETECTOR_SETTINGS = (
    "text_threshold", "low_text", "link_threshold", "canvas_size", "mag_ratio", "min_size",
    "slope_ths", "ycenter_ths", "height_ths", "width_ths", "add_margin",
)  # fmt: skip


def settings(
    *,
    speed: Annotated[
        Literal["exact", "fast", "draft", "stock"],
        "How the networks are run: exact in full precision, fast and draft with less of it, stock as EasyOCR comes.",
    ] = DEFAULT_SPEED,
    languages: Annotated[
        tuple[str, ...],
        Several(tuple(LANGUAGES), least=1),
        "The languages on the page; fewer is better, and most alphabets go together with English only.",
    ] = ("en",),
    decoder: Annotated[
        Literal["greedy", "beamsearch", "wordbeamsearch"],
        "How letters are chosen: the likeliest each (greedy), the likeliest string, or the likeliest dictionary words.",
    ] = "greedy",
    beam_width: Annotated[
        int, Range(1, 50), "Strings kept in play by the two beam decoders; more is slower and seldom better."
    ] = 5,
    allowlist: Annotated[
        str, Text(500), "The only characters that may be read, such as 0123456789; empty allows all of the language."
    ] = "",
    blocklist: Annotated[
        str, Text(500), "Characters never to be read; not used together with an allowlist."
    ] = "",
    paragraph: Annotated[bool, "Join neighbouring boxes into paragraphs; each then comes as one long piece of text."] = False,
    rotation: Annotated[
        tuple[str, ...],
        Several(("90", "180", "270")),
        "Read every box turned by these degrees as well and keep the surest; for vertical or upside-down words.",
    ] = (),
    text_threshold: Annotated[
        float, Range(0, 1, 0.05), "How sure a spot must be to start a word; lower finds fainter text and more dirt."
    ] = 0.7,
    low_text: Annotated[
        float, Range(0, 1, 0.05), "How far a word reaches out from its sure spots; lower makes larger boxes."
    ] = 0.4,
    link_threshold: Annotated[
        float, Range(0, 1, 0.05), "How sure the link between two letters must be to put them in one box."
    ] = 0.4,
    mag_ratio: Annotated[
        float, Range(0.5, 4, 0.1, unit="x"), "Enlarge the page before text is searched for; helps small print, costs time."
    ] = 1.0,
    canvas_size: Annotated[
        int, Range(320, 5120, 160, unit="px"), "Longest side the search works at; larger pages are scaled down to it."
    ] = 2560,
    min_size: Annotated[int, Range(0, 200, unit="px"), "Drop boxes whose longer side is not above this."] = 20,
    contrast_ths: Annotated[
        float, Range(0, 1, 0.05), "Boxes read with a confidence below this are read again with more contrast."
    ] = 0.1,
    adjust_contrast: Annotated[float, Range(0, 1, 0.05), "The contrast such a box is raised to; 0 leaves it."] = 0.5,
    slope_ths: Annotated[
        float, Range(0, 1, 0.05), "Boxes that slope less (rise over run) count as level and may be joined."
    ] = 0.1,
    ycenter_ths: Annotated[
        float, Range(0, 2, 0.05), "How far, in text heights, two boxes may differ in level and still share a line."
    ] = 0.5,
    height_ths: Annotated[
        float, Range(0, 2, 0.05), "How far, in text heights, two boxes may differ in height and still be joined."
    ] = 0.5,
    width_ths: Annotated[
        float, Range(0, 5, 0.05), "How wide a gap, in text heights, may be for two boxes on a line to be joined."
    ] = 0.5,
    y_ths: Annotated[
        float, Range(0, 5, 0.05), "How wide a gap between lines, in text heights, a paragraph may have."
    ] = 0.5,
    x_ths: Annotated[
        float, Range(0, 5, 0.05), "How wide a gap beside a box, in text heights, a paragraph may have."
    ] = 1.0,
    add_margin: Annotated[float, Range(0, 1, 0.05), "Widen every box by this part of its height."] = 0.1,
) -> None:
    """EasyOCR's own arguments under their own names, with its own defaults.

    ``batch_size`` and ``workers`` do nothing on a CPU, ``filter_ths`` is ignored by EasyOCR itself, and the remaining
    arguments belong to a detector whose weights this lab does not use.
    """


class EasyOCR:
    """EasyOCR 1.7 (https://github.com/JaidedAI/EasyOCR): CRAFT finds the text, a CRNN reads it."""

    name = "easyocr"
    title = "EasyOCR"

    def __init__(self) -> None:
        self._lock = threading.Lock()  # one reading at a time: EasyOCR's readers are not made for more
        self._readers: OrderedDict[tuple, Any] = OrderedDict()
        self._detections: OrderedDict[tuple, Regions] = OrderedDict()
        self._cancelled: Stop | None = None

    @property
    def version(self) -> str:
        return "; ".join(f"{name} {_version(name)}" for name in ("easyocr", "torch", "openvino"))

    @cached_property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def available(self) -> str | None:
        missing = [name for name in ("easyocr", "torch", "torchvision") if importlib.util.find_spec(name) is None]
        return f"{' and '.join(missing)} not installed; install requirements.txt" if missing else None

    def warm_up(self, settings: Mapping[str, object]) -> None:
        with self._lock:
            self._reader(effective(self, settings))

    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> Regions:
        values = effective(self, settings)
        with self._lock:
            self._cancelled = cancelled
            try:
                return self._find(self._reader(values), check(image, self.name), values)
            finally:
                self._cancelled = None

    def read(
        self,
        image: Image,
        settings: Mapping[str, object],
        *,
        regions: Regions | None = None,
        progress: Report | None = None,
        cancelled: Stop | None = None,
    ) -> Reading:
        values = effective(self, settings)
        check(image, self.name)
        report = progress or (lambda _: None)
        with self._lock:
            self._cancelled = cancelled
            try:
                report(Progress("starting"))
                reader = self._reader(values)
                stop_if(cancelled)
                if regions is None:
                    report(Progress("detecting"))
                    regions = self._find(reader, image, values)
                return self._recognise(reader, image, regions, values, report)
            except (Cancelled, EngineError):
                raise
            except Exception as error:
                raise EngineError(f"easyocr: the page could not be read ({type(error).__name__}: {error})"[:300]) from error
            finally:
                self._cancelled = None

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
            while len(self._readers) > READERS_KEPT:
                self._readers.popitem(last=False)
        self._readers.move_to_end(key)
        return self._readers[key]

    def _let_stop(self, network: Any) -> None:
        """Look for a cancellation before each convolution: one pass through CRAFT takes seconds."""
        from torch.nn import Conv2d

        for layer in getattr(network, "network", network).modules():
            if isinstance(layer, Conv2d):
                layer.register_forward_pre_hook(lambda *_: stop_if(self._cancelled))

    def _find(self, reader: Any, image: Image, values: Mapping[str, Any]) -> Regions:
        wanted = {name: values[name] for name in DETECTOR_SETTINGS}
        key = (digest(image), values["speed"], *wanted.values())
        if key not in self._detections:
            with quick_boxes() if values["speed"] != "stock" else contextlib.nullcontext():
                self._detections[key] = _found(reader, image, wanted)
            while len(self._detections) > DETECTIONS_KEPT:
                self._detections.popitem(last=False)
        self._detections.move_to_end(key)
        return self._detections[key]

    def _recognise(
        self, reader: Any, image: Image, regions: Regions, values: Mapping[str, Any], report: Report
    ) -> Reading:
        results: dict[int, tuple] = {}
        words: list[Word] = []
        groups = _groups(_grey(image), regions, values)
        total = sum(len(group.crops) for group in groups)
        with _one_thread():
            for group in groups:
                report(Progress("recognising", len(results), total, tuple(words)))
                stop_if(self._cancelled)
                for place, result in zip(group.places, _read_group(reader, group, values), strict=True):
                    results[place] = result
                    if result[1].strip():
                        words.append(Word(result[1], result[0], result[2]))
        report(Progress("recognising", total, total, tuple(words)))
        backwards = bool(RIGHT_TO_LEFT & set(values["languages"]))
        if values["paragraph"]:
            paragraphs = _paragraphs([results[place] for place in sorted(results)], values, backwards)
            rows = in_reading_order(paragraphs, backwards)
            return Reading(tuple((paragraph,) for row in rows for paragraph in row))
        return Reading.of(words, backwards)


class _Group(NamedTuple):
    """Crops read in one go: all padded to one width, and their places in EasyOCR's own order."""

    crops: list[tuple]  # (box, grey pixels)
    width: int
    places: list[int]


@cache
def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _found(reader: Any, image: Image, wanted: Mapping[str, Any]) -> Regions:
    height, width = image.shape[:2]
    scale = min(wanted["mag_ratio"] * max(height, width), wanted["canvas_size"]) / max(height, width)
    if int(height * scale) == 0 or int(width * scale) == 0:
        return Regions()  # a line thinner than one pixel at the detector's scale holds no text, and crashes EasyOCR
    level, tilted = reader.detect(_bgr(image), reformat=False, **wanted)
    return Regions(
        tuple(tuple(int(edge) for edge in box) for box in level[0]),
        tuple(tuple((float(x), float(y)) for x, y in box) for box in tilted[0]),
    )


def _bgr(image: Image) -> np.ndarray:
    """Three channels in the order EasyOCR takes for granted."""
    return np.ascontiguousarray(image[:, :, ::-1] if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2))


def _grey(image: Image) -> np.ndarray:
    """The grey page EasyOCR reads from, by its own conversion."""
    import cv2

    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else np.ascontiguousarray(image)


def _groups(grey: np.ndarray, regions: Regions, values: Mapping[str, Any]) -> list[_Group]:
    """The boxes that have a pixel on the page, cut out by EasyOCR and put together where that changes nothing.

    EasyOCR pads every crop to a multiple of 64 pixels, and what it reads depends on that width: only crops of one width
    go together. With turned readings it pads all of them to the widest on the page and goes from top to bottom.
    """
    from easyocr.utils import get_image_list

    height, width = grey.shape
    level = [
        list(box)
        for box in regions.level
        if min(box[1], width) > max(0, box[0]) and min(box[3], height) > max(0, box[2])
    ]
    tilted = [[list(point) for point in box] for box in regions.tilted if _has_area(box)]
    if values["rotation"]:
        crops, widest = get_image_list(level, tilted, grey, model_height=MODEL_HEIGHT)
        cut = [(crop, max(int(widest), MODEL_HEIGHT)) for crop in crops]
    else:
        cut = []
        for boxes in [([box], []) for box in level] + [([], [box]) for box in tilted]:
            crops, widest = get_image_list(*boxes, grey, model_height=MODEL_HEIGHT)
            cut += [(crop, int(widest)) for crop in crops]
    size = 1 if values["speed"] == "stock" else CROPS_TOGETHER
    groups: list[_Group] = []
    filling: dict[int, _Group] = {}
    for place, (crop, padded) in enumerate(cut):
        if padded not in filling or len(filling[padded].crops) == size:
            filling[padded] = _Group([], padded, [])
            groups.append(filling[padded])
        filling[padded].crops.append(crop)
        filling[padded].places.append(place)
    return groups


def _has_area(box: Any) -> bool:
    corners = np.array(box, dtype=float)
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    return bool(max(sides[1], sides[3]) >= 1 and max(sides[0], sides[2]) >= 1)


def _read_group(reader: Any, group: _Group, values: Mapping[str, Any]) -> list[tuple]:
    """The steps of Reader.recognize after cutting out: EasyOCR has no way in between its boxes."""
    from easyocr.recognition import get_text
    from easyocr.utils import make_rotated_img_list, set_result_with_confidence

    if values["allowlist"]:
        ignored = set(reader.character) - set(values["allowlist"])
    elif values["blocklist"]:
        ignored = set(values["blocklist"])
    else:
        ignored = set(reader.character) - set(reader.lang_char)
    crops = make_rotated_img_list([int(angle) for angle in values["rotation"]], group.crops)
    results = get_text(
        reader.character,
        MODEL_HEIGHT,
        group.width,
        reader.recognizer,
        reader.converter,
        crops,
        "".join(ignored),
        decoder="greedy" if reader.model_lang in ("chinese_tra", "chinese_sim") else values["decoder"],
        beamWidth=values["beam_width"],
        batch_size=1 if values["speed"] == "stock" else len(crops),
        contrast_ths=values["contrast_ths"],
        adjust_contrast=values["adjust_contrast"],
        workers=0,
        device=reader.device,
    )
    if values["rotation"]:
        count = len(group.crops)
        results = set_result_with_confidence([results[at : at + count] for at in range(0, len(results), count)])
    if reader.model_lang == "arabic":
        from bidi import get_display

        results = [(box, get_display(text), sure) for box, text, sure in results]
    return [(tuple((x, y) for x, y in box), str(text), float(sure)) for box, text, sure in results]


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Torch on one thread: crops are so small that a second one costs more than it does, many times so on a busy machine."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _paragraphs(results: list[tuple], values: Mapping[str, Any], backwards: bool) -> list[Word]:
    """EasyOCR's paragraphs, with a confidence: it drops its own, so its members' are averaged by their letters.

    Its grouping looks at boxes only: numbers in the place of the texts say which boxes went into which paragraph.
    """
    from easyocr.utils import get_paragraph

    numbered = [(box, str(index)) for index, (box, _, _) in enumerate(results)]
    mode = "rtl" if backwards else "ltr"
    paragraphs = []
    for box, members in get_paragraph(numbered, x_ths=values["x_ths"], y_ths=values["y_ths"], mode=mode):
        parts = [results[int(index)] for index in members.split()]
        letters = sum(len(text) for _, text, _ in parts)
        if letters:
            sure = sum(float(confidence) * len(text) for _, text, confidence in parts) / letters
            paragraphs.append(Word(" ".join(text for _, text, _ in parts), tuple((x, y) for x, y in box), sure))
    return paragraphs


ENGINE = EasyOCR()
