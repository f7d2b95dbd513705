"""Paperless: how does paperless-ngx filter each picture as a setting does, before it takes it in?"""

from __future__ import annotations

from ocrlab.export.parts import body, head, parts
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe

_IMPORTS = (
    "import os",
    "import sys",
    "import tempfile",
    "from pathlib import Path",
    "import numpy as np",
    "from PIL import Image, ImageOps",
)
_NOTES = (
    "paperless-ngx runs it before it takes a document in: PAPERLESS_PRE_CONSUME_SCRIPT=/path/to/{name}",
    "It filters the working copy of PNG, JPEG, TIFF and WebP; the file that was put in stays as it is. Other files,",
    "PDF among them, and pictures of several pages are taken in unfiltered. For PDF export the OCRmyPDF plugin, and",
    'set PAPERLESS_OCR_USER_ARGS={{"plugins": ["/path/to/filter_plugin.py"]}}',
)
_MAIN = '''FORMATS = {
    "PNG": {},
    "JPEG": {"quality": 95, "subsampling": 0},
    "TIFF": {"compression": "tiff_lzw"},
    "WEBP": {"lossless": True},
}


def main():
    """Filter the document that paperless-ngx names, in its place."""
    path = os.environ.get("DOCUMENT_WORKING_PATH")
    if not path:
        raise SystemExit("DOCUMENT_WORKING_PATH is not set; paperless-ngx sets it and runs this script")
    path = Path(path)
    try:
        picture = Image.open(path)
    except OSError:
        print(f"{path.name}: is no picture; taken in unfiltered")
        return
    with picture:
        kind, pages, dots = picture.format, getattr(picture, "n_frames", 1), picture.info.get("dpi")
        if kind not in FORMATS or pages > 1:
            print(f"{path.name}: {kind}, {pages} pages; taken in unfiltered")
            return
        try:
            result = Image.fromarray(filtered(opened(picture)))
        except (OSError, ValueError) as error:
            print(f"{path.name}: {error}; taken in unfiltered", file=sys.stderr)
            return
    # Beside the document and then in its place, so that there is no moment with half a file.
    number, name = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
    try:
        with os.fdopen(number, "wb") as file:
            result.save(file, kind, **FORMATS[kind], **({"dpi": dots} if dots else {}))
        os.chmod(name, path.stat().st_mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    print(f"{path.name}: filtered")


if __name__ == "__main__":
    main()'''


def to_paperless(setting: Pipeline | Recipe, name: str = "pre_consume.py", learnt: Learnt | None = None) -> str:
    """The pre-consume script, on the same stand-alone lines as the Python script.

    Raises `PipelineError` for an own filter whose file cannot be taken apart.
    """
    pieces = parts(setting, opencv=False, learnt=learnt)
    comment = head(
        setting,
        "Filter what paperless-ngx takes in, as OCR Lab does.",
        f"chmod +x {name}",
        pieces,
        [note.format(name=name) for note in _NOTES],
        learnt,
    )
    return f"#!/usr/bin/env python3\n{comment}\n\n{body(pieces, _IMPORTS, _MAIN)}"
