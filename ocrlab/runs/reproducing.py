"""Reproducing: how does a run leave the lab as one file, and does the same come out of it again?

The file is JSON with a format number: the run with all that made it, and the page itself, or only its name and digest
where the page is given beside it.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ocrlab import engines
from ocrlab.datasets import Sample
from ocrlab.errors import FileError, OcrLabError
from ocrlab.image import Image, decode, encode_png
from ocrlab.reading import Reading
from ocrlab.run import Asked, Run, finished, prepare
from ocrlab.runs.record import PastRun, libraries
from ocrlab.runs.tables import run_object
from ocrlab.store import StoredRun
from ocrlab.wording import percent, shown_name

FORMAT = 1
MAX_BOX_CHANGE, MAX_CONFIDENCE_CHANGE = 1.0, 0.01  # px and 0..1: what another processor may round otherwise


@dataclass(frozen=True)
class RunFile:
    """A run out of a file, and its page where the file holds it."""

    run: PastRun
    image: Image | None


@dataclass(frozen=True)
class Reproduced:
    """What came out of a run this time. ``changes`` are sentences, empty where pixels, reading and score are the same;
    ``versions`` say what of the lab and its libraries is not as it was."""

    run: Run
    changes: tuple[str, ...]
    versions: tuple[str, ...]


def to_file(run: PastRun, image: Image | None = None) -> bytes:
    """A run as one file, with its page where that is given."""
    page = {} if image is None else {"png": base64.b64encode(encode_png(image)).decode()}
    return json.dumps({"ocrlab_run": FORMAT, "run": run_object(run), "page": page}, indent=1).encode()


def from_file(data: bytes, name: str) -> RunFile:
    """The run that `to_file` wrote. Raises `FileError` naming the file for anything else."""
    try:
        content = json.loads(data, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or "ocrlab_run" not in content:
        raise FileError(f"{shown_name(name)}: is no run of the lab; save one on the page Runs by Reproduce")
    if content["ocrlab_run"] != FORMAT:
        raise FileError(
            f"{shown_name(name)}: its format is {content['ocrlab_run']!r}, this version knows {FORMAT}; update the lab"
        )
    try:
        image = decode(base64.b64decode(content["page"]["png"])) if content["page"] else None
        run = PastRun(_stored(content["run"]))
        # Each may be damaged; they are read once here and nowhere else for the first time.
        _ = run.reading, run.score, run.pipeline, run.text_boxes, run.source, run.settings, run.counted, run.normalise
        _ = run.crop, run.ignored, run.version, run.libraries, run.stored.facts["read_digest"]
        _ = [(each["name"], each["sha256"]) for each in run.stored.facts["own_filters"]]
    except OcrLabError as error:
        raise FileError(f"{shown_name(name)}: {error}") from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        raise FileError(f"{shown_name(name)}: the run in it is damaged; save it again on the page Runs") from None
    return RunFile(run, image)


def _finite(text: str) -> float:
    """A number of JSON; Python would take NaN and Infinity as well, which no run holds."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number")
    return number


def reproduce(run: PastRun, image: Image, read: Callable[[Asked], Reading] | None = None) -> Reproduced:
    """Filter and read the page once more, whatever was read before, and say what is not the same.

    Raises `FileError` for another page, and what `prepare` and the engine raise.
    """
    stored = run.stored
    sample = Sample(stored.image, image, stored.truth, ignored=run.ignored)
    if sample.digest != stored.digest:
        raise FileError(
            f"{shown_name(stored.image)}: this is another page (digest {sample.digest[:12]}, the run was of "
            f"{stored.digest[:12]}); give the very page"
        )
    asked = prepare(sample, run.pipeline, stored.engine, run.settings, crop=run.crop)
    if run.text_boxes is not None:
        asked = replace(asked, text_boxes=run.text_boxes)
    again = finished(asked, (read or _afresh)(asked), 0.0, run.normalise)
    return Reproduced(again, tuple(_changes(run, again)), tuple(_versions(run, again)))


def _afresh(asked: Asked) -> Reading:
    return engines.read(asked.engine, asked.image, asked.settings, asked.text_boxes)


def _changes(run: PastRun, again: Run) -> list[str]:
    changes = []
    if again.read_digest != run.stored.facts["read_digest"]:
        changes.append("pixels: the filtered page is not the same")
    if again.text != run.reading.text:
        changes.append("text: what was read is not the same")
    elif not _alike(again.reading, run.reading):
        changes.append("words: the text is the same, boxes or confidences are not")
    before, after = run.score, again.score
    if before and after and before["cer"] != after["cer"]:
        changes.append(f"score: the CER was {percent(before['cer'].rate)} and is {percent(after['cer'].rate)}")
    return changes


def _versions(run: PastRun, again: Run) -> list[str]:
    was = {run.stored.engine: run.version} | run.libraries
    now = {again.engine: again.version} | libraries()
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    versions = [f"{name}: was {was.get(name, 'missing')}, is {now.get(name, 'missing')}" for name in names]
    own = {each["name"]: each["sha256"] for each in run.stored.facts["own_filters"]}
    changed = [each.name for each in again.own_filters if own.get(each.name) != each.sha256]
    return versions + [f"{name}: the file of this own filter has changed" for name in changed]


def _alike(was: Reading, now: Reading) -> bool:
    pairs = zip(was.words, now.words, strict=False)
    return len(was.words) == len(now.words) and all(
        abs(a.confidence - b.confidence) <= MAX_CONFIDENCE_CHANGE
        and all(
            abs(p - q) <= MAX_BOX_CHANGE
            for corner, there in zip(a.box, b.box, strict=True)
            for p, q in zip(corner, there, strict=True)
        )
        for a, b in pairs
    )


def _stored(run: dict[str, Any]) -> StoredRun:
    facts = {key: value for key, value in run.items() if key not in ("made", "image", "digest", "truth", "reading")}
    pipeline = " | ".join(str(stage["filter"]) for stage in run["pipeline"]["stages"])
    return StoredRun(
        "", 0.0, str(run["digest"]), str(run["image"]), pipeline, str(run["engine"]["name"]), None, 0.0, facts,
        run["reading"], run["truth"],
    )  # fmt: skip
