"""Weights: where are the networks that come inside the package rapidocr, and are they what they should be?

Only its files are used. The package's own call fetches what it misses from the network, reads a page in one go that
cannot be stopped, writes to the log, and is configured through a library of its own.
"""

from __future__ import annotations

import hashlib
import importlib.util
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ocrlab.errors import EngineError
from ocrlab.filters.networks import line_turn
from ocrlab.languages import LATIN, LETTERS, SCRIPTS, script_of
from ocrlab.machine import package_folder

if TYPE_CHECKING:
    import openvino

DETECTOR, RECOGNISER, CLASSIFIER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx", line_turn.FILE
SHA256 = {  # as the package's MODEL_LICENSES.md gives them
    DETECTOR: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    RECOGNISER: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    CLASSIFIER: line_turn.SHA256,
}
EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA"})
ORDINALS = "ªº"
WAY_ON = "install it again: pip install --force-reinstall --no-deps rapidocr==3.10.0"


def folder() -> Path | None:
    """Where the package keeps its networks; None where it is not installed."""
    package = package_folder("rapidocr")
    return package / "models" if package else None


def missing() -> str | None:
    """Why the networks cannot be had here, and the way to get them; None where all files are there."""
    place = folder()
    if place is None:
        return "rapidocr is not installed; install requirements.txt"
    if absent := [name for name in SHA256 if not (place / name).is_file()]:
        return f"the package rapidocr has come without its file {absent[0]}; {WAY_ON}"
    if importlib.util.find_spec("openvino") is None:
        return "it runs on OpenVINO, which is not installed; install requirements.txt"
    return None


def network(name: str) -> openvino.Model:
    """A network, after its file's SHA-256 was compared. Raises `EngineError` where it is missing or another one."""
    import openvino

    if reason := missing():
        raise EngineError(f"rapidocr: {reason}")
    place = folder()
    assert place is not None
    try:
        data = (place / name).read_bytes()
    except OSError as error:
        raise EngineError(f"rapidocr: {place / name} cannot be read ({error.strerror}); {WAY_ON}") from error
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise EngineError(f"rapidocr: the weights file {place / name} is damaged or not the one of 3.10.0; {WAY_ON}")
    return openvino.Core().read_model(data, b"")


@cache
def characters() -> tuple[str, ...]:
    """What each class of the recogniser stands for: nothing (CTC's blank), its dictionary, a space."""
    dictionary = network(RECOGNISER).get_rt_info()["framework"]["character"].value.splitlines()
    return ("", *dictionary, " ")


def allowed(values: Mapping[str, Any]) -> np.ndarray | None:
    """The classes that may be read under these settings, nothing among them; None where all may."""
    wanted = {character for character in characters() if written(character, values["languages"])}
    if values["allowlist"]:
        wanted &= {*values["allowlist"], " "}
    else:
        wanted -= set(values["blocklist"])
    if len(wanted) == len(characters()):
        return None
    return np.array([number for number, character in enumerate(characters()) if not number or character in wanted])


def written(character: str, languages: Iterable[str]) -> bool:
    """Is a character written in any of these languages? Signs and figures are, wide ones in East Asian languages."""
    scripts = frozenset[str]().union(*(SCRIPTS[code] for code in languages))
    if not character.isalpha() or character in ORDINALS:
        return bool(scripts & EAST_ASIAN) or not character or unicodedata.east_asian_width(character) not in "WF"
    if character.isascii():  # a word or a name in Latin letters stands in a text of any script
        return True
    script = script_of(character)
    if script == LATIN and LATIN in scripts:
        return any(character.lower() in LETTERS.get(code, ()) for code in languages)
    return script in scripts
