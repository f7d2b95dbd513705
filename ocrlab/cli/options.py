"""Options: which words mean the same in several commands?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab.text import NORMALISATIONS

Images = Annotated[list[str], typer.Argument(metavar="IMAGE...", help="PNG, JPEG, TIFF, BMP, WebP, GIF or PDF files.")]
Stages = Annotated[
    list[str] | None,
    typer.Option("--stage", metavar="STAGE", help='A filter with its values, as "median radius=2"; repeat for more.'),
]
PipelineFile = Annotated[
    str | None,
    typer.Option("--pipeline", metavar="P.yaml", help="A pipeline file; stages given with --stage come after its own."),
]
PageNumber = Annotated[
    int | None, typer.Option("--page", min=1, metavar="N", help="The page of a PDF or TIFF; the first if not given.")
]
EngineName = Annotated[str, typer.Option("--engine", metavar="NAME", help="What reads the page.")]
EngineSettings = Annotated[
    list[str] | None,
    typer.Option("--engine-set", metavar="KEY=VALUE", help="A setting of the engine; repeat for more."),
]
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
