"""Batch: how are many pages read and written by one command, which goes on where it was when it is given again?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocrlab.batch import Batch, Inputs, Output, Plan, Row, Setting, Totals
from ocrlab.batch.output import FORMATS
from ocrlab.cli.arguments import pairs_of, pipeline_of, say_fallback, setting_in, settings_of
from ocrlab.cli.console import answer, answer_json, progress, say
from ocrlab.cli.options import AsJson, Dpi, EngineSettings, Normalise, Stages
from ocrlab.cli.pools import Scheduler, Workers, pool_of
from ocrlab.delivery.writers import formats_of
from ocrlab.engines import get_engine
from ocrlab.errors import ParamError
from ocrlab.store import shared_store
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.wording import counted, listed, percent, shown_name
from ocrlab.workers import WorkerPool

GROUP_BY = "Group the pages by a column of the folder's manifest.csv; otherwise sub-folders are the groups."

if TYPE_CHECKING:
    from ocrlab.search import Source
    from ocrlab.search.plan import Reads


def batch(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where results go; nothing there is overwritten.")],
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="FOLDER|ZIP|FILE...", help="Folders, ZIPs, pictures and PDFs; truths beside are found."),
    ] = None,
    study: Annotated[
        str | None,
        typer.Option("--study", metavar="NAME", help="The answer of this search; its own pages where none are named."),
    ] = None,
    write: Annotated[
        str,
        typer.Option("--write", metavar="FORMATS", help=f"What comes out, with commas between: {','.join(FORMATS)}."),
    ] = "text",
    stage: Stages = None,
    pipeline: Annotated[
        list[str] | None,
        typer.Option("--pipeline", metavar="P.yaml", help="A pipeline file; repeat it to have several beside another."),
    ] = None,
    recipe: Annotated[
        list[str] | None,
        typer.Option("--recipe", metavar="R.yaml", help="A recipe, which chooses a setting page by page."),
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option("--truth", metavar="DIR", help="A folder of truths, where they do not lie beside the pages."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine", metavar="NAME", help="What reads the pages; if not given, that of the search, else easyocr."
        ),
    ] = None,
    engine_set: EngineSettings = None,
    normalise: Normalise = DEFAULT_NORMALISATION,
    dpi: Dpi = 200,
    group_by: Annotated[str | None, typer.Option("--group-by", metavar="COLUMN", help=GROUP_BY)] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Read many pages under one or several settings and write what comes out.

    A line a page, then what came of all. The same command again goes on where it was.
    """
    answered = None if study is None else answer_of(study)
    by_search = answered is not None and engine is None
    reader = answered.reads.engine if answered and by_search else engine or "easyocr"
    settings = settings_of(reader, engine_set)
    say_fallback(reader, engine_set)
    choices, inputs = choices_of(stage, pipeline, recipe), Inputs.of(places or [], truth, dpi, group_by)
    if answered is not None:
        choices = [answered.setting, *choices]
        if not places:
            inputs = replace(inputs, places=(answered.source.path,), group_by=group_by or answered.source.group_by)
    if not inputs.places:
        raise ParamError("batch: names no pages; give a folder, a ZIP or files, or a search with --study")
    if answered and by_search:
        settings = dict(answered.reads.settings) | pairs_of(reader, engine_set)
        say(f"read by {get_engine(reader).title}, as in the proof of {study}; name another with --engine")
    plan = Plan.of(choices, reader, settings, normalise)
    output = Output(out, formats_of(write, FORMATS))
    output.refuse(inputs.places)
    progress("looking for pages")
    carry_out(plan, inputs, output, lambda: pool_of(workers, scheduler, "batch"), as_json)


