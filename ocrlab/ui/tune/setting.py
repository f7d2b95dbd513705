"""Setting: what has a person set for a page on Tune, as one value that can be compared, stored and put back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from ocrlab.crops import Crop
from ocrlab.pipeline import Pipeline
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import Truth
from ocrlab.ui.lab import ENGINE, Lab
from ocrlab.ui.viewer import Side

Values = tuple[tuple[str, object], ...]  # name and value, by name


@dataclass(frozen=True)
class Setting:
    """Everything on Tune that a hand can set for one page. Images are no part of it, and texts are shared.

    ``engines`` holds, for each engine, what is set beyond its defaults. ``truth`` is what was typed or opened for the
    page, or for the crop of it; None where nothing was. ``uids`` name the rows of the page, so that a stage that is put
    back is the same row again; two settings that do the same are equal whatever their rows are called.
    """

    pipeline: Pipeline
    engine: str = ENGINE
    engines: tuple[tuple[str, Values], ...] = ()
    normalise: str = DEFAULT_NORMALISATION
    crop: Crop | None = None
    dpi: int = 200
    truth: str | None = None
    boxed_truth: Truth | None = None
    lock_to: Side | None = None
    uids: tuple[str, ...] = field(default=(), compare=False)

    @property
    def values(self) -> dict[str, object]:
        """What is set for the engine in use beyond its defaults."""
        return dict(dict(self.engines).get(self.engine, ()))

    @property
    def of_reading(self) -> Setting:
        """Only what a reading of the page depends on: equal where the same is read, whatever the truth is."""
        in_use = tuple((name, values) for name, values in self.engines if name == self.engine)
        return Setting(self.pipeline, self.engine, in_use, crop=self.crop, lock_to=self.lock_to, uids=self.uids)

    def read_as(self, other: Setting) -> Setting:
        """This page read as ``other`` says, with its own truth and all else that is no matter of reading."""
        engines = dict(self.engines) | {other.engine: dict(other.engines).get(other.engine, ())}
        return replace(
            self,
            pipeline=other.pipeline,
            uids=other.uids,
            engine=other.engine,
            engines=tuple((name, values) for name, values in sorted(engines.items()) if values),
            lock_to=other.lock_to,
        )


class Locks(Protocol):
    """What knows which side's text boxes are locked."""

    lock_to: Side | None

    def lock_boxes(self, side: Side | None) -> None: ...


def setting_of(lab: Lab, state: Locks) -> Setting:
    """The page as it is now set."""
    return Setting(
        pipeline=lab.pipeline,
        engine=lab.engine,
        engines=tuple((name, frozen(values)) for name, values in sorted(lab.settings_by_engine.items()) if values),
        normalise=lab.normalise,
        crop=lab.crop,
        dpi=lab.dpi,
        truth=lab.truths.get(lab.truth_key),
        boxed_truth=lab.boxed_truths.get(lab.truth_key),
        lock_to=state.lock_to,
        uids=tuple(row.uid for row in lab.rows),
    )


def put_back(setting: Setting, lab: Lab, state: Locks) -> None:
    """Set the page that is looked at to this again, all of it."""
    lab.put_rows(setting.pipeline, setting.uids)
    lab.engine = setting.engine
    lab.settings_by_engine = {name: dict(values) for name, values in setting.engines}
    lab.choose_normalisation(setting.normalise)
    lab.draw_at(setting.dpi)
    lab.set_crop(setting.crop)
    lab.put_truth(lab.truth_key, setting.truth, setting.boxed_truth)  # under the key of the crop just set
    state.lock_boxes(setting.lock_to)


def frozen(values: Mapping[str, object]) -> Values:
    """Settings of an engine as a value: by name, lists as tuples."""
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(values.items()))
