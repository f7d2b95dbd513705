"""YAML, inside: what is done to a long file in the process of its own that `yaml_text` asks for?"""

from __future__ import annotations

import json
from typing import Any

from ocrlab.recipe import yaml_text


def load(data: bytes, kind: str, usual: str) -> tuple[dict[str, Any], bytes]:
    """What the file holds, as JSON; a date or bytes, which no setting is, as text."""
    text = data.decode("utf-8", "surrogatepass")
    return {}, json.dumps(yaml_text.loaded_here(text, kind, usual), default=str).encode()
