"""Differing: what of two or more runs is not the same? What all of them share is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocrlab.runs.record import PastRun

NOTHING = "-"


@dataclass(frozen=True)
class Difference:
    """One thing that differs, and what it is in each run; "-" where a run has no such thing."""

    name: str
    values: tuple[str, ...]


def differences(runs: Sequence[PastRun]) -> list[Difference]:
    """What differs between runs: page, filters with their values, engine, settings, versions of libraries."""
    facts = [_facts(run) for run in runs]
    names = dict.fromkeys(name for each in facts for name in each)
    rows = [Difference(name, tuple(each.get(name, NOTHING) for each in facts)) for name in names]
    return [row for row in rows if len(set(row.values)) > 1]


def _facts(run: PastRun) -> dict[str, str]:
    """All that made a run, each under a name a person understands, in the order in which it matters."""
    stored = run.stored
    facts = {"page": f"{stored.image} ({stored.digest[:8]})"}
    facts |= _stages(stored.facts["pipeline"]["stages"])
    facts |= {f"own filter {own['name']}": own["sha256"][:12] for own in stored.facts["own_filters"]}
    facts |= {"engine": stored.engine, f"{stored.engine}'s version": run.version}
    facts |= {f"{stored.engine} {name}": _text(value) for name, value in run.settings.items()}
    facts["crop"] = _text(stored.facts["crop"]) if stored.facts["crop"] else "whole page"
    facts["text boxes"] = "locked" if stored.facts["text_boxes"] else "found by the engine"
    facts["normalisation"] = run.normalise
    facts |= {f"version of {name}": version for name, version in run.libraries.items()}
    return facts


def _stages(stages: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    facts = {"filters": ", ".join(str(stage["filter"]) for stage in stages) or "none"}
    so_far: Counter[str] = Counter()
    for stage in stages:
        name = str(stage["filter"])
        so_far[name] += 1
        number = f" ({so_far[name]})" if so_far[name] > 1 else ""
        facts |= {f"{name}{number} {key}": _text(value) for key, value in stage.items() if key != "filter"}
    return facts


def _text(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case list() | tuple():
            return ", ".join(map(_text, value)) or "none"
        case float():
            return f"{value:g}"
    return str(value)
