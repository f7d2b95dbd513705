"""Pipeline: which filters run on a page, in which order, with which values?

A Pipeline is a value: equal when it does the same, hashable, written as text, YAML or a link, with a digest. Every
value is written, defaults included, so that a changed default never rewrites an old run.
"""

from __future__ import annotations

import hashlib
import json
import reprlib
import shlex
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from ocrlab.errors import PipelineError
from ocrlab.filters import Filter, OwnFilter, get_filter
from ocrlab.filters.notes import collect_moves, collect_notes
from ocrlab.filters.registry import expect_own_filter
from ocrlab.image import Image, check, digest, freeze
from ocrlab.moves import IDENTITY, Matrix, compose
from ocrlab.params import Param
from ocrlab.wording import listed, quoted

FORMAT = 1  # of the written pipeline; raised when its meaning changes
MAX_STAGES = 50
MAX_STAGE_CHARACTERS = 4_000  # of one written as text; the longest of the lab's own has some two hundred
Region = tuple[int, int, int, int]


@dataclass(frozen=True)
class Stage:
    """One filter with all its values, on or off, and the region (x, y, width, height in px) it is limited to."""

    filter: str
    values: tuple[tuple[str, Any], ...]
    enabled: bool = True
    region: Region | None = None

    @classmethod
    def of(
        cls, name: str, values: Mapping[str, object] | None = None, enabled: bool = True, region: object = None
    ) -> Stage:
        """A stage with its values checked and its defaults filled in.

        Raises `PipelineError` for an unknown filter or a region that cannot be, `ParamError` for a refused value.
        """
        filter_ = get_filter(name)
        return cls(filter_.name, tuple(filter_.resolve(values or {}).items()), enabled, _region(filter_, region))

    @classmethod
    def parse(cls, text: str) -> Stage:
        """Read ``median radius=2 footprint=disk``; ``enabled=false`` and ``region=x,y,w,h`` are the stage's own.

        >>> Stage.parse("median radius=2").settings
        {'radius': 2, 'footprint': 'square'}
        """
        if len(text) > MAX_STAGE_CHARACTERS:
            raise PipelineError(
                f"pipeline: a stage has at most {MAX_STAGE_CHARACTERS:,} characters, {quoted(text, 40)} has "
                f"{len(text):,}; write it as: median radius=2"
            )
        try:
            name, *pairs = shlex.split(text)
        except ValueError:
            raise PipelineError(
                f"pipeline: cannot read the stage {quoted(text, 80)}; write it as: median radius=2"
            ) from None
        values: dict[str, object] = {}
        for pair in pairs:
            key, equals, value = pair.partition("=")
            if not equals or key in values:
                problem = "is given twice" if equals else "has no value"
                raise PipelineError(
                    f"pipeline: {quoted(key)} {problem} in the stage {quoted(text, 80)}; write it as: median radius=2"
                )
            values[key] = value
        return cls.of(name, **_own_words(name, values), values=values)

    @classmethod
    def from_dict(cls, data: object) -> Stage:
        if not isinstance(data, dict) or not isinstance(data.get("filter"), str):
            raise PipelineError(
                f"pipeline: a stage is written {{filter: median, radius: 2}}, got {reprlib.repr(data)[:80]}"
            )
        values = {str(key): value for key, value in data.items() if key != "filter"}
        return cls.of(data["filter"], **_own_words(data["filter"], values), values=values)

    @property
    def declaration(self) -> Filter:
        return get_filter(self.filter)

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.values)

    @property
    def changed(self) -> list[Param]:
        """The parameters whose values are not their defaults, as declared."""
        return [param for param in self.declaration.params if self.settings[param.name] != param.default]

    def to_dict(self) -> dict[str, Any]:
        own = {} if self.enabled else {"enabled": False}
        return {"filter": self.filter, **self.settings, **own, **({"region": list(self.region)} if self.region else {})}

    def __str__(self) -> str:
        parts = [self.filter, *(f"{p.name}={p.text(self.settings[p.name])}" for p in self.declaration.params)]
        parts += [] if self.enabled else ["enabled=false"]
        parts += [f"region={','.join(map(str, self.region))}"] if self.region else []
        return " ".join(parts)

    def replace(self, **values: object) -> Stage:
        return Stage.of(self.filter, {**self.settings, **values}, self.enabled, self.region)

    def apply(self, image: Image) -> Image:
        """The filtered image; inside a region the filter sees only the region, outside it not a pixel changes."""
        if not self.enabled:
            return image
        if self.region is None:
            return self.declaration(image, **self.settings)
        x, y, width, height = self.region
        if x + width > image.shape[1] or y + height > image.shape[0]:
            size = f"{image.shape[1]} x {image.shape[0]} px"
            raise PipelineError(
                f"{self.filter}: region {self.region} must lie inside the image, {size}; draw it again or remove it"
            )
        inside = self.declaration(image[y : y + height, x : x + width], **self.settings)
        result = image.copy() if inside.ndim <= image.ndim else np.repeat(image[..., None], 3, axis=2)
        # A filter that turns the page grey leaves grey in all three channels of a colour page.
        result[y : y + height, x : x + width] = inside[..., None] if inside.ndim < image.ndim else inside
        return freeze(result)


