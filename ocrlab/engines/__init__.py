"""What is an OCR engine to the rest of the lab, and which ones are there?

An engine is one module of this package with an object named ``ENGINE``. Its settings are declared as a filter's
parameters are, by a keyword-only signature, so widgets, validation, the command line and saved runs come by themselves.
Heavy imports stay inside its functions: listing the engines loads none of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from ocrlab.errors import Cancelled, EngineError
from ocrlab.image import Image
from ocrlab.params import Param, resolve
from ocrlab.reading import Box, Reading, Word


@dataclass(frozen=True)
class Progress:
    """How far a reading has come: ``done`` of ``total`` boxes read (total 0 while that is not known), and the words
    read so far in the order they were found. The stage is "starting" while the engine itself is loaded."""

    stage: str
    done: int = 0
    total: int = 0
    words: tuple[Word, ...] = ()

    @property
    def fraction(self) -> float:
        return self.done / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"{self.stage} {self.done} of {self.total}" if self.total else self.stage


@dataclass(frozen=True)
class Regions:
    """Where text was found: ``level`` boxes as (left, right, top, bottom), ``tilted`` ones by their four corners, px."""

    level: tuple[tuple[int, int, int, int], ...] = ()
    tilted: tuple[Box, ...] = ()

    def __len__(self) -> int:
        return len(self.level) + len(self.tilted)

    @property
    def boxes(self) -> tuple[Box, ...]:
        level = [((x, y), (right, y), (right, low), (x, low)) for x, right, y, low in self.level]
        return (*level, *self.tilted)

    def moved(self, matrix: Sequence[Sequence[float]]) -> Regions:
        """The same text on a page that was scaled, shifted or turned.

        ``matrix`` (2 or 3 rows of 3) takes a point (x, y, 1) of the old page to the new one, both measured from the
        page's corner. A level box stays level where nothing turns; otherwise its corners go on from the text's own top
        left, so turned text is read upright.
        """
        rows = [[float(number) for number in row] for row in matrix]
        if len(rows) > 2 and rows[2] != [0, 0, 1]:
            return Regions((), tuple(_seen(box, rows) for box in self.boxes))
        (a, b, c), (d, e, f) = rows[:2]
        if b == d == 0 and a > 0 and e > 0:
            level = tuple(
                (round(a * x + c), round(a * right + c), round(e * y + f), round(e * low + f))
                for x, right, y, low in self.level
            )
            return Regions(level, tuple(_moved(box, (a, b, c, d, e, f)) for box in self.tilted))
        return Regions((), tuple(_moved(box, (a, b, c, d, e, f)) for box in self.boxes))

    def within(self, width: int, height: int) -> Regions:
        """Without the boxes that lie wholly beside a page of that size: what a stage has cut off."""

        def seen(box: Box) -> bool:
            across, down = zip(*box, strict=True)
            return max(across) > 0 and min(across) < width and max(down) > 0 and min(down) < height

        level = [((left, top), (right, low)) for left, right, top, low in self.level]
        kept = tuple(box for box, corners in zip(self.level, level, strict=True) if seen(corners))
        return Regions(kept, tuple(box for box in self.tilted if seen(box)))


def _moved(box: Box, matrix: tuple[float, ...]) -> Box:
    a, b, c, d, e, f = matrix
    return tuple((a * x + b * y + c, d * x + e * y + f) for x, y in box)


def _seen(box: Box, rows: list[list[float]]) -> Box:
    """A box on a page seen from another side, where what is farther away is smaller."""
    corners = []
    for x, y in box:
        across, down, far = (a * x + b * y + c for a, b, c in rows)
        corners.append((across / far, down / far))
    return tuple(corners)


Report = Callable[[Progress], None]
Stop = Callable[[], bool]


@runtime_checkable
class Engine(Protocol):
    """What reads an image. ``version`` names everything that can change a text besides the settings."""

    name: str
    title: str

    @property
    def version(self) -> str: ...

    @property
    def params(self) -> tuple[Param, ...]: ...

    def available(self, settings: Mapping[str, object] | None = None) -> str | None:
        """None where the engine can run, with these settings where any are given; otherwise the reason why not, with
        the way to get it."""

    def warm_up(self, settings: Mapping[str, object]) -> None:
        """Load whatever the first reading with these settings would have to wait for."""

    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> Regions:
        """Where text stands, without reading it."""

    def read(
        self,
        image: Image,
        settings: Mapping[str, object],
        *,
        regions: Regions | None = None,
        progress: Report | None = None,
        cancelled: Stop | None = None,
    ) -> Reading:
        """Read an image; with ``regions``, read those boxes and search for none.

        A page without text is an empty Reading. Raises `ParamError` for a refused setting, `EngineError` where the
        engine cannot start, `Cancelled` soon after ``cancelled()`` turns true.
        """


_registered: dict[str, Engine] = {}
_found = False


def register_engine(engine: Engine) -> Engine:
    """Make an engine known by its name; the modules of this package are registered by themselves."""
    _registered[engine.name] = engine
    return engine


def engines() -> dict[str, Engine]:
    """Every engine by name, installed or not."""
    global _found
    if not _found:
        for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
            engine = getattr(importlib.import_module(f"{__name__}.{module}"), "ENGINE", None)
            if engine is not None:
                _registered.setdefault(engine.name, engine)
        _found = True
    return dict(_registered)


def get_engine(name: str) -> Engine:
    """The engine of that name. Raises `EngineError` naming those there are, or why this one cannot run here."""
    known = engines()
    if name not in known:
        raise EngineError(f"engine: there is no engine {name!r}; there are {', '.join(known)}")
    reason = known[name].available()
    if reason:
        raise EngineError(f"{name}: {reason}")
    return known[name]


def speeds_missing(engine: Engine) -> dict[str, str]:
    """The speeds an engine has but cannot run at here, each with the reason and the way to get it."""
    speeds = next((param.choices for param in engine.params if param.name == "speed"), ())
    reasons = {speed: engine.available({"speed": speed}) for speed in speeds}
    return {speed: reason for speed, reason in reasons.items() if reason}


def fallback(engine: Engine, given: Mapping[str, object]) -> str | None:
    """What has to be said where a lesser speed is the default because a better one cannot run here.

    None where nothing is missing, or where the ``given`` settings choose a speed.
    """
    missing = {} if "speed" in given else speeds_missing(engine)
    if not missing:
        return None
    return f"{engine.title} reads at speed {effective(engine, {})['speed']} here: {next(iter(missing.values()))}"


def effective(engine: Engine, settings: Mapping[str, object]) -> dict[str, Any]:
    """Every setting the engine will use, defaults included, in canonical types. Raises `ParamError`."""
    return resolve(engine.params, settings, engine.name)


def read(
    engine: str,
    image: Image,
    settings: Mapping[str, object],
    regions: Regions | None = None,
    progress: Report | None = None,
    cancelled: Stop | None = None,
) -> Reading:
    """Read with an engine by its name: the one call that workers, wherever they are, carry out."""
    return get_engine(engine).read(image, settings, regions=regions, progress=progress, cancelled=cancelled)


def detect(
    engine: str,
    image: Image,
    settings: Mapping[str, object],
    progress: Report | None = None,
    cancelled: Stop | None = None,
) -> Regions:
    """Find text with an engine by its name, without reading it."""
    if progress is not None:
        progress(Progress("detecting"))
    return get_engine(engine).detect(image, settings, cancelled=cancelled)


def warm_up(engine: str, settings: Mapping[str, object]) -> None:
    """Prepare an engine by its name, where the worker is."""
    get_engine(engine).warm_up(settings)


def stop_if(cancelled: Stop | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("the reading was stopped")
