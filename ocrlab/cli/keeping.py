"""Keeping: how does what a command read become a run that the page Runs shows?

It is the run that Tune would have made of the same page under the same setting. It belongs to the lab and not to a
browser: everybody who uses that lab sees it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath

from ocrlab.cli.console import say
from ocrlab.cli.takes import Take
from ocrlab.datasets import Sample
from ocrlab.errors import ParamError
from ocrlab.recipe import Choice
from ocrlab.wording import shown_name


class Keeper:
    """Puts runs into the lab's store. Raises `ParamError` for a lab that keeps none, `FileError` for a store that
    cannot be opened: before any page is read."""

    def __init__(self, normalise: str, dpi: int) -> None:
        from ocrlab.store import COMMAND_LINE, run_bounds, shared_store

        self.normalise, self.dpi = normalise, dpi
        self._store, self._bounds = shared_store(), run_bounds()
        if self._bounds.keeps_nothing:
            raise ParamError("keep: this lab keeps no runs, because OCRLAB_RUNS or OCRLAB_RUNS_DAYS is 0; unset it")
        self._store.run_choices(COMMAND_LINE)

    def keep(self, take: Take, sample: Sample, choice: Choice) -> None:
        """Store the run, and say under which number. Raises `FileError` where that cannot be done."""
        from ocrlab.delivery.thumbnails import thumbnail
        from ocrlab.runs import PastRun, Source, stored_run
        from ocrlab.store import COMMAND_LINE

        name = PurePath(sample.name).name or sample.name  # as Tune calls a file that is opened there
        sha = hashlib.sha256(take.data()).hexdigest() if take.data else ""
        source = Source(sha=sha, page=take.page, dpi=self.dpi)
        small = thumbnail(choice.asked.filtered)
        run = stored_run(replace(choice.run, name=name), sample, source, self.normalise, small)
        self._store.put_runs(COMMAND_LINE, [run], self._bounds)
        say(f"{shown_name(take.name)}: kept as run {PastRun(run).number} on the page Runs")
