"""Keep an app at work for some minutes and print what grows, then end apps and print what they leave behind."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from tests.soak.ending import SIGNALS, WAIT_SECONDS, left_behind  # the path to its helpers comes first
from tests.soak.laps import Sample, soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0, help="of work, before apps are ended; 0 leaves it out")
    options = parser.parse_args()
    if options.minutes > 0:
        samples, laps = soak(options.minutes)
        print(f"\n{laps} laps\n\n{_growth(samples)}\n", flush=True)
    print(f"| ended by | processes before | left after {WAIT_SECONDS} s |\n|---|--:|---|", flush=True)
    stayed = False
    for signal in SIGNALS:
        before, left = left_behind(signal)
        print(f"| {signal.name} | {before} | {'; '.join(left.values()) or 'none'} |", flush=True)
        stayed = stayed or bool(left)
    return 1 if stayed else 0


def _growth(samples: list[Sample]) -> str:
    """The mean of the last third of the time beside that of the first."""
    third = samples[-1].seconds / 3
    first = [sample for sample in samples if sample.seconds <= third]
    last = [sample for sample in samples if sample.seconds >= 2 * third]
    lines = ["| mean of | first third | last third | growth |", "|---|--:|--:|--:|"]
    for number, name in enumerate(Sample._fields[1:], 1):
        early, late = (sum(sample[number] for sample in part) / len(part) for part in (first, last))
        lines.append(f"| {name.replace('_', ' ')} | {early:.0f} | {late:.0f} | {late / early - 1:+.0%} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
