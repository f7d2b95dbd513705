"""Diagnose: what is measurably wrong with these pages, and what is worth trying?"""

from __future__ import annotations

import time

import typer

from ocrlab.cli.console import answer, answer_json, progress
from ocrlab.cli.options import AsJson, Dpi, Images, PageNumber
from ocrlab.cli.takes import Take, for_each_take, takes_of
from ocrlab.diagnose import Diagnosis, hints
from ocrlab.diagnose import diagnose as diagnosed
from ocrlab.wording import shown_name


def diagnose(images: Images, page: PageNumber = None, dpi: Dpi = 200, as_json: AsJson = False) -> None:
    """Measure what is wrong with pages, and name the filters worth trying.

    Nothing is read. Of a folder or ZIP every page is taken.
    """

    def measure_one(take: Take) -> None:
        progress(f"measuring {shown_name(take.name)}")
        sample = take.load()
        start = time.perf_counter()
        diagnosis = diagnosed(sample.image)
        seconds = round(time.perf_counter() - start, 4)
        if as_json:
            proposed = [hint.to_dict() for hint in hints(diagnosis)]
            qualities, stated = diagnosis.to_dict(), sample.dpi
            answer_json(
                {"image": take.name, "qualities": qualities, "dpi": stated, "hints": proposed, "seconds": seconds}
            )
        else:
            answer(f"{shown_name(take.name)}: {diagnosis.sentence}")
            answer(_in_full(diagnosis, sample.dpi))

    if not for_each_take(takes_of(images, page, dpi), measure_one):
        raise typer.Exit(2)


def _in_full(diagnosis: Diagnosis, dpi: float | None) -> str:
    told = [finding for finding in diagnosis.findings if finding.value is not None]
    lines = [f"    {f.measure.title:<15} {f.text:>12}  {f.verdict}" for f in told]
    if dpi is not None:
        lines.append(f"    {'Resolution':<15} {f'{dpi:.0f} dpi':>12}  as the file states it")
    for hint in hints(diagnosis):
        stages = " ".join(f'--stage "{stage}"' for stage in hint.stages)
        lines.append(f"    {hint.finding}: try {hint.title}. {hint.because}\n        {stages}")
    return "\n".join(lines)
