"""Contenders: which engines can read here beside each other, and with which settings does each?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocrlab.engines import Speed, asked_for, effective, engines, get_engine
from ocrlab.errors import EngineError, ParamError
from ocrlab.languages import of_engine
from ocrlab.wording import listed


@dataclass(frozen=True)
class Contender:
    """An engine with all its settings, under the name it goes by."""

    title: str
    engine: str
    settings: Mapping[str, object]


def offered(settings: Mapping[str, Mapping[str, object]], in_use: str) -> tuple[dict[str, Contender], list[str]]:
    """Whoever can read here, by title: each engine at each of its speeds; and a sentence for each that cannot.

    They read with what is set for their engine, but all in the languages of the engine in use, each by its own code.
    """
    contenders, missing = {}, []
    wanted = effective(engines()[in_use], settings.get(in_use, {})).get("languages") or ()
    for name, engine in engines().items():
        reason, own = engine.available(), {}
        if wanted and not reason and name != in_use and of_engine(name):
            codes, reason = asked_for(engine, wanted)
            own = {"languages": codes}
        if reason:
            missing.append(f"{engine.title} is not offered: {reason}.")
            continue
        speeds = engine.speeds() or (Speed("", {}),)
        if refused := [speed for speed in speeds if speed.missing]:
            names = listed(speed.name for speed in refused)
            missing.append(f"{engine.title} {names} not offered: {refused[0].missing}.")
        for speed in speeds:
            if not speed.missing:
                title = f"{engine.title} {speed.name}".strip()
                values = {**settings.get(name, {}), **own, **speed.settings}
                contenders[title] = Contender(title, name, effective(engine, values))
    return contenders, missing


def named(names: Sequence[str], languages: str | None = None) -> list[Contender]:
    """Engines by their names, each at its default speed or, as ``easyocr:draft``, at another; all that can run here
    where none are named. ``languages`` go to each by its own codes.

    Raises `EngineError` or `ParamError` for an engine, speed or language that is not there.
    """
    chosen = list(names) or [name for name, engine in engines().items() if engine.available() is None]
    if len(set(chosen)) < len(chosen):
        raise ParamError(f"engines: names one twice in {','.join(chosen)!r}; name each once")
    return [_named(*name.partition(":")[::2], languages) for name in chosen]


def _named(name: str, speed: str, languages: str | None) -> Contender:
    engine = get_engine(name)
    speeds = {each.name: each for each in engine.speeds()}
    if speed and speed not in speeds:
        known = f"it has {', '.join(speeds)}" if speeds else "it has one only, leave the speed out"
        raise ParamError(f"engines: {name} has no speed {speed!r}; {known}")
    if speed and (reason := speeds[speed].missing):
        raise EngineError(f"{name}: {reason}")
    own = {"languages": languages} if languages and any(param.name == "languages" for param in engine.params) else {}
    values = effective(engine, {**own, **(speeds[speed].settings if speed else {})})
    for code in values.get("languages", ()):
        if (lacking := engine.lacks(code)) and not lacking.download:
            raise EngineError(f"{name}: it has no language {code} here; {lacking.way_on}")
    return Contender(f"{engine.title} {speed}".strip(), name, values)
