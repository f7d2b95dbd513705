"""The command line of the training; see the room's own words."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

import ocrlab.training
from ocrlab.errors import OcrLabError
from ocrlab.training.lines import faces
from ocrlab.training.network import Network, save
from ocrlab.training.teach import Judge, lesson


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m ocrlab.training",
        description=ocrlab.training.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    given.add_argument("file", type=Path)
    given.add_argument("--pixels", type=int, default=8000, metavar="STEPS", help="of the first lesson")
    given.add_argument("--reader", type=int, default=4500, metavar="STEPS", help="of the second lesson")
    given.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"), metavar="FOLDER")
    given.add_argument("--seed", type=int, default=0)
    asked = given.parse_args()
    fonts = faces(asked.fonts)
    print(f"{len(fonts)} faces", flush=True)
    torch.manual_seed(asked.seed)
    network = Network()
    if asked.pixels:
        network = lesson(network, fonts, asked.pixels, 2e-3, asked.seed, None)
    if asked.reader:
        network = lesson(network, fonts, asked.reader, 6e-4, asked.seed + 1, Judge())
    save(network, asked.file)


if __name__ == "__main__":
    try:
        main()
    except OcrLabError as error:
        sys.exit(str(error))
