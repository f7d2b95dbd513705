"""How is a setting searched for from a script? A line a trial, then one that sums up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ocrlab import datasets, export
from ocrlab.cli.arguments import pipeline_of, say_fallback, settings_of
from ocrlab.cli.console import answer, answer_json, progress, say
from ocrlab.errors import FileError, ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import METRICS
from ocrlab.search import CURATED, SAMPLERS, Pages, Plan, Study, Trial, groups
from ocrlab.search.objective import CONFIDENCE
from ocrlab.search.words import lines, trial_line, verdict
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.workers import WorkerPool, local_pool, open_pool

SAMPLES = "samples"
MOST_WORKERS = 64


def search(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help=f"A folder or ZIP of images with NAME.gt.txt, .hocr, .xml ... beside each, one image, or '{SAMPLES}'.",
        ),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="WHAT",
            help='What may vary: "median radius=0..3", "otsu|sauvola|none window=15..51:4", "deskew?", '
            '"order median otsu"; repeat for more.',
        ),
    ] = None,
    space: Annotated[
        str | None, typer.Option("--space", metavar="NAME", help=f"A ready-made space: {', '.join(CURATED)}.")
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option("--stage", metavar="STAGE", help="A stage of the current setting, which is trial 1."),
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="P.yaml", help="The current setting as a pipeline file.")
    ] = None,
    metric: Annotated[
        str,
        typer.Option(
            "--metric",
            metavar="NAME",
            help=f"What to improve: {', '.join(METRICS)}, or {CONFIDENCE} where there is no truth.",
        ),
    ] = "cer",
    sampler: Annotated[
        str, typer.Option("--sampler", metavar="|".join(SAMPLERS), help="How the next setting is chosen.")
    ] = "tpe",
    trials: Annotated[
        int | None,
        typer.Option("--trials", metavar="N", help="Settings to try; 60 if not given, with grid every point."),
    ] = None,
    hold_out: Annotated[
        float, typer.Option("--hold-out", metavar="SHARE", help="Share of the pages kept for the proof.")
    ] = 0.3,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Draws the held-out pages and the settings.")] = 0,
    study: Annotated[
        str | None,
        typer.Option("--study", metavar="NAME", help="A name to go on under; the same search goes on by itself."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes that read; OCRLAB_WORKERS, or 1.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Read on the cluster of this Dask scheduler.")
    ] = None,
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help="What reads the pages.")] = "easyocr",
    engine_set: Annotated[
        list[str] | None,
        typer.Option(
            "--engine-set",
            metavar="KEY=VALUE",
            help="A setting of the engine; without speed=... the search reads at draft speed and the proof exactly.",
        ),
    ] = None,
    normalise: Annotated[
        str, typer.Option("--normalise", metavar="NAME", help="What counts as the same text.")
    ] = DEFAULT_NORMALISATION,
    group_by: Annotated[
        str | None,
        typer.Option(
            "--group-by",
            metavar="COLUMN",
            help="Groups from a column of the folder's manifest.csv, whose first column names the files; "
            "sub-folders if not given.",
        ),
    ] = None,
    locked: Annotated[
        bool,
        typer.Option("--locked", help="Find text once on the unfiltered page, and only read it under each setting."),
    ] = False,
    out: Annotated[
        str | None, typer.Option("--out", metavar="best.yaml", help="Write the best setting; never overwrites.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")] = False,
) -> None:
    """Search for the setting that reads a data set best, and prove it on held-out pages."""
    settings_of(engine, engine_set)
    say_fallback(engine, engine_set)
    given = dict(pair.partition("=")[::2] for pair in engine_set or [])
    plan = Plan.of(
        _texts(vary, space),
        engine=engine,
        settings=given,
        current=pipeline_of(stage, pipeline),
        metric=metric,
        normalise=normalise,
        sampler=sampler,
        trials=trials if trials is not None or sampler == "grid" else 60,
        hold_out=hold_out,
        seed=seed,
        locked=locked,
    )
    if out is not None and Path(out).exists():
        raise FileError(f"{out}: is there already and is not overwritten; choose another name")
    entries = datasets.builtin_samples() if dataset == SAMPLES else datasets.dataset(dataset)
    if group_by is not None:
        entries = groups.by_column(entries, dataset, group_by)
    pages = Pages.of(
        entries,
        need_truth=metric != CONFIDENCE,
        hold_out=hold_out,
        seed=seed,
        progress=lambda name: progress(f"looking at {name}"),
    )
    for left_out in pages.left_out:
        say(f"left out: {left_out}")

    def watch(trial: Trial) -> None:
        if as_json:
            answer_json(trial.to_dict())
        else:
            answer(trial_line(trial, metric))

    with _pool(workers, scheduler) as pool:
        pool.warm_up(engine, plan.settings)
        source = {"kind": "path", "path": dataset if dataset == SAMPLES else str(Path(dataset).resolve())}
        made = Study(plan, pages, pool, name=study, workers=len(pool.workers), source=source, watch=watch)
        progress(f"searching {plan.space.count:,} settings on {len(pages.search)} pages as {made.name}")
        try:
            summary = made.run()
        except BaseException:
            say(f"{made.name}: kept as far as it is; the same command goes on from there")
            pool.abandon()
            raise
    if as_json:
        answer_json(summary)
    else:
        answer("\n".join(["", verdict(summary), *lines(summary)]))
    for left_out in summary["left_out"]:
        if left_out not in pages.left_out:
            say(f"left out: {left_out}")
    if out is not None:
        _write(out, export.to_yaml(Pipeline.from_dict(summary["best"])))


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
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise ParamError(f"workers: must be a whole number, 1..{MOST_WORKERS}, got {workers}")
    if scheduler is not None:
        from ocrlab.workers.cluster import cluster_pool

        return cluster_pool(scheduler)
    return local_pool(workers) if workers is not None else open_pool()


def _write(out: str, text: str) -> None:
    try:
        with open(out, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise FileError(f"{out}: is there already and is not overwritten; choose another name") from None
    except OSError as error:
        raise FileError(f"{out}: cannot be written ({error.strerror or error}); choose another place") from None
