"""Written trail: how does what was tried, and what can be taken back, become JSON of a bounded size, and come back?

The pages looked at last come first; what no longer fits is left out, the oldest steps before anything that was tried.
Truths, which many steps share, stand once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ocrlab.errors import OcrLabError
from ocrlab.ui.tune.setting import Setting
from ocrlab.ui.tune.tried import MAX_PAGES, Try
from ocrlab.ui.work.trail import StepsOn, Trail, TriedOn
from ocrlab.ui.work.written_setting import box_from, four, setting_from, setting_object, truth_from, truth_object
from ocrlab.wording import counted

MAX_STEPS_KEPT = 200  # of a page, either way
MAX_CHARACTERS = 1_000_000  # of the whole
DAMAGED = "What was tried, and what could be undone, is not there: that part of the work is damaged."
EARLIER = "What was tried, and what could be undone, is not there: an earlier version of the lab did not keep it."

Value = TypeVar("Value")


class _Writing:
    """What is written so far, and how much may still be."""

    def __init__(self) -> None:
        self.room = MAX_CHARACTERS
        self.truths: list[object] = []
        self._numbers: dict[object, int] = {}

    def fitting(self, values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The first of these values, as many as there is room for."""
        taken = []
        for value in values:
            self.room -= len(json.dumps(value))
            if self.room < 0:
                break
            taken.append(value)
        return taken

    def setting(self, setting: Setting) -> dict[str, Any]:
        boxed = setting.boxed_truth
        truths = self._number(setting.truth, setting.truth), self._number(boxed, boxed and truth_object(boxed))
        return {**setting_object(setting), "crop": setting.crop, "truths": truths, "uids": setting.uids}

    def _number(self, key: object, truth: object) -> int | None:
        if key is None:
            return None
        if key not in self._numbers:
            self._numbers[key] = len(self.truths)
            self.truths.append(truth)
            self.room -= len(json.dumps(truth))
        return self._numbers[key]


def trail_object(trail: Trail) -> dict[str, Any]:
    """The trail as plain JSON; as much of it as is kept."""
    writing = _Writing()
    tried = [_tried_object(on, writing) for on in trail.tried[: -MAX_PAGES - 1 : -1]]
    steps = [_steps_object(on, writing) for on in trail.steps[: -MAX_PAGES - 1 : -1]]
    return {"tried": [on for on in tried if on], "steps": [on for on in steps if on], "truths": writing.truths}


def _tried_object(on: TriedOn, writing: _Writing) -> dict[str, Any] | None:
    """Those first that a hand has marked, then the newest; in the order in which they were made when they come back."""
    order = sorted(
        on.tries, key=lambda each: (each.pinned or bool(each.name) or each.number == on.against, each.number)
    )
    originals = writing.fitting(_try_object(each, writing) for each in (on.original,) if each)
    tries = writing.fitting(_try_object(each, writing) for each in reversed(order))
    if not tries:
        return None
    return {
        "page": on.page,
        "original": originals[0] if originals else None,
        "tries": tries,
        "against": on.against,
        "spot": on.spot,
        "made": on.made,
    }


def _try_object(each: Try, writing: _Writing) -> dict[str, Any]:
    return {
        "number": each.number,
        "setting": writing.setting(each.setting),
        "text": each.text,
        "confidence": each.confidence,
        "ignored": each.ignored,
        "thumbnail": each.thumbnail,
        "pinned": each.pinned,
        "name": each.name,
    }


def _steps_object(on: StepsOn, writing: _Writing) -> dict[str, Any] | None:
    """The nearest steps of either direction, the nearest first."""
    present = writing.fitting([writing.setting(on.present)])
    if not present:
        return None
    past = writing.fitting(writing.setting(step) for step in on.past[: -MAX_STEPS_KEPT - 1 : -1])
    future = writing.fitting(writing.setting(step) for step in on.future[: -MAX_STEPS_KEPT - 1 : -1])
    return {"page": on.page, "present": present[0], "past": past, "future": future}


def read_trail(data: Mapping[str, Any] | None) -> tuple[Trail, list[str]]:
    """The trail that `trail_object` wrote, and what is to be said of it: a setting that this lab cannot have any more
    is left out, and one that cannot be understood is no reason to lose the work."""
    if data is None:
        return Trail(), [EARLIER]
    reading = _Reading()
    try:
        reading.truths = [str(each) if isinstance(each, str) else truth_from(each) for each in data["truths"]]
        tried = tuple(_tried(on, reading) for on in reversed(data["tried"]))
        steps = tuple(filter(None, (_steps(on, reading) for on in reversed(data["steps"]))))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return Trail(), [DAMAGED]
    return Trail(tuple(on for on in tried if on.tries), steps), reading.problems


class _Reading:
    """The truths that settings refer to, and how many settings this lab cannot have any more, with the reason."""

    def __init__(self) -> None:
        self.truths: list[Any] = []
        self._withdrawn = 0
        self._reason = ""

    @property
    def problems(self) -> list[str]:
        settings = counted(self._withdrawn, "earlier setting")
        return [f"{settings} cannot be gone back to: {self._reason}"] if self._withdrawn else []

    def each(self, make: Callable[[dict[str, Any]], Value], values: Iterable[dict[str, Any]]) -> list[Value]:
        """What can be made of these values."""
        made = []
        for value in values:
            try:
                made.append(make(value))
            except OcrLabError as error:
                self._withdrawn, self._reason = self._withdrawn + 1, self._reason or str(error)
        return made

    def setting(self, data: dict[str, Any]) -> Setting:
        """Raises `OcrLabError` where there is no such filter, engine or value any more."""
        truth, boxed = (None if number is None else self.truths[number] for number in data["truths"])
        plain = setting_from(data, lambda make, otherwise: make())
        crop, uids = data["crop"] and four(data["crop"]), tuple(str(uid) for uid in data["uids"])
        return replace(plain, crop=crop, truth=truth, boxed_truth=boxed, uids=uids)

    def a_try(self, data: dict[str, Any]) -> Try:
        picture = str(data["thumbnail"])
        return Try(
            number=int(data["number"]),
            setting=self.setting(data["setting"]),
            text=str(data["text"]),
            confidence=None if data["confidence"] is None else float(data["confidence"]),
            ignored=tuple(box_from(box) for box in data["ignored"]),
            thumbnail=picture if picture.startswith("data:image/") else "",
            pinned=bool(data["pinned"]),
            name=str(data["name"]),
        )


def _tried(data: dict[str, Any], reading: _Reading) -> TriedOn:
    digest, crop = data["page"]
    tries = sorted(reading.each(reading.a_try, data["tries"]), key=lambda each: each.number)
    originals = reading.each(reading.a_try, [data["original"]] if data["original"] else [])
    against, spot = data["against"], data["spot"]
    return TriedOn(
        page=(str(digest), crop and four(crop)),
        tries=tuple(tries),
        original=originals[0] if originals else None,
        against=against if against in {each.number for each in tries} else None,
        spot=(float(spot[0]), float(spot[1])) if spot else None,
        made=max([int(data["made"]), *(each.number for each in tries)]),
    )


def _steps(data: dict[str, Any], reading: _Reading) -> StepsOn | None:
    present = reading.each(reading.setting, [data["present"]])
    past, future = (tuple(reversed(reading.each(reading.setting, data[way]))) for way in ("past", "future"))
    return StepsOn(str(data["page"]), present[0], past, future) if present else None
