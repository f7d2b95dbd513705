"""How is a setting searched for from a script? A line a trial, then one that sums up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ocrlab import export
from ocrlab.cli.arguments import pipeline_of, say_fallback, settings_of
from ocrlab.cli.console import answer, answer_json, progress, say
from ocrlab.errors import FileError, ParamError
from ocrlab.search import CURATED, Pages, Plan, Source, Study, Summary, Trial
from ocrlab.search.command import FLAGS, GROUP_BY, STUDY, Flag
from ocrlab.search.objective import needs_truth
from ocrlab.search.proving import words
from ocrlab.search.source import SAMPLES
from ocrlab.workers import WorkerPool, local_pool, open_pool

MAX_WORKERS = 64


def _option(flag: Flag) -> Any:
    return typer.Option(flag.name, metavar=flag.metavar or None, help=flag.help)


def search(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help=f"A folder or ZIP of images with NAME.gt.txt, .hocr, .xml ... beside each, one image, or '{SAMPLES}'.",
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
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes that read; OCRLAB_WORKERS, or 1.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Read on the cluster of this Dask scheduler.")
    ] = None,
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
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")] = False,
) -> None:
    """Search for the setting that reads a data set best, and prove it on held-out pages."""
    settings_of(engine, engine_set)
    say_fallback(engine, engine_set)
    plan = Plan.of(
        _texts(vary, space),
        engine=engine,
        settings=dict(pair.partition("=")[::2] for pair in engine_set or []),
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
    carry_out(plan, Source.of(dataset, group_by), Output(as_json, out), study, lambda: _pool(workers, scheduler))


@dataclass(frozen=True)
class Output:
    """How the answer is printed, and the file the best setting goes to, if any."""

    as_json: bool
    file: str | None = None

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
        """Raises `FileError` where the file is there already."""
        if self.file is not None and Path(self.file).exists():
            raise FileError(f"{self.file}: is there already and is not overwritten; choose another name")

    def best(self, summary: Summary) -> None:
        """Write the best setting to the file."""
        if self.file is None:
            return
        try:
            with open(self.file, "x", encoding="utf-8") as file:
                file.write(export.to_yaml(summary.best))
        except FileExistsError:
            self.refuse_to_overwrite()
        except OSError as error:
            reason = error.strerror or error
            raise FileError(f"{self.file}: cannot be written ({reason}); choose another place") from None


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
    for left_out in pages.left_out:
        say(f"left out: {left_out}")
    with open_workers() as pool:
        pool.warm_up(plan.engine, plan.settings)
        search_ = Study(
            plan,
            pages,
            pool,
            name=study,
            workers=len(pool.workers),
            source=source,
            watch=lambda trial: output.trial(trial, plan.metric),
        )
        progress(f"searching {plan.space.count:,} settings on {len(pages.search)} pages as {search_.name}")
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
    output.best(summary)


def _texts(vary: list[str] | None, space: str | None) -> list[str]:
    if space is not None and space not in CURATED:
        raise ParamError(f"space: must be one of {', '.join(CURATED)}, got {space!r}")
    texts = [*(CURATED[space].vary if space else ()), *(vary or [])]
    if not texts:
        raise ParamError("search: nothing may vary; give --vary 'median radius=0..3' or --space denoise")
    return texts


def _pool(workers: int | None, scheduler: str | None) -> WorkerPool:
    if workers is not None and scheduler is not None:
        raise ParamError("search: reads with --workers on this machine or with --scheduler on a cluster; give one")
    if workers is not None and not 1 <= workers <= MAX_WORKERS:
        raise ParamError(f"workers: must be a whole number, 1..{MAX_WORKERS}, got {workers}")
    if scheduler is not None:
        from ocrlab.workers.cluster import cluster_pool

        return cluster_pool(scheduler)
    return local_pool(workers) if workers is not None else open_pool()
