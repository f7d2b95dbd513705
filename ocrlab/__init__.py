"""OCR Lab: what does an image filter do to what the OCR reads, and which setting reads best?

    from ocrlab import Pipeline, read, save
    pipeline = Pipeline.of("grayscale", "median radius=1", "otsu")
    save("source.png", pipeline, "result/")
    print(read("source.png", pipeline, truth="source.gt.txt").score["cer"])

Importing this package loads nothing heavy: each name is fetched from its module when it is first asked for (PEP 562).
Every command begins with this import, and all the names together would load OpenCV and every filter.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "Pipeline": "ocrlab.pipeline",
    "Stage": "ocrlab.pipeline",
    "Run": "ocrlab.run",
    "perform": "ocrlab.run",
    "Recipe": "ocrlab.recipe",
    "load_recipe": "ocrlab.recipe",
    "read": "ocrlab.recipe",
    "save": "ocrlab.run",
    "Reading": "ocrlab.reading",
    "Word": "ocrlab.reading",
    "Sample": "ocrlab.datasets",
    "Rate": "ocrlab.scoring",
    "Score": "ocrlab.scoring",
    "score": "ocrlab.scoring",
    "OcrLabError": "ocrlab.errors",
}
__all__ = [
    "OcrLabError",
    "Pipeline",
    "Rate",
    "Reading",
    "Recipe",
    "Run",
    "Sample",
    "Score",
    "Stage",
    "Word",
    "__version__",
    "load_recipe",
    "perform",
    "read",
    "save",
    "score",
]

if TYPE_CHECKING:
    from ocrlab.datasets import Sample
    from ocrlab.errors import OcrLabError
    from ocrlab.pipeline import Pipeline, Stage
    from ocrlab.reading import Reading, Word
    from ocrlab.recipe import Recipe, load_recipe, read
    from ocrlab.run import Run, perform, save
    from ocrlab.scoring import Rate, Score, score


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ocrlab' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
