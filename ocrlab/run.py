"""What does this setting make of this page? One verb, `perform`, for a slider, a batch row and a command-line call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from ocrlab import cache, engines
from ocrlab.datasets import Sample, load_sample
from ocrlab.errors import FileError
from ocrlab.image import Image, digest, encode_png
from ocrlab.pipeline import Pipeline, StageCache
from ocrlab.reading import Reading
from ocrlab.scoring import Score, score
from ocrlab.text import DEFAULT_NORMALISATION

Reader = Callable[[str, Image, Mapping[str, object]], Reading]


@dataclass(frozen=True)
class Run:
    """The record of one page read under one setting: everything needed to repeat it and to compare it.

    ``settings`` holds every effective engine setting, ``digest`` names the pixels the page had before any filter,
    ``read_digest`` those the engine saw. ``score`` is None where there is no truth. Seconds are wall time.
    """

    name: str
    digest: str
    pipeline: Pipeline
    engine: str
    version: str
    settings: dict[str, Any]
    read_digest: str
    reading: Reading
    score: Score | None
    filter_seconds: float
    read_seconds: float

    @property
    def text(self) -> str:
        return self.reading.text

    def to_dict(self) -> dict[str, Any]:
        """The object the command line prints; plain JSON types only."""
        return {
            "image": self.name,
            "digest": self.digest,
            "pipeline": self.pipeline.to_dict(),
            "engine": {"name": self.engine, "version": self.version, "settings": self.settings},
            "text": self.text,
            "words": [word.to_dict() for word in self.reading.words],
            "score": self.score.to_dict() if self.score else None,
            "seconds": {"filter": round(self.filter_seconds, 4), "read": round(self.read_seconds, 4)},
        }


def perform(
    sample: Sample,
    pipeline: Pipeline,
    engine: str = "easyocr",
    settings: Mapping[str, object] | None = None,
    *,
    normalise: str = DEFAULT_NORMALISATION,
    stages: StageCache | None = None,
    reader: Reader = cache.read,
) -> Run:
    """Filter a page, read it, and score the text against the page's truth where it has one.

    ``reader`` says where the reading happens (here, and only where it is not kept from before; or in a worker);
    ``stages`` keeps images between calls. Raises what filters and engine raise, in the
    house's own errors.
    """
    found = engines.get_engine(engine)
    effective = engines.effective(found, settings or {})
    start = time.perf_counter()
    steps = pipeline.trace(sample.image, stages)
    image = steps[-1].image if steps else sample.image
    filtered = time.perf_counter()
    reading = reader(engine, image, effective)
    read_seconds = time.perf_counter() - filtered
    return Run(
        name=sample.name,
        digest=digest(sample.image),
        pipeline=pipeline,
        engine=engine,
        version=found.version,
        settings=effective,
        read_digest=digest(image),
        reading=reading,
        score=None if sample.truth is None else score(sample.truth, reading.text, normalise),
        filter_seconds=filtered - start,
        read_seconds=read_seconds,
    )


def read(
    path: str | Path,
    pipeline: Pipeline | None = None,
    *,
    truth: str | Path | None = None,
    page: int = 0,
    dpi: int = 200,
    engine: str = "easyocr",
    settings: Mapping[str, object] | None = None,
    normalise: str = DEFAULT_NORMALISATION,
) -> Run:
    """Read an image file, filtered by ``pipeline``; ``truth`` is the file that holds its true text.

    Raises `FileError`, `ImageError` or `TruthError` naming the file at fault.
    """
    sample = load_sample(path, truth=truth, page=page, dpi=dpi)
    return perform(sample, pipeline or Pipeline(), engine, settings, normalise=normalise)


def save(path: str | Path, pipeline: Pipeline, folder: str | Path, *, page: int = 0, dpi: int = 200) -> Path:
    """Write the filtered image as PNG into ``folder`` and return where.

    Nothing is ever overwritten: where ``scan.png`` is taken, ``scan-2.png`` is written. A file that could not be
    written whole is removed again. Raises `FileError` naming the folder.
    """
    data = encode_png(pipeline.apply(load_sample(path, page=page, dpi=dpi).image))
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target, file = _new_file(folder, Path(path).stem)
        try:
            with file:
                file.write(data)
        except OSError:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError(f"{folder}: cannot write there ({error.strerror or error}); choose another folder") from None
    return target


def _new_file(folder: Path, stem: str) -> tuple[Path, BinaryIO]:
    for number in count(1):
        target = folder / (f"{stem}.png" if number == 1 else f"{stem}-{number}.png")
        with suppress(FileExistsError):
            return target, target.open("xb")
    raise AssertionError("count does not end")
