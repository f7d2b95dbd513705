"""Lab: what has one visitor set, opened and typed, whichever page is looked at?

One `Lab` a browser session. Widgets only show it (see `ocrlab.ui.widgets`), so that a page can be left and come back
to, and a link can be made of it. What a page needs beyond this it keeps in a state of its own beside itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ocrlab.crops import Crop
from ocrlab.datasets import builtin_samples
from ocrlab.engines import get_engine
from ocrlab.errors import OcrLabError
from ocrlab.pipeline import Pipeline, Region, Stage
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import Truth

START = Pipeline.of("median radius=1")
ENGINE = "easyocr"
MAX_NOTE = 10_000  # characters
SAMPLE, UPLOAD = "sample:", "upload:"  # what a source begins with; a name or a SHA-256 follows
Settings = dict[str, object]


@dataclass
class Row:
    """A stage on the page; ``uid`` stays with it when it moves, and names its widgets."""

    uid: str
    stage: Stage


@dataclass(frozen=True)
class Upload:
    """A file a person opened: its bytes, and how many pages it holds."""

    name: str
    data: bytes
    sha: str
    pages: int

    @property
    def is_pdf(self) -> bool:
        return b"%PDF-" in self.data[:1024]

    @property
    def source(self) -> str:
        return f"{UPLOAD}{self.sha}"


@dataclass
class Lab:
    """The setting and the pages of one session.

    ``source`` is the sample or upload looked at, ``pages`` the page of each source that has several, from 0. ``truths``
    and ``boxed_truths`` hold what was typed or opened, by `truth_key`; ``crops`` the part to read, by `page_key`.
    ``form`` is the form in which settings were last taken along.
    ``work`` is the name under which all this is kept, "" while it is not; ``note`` is what its owner wrote about it.
    """

    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    rows: list[Row] = field(default_factory=list)
    engine: str = ENGINE
    settings_by_engine: dict[str, Settings] = field(default_factory=dict)
    normalise: str = DEFAULT_NORMALISATION
    uploads: dict[str, Upload] = field(default_factory=dict)
    source: str = field(default_factory=lambda: f"{SAMPLE}{builtin_samples()[0].name}")
    pages: dict[str, int] = field(default_factory=dict)
    dpi: int = 200
    truths: dict[str, str] = field(default_factory=dict)
    boxed_truths: dict[str, Truth] = field(default_factory=dict)
    crops: dict[str, Crop] = field(default_factory=dict)
    note: str = ""
    work: str = ""
    notices: list[str] = field(default_factory=list)
    form: str = "python"
    news: list[str] = field(default_factory=list)

    @property
    def pipeline(self) -> Pipeline:
        return Pipeline(tuple(row.stage for row in self.rows))

    def set_pipeline(self, pipeline: Pipeline) -> None:
        """Put these stages on the page as new rows; widgets of the old ones are forgotten."""
        self.rows = [_row(stage) for stage in pipeline.stages]

    def put_rows(self, pipeline: Pipeline, uids: Sequence[str]) -> None:
        """Put these stages on the page as the rows they once were; as new ones where ``uids`` does not name them."""
        if len(uids) != len(pipeline.stages):
            self.set_pipeline(pipeline)
        else:
            self.rows = [Row(uid, stage) for uid, stage in zip(uids, pipeline.stages, strict=True)]

    @property
    def spoiling_rows(self) -> list[Row]:
        """The rows that spoil the page on purpose; they come before all others."""
        return [row for row in self.rows if row.stage.declaration.spoils]

    @property
    def filter_rows(self) -> list[Row]:
        """The rows that are meant to help."""
        return [row for row in self.rows if not row.stage.declaration.spoils]

    def set_filters(self, pipeline: Pipeline) -> None:
        """Put these filters on the page as new rows; what spoils it stays."""
        self.rows = [*self.spoiling_rows, *(_row(stage) for stage in pipeline.filtering.stages)]

    def row(self, uid: str) -> Row | None:
        return next((row for row in self.rows if row.uid == uid), None)

    def set_stage(self, uid: str, stage: Stage) -> None:
        """Give a row other values; one that has been removed meanwhile is left alone."""
        if row := self.row(uid):
            row.stage = stage

    def limit(self, uid: str, region: Region | None) -> None:
        """Limit a stage to a region, or (None) let it work on the whole page again."""
        if row := self.row(uid):
            row.stage = Stage.of(row.stage.filter, row.stage.settings, row.stage.enabled, region)

    def switch(self, uid: str, enabled: bool) -> None:
        """Switch a stage on or off."""
        if row := self.row(uid):
            row.stage = Stage.of(row.stage.filter, row.stage.settings, enabled, row.stage.region)

    def move(self, uid: str, by: int) -> None:
        """Move a row among those of its kind: what spoils the page stays before its filters."""
        spoiling, filters = self.spoiling_rows, self.filter_rows
        rows = spoiling if any(row.uid == uid for row in spoiling) else filters
        at = next(i for i, row in enumerate(rows) if row.uid == uid)
        rows.insert(min(max(at + by, 0), len(rows) - 1), rows.pop(at))
        self.rows = [*spoiling, *filters]

    def remove(self, uid: str) -> None:
        self.rows = [row for row in self.rows if row.uid != uid]

    def add(self, name: str) -> None:
        """Put a stage behind all others of its kind."""
        row = _row(Stage.of(name))
        at = len(self.spoiling_rows) if row.stage.declaration.spoils else len(self.rows)
        self.rows.insert(at, row)

    def put_first(self, name: str, values: Settings) -> None:
        """Put a filter with these values before all others."""
        self.rows.insert(len(self.spoiling_rows), _row(Stage.of(name, values)))

    @property
    def settings(self) -> Settings:
        """What is set for the engine in use beyond its defaults; kept while another engine is used."""
        return self.settings_by_engine.setdefault(self.engine, {})

    @settings.setter
    def settings(self, values: Settings) -> None:
        self.settings_by_engine[self.engine] = values

    def choose_engine(self, name: str) -> None:
        """Read with another engine, as it was last set."""
        self.engine = name

    def read_as(self, engine: str, settings: Mapping[str, object], normalise: str) -> None:
        """Read and compare as something was read before; ``settings`` are the engine's, those at its defaults as well.

        Raises `EngineError` for an engine that is not there.
        """
        defaults = {param.name: param.default for param in get_engine(engine).params}
        self.choose_engine(engine)
        self.settings = {name: value for name, value in settings.items() if defaults.get(name, value) != value}
        self.choose_normalisation(normalise)

    def reset_settings(self) -> None:
        """Have the engine in use at its defaults again."""
        self.settings = {}

    def choose_form(self, name: str) -> None:
        """Take settings along in this form, one of `ocrlab.export.KINDS`."""
        self.form = name

    def choose_normalisation(self, name: str) -> None:
        """Compare texts under another normalisation."""
        self.normalise = name

    @property
    def upload(self) -> Upload | None:
        """The opened file that is looked at; None for a sample."""
        return self.uploads.get(self.source.removeprefix(UPLOAD))

    @property
    def page(self) -> int:
        """Which page of its source is looked at, from 0."""
        return self.pages.get(self.source, 0)

    def look_at(self, source: str) -> None:
        """Go to another sample or open file."""
        self.source = source

    def turn_page(self, page: int) -> None:
        """Go to this page of the source, counted from 0."""
        self.pages[self.source] = page

    def draw_at(self, dpi: int) -> None:
        """Draw the pages of PDFs this finely."""
        self.dpi = dpi

    @property
    def page_key(self) -> str:
        """The page looked at: its source and its number."""
        return f"{self.source}#{self.page}"

    @property
    def truth_key(self) -> str:
        """What a truth is kept under: a page, or the crop of it that alone is read."""
        return self.page_key + (f"@{','.join(map(str, self.crop))}" if self.crop else "")

    @property
    def crop(self) -> Crop | None:
        """The part of the page that alone is read; None for all of it."""
        return self.crops.get(self.page_key)

    def set_crop(self, crop: Crop | None) -> None:
        """Read only this part of the page, or (None) the whole page again."""
        self.crops.pop(self.page_key, None)
        if crop:
            self.crops[self.page_key] = crop

    def put_truth(self, key: str, text: str | None, boxed: Truth | None) -> None:
        """Make these the truth of a page, or of a crop, and its boxes; None takes away what there is."""
        self.truths.pop(key, None)
        self.boxed_truths.pop(key, None)
        if text is not None:
            self.truths[key] = text
        if boxed is not None:
            self.boxed_truths[key] = boxed

    def close_file(self) -> None:
        """Forget the file looked at with all that was typed for it, and go to the one opened before it, or a sample."""
        upload = self.upload
        if upload is None:
            return
        del self.uploads[upload.sha]
        self.pages.pop(upload.source, None)
        for by_page in (self.truths, self.boxed_truths, self.crops):
            for key in [key for key in by_page if key.startswith(f"{upload.source}#")]:
                del by_page[key]
        last = next(reversed(self.uploads.values()), None)
        self.source = last.source if last else Lab().source

    def write_note(self, text: str) -> None:
        """What somebody wants to remember of this work. One that is too long is refused, whatever the field allowed."""
        if len(text) > MAX_NOTE:
            self.notice(f"A note has at most {MAX_NOTE:,} characters, got {len(text):,}; the one before stays.")
            return
        self.note = text

    def notice(self, error: OcrLabError | str) -> None:
        """Say something once, at the top of the page."""
        if str(error) not in self.notices:
            self.notices.append(str(error))

    def inform(self, text: str) -> None:
        """Say something once, at the top of the page, that is no error."""
        if text not in self.news:
            self.news.append(text)


def _row(stage: Stage) -> Row:
    return Row(uuid.uuid4().hex[:8], stage)
