"""Scripts: how does a setting run as a Python file that needs no lab?"""

from __future__ import annotations

from ocrlab.export.parts import body, head, parts
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe

_IMPORTS = (
    "import io",
    "import sys",
    "from pathlib import Path",
    "import numpy as np",
    "from PIL import Image, ImageOps",
)
_MAIN = '''def main():
    """python {name} IN.png OUT.png"""
    if len(sys.argv) != 3:
        raise SystemExit(f"write: python {{sys.argv[0]}} IN.png OUT.png")
    source, target = map(Path, sys.argv[1:])
    try:
        with Image.open(source) as picture:
            result = filtered(opened(picture))
        buffer = io.BytesIO()
        Image.fromarray(result).save(buffer, "PNG")
        with target.open("xb") as file:  # never overwrites
            file.write(buffer.getvalue())
    except (OSError, ValueError) as error:
        raise SystemExit(f"{{source}}: {{error}}") from None


if __name__ == "__main__":
    main()'''
_READS = "It opens 8-bit pictures (PNG, JPEG, TIFF ...), the first page of several; PDF and 16 bits it does not."


def to_python(setting: Pipeline | Recipe, name: str = "script.py", learnt: Learnt | None = None) -> str:
    """A script on NumPy, SciPy, scikit-image and Pillow that filters one file; OpenCV only where a filter is OpenCV's.

    ``learnt`` says what a recipe was learnt on. Raises `PipelineError` for an own filter whose file cannot be taken
    apart.
    """
    return _script(setting, name, learnt, opencv=False)


def to_opencv(setting: Pipeline | Recipe, name: str = "script.py", learnt: Learnt | None = None) -> str:
    """The same with OpenCV at work wherever the lab has it at work: faster, with the same pixels."""
    return _script(setting, name, learnt, opencv=True)


def _script(setting: Pipeline | Recipe, name: str, learnt: Learnt | None, *, opencv: bool) -> str:
    pieces = parts(setting, opencv=opencv, learnt=learnt)
    shown = "Filter a picture as OCR Lab does" + (", with OpenCV." if opencv else ".")
    comment = head(setting, shown, f"python {name} IN.png OUT.png", pieces, [_READS], learnt)
    return f"{comment}\n\n{body(pieces, _IMPORTS, _MAIN.format(name=name))}"
