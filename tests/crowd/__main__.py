"""Put a crowd of browsers, then of sessions, at the lab at once and print what each of them saw and waited for."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from networks import lend_networks  # the path to its helpers comes first
from own_pages import WORDS

MEMORY_LEFT = 0.15  # of what was there before may stay when all have left


def browsers(count: int, workers: int) -> bool:
    """Whether each of so many browsers saw its own page, and the lab gave its memory back."""
    from tests.crowd.browsers import crowd

    figures = crowd(count, workers)
    _table(figures.rows())
    return figures.apart == count and figures.memory["all have left"] <= (1 + MEMORY_LEFT) * figures.memory["before"]


def sessions(count: int, workers: int) -> bool:
    """Whether each of so many sessions of one process saw its own page."""
    with tempfile.TemporaryDirectory(prefix="ocrlab-crowd-", ignore_cleanup_errors=True) as home:
        lend_networks(Path(home))
        os.environ |= {"OCRLAB_HOME": home, "OCRLAB_WORKERS": str(workers)}
        from tests.crowd.sessions import strangers

        told, answers = strangers(count)
    own = [session for session, words in told.items() if words == {session}]
    _table(
        {
            "sessions of one process": str(count),
            "saw their own word and nobody else's": str(len(own)),
            "seconds to the answer of a slider, median": f"{statistics.median(answers):.2f}",
            "seconds to the answer of a slider, worst": f"{max(answers):.2f}",
        }
    )
    for session, words in told.items():
        if words != {session}:
            print(f"the session of {session} was shown {', '.join(sorted(words)) or 'no word'}")
    return len(own) == count


def _table(rows: dict[str, str]) -> None:
    print("| figure | value |\n|---|--:|")
    print("\n".join(f"| {name} | {value} |" for name, value in rows.items()), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crowd", description=__doc__)
    parser.add_argument("--browsers", type=int, default=20, help=f"at most {len(WORDS)}; 0 leaves them out")
    parser.add_argument("--sessions", type=int, default=50, help=f"at most {len(WORDS)}; 0 leaves them out")
    parser.add_argument("--workers", type=int, default=1, help="processes that read")
    options = parser.parse_args()
    if not all(0 <= count <= len(WORDS) for count in (options.browsers, options.sessions)):
        parser.error(f"there are words for 0..{len(WORDS)} people")
    parts = [(browsers, options.browsers), (sessions, options.sessions)]
    return 0 if all([part(count, options.workers) for part, count in parts if count]) else 1


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # the workers of the sessions end with this process, and need not be waited for
