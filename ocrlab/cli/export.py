"""Export: how does a setting or a recipe leave the lab, as a file or as code?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab import export as exports
from ocrlab.cli.arguments import setting_in
from ocrlab.cli.console import answer, answer_json, say
from ocrlab.cli.options import AsJson

_KINDS = "; ".join(f"{kind.name}: {kind.help.rstrip('.')}" for kind in exports.KINDS.values())


def export(
    setting: Annotated[
        str,
        typer.Argument(metavar="SETTING", help="A pipeline, a recipe, or another file that holds either."),
    ],
    kind: Annotated[str, typer.Option("--as", metavar="|".join(exports.KINDS), help=f"What to write. {_KINDS}.")],
    as_json: AsJson = False,
) -> None:
    """Write a setting, or a recipe with its rule, as a file or as code that runs without the lab."""
    exports.kind_named(kind)
    recipe, learnt = setting_in(setting)
    text = exports.export(recipe, kind, learnt)
    if left_out := exports.left_out(recipe, kind):
        say(f"{setting}: {left_out}")
    if as_json:
        answer_json({"pipeline": setting, "as": kind, "text": text} | ({"left_out": left_out} if left_out else {}))
    else:
        answer(text.removesuffix("\n"))
