"""Fuzz every reader of strangers' bytes for some minutes and print what became of the files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from corpus import every_file  # the path to its helpers comes first

from tests.fuzz.tally import Tally, fuzz, try_all
from tests.fuzz.targets import TARGETS

CORPUS = "corpus"  # every format, mode and turn, whole and cut at every 64th byte, two kinds in one, bombs


def _tried(name: str, seed: int, minutes: float) -> Tally:
    return try_all("pictures", every_file()) if name == CORPUS else fuzz(name, seed, minutes)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    known = [CORPUS, *TARGETS]
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(known)}; all of them by default")
    parser.add_argument("--minutes", type=float, default=5.0, help=f"in all, after the {CORPUS}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the files that crash a reader there")
    options = parser.parse_args()
    if unknown := [name for name in options.targets if name not in known]:
        parser.error(f"there is no target {unknown[0]!r}; choose among {', '.join(known)}")
    names = options.targets or known
    print(
        "| target | tried | decoded | refused | crashed | slowest s | peak MB |\n|---|--:|--:|--:|--:|--:|--:|",
        flush=True,
    )
    crashes: list[tuple[str, bytes, str]] = []
    for name in names:
        tally = _tried(name, options.seed, options.minutes / max(1, len(set(names) - {CORPUS})))
        crashes += [(name, data, told) for data, told in tally.crashes]
        counts = f"{tally.tried} | {tally.decoded} | {tally.refused} | {len(tally.crashes)}"
        print(f"| {name} | {counts} | {tally.slowest:.2f} | {tally.megabytes:.0f} |", flush=True)
    for number, (name, data, told) in enumerate(crashes):
        print(f"\n{name}: {data[:200]!r}\n{told}")
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{name}-{options.seed}-{number}").write_bytes(data)
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
