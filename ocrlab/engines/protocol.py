"""Protocol: what is an OCR engine to the rest of the lab?

An engine is one module or folder of this package with an object named ``ENGINE``, whose class inherits from `Engine`.
Its settings are declared as a filter's parameters are, by a keyword-only signature, so widgets, validation, the command
line and saved runs come by themselves. Heavy imports stay inside its functions: listing the engines loads none of them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ocrlab.engines.boxes import TextBoxes
from ocrlab.errors import Cancelled, EngineError
from ocrlab.image import Image
from ocrlab.params import Param
from ocrlab.reading import Reading, Word


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


Report = Callable[[Progress], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Speed:
    """One of the speeds an engine can read at: its name and the settings that choose it.

    A ``draft`` is quick and reads nearly as well: good enough to compare filters by. A ``slow`` speed takes several
    times as long. ``missing`` is the reason why this speed cannot run here, with the way to get it; the first reading
    at one that is not ``prepared`` waits until that is done.
    """

    name: str
    settings: Mapping[str, object]
    draft: bool = False
    slow: bool = False
    missing: str | None = None
    prepared: bool = True


@dataclass(frozen=True)
class Lacking:
    """Why a language cannot be read at once: a ``download`` on its first reading, or a ``way_on`` for a person."""

    way_on: str
    download: bool = False


@runtime_checkable
class Engine(Protocol):
    """What reads an image. An engine inherits from this class and overrides what differs.

    ``one_step`` says that it finds and reads text together. Boxes found before are then each read like a page of their
    own, which takes longer than the whole page, so there is no point in locking them.
    """

    name: str
    title: str
    one_step: bool = False

    @property
    @abstractmethod
    def version(self) -> str:
        """Everything that can change a text besides the settings."""

    @property
    def params(self) -> tuple[Param, ...]:
        """The settings."""
        return ()

    def lacks(self, language: str) -> Lacking | None:
        """What has to be done before a language, by the engine's own code, can be read here; None where nothing has."""
        return None

    def about(self) -> str:
        """Which program or weights read here, in which version, with which languages, in a sentence."""
        return self.version

    def speeds(self) -> tuple[Speed, ...]:
        """The speeds to choose from, the most exact first; empty where there is only one."""
        return ()

    def available(self, settings: Mapping[str, object] | None = None) -> str | None:
        """None where the engine can run, with these settings where any are given; otherwise the reason why not, with
        the way to get it."""
        return None

    def warm_up(self, settings: Mapping[str, object]) -> None:
        """Load whatever the first reading with these settings would have to wait for."""
        return None

    def let_go(self) -> None:
        """Free what was loaded; it is loaded again when it is needed."""
        return None

    @abstractmethod
    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> TextBoxes:
        """Where text stands, without reading it."""

    @abstractmethod
    def read(
        self,
        image: Image,
        settings: Mapping[str, object],
        *,
        text_boxes: TextBoxes | None = None,
        progress: Report | None = None,
        cancelled: Stop | None = None,
    ) -> Reading:
        """Read an image; with ``text_boxes``, read those boxes and search for none.

        A page without text is an empty Reading. Raises `ParamError` for a refused setting, `EngineError` where the
        engine cannot start, `Cancelled` soon after ``cancelled()`` turns true.
        """


@contextmanager
def plainly(engine: str) -> Iterator[None]:
    """What goes wrong inside an engine becomes one sentence; a stop and an `EngineError` stay what they are."""
    try:
        yield
    except (Cancelled, EngineError):
        raise
    except Exception as error:
        raise EngineError(f"{engine}: the page could not be read ({type(error).__name__}: {error})"[:300]) from error


def stop_if(cancelled: Stop | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("the reading was stopped")
