"""Training from the command line: which lessons, with which fonts? See `ocrlab.training`."""

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
    parser = argparse.ArgumentParser(
        prog="python -m ocrlab.training",
        description=ocrlab.training.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--pixels", type=int, default=8000, metavar="STEPS", help="of the first lesson")
    parser.add_argument("--reader", type=int, default=4500, metavar="STEPS", help="of the second lesson")
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"), metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    fonts = faces(arguments.fonts)
    print(f"{len(fonts)} faces", flush=True)
    torch.manual_seed(arguments.seed)
    network = Network()
    if arguments.pixels:
        network = lesson(network, fonts, arguments.pixels, 2e-3, arguments.seed, None)
    if arguments.reader:
        network = lesson(network, fonts, arguments.reader, 6e-4, arguments.seed + 1, Judge())
    save(network, arguments.file)


if __name__ == "__main__":
    try:
        main()
    except OcrLabError as error:
        sys.exit(str(error))