def _own_words(name: str, values: dict[str, object]) -> dict[str, Any]:
    enabled = values.pop("enabled", True)
    if str(enabled).lower() not in ("true", "false"):
        raise PipelineError(f"{name}: enabled must be true or false, got {str(enabled)[:40]!r}")
    return {"enabled": str(enabled).lower() == "true", "region": values.pop("region", None)}


def _region(filter_: Filter, region: object) -> Region | None:
    if region is None:
        return None
    parts = region.split(",") if isinstance(region, str) else region
    try:
        x, y, width, height = (int(part) for part in cast("Iterable[Any]", parts))  # what it is shows in the attempt
    except (TypeError, ValueError, OverflowError):  # the last of an infinite number, which YAML and JSON can hold
        raise PipelineError(f"{filter_.name}: a region is x,y,width,height in px, got {str(region)[:60]!r}") from None
    if min(x, y) < 0 or min(width, height) < 1:
        raise PipelineError(
            f"{filter_.name}: a region starts at 0 or more and is at least 1 x 1 px, got {(x, y, width, height)}"
        )
    if filter_.moves:
        raise PipelineError(f"{filter_.name}: moves pixels, so it works on the whole page only; remove its region")
    return x, y, width, height


@dataclass(frozen=True)
class Step:
    """What one stage made of a page: its image, the seconds it took, its notes, and whether it came from a cache.

    ``matrix`` takes a point of the page before to its place after (see `ocrlab.filters.notes.report_move`); None where
    that is unknown, because the filter bends the page or did not report where it moved it.
    """

    stage: Stage
    image: Image
    seconds: float
    notes: tuple[str, ...] = ()
    cached: bool = False
    matrix: Matrix | None = IDENTITY


def image_after(steps: Sequence[Step], page: Image) -> Image:
    """What the last of these steps made of the page; the page itself where there is none."""
    return steps[-1].image if steps else page


def move_of(steps: Iterable[Step]) -> Matrix:
    """The matrix that takes a point of the page to its place after all these steps.

    Raises `PipelineError` naming the stages that move text as no matrix can say.
    """
    moves: list[Matrix] = []
    lost: list[str] = []
    for step in steps:
        if step.matrix is None:
            lost.append(step.stage.declaration.title)
        else:
            moves.append(step.matrix)
    if lost:
        raise PipelineError(
            f"locked text boxes: {listed(lost)} moved the text in a way that boxes found before cannot follow; "
            f"switch {'it' if len(lost) == 1 else 'them'} off, or unlock the text boxes"
        )
    return compose(moves)


def _few(stages: int) -> None:
    """Refuse more stages than anybody needs, before each of them is looked at."""
    if stages > MAX_STAGES:
        raise PipelineError(f"pipeline: at most {MAX_STAGES} stages, got {stages}")


def own_filters(stages: Iterable[Stage]) -> tuple[OwnFilter, ...]:
    """Where the filters of these stages come from that are not the lab's, each once; disabled stages do not count."""
    own = {stage.filter: stage.declaration.own for stage in stages if stage.enabled}
    return tuple(filter_ for filter_ in own.values() if filter_ is not None)


def _arrived(stages: tuple[Stage, ...], own: tuple[OwnFilter, ...]) -> Pipeline:
    """A pipeline that was sent to another process or machine, once the files of its own filters are the same there."""
    for filter_ in own:
        expect_own_filter(filter_)
    return Pipeline(stages)


class StageCache:
    """Images of past stages by what made them, least recently used out first, bounded in bytes; thread-safe."""

    def __init__(self, max_bytes: int = 400_000_000) -> None:
        self.max_bytes = max_bytes
        self._steps: OrderedDict[str, Step] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Step | None:
        with self._lock:
            step = self._steps.get(key)
            if step is not None:
                self._steps.move_to_end(key)
            return step

    def put(self, key: str, step: Step) -> None:
        with self._lock:
            if key in self._steps or step.image.nbytes > self.max_bytes:
                return
            self._steps[key] = step
            self._bytes += step.image.nbytes
            while self._bytes > self.max_bytes:
                _, old = self._steps.popitem(last=False)
                self._bytes -= old.image.nbytes

    def drop(self, keys: Iterable[str]) -> None:
        """Forget these; what is not there is none of them."""
        with self._lock:
            for key in keys:
                if step := self._steps.pop(key, None):
                    self._bytes -= step.image.nbytes


