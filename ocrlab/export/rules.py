"""Rules: how does the rule of a recipe, which chooses a setting for each page, stand in a script that needs no lab?

A rule that measures the picture comes along whole. One that compares readings needs an engine: the script has a
function ``read`` for it, in which EasyOCR stands if that is what the rule was learnt with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ocrlab.diagnose import Qualities, measure
from ocrlab.export.plain.rules import most_agreed_on, most_sure_letters, surest
from ocrlab.recipe import Learnt, Recipe
from ocrlab.wording import shown_name

_UNDER = '''def under(image, place):
    """The page after all stages of a setting, an array of bytes; settings are counted from 0."""
    for stage in SETTINGS[place]:
        image = np.ascontiguousarray(stage(image))
    return image


'''
_MEASURED = '''def filtered(image):
    """The page under the setting that the rule chooses by what it measures of the picture."""
    value = {function}(image).to_dict()[RULE_QUALITY]
    place = RULE_BELOW if value < RULE_THRESHOLD else RULE_ABOVE
    print(f"{{RULE_QUALITY}} {{value:g}}: setting {{place + 1}}", file=sys.stderr)
    return under(image, place)'''
_COMPARED = '''def filtered(image):
    """The page under the setting whose reading the rule prefers, the earlier of equals."""
    pages = [under(image, place) for place in range(len(SETTINGS))]
    claims = {function}([read(page) for page in pages])
    place = claims.index(max(claims))
    print(f"setting {{place + 1}} of {{len(pages)}}", file=sys.stderr)
    return pages[place]'''
_EASYOCR = '''@cache
def reader():
    """EasyOCR, loaded once."""
    import easyocr

    return easyocr.Reader(RULE_LANGUAGES)


def read(image):
    """The text of a page, and how sure the engine is of it: 0..1, each word weighted by its letters; None without text.

    This is EasyOCR as it comes. If another engine is to read your pages, put it in its place.
    """
    image = image[..., ::-1] if image.ndim == 3 else image  # EasyOCR expects blue, green, red
    words = [(text, float(confidence)) for _, text, confidence in reader().readtext(np.ascontiguousarray(image))]
    letters = sum(len(text) for text, _ in words)
    sure = sum(confidence * len(text) for text, confidence in words)
    return " ".join(text for text, _ in words), sure / letters if letters else None


'''
_ANOTHER = '''def read(image):
    """The text of a page and how sure the engine is of it: 0..1, words weighted by their letters; None without text."""
    raise ValueError("the rule compares readings by {engine}; write into `read` in this script how it reads a page")


'''
_COMPARING = {"confidence": surest, "sure letters": most_sure_letters, "agreement": most_agreed_on}


@dataclass(frozen=True)
class RuleCode:
    """A rule as pieces of a script. ``functions`` come along from the lab; ``text`` is given what they are called."""

    functions: tuple[Callable[..., object], ...]
    imports: tuple[str, ...]
    libraries: frozenset[str]
    constants: str
    notes: tuple[str, ...]
    body: str

    def text(self, names: Sequence[str]) -> str:
        return self.body.format(function=names[0])


def rule_of(recipe: Recipe, learnt: Learnt | None) -> RuleCode:
    """The rule of a recipe that chooses; ``learnt`` says with which engine and languages it was learnt."""
    notes = [f"It chooses one of {len(recipe.settings)} settings for each page: {recipe}."]
    notes += [f"The rule was {shown_name(str(learnt))}."] if learnt else []
    return _measured(recipe, notes) if recipe.rule == "measured" else _compared(recipe, learnt, notes)


def _measured(recipe: Recipe, notes: Sequence[str]) -> RuleCode:
    known = [*Qualities.__dataclass_fields__]
    constants = [
        f'RULE_QUALITY = "{recipe.quality}"  # one of {", ".join(known)}',
        f"RULE_THRESHOLD = {recipe.threshold!r}",
        f"RULE_BELOW, RULE_ABOVE = {recipe.below}, {recipe.above}  # the settings, counted from 0",
    ]
    return RuleCode((measure,), ("import sys",), frozenset(), "\n".join(constants), tuple(notes), _UNDER + _MEASURED)


def _compared(recipe: Recipe, learnt: Learnt | None, notes: Sequence[str]) -> RuleCode:
    function = _COMPARING[recipe.rule]
    engine = learnt.engine if learnt else "easyocr"
    engine = engine if engine.isidentifier() else "another engine"  # a file's word, and it stands in a script
    if engine != "easyocr":
        needed = f"It has every page read under each setting: write into `read` how {engine} reads one."
        body = _UNDER + _ANOTHER.format(engine=engine) + _COMPARED
        return RuleCode((function,), ("import sys",), frozenset(), "", (*notes, needed), body)
    needed = (
        "It has every page read under each setting, by EasyOCR as it comes; OCR Lab's is faster and its confidences "
        "differ a little."
    )
    constants = f"RULE_LANGUAGES = {_languages(learnt)}  # in EasyOCR's codes"
    imports = ("import sys", "from functools import cache")
    body = _UNDER + _EASYOCR + _COMPARED
    return RuleCode((function,), imports, frozenset({"easyocr"}), constants, (*notes, needed), body)


def _languages(learnt: Learnt | None) -> str:
    given = learnt.settings.get("languages", "en") if learnt else "en"
    codes = given.split(",") if isinstance(given, str) else given
    return json.dumps([str(code) for code in codes])
