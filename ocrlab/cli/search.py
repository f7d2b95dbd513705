"""How is a setting searched for from a script? A line a trial, then one that sums up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from ocrlab import export
from ocrlab.cli.arguments import pairs_of, pipeline_of, say_fallback
from ocrlab.cli.console import answer, answer_json, progress, say
from ocrlab.cli.numbers import share, whole
from ocrlab.cli.pools import Scheduler, Workers, pool_of
from ocrlab.delivery.halves import give_name, half_file, settle
from ocrlab.errors import FileError, ParamError
from ocrlab.recipe import written
from ocrlab.search import CURATED, Pages, Plan, Source, Study, Summary, Trial
from ocrlab.search.command import FLAGS, GROUP_BY, STUDY, Flag
from ocrlab.search.objective import needs_truth
from ocrlab.search.plan import MAX_TRIALS
from ocrlab.search.proving import learnt_of, words
from ocrlab.search.report import write_report
from ocrlab.search.source import DOCUMENTS, SAMPLES
from ocrlab.wording import counted
from ocrlab.workers import WorkerPool

NUMBERS = {"--trials": whole("trials", 2, MAX_TRIALS), "--hold-out": share("hold-out", 0.9), "--seed": whole("seed")}


def _option(flag: Flag) -> Any:
    return typer.Option(flag.name, metavar=flag.metavar or None, help=flag.help, parser=NUMBERS.get(flag.name))


def search(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help=f"A folder or ZIP of images with NAME.gt.txt, .hocr, .xml ... beside each, one image, '{SAMPLES}', or "
            f"'{DOCUMENTS}': clean pages, to be spoilt by a --stage.",
        ),
    ],
    vary: Annotated[list[str] | None, _option(FLAGS["vary"])] = None,
    space: Annotated[
        str | None, typer.Option("--space", metavar="NAME", help=f"A ready-made space: {', '.join(CURATED)}.")
    ] = None,
    stage: Annotated[list[str] | None, _option(FLAGS["current"])] = None,
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="P.yaml", help="Your current setting as a pipeline file.")
    ] = None,
    metric: Annotated[str, _option(FLAGS["metric"])] = Plan.metric,
    sampler: Annotated[str, _option(FLAGS["sampler"])] = Plan.sampler,
    trials: Annotated[int | None, _option(FLAGS["trials"])] = None,
    hold_out: Annotated[float, _option(FLAGS["hold_out"])] = Plan.hold_out,
    seed: Annotated[int, _option(FLAGS["seed"])] = Plan.seed,
    study: Annotated[str | None, _option(STUDY)] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    engine: Annotated[str, _option(FLAGS["engine"])] = Plan.engine,
    engine_set: Annotated[list[str] | None, _option(FLAGS["proof"])] = None,
    no_draft: Annotated[bool, _option(FLAGS["settings"])] = False,
    normalise: Annotated[str, _option(FLAGS["normalise"])] = Plan.normalise,
    group_by: Annotated[str | None, _option(GROUP_BY)] = None,
    locked: Annotated[bool, _option(FLAGS["locked"])] = Plan.locked,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="best.yaml", help="Write the best setting there; nothing is overwritten."),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            "--recipe", metavar="FILE", help="Write there the rule that chooses a setting page by page, for --recipe."
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar="FILE", help="Write the proof there to hand on, as one HTML file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")] = False,
) -> None:
    """Search for the setting that reads a data set best, and prove it on held-out pages."""
    given = pairs_of(engine, engine_set)
    if "|" not in engine:
        say_fallback(engine, engine_set)
    plan = Plan.of(
        _texts(vary, space),
        engine=engine,
        settings=given,
        draft=not no_draft,
        current=pipeline_of(stage, pipeline),
        metric=metric,
        normalise=normalise,
        sampler=sampler,
        trials=trials,
        hold_out=hold_out,
        seed=seed,
        locked=locked,
    )
    carry_out(
        plan,
        Source.of(dataset, group_by),
        Output(as_json, out, recipe, report),
        study,
        lambda: pool_of(workers, scheduler, "search"),
    )


@dataclass(frozen=True)
class Output:
    """How the answer is printed, and the files that the best setting, the recipe and the report go to, if any."""

    as_json: bool
    file: str | None = None
    recipe: str | None = None
    report: str | None = None

    def trial(self, trial: Trial, metric: str) -> None:
        if self.as_json:
            answer_json(trial.to_dict())
        else:
            answer(words.trial_line(trial, metric))

    def summary(self, summary: Summary) -> None:
        if self.as_json:
            answer_json(summary.to_dict())
        else:
            answer("\n".join(["", words.verdict(summary), words.answer(summary), *words.lines(summary)]))

    def refuse_to_overwrite(self) -> None:
        """Raises `FileError` where a file is there already."""
        for file in filter(None, (self.file, self.recipe, self.report)):
            if Path(file).exists():
                raise FileError(f"{file}: is there already and is not overwritten; choose another name")

    def write(self, summary: Summary, study: Study) -> None:
        """Write the best setting, the recipe and the report to their files, each whole or not at all."""
        if self.file is not None:
            self._write(self.file, lambda file: file.write(export.to_yaml(summary.best).encode()))
        if self.recipe is not None:
            recipe = written(summary.recipe.recipe, learnt_of(summary, study.plan))
            self._write(self.recipe, lambda file: file.write(recipe.encode()))
        if self.report is not None:
            self._write(self.report, lambda file: write_report(study, summary, file))

    def _write(self, name: str, fill: Callable[[BinaryIO], object]) -> None:
        path = Path(name)
        try:
            with half_file(path.parent) as half:
                fill(half)
                settle(half)
                give_name(half, path)
        except FileExistsError:
            self.refuse_to_overwrite()
        except OSError as error:
            reason = error.strerror or error
            raise FileError(f"{name}: cannot be written ({reason}); choose another place") from None


def carry_out(
    plan: Plan, source: Source, output: Output, study: str | None, open_workers: Callable[[], WorkerPool]
) -> None:
    """Look at the pages, search them and print what comes out."""
    output.refuse_to_overwrite()
    pages = Pages.of(
        source.entries(),
        need_truth=needs_truth(plan.metric),
        hold_out=plan.hold_out,
        seed=plan.seed,
        progress=lambda name: progress(f"looking at {name}"),
    )
    for note in pages.notes:
        say(note)
    for left_out in pages.left_out:
        say(f"left out: {left_out}")
    with open_workers() as pool:
        pool.warm_up(plan.engine, plan.settings)  # of several, the others are loaded when they are first asked for
        search_ = Study(
            plan,
            pages,
            pool,
            name=study,
            workers=len(pool.workers),
            source=source,
            watch=lambda trial: output.trial(trial, plan.metric),
        )
        tried, read = counted(plan.space.count, "setting"), counted(len(pages.search), "page")
        progress(f"searching {tried} on {read} as {search_.name}")
        try:
            summary = search_.run()
        except BaseException:
            say(f"{search_.name}: kept as far as it is; the same command goes on from there")
            pool.abandon()
            raise
    output.summary(summary)
    for left_out in summary.left_out:
        if left_out not in pages.left_out:
            say(f"left out: {left_out}")
    output.write(summary, search_)


def _texts(vary: list[str] | None, space: str | None) -> list[str]:
    if space is not None and space not in CURATED:
        raise ParamError(f"space: must be one of {', '.join(CURATED)}, got {space!r}")
    texts = [*(CURATED[space].vary if space else ()), *(vary or [])]
    if not texts:
        raise ParamError("search: nothing may vary; give --vary 'median radius=0..3' or --space denoise")
    return texts
