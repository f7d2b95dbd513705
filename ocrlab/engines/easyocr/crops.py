"""Crops: how do text boxes on a page become text? EasyOCR's second half, called a few boxes at a time.

EasyOCR's own functions cut, pad, read and decode; only the grouping is ours, made so that no crop comes out otherwise
than it would alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ocrlab.engines.boxes import TextBoxes
from ocrlab.image import Image
from ocrlab.reading import Box, Word, box_of

CROPS_TOGETHER = 8  # crops of one width read in one go; more gains little, and the words come in larger heaps
MODEL_HEIGHT = 64  # px a crop is scaled to; fixed by EasyOCR's recognisers


Result = tuple[Box, str, float]  # where, what, how sure


class Group(NamedTuple):
    """Crops read in one go: all padded to one width, and their places in EasyOCR's own order."""

    crops: list[Any]  # EasyOCR's own pairs of box and grey pixels
    width: int
    places: list[int]


def grey_of(image: Image) -> np.ndarray:
    """The grey page EasyOCR reads from, by its own conversion."""
    import cv2

    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else np.ascontiguousarray(image)


def groups(grey: np.ndarray, text_boxes: TextBoxes, values: Mapping[str, Any]) -> list[Group]:
    """The boxes that have a pixel on the page, cut out by EasyOCR and put together where that changes nothing.

    EasyOCR pads every crop to a multiple of 64 pixels, and what it reads depends on that width: only crops of one width
    go together. With turned readings it pads all of them to the widest on the page and goes from top to bottom.
    """
    from easyocr.utils import get_image_list

    height, width = grey.shape
    level = [
        list(box)
        for box in text_boxes.level
        if min(box[1], width) > max(0, box[0]) and min(box[3], height) > max(0, box[2])
    ]
    tilted = [[list(point) for point in box] for box in text_boxes.tilted if _has_area(box)]
    if values["rotation"]:
        crops, widest = get_image_list(level, tilted, grey, model_height=MODEL_HEIGHT)
        cut = [(crop, max(int(widest), MODEL_HEIGHT)) for crop in crops]
    else:
        cut = []
        alone: list[tuple[list[Any], list[Any]]] = [*(([box], []) for box in level), *(([], [box]) for box in tilted)]
        for level_box, tilted_box in alone:
            crops, widest = get_image_list(level_box, tilted_box, grey, model_height=MODEL_HEIGHT)
            cut += [(crop, int(widest)) for crop in crops]
    size = 1 if values["speed"] == "stock" else CROPS_TOGETHER
    groups: list[Group] = []
    filling: dict[int, Group] = {}
    for place, (crop, padded) in enumerate(cut):
        if padded not in filling or len(filling[padded].crops) == size:
            filling[padded] = Group([], padded, [])
            groups.append(filling[padded])
        filling[padded].crops.append(crop)
        filling[padded].places.append(place)
    return groups


def _has_area(box: Any) -> bool:
    corners = np.array(box, dtype=float)
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    return bool(max(sides[1], sides[3]) >= 1 and max(sides[0], sides[2]) >= 1)


def read_group(reader: Any, group: Group, values: Mapping[str, Any]) -> list[Result]:
    """The steps of Reader.recognize after cutting out: EasyOCR has no way in between its boxes."""
    from easyocr.recognition import get_text
    from easyocr.utils import make_rotated_img_list, set_result_with_confidence

    if values["allowlist"]:
        # Boxes hold several words: without the space, which nobody thinks of, 12 345 is read as 12345.
        space = set() if values["speed"] == "stock" else {" "}
        ignored = set(reader.character) - set(values["allowlist"]) - space
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
    return [(box_of(box), str(text), float(sure)) for box, text, sure in results]


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread while this lasts.

    Crops are so small that a second thread costs more than it does, many times so on a busy machine.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def paragraphs_of(results: list[Result], values: Mapping[str, Any], backwards: bool) -> list[Word]:
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
            paragraphs.append(Word(" ".join(text for _, text, _ in parts), box_of(box), sure))
    return paragraphs
