"""Source: where do the pages of a study lie, so that they are found again tomorrow?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocrlab import datasets
from ocrlab.datasets import Entry, groups

SAMPLES = "samples"
DOCUMENTS = "sample-documents"


@dataclass(frozen=True)
class Source:
    """A folder, ZIP or image of this machine, or the pages the lab brings along: `SAMPLES`, faults and all, or
    `DOCUMENTS`, clean ones to be spoilt on purpose.

    ``group_by`` is a column of the folder's table, see `ocrlab.datasets.groups`; without one, sub-folders are groups.
    """

    path: str
    group_by: str | None = None

    @classmethod
    def of(cls, path: str, group_by: str | None = None) -> Source:
        """The source a person names, with ``~`` understood and the path made absolute."""
        return cls(path if path in (SAMPLES, DOCUMENTS) else str(Path(os.path.expanduser(path)).resolve()), group_by)

    @property
    def is_samples(self) -> bool:
        return self.path == SAMPLES

    @property
    def label(self) -> str:
        """What a person calls it: ``scans`` of ``/home/ann/scans`` or of ``scans.zip``."""
        return Path(self.path).stem or self.path

    def entries(self) -> tuple[Entry, ...]:
        """Its pages, none of them loaded. Raises `FileError` where it is not there or cannot be grouped so."""
        if self.is_samples:
            return datasets.builtin_samples()
        if self.path == DOCUMENTS:
            return datasets.clean_documents()
        entries = datasets.dataset(self.path)
        return groups.by_column(entries, self.path, self.group_by) if self.group_by else entries

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "group_by": self.group_by}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Source:
        """The source that `to_dict` wrote, or an older lab."""
        return cls(stored["path"], stored.get("group_by"))
