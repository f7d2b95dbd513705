"""Which pages shall be read?"""

from __future__ import annotations

import time
from pathlib import PurePosixPath

import streamlit as st

from ocrlab.batch import Inputs
from ocrlab.batch.pages import SAMPLES
from ocrlab.errors import FileError
from ocrlab.image import EXTENSIONS
from ocrlab.ui import uploads
from ocrlab.ui.batch.state import BatchForm, Listed
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import sources
from ocrlab.ui.widgets import bound
from ocrlab.wording import counted

LISTED_SECONDS = 10.0  # for which the pages of a folder count as known
KINDS = {
    "files": "Files, a ZIP or a PDF",
    "dropped": "A folder, dropped whole",
    "folder": "A folder on the lab's machine",
    "samples": "The lab's samples",
    "study": "The pages of a search",
}


def choose(form: BatchForm) -> Inputs | None:
    """The pages of a new batch; None while nothing is chosen."""
    kinds = [kind for kind in KINDS if kind != "study" or form.pages == "study"]
    st.selectbox(
        "Pages",
        kinds,
        index=kinds.index(form.pages),
        format_func=lambda kind: KINDS[kind],
        **bound("batch-pages", form.pages, form.set_pages),
    )
    match form.pages:
        case "samples":
            form.inputs, form.label = Inputs((SAMPLES,)), "samples"
        case "folder":
            _folder(form)
        case "files" | "dropped":
            _dropped(form)
        case _:
            pass
    return _described(form)


def _folder(form: BatchForm) -> None:
    st.text_input(
        "Folder, ZIP or PDF",
        form.folder,
        placeholder="~/scans",
        help="NAME.gt.txt, NAME.hocr, NAME.xml ... beside a page is its truth.",
        **bound("batch-folder", form.folder, form.set_folder),
    )
    form.inputs = Inputs.of([form.folder]) if form.folder else None
    form.label = PurePosixPath(form.folder).stem


def _dropped(form: BatchForm) -> None:
    whole = form.pages == "dropped"
    files = st.file_uploader(
        "A folder with everything in it" if whole else "Pictures, PDFs, truths, or one ZIP",
        [*EXTENSIONS, *sources.TRUTHS, *([] if whole else ["zip"])],
        accept_multiple_files="directory" if whole else True,
        key=f"batch-{form.pages}",
        help="scan.gt.txt, scan.hocr, scan.xml ... is the truth of scan.png.",
    )
    if not files:  # the uploader forgets its files when the page is left
        if form.inputs is not None:
            st.caption(f"Still open: {as_text(form.label)}.")
        return
    packed = [file for file in files if file.name.lower().endswith(".zip")]
    if packed and len(files) > 1:
        raise FileError(f"{packed[0].name}: open one ZIP by itself, or images and texts without a ZIP")
    names = [file.name.lstrip("/") if whole else PurePosixPath(file.name).name for file in files]
    folder = uploads.stored({name: file.getvalue() for name, file in zip(names, files, strict=True)})
    form.inputs = Inputs((str(folder / names[0] if packed else folder),))
    first = PurePosixPath(names[0])
    form.label = first.stem if len(files) == 1 else first.parts[0] if whole else counted(len(files), "file")


def _described(form: BatchForm) -> Inputs | None:
    if form.inputs is None:
        return None
    listed = _listed(form, form.inputs)
    st.caption(f"{as_text(form.label)}: {counted(listed.pages, 'page')}, {listed.truths:,} of them with a truth.")
    return form.inputs


def _listed(form: BatchForm, inputs: Inputs) -> Listed:
    """The pages counted, not anew at every click: in a folder of thousands that takes a second."""
    listed, now = form.listed, time.monotonic()
    if listed is None or listed.inputs != inputs or now > listed.at + LISTED_SECONDS:
        pages = inputs.pages()
        form.listed = listed = Listed(inputs, len(pages), sum(page.has_truth for page in pages), now)
    return listed
