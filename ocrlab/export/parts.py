"""Parts: of which pieces is a script made that filters a picture as a setting does?

Named constants, a function a stage, the lines that the filters are made of, and of a recipe its rule.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ocrlab import __version__
from ocrlab.export import rules
from ocrlab.export.carrying import Carried, carried, in_order
from ocrlab.export.exchanges import TOLERANCE, WITH_OPENCV, WITHOUT_OPENCV
from ocrlab.export.setting import block
from ocrlab.export.source import Symbol
from ocrlab.filters import Filter
from ocrlab.machine import package_version
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.recipe import Learnt, Recipe
from ocrlab.wording import listed

PACKAGES = {"PIL": "pillow", "cv2": "opencv-python-headless", "pywt": "PyWavelets", "skimage": "scikit-image"}
WEIGHTS = {
    "grain.onnx": "the weights of Remove grain, beside this file; OCR Lab has it in ocrlab/filters/networks",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx": "the weights of Upright, beside this file; the package rapidocr 3.10.0 has "
    "it in its folder models",
}
RULE = "# " + "-" * 118

WITHIN = '''def within(image, region, work):
    """The page with only a region of it filtered: x, y, width and height in px."""
    x, y, width, height = region
    if x + width > image.shape[1] or y + height > image.shape[0]:
        raise ValueError(f"region {region} must lie inside the image, {image.shape[1]} x {image.shape[0]} px")
    inside = work(np.ascontiguousarray(image[y : y + height, x : x + width]))
    result = image.copy() if inside.ndim <= image.ndim else np.repeat(image[..., None], 3, axis=2)
    result[y : y + height, x : x + width] = inside[..., None] if inside.ndim < image.ndim else inside
    return result'''
FILTERED = '''def filtered(image):
    """The page after all stages: an array of bytes, (height, width) grey or (height, width, 3) RGB."""
    for stage in STAGES:
        image = np.ascontiguousarray(stage(image))
    return image'''

OPENED = '''def opened(picture):
    """A picture of Pillow's as an array of bytes: turned as the camera says, transparency laid on white."""
    if picture.mode.startswith(("I", "F")) or picture.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        raise ValueError(f"the picture is {picture.mode}; save it as grey or RGB with 8 bits a channel first")
    picture = ImageOps.exif_transpose(picture)
    grey_picture = picture.mode in ("1", "L", "LA")
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return np.asarray(picture.convert("L" if grey_picture else "RGB"))'''


@dataclass(frozen=True)
class Parts:
    """The pieces of a script, each a text without blank lines around it, and what the script needs.

    ``opencv_for`` names the stages for which a script that was to do without OpenCV needs it all the same.
    """

    imports: tuple[str, ...]
    constants: str
    stages: str
    filtered: str
    lines: str
    packages: tuple[str, ...]
    opencv_for: tuple[str, ...] = ()
    tolerance: int = 0
    weights: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def parts(setting: Pipeline | Recipe, *, opencv: bool, learnt: Learnt | None = None) -> Parts:
    """What a script of this setting is made of, with OpenCV at work or, where its filters allow, without.

    ``learnt`` says which engine a recipe's rule asks. Raises `PipelineError` for an own filter whose file cannot be
    taken apart.
    """
    rule = rules.rule_of(setting, learnt) if isinstance(setting, Recipe) else None
    pipelines = setting.settings if isinstance(setting, Recipe) else (setting,)
    stages = [stage for pipeline in pipelines for stage in pipeline.stages if stage.enabled]
    needing = tuple(dict.fromkeys(stage.filter for stage in stages if needs_opencv(stage.declaration)))
    with_opencv = opencv or bool(needing)
    functions = [*(stage.declaration.function for stage in stages), *(rule.functions if rule else ())]
    code = carried(functions, WITH_OPENCV if with_opencv else WITHOUT_OPENCV)
    constants, calls = _stages(pipelines, code)
    allowed = ["total_variation"] if with_opencv else list(TOLERANCE)
    return Parts(
        imports=in_order([*code.imports, *(rule.imports if rule else ())]),
        constants="\n".join(filter(None, [rule.constants if rule else "", constants])),
        stages=calls,
        filtered=rule.text([code.names[symbol_of(function)] for function in rule.functions]) if rule else FILTERED,
        lines="\n\n\n".join(piece.strip() for piece in code.pieces),
        packages=requirements(code.libraries | {"numpy", "PIL"} | (rule.libraries if rule else set())),
        opencv_for=() if opencv else needing,
        tolerance=max((TOLERANCE[stage.filter] for stage in stages if stage.filter in allowed), default=0),
        weights=tuple(name for name in WEIGHTS if any(f'"{name}"' in piece for piece in code.pieces)),
        notes=rule.notes if rule else (),
    )


def symbol_of(function: Callable[..., object]) -> Symbol:
    return Symbol(function.__module__, function.__name__)


def needs_opencv(filter_: Filter) -> bool:
    """Whether a filter is defined by OpenCV, so that NumPy and SciPy alone do not give its pixels."""
    return _needs_opencv(filter_.function)


@lru_cache(maxsize=256)
def _needs_opencv(function: Callable[..., object]) -> bool:
    return "cv2" in carried([function], WITHOUT_OPENCV).libraries


def requirements(libraries: Iterable[str]) -> tuple[str, ...]:
    """What pip is to install: each library's package, with the version that the lab runs on."""
    named = sorted({PACKAGES.get(library, library) for library in libraries}, key=str.lower)
    return tuple(_pinned(package) for package in named)


def _pinned(package: str) -> str:
    version = package_version(package)
    return f"{package}=={version}" if version else package


def _stages(pipelines: Sequence[Pipeline], code: Carried) -> tuple[str, str]:
    """The constants, and a function a stage with the tuple of them all, or, of several settings, a tuple of each."""
    constants: list[str] = []
    functions: list[str] = []
    names: list[list[str]] = []
    used: dict[str, int] = {}
    taken = {*code.names.values(), *(piece.split(" =")[0] for piece in code.pieces)}
    for setting, pipeline in enumerate(pipelines, 1):
        several = len(pipelines) > 1
        constants += [f"# Setting {setting}: {pipeline}"] if several else []
        names.append([])
        for number, stage in enumerate(pipeline.stages, 1):
            if not stage.enabled:
                constants.append(f"# {number} {stage.declaration.title}: switched off")
                continue
            used[stage.filter] = used.get(stage.filter, 0) + 1
            prefix = stage.filter.upper() + (f"_{used[stage.filter]}" if used[stage.filter] > 1 else "")
            while any(name.startswith(f"{prefix}_") for name in taken):
                prefix = f"STAGE_{prefix}"
            constants += _constants(stage, prefix)
            name = f"setting_{setting}_" * several + f"stage_{number}_{stage.filter}"
            names[-1].append(name)
            functions.append(_function(stage, name, prefix, code))
    listing = f"STAGES = {_tuple(names[0])}"
    if len(pipelines) > 1:
        listing = "SETTINGS = (\n" + "".join(f"    {_tuple(each, '    ')},\n" for each in names) + ")"
    return "\n".join(constants), "\n\n\n".join([*functions, listing])


def _tuple(names: Sequence[str], indent: str = "") -> str:
    written = f"({', '.join(names)}{',' if len(names) == 1 else ''})"
    if len(written) > 106:
        written = "(\n" + "".join(f"{indent}    {name},\n" for name in names) + f"{indent})"
    return written


def _constants(stage: Stage, prefix: str) -> list[str]:
    lines = []
    for param in stage.declaration.params:
        value = stage.settings[param.name]
        written = f'"{value}"' if isinstance(value, str) else repr(value)
        lines.append(f"{prefix}_{param.name.upper()} = {written}  # {param.allowed}")
    if stage.region:
        lines.append(f"{prefix}_REGION = {stage.region}  # x, y, width, height in px")
    return lines


def _function(stage: Stage, name: str, prefix: str, code: Carried) -> str:
    filter_ = stage.declaration
    values = "".join(f", {param.name}={prefix}_{param.name.upper()}" for param in filter_.params)
    call = f"{code.names[symbol_of(filter_.function)]}(image{values})"
    if stage.region:
        call = f"within(image, {prefix}_REGION, lambda image: {call})"
    if len(call) > 108:
        call = call.replace(", ", ",\n        ").replace("(image,", "(\n        image,", 1) + ""
        call = f"{call[:-1]},\n    )"
    return f'def {name}(image):\n    """{filter_.title}."""\n    return {call}'


def head(
    setting: Pipeline | Recipe,
    shown: str,
    run: str,
    pieces: Parts,
    more: Iterable[str] = (),
    learnt: Learnt | None = None,
) -> str:
    """The comment at the top of a script: what it does, how it is run, what it needs, and the setting itself."""
    sentences = [*pieces.notes, *more]
    pipelines = setting.settings if isinstance(setting, Recipe) else (setting,)
    if spoilt_by := listed(dict.fromkeys(filter(None, (pipeline.spoilt_by for pipeline in pipelines)))):
        sentences.append(
            f"It spoils the picture on purpose first, by {spoilt_by}: leave that out for pages to be used."
        )
    if pieces.opencv_for:
        sentences.append(f"OpenCV is needed for {listed(pieces.opencv_for)}: OpenCV defines what they do.")
    sentences += [f"Copy {name}, {WEIGHTS[name]}." for name in pieces.weights]
    sentences.append(
        f"A pixel may differ from OCR Lab's by {pieces.tolerance} level, where it lies just between two."
        if pieces.tolerance
        else "The pixels are those of OCR Lab."
    )
    comment = [
        f"# {shown}",
        "#",
        f"#     pip install {' '.join(pieces.packages)}",
        f"#     {run}",
        "#",
        *(f"# {line}" for sentence in sentences for line in textwrap.wrap(sentence, 118)),
        f"# Written by OCR Lab {__version__}. The code is under the Apache License 2.0.",
        "#",
    ]
    return "\n".join([*comment, block(setting, learnt)])


def body(pieces: Parts, imports: Iterable[str], *more: str) -> str:
    """Everything below the comment: imports, constants, stages, the filters' lines, and what is given."""
    top = "\n".join(in_order([*pieces.imports, *imports]))
    sections = [top]
    if pieces.constants:
        sections.append(f"# The setting: change a value here, and the script does something else.\n{pieces.constants}")
    sections += [f"# The stages, in order.\n\n\n{pieces.stages}", WITHIN, pieces.filtered, OPENED]
    if pieces.lines:
        sections.append(f"{RULE}\n# What the stages are made of, taken from OCR Lab.\n\n\n{pieces.lines}\n\n\n{RULE}")
    return "\n\n\n".join([*sections, *more]) + "\n"
