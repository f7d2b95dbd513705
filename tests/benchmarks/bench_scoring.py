"""How long does scoring take, for a page and for a book? Prints a table; run it on a quiet machine.

python -m tests.benchmarks.bench_scoring
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from statistics import median

from ocrlab.scoring import align, compare, confusions, recall_by_class, score

TEXT = """the quick brown fox jumps over a lazy dog while café naïve total subtotal 3.50 12/03/2018 RM invoice No. 4711
each guideline has a qualifying condition that must be met for site to be acceptable"""


def page(characters: int, chance: random.Random) -> str:
    lines: list[str] = []
    size = 0
    while size < characters:
        line = " ".join(chance.choices(TEXT.split(), k=12))[:70]
        lines.append(line)
        size += len(line) + 1
    return "\n".join(lines)[:characters]


def misread(text: str, share: float, chance: random.Random) -> str:
    kinds: tuple[Callable[[str], str], ...] = (lambda c: "", lambda c: chance.choice("l1.,xo"), lambda c: c + "i")
    return "".join(chance.choice(kinds)(c) if chance.random() < share and c != "\n" else c for c in text)


def shuffled(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def seconds(work: Callable[..., object], *given: object, times: int) -> float:
    """Median of the processor time, which other programs on the machine hardly touch; scoring uses one core."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work(*given)
        taken.append(time.process_time() - start)
    return median(taken)


WORK: dict[str, Callable[[str, str], object]] = {
    "score": score,
    "score, CER and WER only": lambda truth, text: score(truth, text, metrics=("cer", "wer")),
    "diff": lambda truth, text: align(truth, text).pieces,
    "confusions and classes": lambda truth, text: (confusions(a := align(truth, text)), recall_by_class(a)),
    "what the filter did": lambda truth, text: compare(truth, truth, text).sentence,
    "interval over lines": lambda truth, text: compare(truth, truth, text).difference,
}


def main() -> None:
    chance = random.Random(1)
    sizes = {3_000: 9, 100_000: 3}
    print(f"{'':<56}" + "".join(f"{size:>12,} characters" for size in sizes))
    rows: dict[str, list[float]] = {}
    for size, times in sizes.items():
        truth = page(size, chance)
        readings = {
            "2 % misread": misread(truth, 0.02, chance),
            "20 % misread": misread(truth, 0.2, chance),
            "5 % misread, lines in another order": shuffled(misread(truth, 0.05, chance), chance),
            "nothing in common": "".join(chance.choices("abcdefghijklmnopqrstuvwxyz ", k=size)),
        }
        for reading, text in readings.items():
            for what, work in WORK.items():
                rows.setdefault(f"{what}: {reading}", []).append(seconds(work, truth, text, times=times))
    for what, taken in rows.items():
        print(f"{what:<56}" + "".join(f"{1000 * value:>20,.1f} ms" for value in taken))


if __name__ == "__main__":
    main()
