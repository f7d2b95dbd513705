"""Command: which command line searches the same?

One table holds the flags of ``search``: the command line declares its options from it, and the command shown on the
page is written from it. Defaults are those of `Plan`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ocrlab.engines import changed, draft_settings, get_engine
from ocrlab.scoring import METRICS
from ocrlab.search.objective import CONFIDENCE
from ocrlab.search.plan import TRIALS, Plan, engine_settings
from ocrlab.search.sampling import SAMPLERS
from ocrlab.search.source import Source

PROGRAM = ("python", "-m", "ocrlab", "search")


@dataclass(frozen=True)
class Flag:
    """An option of the command: its name, what a person writes after it, and what it means.

    ``write`` says what stands after it for a plan, once for each time it is given; a flag without a ``metavar`` has
    nothing after it and is given where ``write`` returns anything.
    """

    name: str
    metavar: str
    help: str
    write: Callable[[Plan], Sequence[str]]


def _given(field: str) -> Callable[[Plan], Sequence[str]]:
    """The field's value, where it is not the default."""

    def write(plan: Plan) -> Sequence[str]:
        value = getattr(plan, field)
        return [] if value == getattr(Plan, field) else [str(value)]

    return write


def _trials(plan: Plan) -> Sequence[str]:
    default = None if plan.sampler == "grid" else TRIALS
    return [] if plan.trials == default else [str(plan.trials)]


def _engine_settings(plan: Plan) -> Sequence[str]:
    """Every setting that is not an engine's default; with the engine's name before it where there are several."""
    if not plan.others:
        return changed(plan.engine, plan.proof)
    return [f"{name}.{pair}" for name in plan.engines for pair in _of_several(plan, name)]


def _of_several(plan: Plan, name: str) -> list[str]:
    """With the speed of an engine that is read exactly although it has a draft: --no-draft would be for all of them."""
    engine, search, proof = get_engine(name), plan.reads(name).settings, plan.reads(name, proof=True).settings
    undrafted = dict(search) == dict(proof) and draft_settings(engine)
    return changed(name, proof, {key for speed in engine.speeds() for key in speed.settings} if undrafted else ())


def _undrafted(plan: Plan) -> Sequence[str]:
    """Anything, where the search reads as the proof does although it would not by itself."""
    if plan.others:
        return []
    changed = dict(pair.split("=", 1) for pair in _engine_settings(plan))
    by_itself, _ = engine_settings(plan.engine, changed)
    return [] if by_itself == dict(plan.settings) else ["yes"]


def _engines(plan: Plan) -> Sequence[str]:
    return [] if plan.engines == (Plan.engine,) else ["|".join(plan.engines)]


FLAGS: dict[str, Flag] = {
    "vary": Flag(
        "--vary",
        "WHAT",
        'What may vary: "median radius=0..3", "otsu|sauvola|none window=15..51:4", "deskew?", "order median otsu"; '
        "repeat for more.",
        lambda plan: plan.vary,
    ),
    "current": Flag(
        "--stage",
        "STAGE",
        "A stage of your current setting, which is tried first after no filter; repeat for more.",
        lambda plan: [str(stage) for stage in plan.current.stages],
    ),
    "metric": Flag(
        "--metric",
        "NAME",
        f"What to improve: {', '.join(METRICS)}; {CONFIDENCE} where there is no truth.",
        _given("metric"),
    ),
    "normalise": Flag("--normalise", "NAME", "What counts as the same text.", _given("normalise")),
    "engine": Flag(
        "--engine",
        "NAME",
        "What reads the pages; easyocr|rapidocr lets the engine vary too, and proves the best against each of them.",
        _engines,
    ),
    "proof": Flag(
        "--engine-set",
        "KEY=VALUE",
        "A setting of the engine; repeat for more. A speed=... holds for the whole search. Of several engines each "
        "takes what it has; rapidocr.KEY=VALUE is for one.",
        _engine_settings,
    ),
    "settings": Flag(
        "--no-draft",
        "",
        "Search at the speed of the proof; otherwise the search reads at draft speed and only the proof reads exactly.",
        _undrafted,
    ),
    "sampler": Flag(
        "--sampler",
        "|".join(SAMPLERS),
        f"How the next setting is chosen: {'; '.join(f'{name} {text}' for name, text in SAMPLERS.items())}.",
        _given("sampler"),
    ),
    "trials": Flag("--trials", "N", f"Settings to try; {TRIALS} if not given, with grid all of them.", _trials),
    "hold_out": Flag(
        "--hold-out", "SHARE", "Share of the pages that are not searched but kept for the proof.", _given("hold_out")
    ),
    "seed": Flag("--seed", "N", "Draws the pages held out and the settings tried.", _given("seed")),
    "locked": Flag(
        "--locked",
        "",
        "Find text once on each unfiltered page, and read those boxes under every setting.",
        _given("locked"),
    ),
}
GROUP_BY = Flag(
    "--group-by",
    "COLUMN",
    "Group the pages by a column of the folder's manifest.csv, whose first column names the files; otherwise "
    "sub-folders are the groups.",
    lambda plan: [],
)
STUDY = Flag(
    "--study",
    "NAME",
    "A name for the search, under which it can go on; the same command goes on by itself.",
    lambda plan: [],
)


def command(plan: Plan, source: Source, study: str = "") -> str:
    """The command that searches the same, to be pasted into a shell."""
    parts = [*PROGRAM, source.path]
    for flag in FLAGS.values():
        for value in flag.write(plan):
            parts += [flag.name, value] if flag.metavar else [flag.name]
    parts += [GROUP_BY.name, source.group_by] if source.group_by else []
    parts += [STUDY.name, study] if study else []
    return shlex.join(parts)
