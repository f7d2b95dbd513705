"""What is an OCR engine to the rest of the lab?

An engine is one module or folder of this package with an object named ``ENGINE``. Its settings are declared as a filter's
parameters are, by a keyword-only signature, so widgets, validation, the command line and saved runs come by themselves.
Heavy imports stay inside its functions: listing the engines loads none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ocrlab.engines.boxes import TextBoxes
from ocrlab.errors import Cancelled
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

    def detect(self, image: Image, settings: Mapping[str, object], *, cancelled: Stop | None = None) -> TextBoxes:
        """Where text stands, without reading it."""

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


def stop_if(cancelled: Stop | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled("the reading was stopped")
