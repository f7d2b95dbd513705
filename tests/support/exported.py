"""Exported scripts, run where the lab cannot be imported: many at once in one process, so that it stays cheap."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from paths import ROOT

from ocrlab.errors import OcrLabError
from ocrlab.export import export
from ocrlab.filters import Filter
from ocrlab.pipeline import Pipeline, Region, Stage

GRAIN = ROOT / "ocrlab" / "filters" / "networks" / "grain.onnx"

_RUNNER = """
import json, sys
import numpy as np

class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "ocrlab":
            raise ImportError("a script asked for the lab")

sys.meta_path.insert(0, Nowhere())
pages, spaces, results = dict(np.load("pages.npz")), {}, {}
for number, (script, constants, page) in enumerate(json.load(open("asked.json"))):
    if script not in spaces:
        spaces[script] = {"__name__": "script", "__file__": script}
        exec(compile(open(script).read(), script, "exec"), spaces[script])
    spaces[script].update((key, tuple(value) if isinstance(value, list) else value) for key, value in constants.items())
    try:
        results[str(number)] = spaces[script]["filtered"](pages[page])
    except ValueError as error:
        results[str(number)] = np.array(str(error))
np.savez("results.npz", **results)
"""


class Apart(NamedTuple):
    """How far two pages are apart: how many pixels differ, and by how many levels at most."""

    pixels: int
    levels: int


@dataclass
class Trials:
    """Stages to be tried on pages, by the lab and by one exported script a filter, whose constants are set anew.

    ``run`` returns how far the two are apart: for each trial what was tried, and the difference; None where the lab and
    the script refuse alike. ``python`` is the interpreter that runs the scripts.
    """

    folder: Path
    pages: dict[str, np.ndarray]
    kind: str = "python"
    python: str = sys.executable
    scripts: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def add(self, filter_: Filter, values: dict[str, Any], page: str, region: Region | None = None) -> None:
        stage = Stage.of(filter_.name, values, region=region)
        name = f"{filter_.name}{'_region' if region else ''}.py"
        if name not in self.scripts:
            self.scripts[name] = export(Pipeline((stage,)), self.kind)
        constants = {f"{filter_.name.upper()}_{key.upper()}": value for key, value in stage.values}
        if region:
            constants[f"{filter_.name.upper()}_REGION"] = list(region)
        self.asked.append((name, constants, page))
        self.stages.append(stage)

    def run(self) -> list[tuple[Stage, str, Apart | None]]:
        for name, text in self.scripts.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        shutil.copy(GRAIN, self.folder)
        (self.folder / "run.py").write_text(_RUNNER)
        (self.folder / "asked.json").write_text(json.dumps(self.asked))
        np.savez(self.folder / "pages.npz", **self.pages)
        command = [self.python, "-I", "run.py"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        with np.load(self.folder / "results.npz") as results:
            return [
                (stage, page, self._apart(stage, page, results[str(number)]))
                for number, (stage, (_, _, page)) in enumerate(zip(self.stages, self.asked, strict=True))
            ]

    def _apart(self, stage: Stage, page: str, result: np.ndarray) -> Apart | None:
        try:
            wanted = stage.apply(self.pages[page])
        except OcrLabError as error:
            assert result.dtype.kind == "U", f"{stage} on {page}: the lab refuses ({error}), the script does not"
            return None
        assert result.dtype == np.uint8, f"{stage} on {page}: {result}"
        assert result.shape == wanted.shape, f"{stage} on {page}: {result.shape}, wanted {wanted.shape}"
        levels = np.abs(result.astype(int) - wanted)
        differing = levels.any(axis=2) if levels.ndim == 3 else levels
        return Apart(int(np.count_nonzero(differing)), int(levels.max()))
