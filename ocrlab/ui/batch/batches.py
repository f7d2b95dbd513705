"""Which batches are there, which are on their way, and which one is looked at?"""

from __future__ import annotations

from ocrlab.batch import running
from ocrlab.store import StoredBatch, shared_store
from ocrlab.ui import frame, names
from ocrlab.ui.batch.state import BatchState
from ocrlab.ui.search import tune_page

NEW = "New batch"
MAX_LISTED = 50  # the newest
LINK = "batch"  # in the page's address, so that a batch is found again after a reload and a restart


def choose(state: BatchState) -> None:
    """The list of batches in the sidebar."""
    frame.heading("Batches")
    batches = {batch.name: batch for batch in shared_store().batches()[:MAX_LISTED] if batch.spec.get("inputs")}
    if not state.came_by_address:
        state.arrive(names.linked(LINK, batches, _missing))
    if state.batch and state.batch not in batches and running.runner_of(shared_store(), state.batch) is None:
        state.look_at(None)  # removed, by somebody else perhaps
    icons = {name: _icon(batch) for name, batch in batches.items()}
    titles = {name: batch.title for name, batch in batches.items()}
    names.show(LINK, "batches", state.batch, icons, state.look_at, new=NEW, titles=titles)


def _missing(name: str) -> None:
    tune_page.notice(f"There is no batch {name!r} here; choose one on the left, or begin a new one.")


def _icon(batch: StoredBatch) -> str:
    runner = running.runner_of(shared_store(), batch.name)
    alive = runner is not None and runner.alive
    return names.icon(batch.state, alive, bool(runner and runner.batch and runner.batch.paused))
