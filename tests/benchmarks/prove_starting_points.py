"""What are the starting points worth? Repeats the search of each and writes its file, or says that it is not proven.

    python -m tests.benchmarks.prove_starting_points                 # all of them
    python -m tests.benchmarks.prove_starting_points low_light  # this one

A search spoils the lab's clean documents, looks for the setting on two of them and proves it on the six others. What
the setting does to the same documents where nothing spoils them is read here as well. One that does not help for
sure loses its file.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ocrlab.datasets import clean_documents
from ocrlab.pipeline import Pipeline
from ocrlab.recipe.proven import FOLDER, HeldOut, StartingPoint, written_point
from ocrlab.run import perform
from ocrlab.scoring import micro

ENGINE = "easyocr"
BEGIN = "python -m ocrlab search sample-documents"
END = "--hold-out 0.75 --seed 1"


@dataclass(frozen=True)
class Wanted:
    """A kind of page: what it is called, which pages those are, what its search spoils and varies, and what reads."""

    title: str
    pages: str
    search: str
    engine: str = ENGINE


WANTED = {
    "specks": Wanted(
        "Scan full of specks",
        "Bad bilevel scans, faxes and dust: black and white specks on a fifth of the page.",
        "--stage 'salt_and_pepper share=0.2' --space denoise --trials 12",
    ),
    "low_light": Wanted(
        "Low-light photo",
        "Photographs taken in the dark, full of grain.",
        "--stage 'low_light counts=8 read_noise=1.5' --space 'low light' --trials 16",
    ),
    "low_resolution": Wanted(
        "Low resolution",
        "Screenshots and scans whose letters are only a few pixels high.",
        "--stage 'small_print factor=0.45' --vary 'scale? factor=1.5|2|3' "
        "--vary 'unsharp|none amount=0.5..2:0.5' --trials 10",
    ),
    "poor_print": Wanted(
        "Poor print",
        "Worn ribbons, low toner and third copies: letters with gaps and specks.",
        "--stage poor_print --vary 'gaussian|median|remove_impulses|despeckle|none' "
        "--vary 'scale? factor=1.5|2' --vary 'otsu|sauvola|none' --trials 20",
        "tesseract",
    ),
    "compressed_jpeg": Wanted(
        "Compressed JPEG",
        "Pictures saved small: blocks, and ringing round the letters.",
        "--stage 'heavy_jpeg quality=8' --vary 'gaussian|median|bilateral|none' --vary 'scale? factor=1.5|2|3' "
        "--trials 16",
        "tesseract",
    ),
    "photo_of_a_page": Wanted(
        "Photo of a page",
        "Photographs by a lamp or a window: darker to one side, with the shadow of a hand.",
        "--stage 'uneven_light strength=0.85' --stage 'cast_shadow strength=0.7' "
        "--vary 'flatten? radius=20..60:20' --sampler grid",
        "tesseract",
    ),
    "carbon_copy": Wanted(
        "Faint carbon copy",
        "Copies typed through carbon paper: soft, pale letters, the back showing through thin paper whose fibres show.",
        "--stage 'poor_print wear=0.05 fading=0.7 specks=0' --stage 'blur sigma=1.5' "
        "--stage 'bleed_through strength=0.2 blurred=2' --stage 'low_contrast share=0.3' "
        "--stage 'paper_texture strength=0.15' --vary 'flatten? radius=20..60:20' "
        "--vary 'gaussian|median|unsharp|none' --vary 'scale? factor=1.5|2' --vary 'otsu|sauvola|none' --trials 20",
        "tesseract",
    ),
    "old_typescript": Wanted(
        "Old typescript",
        "Pages typed with a tired ribbon on paper that has yellowed and been stained: letters uneven and broken.",
        "--stage 'poor_print wear=0.2 fading=0.7 specks=0.001' --stage 'blur sigma=0.7' "
        "--stage 'tint red=240 green=225 blue=185' --stage stains --stage 'paper_texture strength=0.12' "
        "--vary 'grayscale? channel=red' --vary 'gaussian|bilateral|none gaussian.sigma=0.8..1.6:0.4' "
        "--vary 'scale? factor=1.5|2' --vary 'sauvola|otsu|none' --trials 20",
        "tesseract",
    ),
    "receipt": Wanted(
        "Receipt",
        "Thermal print, creased, curled and scanned small: pale, patchy letters, with folds across and along.",
        "--stage 'poor_print wear=0.1 fading=0.8 specks=0' --stage 'low_contrast share=0.4' "
        "--stage 'fold_lines width=3' --stage 'curl depth=0.02' --stage 'small_print factor=0.65' "
        "--vary 'remove_lines? thickness=6..10:4' --vary 'dewarp?' --vary 'scale? factor=1.5|2' "
        "--vary 'auto_contrast|clahe|thicken|none' --trials 20",
        "tesseract",
    ),
}


def searched(command: str) -> dict[str, Any]:
    """What the command says at its end."""
    words = [sys.executable, *shlex.split(command)[1:], "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@cache
def clean_cer(pipeline: Pipeline, engine: str) -> float:
    """The CER of the clean documents under a setting, all as one text."""
    runs = (perform(entry.load(), pipeline, engine) for entry in clean_documents())
    return micro([run.score for run in runs if run.score])["cer"].rate


def prove(name: str, wanted: Wanted) -> str:
    """Search, and write or remove the file; what came of it in a line."""
    named = "" if wanted.engine == ENGINE else f"--engine {wanted.engine} "
    command = f"{BEGIN} {wanted.search} {named}{END}"
    summary = searched(command)
    proof, best = summary["held_out"], Pipeline.from_dict(summary["best"]).filtering
    low, high = proof["difference"]
    held_out = HeldOut(proof["no_filter"]["rate"], proof["best"]["rate"], low, high, proof["pages"])
    file = FOLDER / f"{name}.yaml"
    if not best.stages or proof["verdict"] != "better":
        file.unlink(missing_ok=True)
        return f"{wanted.title}: not proven, so it is not listed ({best}: {held_out})"
    clean = clean_cer(Pipeline(), wanted.engine), clean_cer(best, wanted.engine)
    point = StartingPoint(name, wanted.title, wanted.pages, best, command, wanted.engine, held_out, clean)
    file.write_text(written_point(point), "utf-8")
    return f"{wanted.title}: {best}: {held_out}. {point.harm}"


if __name__ == "__main__":
    for key in sys.argv[1:] or WANTED:
        print(prove(key, WANTED[key]), flush=True)
