"""Changes: how do two settings of a page differ, in a few words each?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ocrlab.engines import engines
from ocrlab.params import Param
from ocrlab.pipeline import Stage
from ocrlab.ui.tune.setting import Setting

NAMED = 2  # changes that a short name tells before it only counts them
TO = "\u2192"


@dataclass(frozen=True)
class Change:
    """One difference in words; ``slides`` where it is a number, which a hand moves through other values on its way.

    ``place`` is equal for two changes of the same thing.
    """

    text: str
    place: tuple[object, ...]
    slides: bool = False


def changes(before: Setting, after: Setting) -> list[Change]:
    """All that differs, in the order in which it stands on the page: nothing for settings that are equal."""
    return [*of_reading(before, after), *_of_scoring(before, after)]


def of_reading(before: Setting, after: Setting) -> list[Change]:
    """What differs of all that a reading depends on: filters, crop, engine, text boxes."""
    return [
        *_of_stages(before.pipeline.stages, after.pipeline.stages),
        *_of_page(before, after),
        *_of_engine(before, after),
    ]


def short(differences: Sequence[Change]) -> str:
    """``Median radius 1 -> 2, Otsu off``, with an arrow; of many the first two are named and the others counted."""
    texts = [change.text for change in differences]
    more = len(texts) - NAMED
    return ", ".join(texts[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _of_stages(before: Sequence[Stage], after: Sequence[Stage]) -> Iterator[Change]:
    pairs, gone, new = _paired(before, after)
    for at in gone:
        yield Change(f"\u2212 {_title(before[at])}", ("gone", at))
    for at in new:
        yield Change(f"+ {_introduced(after[at])}", ("new", at))
    for old, now, moved in pairs:
        if moved:
            yield Change(f"{_title(after[now])} moved", ("moved", now))
        yield from _of_stage(before[old], after[now], now)


def _paired(
    before: Sequence[Stage], after: Sequence[Stage]
) -> tuple[list[tuple[int, int, bool]], list[int], list[int]]:
    """Which stages are the same ones, and whether they have moved; which are gone, and which are new."""
    earlier, later = ([stage.filter for stage in stages] for stages in (before, after))
    blocks = SequenceMatcher(None, earlier, later, autojunk=False).get_matching_blocks()
    pairs = [(block.a + i, block.b + i, False) for block in blocks for i in range(block.size)]
    gone = [at for at in range(len(before)) if at not in {old for old, _, _ in pairs}]
    new = [at for at in range(len(after)) if at not in {now for _, now, _ in pairs}]
    for now in list(new):
        old = next((at for at in gone if before[at].filter == after[now].filter), None)
        if old is not None:
            pairs.append((old, now, True))
            gone.remove(old)
            new.remove(now)
    return sorted(pairs, key=lambda pair: pair[1]), gone, new


def _of_stage(before: Stage, after: Stage, at: int) -> Iterator[Change]:
    title = _title(after)
    yield from _of_values(before.settings, after.settings, after.declaration.params, title, (after.filter, at))
    if before.enabled != after.enabled:
        yield Change(f"{title} {'on' if after.enabled else 'off'}", (after.filter, at, "enabled"))
    if before.region != after.region:
        where = "{2} x {3} px only".format(*after.region) if after.region else "on the whole page"
        yield Change(f"{title} {where}", (after.filter, at, "region"))


def _of_values(
    before: Mapping[str, object],
    after: Mapping[str, object],
    params: Iterable[Param],
    title: str,
    place: tuple[object, ...],
) -> Iterator[Change]:
    for param in params:
        old, now = (values.get(param.name, param.default) for values in (before, after))
        if old != now:
            yield Change(
                f"{title} {_step(param, old, now)}".strip(), (*place, param.name), slides=param.kind == "number"
            )


def _step(param: Param, old: object, now: object) -> str:
    if param.kind == "flag":
        return f"{param.title} {'on' if now else 'off'}"
    return f"{param.title} {param.text(old) or 'nothing'} {TO} {param.text(now) or 'nothing'}"


def _of_page(before: Setting, after: Setting) -> Iterator[Change]:
    if before.crop != after.crop:
        yield Change("crop {2} x {3} px".format(*after.crop) if after.crop else "whole page", ("crop",))
    if before.dpi != after.dpi:
        yield Change(f"{before.dpi} {TO} {after.dpi} dpi", ("dpi",))


def _of_engine(before: Setting, after: Setting) -> Iterator[Change]:
    if before.engine != after.engine:
        yield Change(f"{_engine(before)} {TO} {_engine(after)}", ("engine",))
    elif engine := engines().get(after.engine):
        yield from _of_values(before.values, after.values, engine.params, "", (after.engine,))
    if before.lock_to != after.lock_to:
        yield Change(f"boxes locked to {after.lock_to}" if after.lock_to else "boxes unlocked", ("lock",))


def _of_scoring(before: Setting, after: Setting) -> Iterator[Change]:
    if before.normalise != after.normalise:
        yield Change(f"normalisation {after.normalise}", ("normalise",))
    if (before.truth, before.boxed_truth) != (after.truth, after.boxed_truth):
        yield Change("ground truth" if after.truth else "no ground truth", ("truth",))


def _introduced(stage: Stage) -> str:
    """A stage that is new: its first value, and the others that are not their defaults."""
    first = [param for param in stage.declaration.params[:1] if param.kind == "number"]
    params = dict.fromkeys([*first, *stage.changed])
    values = ", ".join(f"{param.title} {param.text(stage.settings[param.name])}" for param in params)
    return f"{_title(stage)} {values}".strip() + ("" if stage.enabled else " off")


def _title(stage: Stage) -> str:
    return stage.declaration.title


def _engine(setting: Setting) -> str:
    engine = engines().get(setting.engine)
    return engine.title if engine else setting.engine
