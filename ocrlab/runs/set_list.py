"""Set list: which batches and studies are there, how far are they, and may one be deleted?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ocrlab.batch import running as batches
from ocrlab.batch.alone import is_under_way
from ocrlab.errors import InputError
from ocrlab.search import running as studies
from ocrlab.search import turns
from ocrlab.store import SetName, Store, StoredBatch, StoredStudy
from ocrlab.wording import counted, listed

STATES = {"done": "done", "stopped": "stopped", "failed": "failed"}
MAX_NAMES = 3  # of settings and places that a line tells; the others are counted


@dataclass(frozen=True)
class SetLine:
    """What a list says of a batch or a study. ``about`` is what is read, and how; ``state`` is a word."""

    set: SetName
    title: str
    tag: str
    note: str
    state: str
    created: float
    about: str

    @property
    def shown(self) -> str:
        """What people call it; else its name."""
        return self.title or self.set.name

    def holds(self, words: str) -> bool:
        """Does it have each of these words somewhere?"""
        sought = f"{self.title} {self.set.name} {self.set.kind} {self.tag} {self.note} {self.about}".casefold()
        return all(word in sought for word in words.casefold().split())


def set_lines(store: Store) -> list[SetLine]:
    """Every batch and study that is not deleted, the newest first."""
    lines = [_line(store, SetName("batch", batch.name), batch, _of_batch(batch.spec)) for batch in store.batches()]
    lines += [_line(store, SetName("study", study.name), study, _of_study(study.spec)) for study in store.studies()]
    return sorted(lines, key=lambda line: -line.created)


def delete(store: Store, sets: Iterable[SetName]) -> None:
    """Take sets out of the list; they can be had back for a day.

    Raises `InputError`, and deletes none, where one of them is under way.
    """
    sets = tuple(sets)
    for kind, name in sets:
        if at_work(store, SetName(kind, name)):
            page = "Batch" if kind == "batch" else "Search"
            raise InputError(
                f"{kind}: {name!r} is under way and was not deleted; stop it on the page {page} first, or where it "
                "was begun"
            )
    store.delete_sets(sets)
    for kind, name in sets:
        (batches if kind == "batch" else studies).drop(store, name)


def at_work(store: Store, set: SetName) -> bool:
    """Is some process at this batch or study, as far as that can be told from here?"""
    if set.kind == "batch":
        batch_runner = batches.runner_of(store, set.name)
        return (batch_runner is not None and batch_runner.alive) or is_under_way(set.name)
    study_runner, study = studies.runner_of(store, set.name), store.study(set.name)
    here = study_runner is not None and study_runner.alive
    return here or (study is not None and turns.at_work(study, store.trials(set.name)))


def _line(store: Store, set: SetName, stored: StoredBatch | StoredStudy, about: str) -> SetLine:
    state = STATES.get(stored.state) or ("on its way" if at_work(store, set) else "interrupted")
    return SetLine(set, stored.title, stored.tag, stored.note, state, stored.created, about)


def _of_batch(spec: dict[str, Any]) -> str:
    plan = spec.get("plan", {})
    names = [str(choice.get("name", "")) for choice in plan.get("choices", [])]
    return f"{_some(names)} with {plan['engine']}" if names and plan.get("engine") else _some(names)


def _of_study(spec: dict[str, Any]) -> str:
    plan, pages = spec.get("plan", {}), counted(len(spec.get("pages", [])), "page")
    return f"{pages}, {plan['metric'].upper()} with {plan['engine']}" if plan.get("metric") else pages


def _some(names: list[str]) -> str:
    rest = len(names) - MAX_NAMES
    return listed([*names[:MAX_NAMES], *([counted(rest, "other")] if rest > 0 else [])])
