"""Kinds: in which forms can a setting leave the lab?

One table: the command line, the menu on Tune and Search, and the documentation read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocrlab.errors import PipelineError
from ocrlab.export import aspose, imagemagick, plugin, unpaper
from ocrlab.export.command import to_command, to_link
from ocrlab.export.paperless import to_paperless
from ocrlab.export.pipelines import to_yaml
from ocrlab.export.scripts import to_opencv, to_python
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, written
from ocrlab.wording import listed


def _opencv(pipeline: Pipeline) -> str:
    return to_opencv(pipeline, "script_opencv.py")


def _aspose(pipeline: Pipeline) -> str:
    return aspose.to_aspose(pipeline, "script_aspose.py")


def _nothing(pipeline: Pipeline) -> str:
    return ""


@dataclass(frozen=True)
class WithRule:
    """How a form holds a recipe, whose rule chooses a setting for each page."""

    help: str
    write: Callable[[Recipe, Learnt | None], str]
    file: str


@dataclass(frozen=True)
class Kind:
    """One form: what it is called and good for, how it is written, in which language, under which file name.

    ``left_out`` says in a sentence which stages the form cannot hold; empty where it holds all. ``with_rule`` is
    there where the form can hold a recipe, too.
    """

    name: str
    title: str
    help: str
    write: Callable[[Pipeline], str]
    file: str
    language: str
    left_out: Callable[[Pipeline], str] = _nothing
    with_rule: WithRule | None = None


_ALL = (
    Kind(
        "python",
        "Python",
        "A script on scikit-image, SciPy and Pillow that needs no lab; the same pixels.",
        to_python,
        "script.py",
        "python",
        with_rule=WithRule(
            "A script that needs no lab: it chooses a setting for each page by the rule.",
            lambda recipe, learnt: to_python(recipe, learnt=learnt),
            "script.py",
        ),
    ),
    Kind(
        "opencv",
        "OpenCV",
        "The same script with OpenCV at work: faster, the same pixels.",
        _opencv,
        "script_opencv.py",
        "python",
        with_rule=WithRule(
            "The same script with OpenCV at work: faster, the same pixels.",
            lambda recipe, learnt: to_opencv(recipe, "script_opencv.py", learnt),
            "script_opencv.py",
        ),
    ),
    Kind(
        "aspose",
        "Aspose.OCR",
        "Filters of Aspose.OCR for Python via .NET, with a comment where it has none.",
        _aspose,
        "script_aspose.py",
        "python",
        aspose.left_out,
    ),
    Kind(
        "ocrmypdf",
        "OCRmyPDF",
        "A plugin that filters the pages OCRmyPDF reads.",
        plugin.to_plugin,
        "filter_plugin.py",
        "python",
        plugin.left_out,
        WithRule(
            "A plugin that filters each page OCRmyPDF reads under the setting that the rule chooses for it.",
            lambda recipe, learnt: plugin.to_plugin(recipe, learnt=learnt),
            "filter_plugin.py",
        ),
    ),
    Kind(
        "paperless",
        "paperless-ngx",
        "A pre-consume script that filters each picture before it is taken in.",
        to_paperless,
        "pre_consume.py",
        "python",
        with_rule=WithRule(
            "A pre-consume script that filters each picture under the setting that the rule chooses for it.",
            lambda recipe, learnt: to_paperless(recipe, learnt=learnt),
            "pre_consume.py",
        ),
    ),
    Kind(
        "imagemagick",
        "ImageMagick",
        "A command of ImageMagick 7, with a comment where it has no such filter.",
        imagemagick.to_imagemagick,
        "filter.sh",
        "bash",
        imagemagick.left_out,
    ),
    Kind(
        "unpaper",
        "unpaper",
        "A command of unpaper, with a comment where it has no such filter.",
        unpaper.to_unpaper,
        "clean.sh",
        "bash",
        unpaper.left_out,
    ),
    Kind(
        "yaml",
        "YAML",
        "The setting as a file; every command takes it with --pipeline.",
        to_yaml,
        "setting.yaml",
        "yaml",
        with_rule=WithRule(
            "The recipe as a file; Tune, Batch and every command that takes --recipe open it.",
            written,
            "recipe.yaml",
        ),
    ),
    Kind(
        "command", "Command line", "Commands of the lab that read and filter a page.", to_command, "command.sh", "bash"
    ),
    Kind("link", "Link", "An address of the app on this machine that opens the setting.", to_link, "link.txt", "text"),
)
KINDS = {kind.name: kind for kind in _ALL}
RECIPE_KINDS = {kind.name: kind.with_rule for kind in _ALL if kind.with_rule}


def kind_named(name: str) -> Kind:
    """The kind of that name; raises `PipelineError` with those there are."""
    if name not in KINDS:
        raise PipelineError(f"export: cannot write {name!r}; choose one of {', '.join(KINDS)}")
    return KINDS[name]


def export(setting: Pipeline | Recipe, kind: str, learnt: Learnt | None = None) -> str:
    """The pipeline, or the recipe with what it was ``learnt`` on, in one of `KINDS`.

    A recipe without anything to choose from is the setting it always takes. Raises `PipelineError` for a kind that this
    lab does not write, for one that cannot hold a rule, and for an own filter that cannot be carried along.
    """
    form = kind_named(kind)
    if isinstance(setting, Pipeline):
        return form.write(setting)
    if not setting.chooses:
        return form.write(setting.settings[0])
    if form.with_rule is None:
        raise PipelineError(
            f"export: {form.name} holds one setting, and this is a recipe of {len(setting.settings)}; write it as "
            f"{listed(RECIPE_KINDS, 'or')}, or export one of its settings"
        )
    return form.with_rule.write(setting, learnt)


def left_out(setting: Pipeline | Recipe, kind: str) -> str:
    """What a form cannot hold of a setting, in a sentence or, of a recipe, several; empty where it holds all."""
    pipelines = setting.settings if isinstance(setting, Recipe) else (setting,)
    return " ".join(dict.fromkeys(filter(None, map(kind_named(kind).left_out, pipelines))))
