"""Plan: under which settings does a batch read, and with what?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ocrlab.engines import effective, get_engine
from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe
from ocrlab.text import DEFAULT_NORMALISATION, normalisation
from ocrlab.wording import numbered

MAX_SETTINGS = 20
MAX_TITLE = 80  # letters of a setting's name, which is that of a folder too


@dataclass(frozen=True)
class Setting:
    """What pages are read under: a recipe, or a pipeline, which is a recipe of one. ``name`` tells it from others."""

    name: str
    recipe: Recipe

    @classmethod
    def of(cls, name: str, pipeline: Pipeline) -> Setting:
        return cls(name[:MAX_TITLE], Recipe((pipeline,)))

    @property
    def is_recipe(self) -> bool:
        """Whether there is anything to choose from."""
        return len(self.recipe.settings) > 1

    def __str__(self) -> str:
        return f"recipe: {self.recipe}" if self.is_recipe else str(self.recipe.settings[0])


@dataclass(frozen=True)
class Plan:
    """All that decides what a batch reads; ``settings`` are the engine's, every one written out.

    Where it does not ``read``, pages are filtered and written as pictures.
    """

    choices: tuple[Setting, ...]
    engine: str = "easyocr"
    settings: Mapping[str, Any] = field(default_factory=dict)
    normalise: str = DEFAULT_NORMALISATION
    read: bool = True

    @classmethod
    def of(
        cls,
        choices: Sequence[Setting],
        engine: str = "easyocr",
        settings: Mapping[str, object] | None = None,
        normalise: str = DEFAULT_NORMALISATION,
        read: bool = True,
    ) -> Plan:
        """A plan with every value checked; without ``choices`` pages are read as they are.

        Raises `InputError` naming the value at fault, `EngineError` for an engine that is not there.
        """
        normalisation(normalise)
        choices = tuple(choices) or (Setting.of("no filter", Pipeline()),)
        if len(choices) > MAX_SETTINGS:
            raise ParamError(f"batch: at most {MAX_SETTINGS} settings at a time, got {len(choices)}; run it twice")
        if not read and (asking := [choice.name for choice in choices if choice.recipe.reads_all]):
            raise ParamError(f"batch: {asking[0]} compares readings, so that pages must be read; let them be read")
        return cls(_told_apart(choices), engine, effective(get_engine(engine), settings or {}), normalise, read)

    def to_dict(self) -> dict[str, Any]:
        return {
            "choices": [{"name": choice.name, "recipe": choice.recipe.to_dict()} for choice in self.choices],
            "engine": self.engine,
            "settings": dict(self.settings),
            "normalise": self.normalise,
            **({} if self.read else {"read": False}),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Plan:
        """The plan that `to_dict` wrote; raises `InputError` where filters or settings have gone since."""
        choices = [Setting(choice["name"], Recipe.from_dict(choice["recipe"])) for choice in stored["choices"]]
        return cls.of(choices, stored["engine"], stored["settings"], stored["normalise"], stored.get("read", True))

    def fingerprint(self, *more: object) -> str:
        """Equal for plans that read the same with the same version of the engine; ``more`` is what else must be."""
        own = [[pipeline.digest for pipeline in choice.recipe.settings] for choice in self.choices]
        parts = [self.to_dict(), own, get_engine(self.engine).version, *more]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _told_apart(choices: tuple[Setting, ...]) -> tuple[Setting, ...]:
    names: list[str] = []
    for choice in choices:
        taken = [name.casefold() for name in names]
        names.append(numbered(choice.name or "setting", taken, alike=str.casefold))
    return tuple(Setting(name, choice.recipe) for name, choice in zip(names, choices, strict=True))