@dataclass(frozen=True)
class Pipeline:
    """An ordered tuple of stages; empty means the page as it is.

    Stages that spoil the page on purpose come first: what comes before the filters is the page that they are tried on.
    Raises `PipelineError` for one that stands after a filter.
    """

    stages: tuple[Stage, ...] = ()

    def __post_init__(self) -> None:
        filter_before = ""
        for stage in self.stages:
            if not stage.declaration.spoils:
                filter_before = stage.filter
            elif filter_before:
                raise PipelineError(
                    f"pipeline: {stage.filter} spoils the page on purpose and stands after {filter_before}; put it "
                    "before every filter"
                )

    @classmethod
    def of(cls, *stages: str | Stage) -> Pipeline:
        """Build from stages written as text (``"median radius=1"``) or made before.

        >>> print(Pipeline.of("median radius=1", "otsu"))
        median radius=1 footprint=square | otsu
        """
        _few(len(stages))
        return cls(tuple(Stage.parse(stage) if isinstance(stage, str) else stage for stage in stages))

    @classmethod
    def from_dict(cls, data: object) -> Pipeline:
        """Read the mapping that `to_dict` writes; raises `PipelineError` or `ParamError` naming the stage."""
        if not isinstance(data, dict) or not isinstance(data.get("stages"), list):
            raise PipelineError("pipeline: expected 'ocrlab: 1' and a list of 'stages'")
        if data.get("ocrlab") != FORMAT:
            raise PipelineError(
                f"pipeline: format {data.get('ocrlab')!r} is not known here; this lab writes and reads {FORMAT}"
            )
        unknown = [str(key) for key in data if key not in ("ocrlab", "stages")]
        if unknown:
            raise PipelineError(f"pipeline: unknown key {quoted(unknown[0])}; only 'ocrlab' and 'stages' belong here")
        _few(len(data["stages"]))
        return cls(tuple(Stage.from_dict(stage) for stage in data["stages"]))

    @property
    def spoiling(self) -> Pipeline:
        """Its stages that spoil the page on purpose, on or off: by themselves they are "no filter" on that page."""
        return Pipeline(tuple(stage for stage in self.stages if stage.declaration.spoils))

    @property
    def filtering(self) -> Pipeline:
        """The other stages: those that are meant to help."""
        return Pipeline(tuple(stage for stage in self.stages if not stage.declaration.spoils))

    def on_page_spoilt_by(self, other: Pipeline) -> Pipeline:
        """These filters, on a page spoilt as the other pipeline spoils it."""
        return Pipeline((*other.spoiling.stages, *self.filtering.stages))

    @property
    def spoilt_by(self) -> str:
        """What spoils the page on purpose, by its titles: ``Low light and Skew``; an empty text where nothing does."""
        return listed(stage.declaration.title for stage in self.spoiling.stages if stage.enabled)

    def to_dict(self) -> dict[str, Any]:
        return {"ocrlab": FORMAT, "stages": [stage.to_dict() for stage in self.stages]}

    @property
    def digest(self) -> str:
        """SHA-256 of everything the pipeline does; two pipelines with equal digests are equal.

        The files of own filters are part of it: once such a file is edited, the same stages are another pipeline.
        """
        parts = self.to_dict()
        if own := self.own_filters:
            parts["own_filters"] = [[filter_.name, filter_.sha256] for filter_ in own]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @property
    def own_filters(self) -> tuple[OwnFilter, ...]:
        """Where those filters of enabled stages come from that are not the lab's."""
        return own_filters(self.stages)

    def __reduce__(self) -> tuple[Callable[..., Pipeline], tuple[object, ...]]:
        return _arrived, (self.stages, self.own_filters)

    def __str__(self) -> str:
        return " | ".join(map(str, self.stages)) or "no filter"

    def apply(self, image: Image) -> Image:
        steps = self.trace(image)
        return steps[-1].image if steps else freeze(check(image))

    def trace(
        self, image: Image, cache: StageCache | None = None, progress: Callable[[int, Stage], None] | None = None
    ) -> tuple[Step, ...]:
        """Every enabled stage's image in order. With a cache a stage runs only if it or one before it changed.

        Raises what its filters raise; nothing of a failed stage is kept.
        """
        current = freeze(check(image))
        key = digest(current) if cache else ""
        steps: list[Step] = []
        for number, stage in enumerate(self.stages):
            if not stage.enabled:
                continue
            if progress:
                progress(number, stage)
            own = stage.declaration.own
            version = own.sha256 if own else ""
            key = hashlib.sha256(f"{key} {stage} {version}".encode()).hexdigest() if cache else ""
            step = cache.get(key) if cache else None
            if step is None:
                start = time.perf_counter()
                with collect_notes() as notes, collect_moves() as moves:
                    result = stage.apply(current)
                seconds = time.perf_counter() - start
                # A filter that moves pixels and reports nothing leaves it unknown where they went.
                unknown = stage.declaration.moves and not moves
                matrix = None if unknown else compose(moves)
                step = Step(stage, result, seconds, tuple(notes), matrix=matrix)
                if cache:
                    cache.put(key, replace(step, cached=True))
            steps.append(step)
            current = step.image
        return tuple(steps)
