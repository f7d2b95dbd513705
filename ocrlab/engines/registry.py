"""Registry: which engines are there, and how is one called by its name?"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ocrlab.engines import room
from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.languages import in_own_codes
from ocrlab.engines.protocol import Engine, Progress, Report, Stop
from ocrlab.errors import EngineError
from ocrlab.image import Image
from ocrlab.params import resolve
from ocrlab.reading import Reading

_registered: dict[str, Engine] = {}
_listed = False


def register_engine(engine: Engine) -> Engine:
    """Make an engine known by its name; the modules of this package are registered by themselves."""
    _registered[engine.name] = engine
    return engine


def engines() -> dict[str, Engine]:
    """Every engine by name, installed or not."""
    global _listed
    if not _listed:
        for module in sorted(info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)])):
            engine = getattr(importlib.import_module(f"{__package__}.{module}"), "ENGINE", None)
            if engine is not None:
                _registered.setdefault(engine.name, engine)
        _listed = True
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


def chooses_speed(engine: Engine, settings: Mapping[str, object]) -> bool:
    """Whether these settings say at which speed the engine reads, rather than leave it to the default."""
    return any(name in settings for speed in engine.speeds() for name in speed.settings)


def draft_settings(engine: Engine) -> dict[str, object]:
    """The settings that choose the engine's draft; none where it has no draft that can run here."""
    drafts = (speed for speed in engine.speeds() if speed.draft and speed.missing is None)
    return next((dict(speed.settings) for speed in drafts), {})


def settings_at_first(engine: Engine, settings: Mapping[str, object]) -> dict[str, object] | None:
    """The settings to read a page with at first, for those who wait for a slow reading of it: the engine's draft.

    None where ``settings`` are no slow speed's, or where a draft would not be there sooner.
    """
    speeds = engine.speeds()
    slow = any(speed.slow and speed.settings.items() <= settings.items() for speed in speeds)
    drafts = (speed for speed in speeds if speed.draft and speed.prepared and speed.missing is None)
    draft = next(drafts, None) if slow else None
    return None if draft is None else {**settings, **draft.settings}


def fallback(engine: Engine, given: Mapping[str, object]) -> str | None:
    """What has to be said where a lesser speed is the default because a better one cannot run here.

    None where nothing is missing, or where the ``given`` settings choose a speed.
    """
    missing = next((speed.missing for speed in engine.speeds() if speed.missing), None)
    if missing is None or chooses_speed(engine, given):
        return None
    values = effective(engine, {})
    default = next((speed.name for speed in engine.speeds() if speed.settings.items() <= values.items()), "its default")
    return f"{engine.title} reads at speed {default} here: {missing}"


def effective(engine: Engine, settings: Mapping[str, object]) -> dict[str, Any]:
    """Every setting the engine will use, defaults included, in canonical types. Raises `ParamError`."""
    return resolve(engine.params, in_own_codes(engine, settings), engine.name)


def changed(engine: str, values: Mapping[str, object], always: Collection[str] = ()) -> list[str]:
    """As ``name=value`` what is not an engine's default, or is among ``always``: as a command takes it."""
    known = get_engine(engine)
    defaults, params = effective(known, {}), {param.name: param for param in known.params}
    differing = {name: value for name, value in values.items() if value != defaults[name] or name in always}
    return [f"{name}={params[name].text(value)}" for name, value in differing.items()]


def read(
    engine: str,
    image: Image,
    settings: Mapping[str, object],
    text_boxes: TextBoxes | None = None,
    progress: Report | None = None,
    cancelled: Stop | None = None,
) -> Reading:
    """Read with an engine by its name: the one call that workers, wherever they are, carry out."""
    reader = get_engine(engine)
    with room.using(reader):
        return reader.read(image, settings, text_boxes=text_boxes, progress=progress, cancelled=cancelled)


def detect(
    engine: str,
    image: Image,
    settings: Mapping[str, object],
    progress: Report | None = None,
    cancelled: Stop | None = None,
) -> TextBoxes:
    """Find text with an engine by its name, without reading it."""
    if progress is not None:
        progress(Progress("detecting"))
    finder = get_engine(engine)
    with room.using(finder):
        return finder.detect(image, settings, cancelled=cancelled)


def warm_up(engine: str, settings: Mapping[str, object]) -> None:
    """Prepare an engine by its name, where the worker is."""
    get_engine(engine).warm_up(settings)