def choices_of(stages: list[str] | None, pipelines: list[str] | None, recipes: list[str] | None) -> list[Setting]:
    """The settings that a person names: those of the files, each with the stages after its own, and the recipes."""
    choices = [Setting.of(Path(file).stem, pipeline_of(stages, file)) for file in pipelines or []]
    if stages and not pipelines:
        choices.append(Setting.of("stages", pipeline_of(stages, None)))
    for file in recipes or []:
        loaded, learnt = setting_in(file)
        choices.append(Setting(Path(file).stem, loaded))
        if learnt is not None:
            progress(f"{shown_name(file)}: {learnt}")
    return choices


@dataclass(frozen=True)
class Answered:
    """What a search answered with: the setting, what it was proved with, and where its pages are."""

    setting: Setting
    reads: Reads
    source: Source


def answer_of(study: str) -> Answered:
    """The answer of a search. Raises `ParamError` for one that has none."""
    from ocrlab.search import Answer, Source

    store = shared_store()
    stored = store.study(study)
    if stored is None or not stored.summary or not stored.spec.get("source"):
        done = [other.name for other in store.studies() if other.summary]
        names = f"those are {listed(done)}" if done else "none is here yet"
        raise ParamError(f"study: {study!r} is no search that is done; {names}")
    answer = Answer.of(stored)
    return Answered(Setting.of(study, answer.summary.best), answer.reads, Source.from_dict(stored.spec["source"]))


@dataclass(frozen=True)
class Told:
    """How a batch is told at a terminal or to a script."""

    plan: Plan
    as_json: bool

    def row(self, row: Row) -> None:
        if self.as_json:
            answer_json(row.to_dict(self.plan))
            return
        choice = self.plan.choices[row.setting]
        parts = [row.page.name, *([choice.name] if len(self.plan.choices) > 1 else [])]
        if row.state == "failed":
            answer("  ".join([*parts, f"FAILED: {row.reason}"]))
            return
        if choice.is_recipe:
            parts.append(f"setting {row.place + 1}")
        if row.score is not None:
            parts += [f"{name.upper()} {percent(row.score[name].rate)}" for name in ("cer", "wer")]
        if row.confidence is not None:
            parts.append(f"confidence {percent(row.confidence, 0)}")
        answer("  ".join([*parts, f"{row.seconds:.1f} s", *row.files]))

    def totals(self, name: str, all_totals: Sequence[Totals]) -> None:
        if self.as_json:
            answer_json({"batch": name, "settings": [each.to_dict() for each in all_totals]})
            return
        answer("")
        for each in all_totals:
            answer(_line(each))
            for choice in self.plan.choices:
                if choice.name == each.setting and choice.is_recipe:
                    taken = (
                        f"setting {number}: {counted(times, 'page')}" for number, times in enumerate(each.chosen, 1)
                    )
                    answer(f"  {choice.recipe} ({listed(taken)})")


def _line(each: Totals) -> str:
    parts = [f"{each.setting}: {counted(each.done, 'page')}"]
    if each.failed:
        parts.append(f"{each.failed} failed")
    if each.micro is not None:
        for name in ("cer", "wer"):
            parts.append(f"{name.upper()} {each.within(name)}, mean {percent(each.macro[name])}")
    if each.confidence is not None:
        parts.append(f"confidence {percent(each.confidence, 0)}")
    return "; ".join([*parts, f"{each.seconds:.1f} s"])


def carry_out(
    plan: Plan,
    inputs: Inputs,
    output: Output,
    open_workers: Callable[[], WorkerPool],
    as_json: bool,
) -> None:
    """Read the pages and print what comes out; raises `typer.Exit` with 2 where a page failed."""
    told, pages = Told(plan, as_json), inputs.pages()
    with open_workers() as pool:
        pool.warm_up(plan.engine, plan.settings)
        batch_ = Batch(plan, pages, output, pool, inputs=inputs, watch=told.row)
        progress(f"reading {counted(len(pages), 'page')} as {batch_.name}")
        try:
            all_totals = batch_.run()
        except BaseException:
            say(f"{batch_.name}: what was finished is kept; the same command goes on from there")
            pool.abandon()
            raise
    told.totals(batch_.name, all_totals)
    if any(each.failed for each in all_totals):
        raise typer.Exit(2)
