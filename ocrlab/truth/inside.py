"""Inside: what is done to a stranger's truth in the process of its own that `gate` asks for?"""

from __future__ import annotations

from typing import Any

from ocrlab.truth.formats import parse
from ocrlab.truth.written import write_truth


def parse_written(data: bytes, name: str, may_be_blank: bool) -> tuple[dict[str, Any], bytes]:
    """The truth as JSON. Raises `TruthError` as `parse` does."""
    return {}, write_truth(parse(data, name, may_be_blank=may_be_blank))
