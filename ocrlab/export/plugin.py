"""Plugin: how does OCRmyPDF filter its pages as a setting does, before it reads them?

OCRmyPDF lays the text that is read over the page as it was, so the filtered image may be larger or smaller in
proportion and nothing else: stages that move the text are left out, and said.
"""

from __future__ import annotations

from dataclasses import replace

from ocrlab.export.parts import body, head, parts
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.recipe import Learnt, Recipe
from ocrlab.wording import counted, listed

_IMPORTS = (
    "import numpy as np",
    "from PIL import Image, ImageOps",
    "from ocrmypdf import hookimpl",
)
_HOOKS = '''VISIBLE = False  # True: the page in the PDF is filtered, too, where it becomes an image (--force-ocr)


def filtered_picture(picture):
    """The picture after all stages, with the dots per inch that keep its size on paper."""
    result = Image.fromarray(filtered(opened(picture)))
    dots = picture.info.get("dpi")
    if dots:
        sides = zip(dots, result.size, picture.size, strict=True)
        result.info["dpi"] = tuple(float(dot) * new / old for dot, new, old in sides)
    return result


@hookimpl
def filter_ocr_image(page, image):
    """What the OCR sees."""
    return filtered_picture(image)


@hookimpl
def filter_page_image(page, image_filename):
    """What stands in the PDF."""
    if not VISIBLE:
        return image_filename
    with Image.open(image_filename) as picture:
        result = filtered_picture(picture)
    output = image_filename.with_name(f"{image_filename.stem}_filtered.png")
    result.save(output, "PNG", **{key: result.info[key] for key in ("dpi",) if key in result.info})
    return output'''
_INSTEAD = {
    "deskew": "ocrmypdf --deskew",
    "quarter_turn": "ocrmypdf --rotate-pages",
    "upright": "ocrmypdf --rotate-pages",
}


def to_plugin(setting: Pipeline | Recipe, name: str = "filter_plugin.py", learnt: Learnt | None = None) -> str:
    """The plugin, on the same stand-alone lines as the Python script.

    Raises `PipelineError` for an own filter whose file cannot be taken apart.
    """
    left = dict.fromkeys(stage.filter for stage in _left_out(setting))
    pieces = parts(_without_moves(setting), opencv=False, learnt=learnt)
    notes = [
        f"Left out: {filter_}, because the text would no longer lie on the page."
        + (f" Use {_INSTEAD[filter_]}." if filter_ in _INSTEAD else "")
        for filter_ in left
    ]
    comment = head(
        setting,
        "Filter the pages that OCRmyPDF reads, as OCR Lab does.",
        f"ocrmypdf --plugin {name} IN.pdf OUT.pdf",
        replace(pieces, packages=("ocrmypdf", *pieces.packages)),
        notes,
        learnt,
    )
    return f"{comment}\n\n{body(pieces, _IMPORTS, _HOOKS)}"


def _without_moves(setting: Pipeline | Recipe) -> Pipeline | Recipe:
    if isinstance(setting, Recipe):
        return replace(setting, settings=tuple(map(_still, setting.settings)))
    return _still(setting)


def _still(pipeline: Pipeline) -> Pipeline:
    """The pipeline with the stages that move text switched off."""
    return Pipeline(tuple(replace(stage, enabled=False) if _moves_text(stage) else stage for stage in pipeline.stages))


def _left_out(setting: Pipeline | Recipe) -> list[Stage]:
    pipelines = setting.settings if isinstance(setting, Recipe) else (setting,)
    return [stage for each in pipelines for stage in each.stages if stage.enabled and _moves_text(stage)]


def _moves_text(stage: Stage) -> bool:
    """Whether text lies elsewhere on the page afterwards, sizes apart."""
    if stage.filter in ("scale", "scale_to_text"):
        return False
    if stage.filter == "resize":
        return bool(stage.settings["width"] and stage.settings["height"])
    return stage.declaration.moves


def left_out(pipeline: Pipeline) -> str:
    """Which stages the plugin leaves out, in a sentence; empty where none."""
    names = [stage.declaration.title for stage in _left_out(pipeline)]
    if not names:
        return ""
    return f"{counted(len(names), 'stage')} left out, because the text would not lie on the page: {listed(names)}."
