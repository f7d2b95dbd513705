"""Options: which words mean the same in several commands?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab.cli.numbers import whole
from ocrlab.errors import ParamError
from ocrlab.text import NORMALISATIONS

Images = Annotated[list[str], typer.Argument(metavar="IMAGE...", help="Pictures, PDFs, folders and ZIPs; - is stdin.")]
Stages = Annotated[
    list[str] | None,
    typer.Option("--stage", metavar="STAGE", help='A filter with its values, as "median radius=2"; repeat for more.'),
]
PipelineFile = Annotated[
    str | None,
    typer.Option(
        "--pipeline",
        metavar="P.yaml",
        help="A pipeline file, or another that holds a setting: a run as JSON, a link, an exported script. Stages "
        "given with --stage come after its own.",
    ),
]
ALL_PAGES = 0


def page_number(text: str) -> int:
    """A page as a person counts, or `ALL_PAGES`."""
    if text.strip().lower() == "all":
        return ALL_PAGES
    if not text.isdecimal() or int(text) < 1:
        raise ParamError(f"page: must be a whole number, 1 or more, or all, got {text[:20]!r}")
    return int(text)


PageNumber = Annotated[
    int | None,
    typer.Option(
        "--page", parser=page_number, metavar="N|all", help="The page of a PDF or TIFF; the first if not given."
    ),
]
RecipeFile = Annotated[
    str | None,
    typer.Option(
        "--recipe",
        metavar="R.yaml",
        help="A recipe, which chooses a setting page by page; or a script it was exported as.",
    ),
]
EngineName = Annotated[str, typer.Option("--engine", metavar="NAME", help="What reads the page.")]
EngineSettings = Annotated[
    list[str] | None,
    typer.Option("--engine-set", metavar="KEY=VALUE", help="A setting of the engine; repeat for more."),
]


def resolution(given: object) -> int:
    """The dots per inch that a page may be drawn at."""
    from ocrlab.image import DPI_RANGE  # here, because `score` has these options' file too and no picture

    return whole("dpi", *DPI_RANGE)(given)


resolution.__name__ = "integer"  # what --help calls it
Dpi = Annotated[int, typer.Option("--dpi", parser=resolution, metavar="N", help="Resolution PDF pages are drawn at.")]
EXPLAINED = "; ".join(f"{name} ({help_.rstrip('.')})" for name, help_ in NORMALISATIONS.items())
Normalise = Annotated[
    str,
    typer.Option(
        "--normalise",
        metavar="NAME",
        help=f"What counts as the same text: {EXPLAINED}. Several may be joined with +.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")]
