"""Gate: in which process does a file become a truth?

Here, where it is small: as nearly all truths of a page are. What is larger goes to a process that can be killed, see
`ocrlab.apart`: markup of 8 MB takes seconds, and boxes can be laid so that putting them in order never ends.
"""

from __future__ import annotations

from ocrlab import apart
from ocrlab.errors import TruthError
from ocrlab.truth.formats import parse
from ocrlab.truth.model import Truth
from ocrlab.truth.written import read_written

MAX_BYTES = 20 * 2**20
MAX_BYTES_HERE = 64 * 2**10  # the worst that was made of so many takes half a second
PARSE = "ocrlab.truth.inside:parse_written"


def parse_truth(data: bytes, name: str, *, may_be_blank: bool = False) -> Truth:
    """The ground truth in a file's bytes: plain text, hOCR, ALTO, PAGE XML, or rows of boxes with their text.

    ``name`` stands in the message where it cannot be read; its ending matters only for ``.csv``, ``.tsv`` and for
    markup without a beginning that tells. ``may_be_blank`` is for the other side of a comparison: an engine that read
    nothing wrote a file without text. Raises `TruthError` with one sentence (what is wrong, where, and the way on),
    also for markup and boxes without any text, and for files that take more than ``OCRLAB_DECODE_SECONDS`` (20) or
    ``OCRLAB_DECODE_MEMORY`` (3 GiB).
    """
    if len(data) > MAX_BYTES:
        raise TruthError(
            f"{name}: {len(data) / 2**20:.0f} MB is too much for a truth, at most {MAX_BYTES // 2**20} MB are read; "
            "give the truth of one page"
        )
    if len(data) <= MAX_BYTES_HERE:
        return parse(data, name, may_be_blank=may_be_blank)
    try:
        return read_written(apart.call(PARSE, data, name=name, may_be_blank=may_be_blank).body.tobytes())
    except apart.StoppedError as stop:
        raise TruthError(f"{name}: {stop}; give the truth of one page") from None
    except apart.UnavailableError as error:
        raise TruthError(f"{name}: {error}") from None
    except (apart.FaultError, KeyError, TypeError, ValueError) as error:
        raise TruthError(
            f"{name}: cannot be read as a truth ({str(error)[:120]}); save its text as plain text (UTF-8)"
        ) from None


def read_truth(data: bytes, name: str) -> str:
    """The text alone of `parse_truth`."""
    return parse_truth(data, name).text
