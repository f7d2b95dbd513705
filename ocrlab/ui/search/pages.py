"""On which pages shall be searched?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

from ocrlab import datasets
from ocrlab.datasets import groups
from ocrlab.errors import FileError
from ocrlab.image import EXTENSIONS, encode_png
from ocrlab.search import Source
from ocrlab.search.source import SAMPLES
from ocrlab.ui import uploads
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.search.state import SearchForm
from ocrlab.ui.tune import sources
from ocrlab.wording import counted, listed

SOURCES = {"samples": "The lab's samples", "files": "My files", "folder": "A folder", "page": "The page on Tune"}
TRUTHS = (*sources.TRUTHS, "zip")
MAX_GROUPS = 5  # named in a sentence


@dataclass(frozen=True)
class Chosen:
    """Pages to search: where they are, what to call them, how many there are, how many of them have a truth."""

    source: Source
    label: str
    pages: int
    truths: int


def choose(form: SearchForm) -> Chosen | None:
    """The pages of a new search; None while nothing is chosen."""
    kinds = list(SOURCES)
    form.pages = st.selectbox(
        "Data set",
        kinds,
        index=kinds.index(form.start("search-source", form.pages)),
        key="search-source",
        format_func=lambda kind: SOURCES[kind],
    )
    match form.pages:
        case "samples":
            count = len(datasets.builtin_samples())
            st.caption(f"{counted(count, 'page')} with all kinds of faults and their true text, to try a search on.")
            return Chosen(Source(SAMPLES), SAMPLES, count, count)
        case "files":
            return _files(form)
        case "folder":
            return _folder(form)
        case _:
            return _page(form)


def _files(form: SearchForm) -> Chosen | None:
    files = st.file_uploader(
        "Images with truths, or a ZIP",
        [*EXTENSIONS, *TRUTHS],
        accept_multiple_files=True,
        key="search-files",
        on_change=lambda: setattr(form, "uploaded", None),
        help="scan.gt.txt, scan.hocr, scan.xml ... is the truth of scan.png. Sub-folders of a ZIP become groups.",
    )
    if files:
        packed = [file for file in files if file.name.lower().endswith(".zip")]
        if packed and len(files) > 1:
            raise FileError(f"{packed[0].name}: open one ZIP by itself, or images and texts without a ZIP")
        folder = uploads.stored({PurePath(file.name).name: file.getvalue() for file in files})
        form.uploaded = Source(str(folder / packed[0].name if packed else folder))
        form.upload_label = PurePath(packed[0].name).stem if packed else counted(len(files), "file")
    if form.uploaded is None:
        st.caption("The more pages, the surer the answer: a verdict takes six pages held out, so about 20 in all.")
        return None
    if not files:  # the uploader forgets its files when the page is left
        st.caption(f"Still open: {as_text(form.upload_label)}.")
    return _described(form.uploaded, form.upload_label)


def _folder(form: SearchForm) -> Chosen | None:
    form.folder = st.text_input(
        "Folder on the machine the lab runs on",
        form.start("search-folder", form.folder),
        key="search-folder",
        placeholder="~/scans",
        help="Images with NAME.gt.txt, NAME.hocr, NAME.xml ... beside each. Sub-folders become groups.",
    ).strip()
    if not form.folder:
        return None
    source = Source.of(form.folder)
    if columns := groups.columns(source.path):
        choices: list[str | None] = [None, *columns]
        start = form.start("search-groups", form.group_by)
        form.group_by = st.selectbox(
            "Groups by",
            choices,
            index=choices.index(start) if start in choices else 0,
            key="search-groups",
            format_func=lambda column: column or "sub-folder",
            help="A column of the folder's manifest.csv. Each group gets a best setting of its own too.",
        )
        source = Source(source.path, form.group_by)
    return _described(source, source.label)


def _described(source: Source, label: str) -> Chosen:
    entries = source.entries()
    truths = sum(entry.has_truth for entry in entries)
    names = sorted({entry.group for entry in entries if entry.group})
    more = ["..."] if len(names) > MAX_GROUPS else []
    grouped = f", in {len(names)} groups: {as_text(listed([*names[:MAX_GROUPS], *more]))}" if len(names) > 1 else ""
    st.caption(f"{counted(len(entries), 'page')}, {truths} of them with a truth{grouped}.")
    return Chosen(source, label, len(entries), truths)


def _page(form: SearchForm) -> Chosen:
    sample = tune_page.page()
    stem = PurePath(sample.name).stem or "page"
    st.caption(
        f"**{as_text(sample.name)}**. With one page nothing can be held out: what is found may suit this page only, "
        "and the lab will say so."
    )
    has_truth = sample.truth is not None
    if sample.ignored:
        st.caption(
            "Boxes marked “do not count” count here: a search of one page takes its text. Search its folder instead."
        )
    mark = hashlib.sha256(f"{stem}\0{sample.digest}\0{sample.truth}".encode()).hexdigest()
    if form.tune_page is None or form.tune_page[0] != mark:
        files = {f"{stem}.png": encode_png(sample.image)}
        if has_truth:
            files[f"{stem}.gt.txt"] = (sample.truth or "").encode()
        form.tune_page = mark, Source(str(uploads.stored(files)))
    return Chosen(form.tune_page[1], stem, 1, int(has_truth))
