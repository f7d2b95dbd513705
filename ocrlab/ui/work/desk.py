"""Desk: what lies before a visitor on Tune, as one value that can be compared, stored and put back?

A `Setting` is what was set for the page that is looked at; a desk is that with all files that are open, and with what
was typed for each of their pages. Files are named here; their bytes are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from ocrlab.crops import Crop
from ocrlab.truth import Truth
from ocrlab.ui.lab import SAMPLE, UPLOAD, Lab, Upload
from ocrlab.ui.tune.setting import Setting, put_back, setting_of
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.work.trail import Marks, Trail, put_trail, trail_of

Value = TypeVar("Value")
By = tuple[tuple[str, Value], ...]  # values by the page, or the source, they belong to


class OpenFile(NamedTuple):
    """A file that is open: its bytes are those of this SHA-256."""

    sha: str
    name: str
    pages: int


@dataclass(frozen=True)
class Desk:
    """``setting`` holds no crop and no truth: those stand by page in ``crops``, ``truths`` and ``boxed_truths``.

    ``drafts`` are the lines corrected so far of truths that are being written line by line. Two desks are equal where a
    hand has done the same: the ``trail`` grows by reading, too, and only its ``marks`` count.
    """

    setting: Setting
    source: str
    files: tuple[OpenFile, ...] = ()
    pages: By[int] = ()
    crops: By[Crop] = ()
    truths: By[str] = ()
    boxed_truths: By[Truth] = ()
    drafts: By[tuple[tuple[int, str], ...]] = ()
    note: str = ""
    marks: Marks = ()
    trail: Trail = field(default=Trail(), compare=False)

    @property
    def file(self) -> OpenFile | None:
        """The file that is looked at; None for a sample."""
        return next((file for file in self.files if f"{UPLOAD}{file.sha}" == self.source), None)


def desk_of(lab: Lab, tune: TuneState) -> Desk:
    """The desk as it now stands. Nothing is copied: texts and truths are shared with the lab."""
    trail = trail_of(tune)
    return Desk(
        setting=replace(setting_of(lab, tune), crop=None, truth=None, boxed_truth=None),
        source=lab.source,
        files=tuple(OpenFile(upload.sha, upload.name, upload.pages) for upload in lab.uploads.values()),
        pages=tuple(lab.pages.items()),
        crops=tuple(lab.crops.items()),
        truths=tuple(lab.truths.items()),
        boxed_truths=tuple(lab.boxed_truths.items()),
        drafts=tuple(_drafts(lab, tune)),
        note=lab.note,
        marks=trail.marks,
        trail=trail,
    )


def _drafts(lab: Lab, tune: TuneState) -> Iterator[tuple[str, tuple[tuple[int, str], ...]]]:
    """The drafts in which something was corrected, without those of files that were closed."""
    for draft, lines in tune.drafts.items():
        source, _, _ = draft.partition("#")
        if lines and (source.startswith(SAMPLE) or source.removeprefix(UPLOAD) in lab.uploads):
            yield draft, tuple(lines.items())


def put_on(desk: Desk, data: Mapping[str, bytes], lab: Lab, tune: TuneState) -> list[str]:
    """Have the lab as this desk says, with the bytes of its files; the names of those whose bytes are missing.

    What belongs to a missing file stays for the moment in which it is opened again.
    """
    lab.source = Lab().source  # so that nothing is put back on a page of what was here before
    put_back(desk.setting, lab, tune)
    there = [file for file in desk.files if file.sha in data]
    lab.uploads = {file.sha: Upload(file.name, data[file.sha], file.sha, file.pages) for file in there}
    lab.pages, lab.crops, lab.note = dict(desk.pages), dict(desk.crops), desk.note
    lab.truths, lab.boxed_truths = dict(desk.truths), dict(desk.boxed_truths)
    tune.drafts = {draft: dict(lines) for draft, lines in desk.drafts}
    put_trail(desk.trail, tune)
    if desk.source.startswith(SAMPLE) or lab.uploads.get(desk.source.removeprefix(UPLOAD)):
        lab.source = desk.source
    elif lab.uploads:
        lab.source = next(reversed(lab.uploads.values())).source
    return [file.name for file in desk.files if file.sha not in data]


def fitting(uploads: Iterable[Upload], first: str, max_bytes: int) -> dict[str, bytes]:
    """The files that are stored where not all of them fit: the one looked at (``first``), then the latest."""
    chosen: dict[str, bytes] = {}
    room = max_bytes
    for upload in sorted(reversed(list(uploads)), key=lambda upload: upload.source != first):
        if len(upload.data) <= room:
            chosen[upload.sha] = upload.data
            room -= len(upload.data)
    return chosen
