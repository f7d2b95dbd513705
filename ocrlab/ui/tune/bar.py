"""Bar: the row above the picture. Which page is looked at, how is another opened, what does it really say?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.image import DPI_RANGE, EXTENSIONS
from ocrlab.truth import parse_truth
from ocrlab.truth.beside import ENDINGS
from ocrlab.ui.lab import Lab, Upload
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import sources
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.widgets import bound

DPIS = (72, 100, 150, 200, 300, 400, DPI_RANGE[1])


def show(lab: Lab, state: TuneState) -> None:
    """The row itself."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="bar"):
        _choice(lab)
        if upload := lab.upload:
            _pages(lab, upload)
        if lab.crop:
            st.button(
                "Only {2} x {3} px are read".format(*lab.crop),
                icon=":material/close:",
                help="Only this crop is read, with a truth of its own. Press to read the whole page again.",
                on_click=partial(lab.set_crop, None),
            )
        # Under another key it is another popover, and closed: once files are opened there is nothing more to do in it.
        opener = st.popover(
            "Open file",
            icon=":material/folder_open:",
            help="Open your own scan, photo or PDF",
            key=f"open-file-{state.files_opened}",
            on_change="rerun",
        )
        with opener:
            _open_form(lab, state)
        with st.popover("Ground truth", icon=":material/fact_check:", help="The text that is really on the page"):
            _truth_form(lab, state)
    if state.page is not None and state.page.sample.notes:
        st.caption(f":material/info: {as_text('; '.join(state.page.sample.notes))}")


def _choice(lab: Lab) -> None:
    titles = sources.titles(lab)
    names = list(titles)
    st.selectbox(
        "Page",
        names,
        names.index(lab.source),
        format_func=lambda source: titles[source],
        width=330,
        help="A sample drawn by the lab, or a file of your own.",
        **bound("source", lab.source, lab.look_at),
    )
    if lab.upload:
        st.button(
            "Close file",
            icon=":material/close:",
            key="close-file",
            help=f"Close {as_text(titles[lab.source])}: it is forgotten with the truth typed or opened for it.",
            on_click=lab.close_file,
        )


def _pages(lab: Lab, upload: Upload) -> None:
    if upload.pages > 1:
        st.number_input(
            f"Page of {upload.pages}",
            1,
            upload.pages,
            lab.page + 1,
            width=130,
            **bound(f"page:{upload.sha}", lab.page + 1, lambda number: lab.turn_page(number - 1)),
        )
    if upload.is_pdf:
        st.select_slider(
            "PDF resolution",
            DPIS,
            lab.dpi,
            width=160,
            format_func=lambda dpi: f"{dpi} dpi",
            help="How finely a PDF page is drawn. 200 to 300 dpi suit most print.",
            **bound("dpi", lab.dpi, lab.draw_at),
        )


def _open_form(lab: Lab, state: TuneState) -> None:
    turn = state.files_opened  # a fresh uploader each time: an old one would show, and hold, what it has handed over
    st.file_uploader(
        "Scans, photos, PDFs, and their truths",
        [*EXTENSIONS, *sources.TRUTHS],
        accept_multiple_files=True,
        key=f"files:{turn}",
        on_change=lambda: _open(lab, state, f"files:{turn}"),
        help="A truth named like an image (scan.gt.txt, scan.hocr ... beside scan.png) becomes its ground truth.",
    )
    if st.toggle("Use the camera", key=f"camera-on:{turn}"):
        key = f"camera:{turn}"
        st.camera_input("Photograph a page", key=key, on_change=lambda: _open(lab, state, key))


def _open(lab: Lab, state: TuneState, key: str) -> None:
    given = st.session_state.get(key)
    files = given if isinstance(given, list) else [given] if given else []
    truths = {file.name: file for file in files if file.name.lower().endswith(ENDINGS)}
    opened: list[Upload] = []
    for file in files:
        if file.name not in truths:
            try:
                opened.append(sources.take(lab, file.name, file.getvalue()))
            except OcrLabError as error:
                lab.notice(f"{file.name} was not opened. {error}")
    for name, file in truths.items():
        try:
            sources.match_truth(lab, name, parse_truth(file.getvalue(), name), opened)
        except OcrLabError as error:
            lab.notice(error)
    if opened:
        lab.source = opened[0].source
    state.files_opened += 1


def _truth_form(lab: Lab, state: TuneState) -> None:
    key, truth = lab.truth_key, sources.truth_of(lab)
    st.text_area(
        "What the page really says",
        truth,
        height=320,
        width=560,
        placeholder="Type or paste the true text, line by line. Leave empty to tune without it.",
        help="CER and WER compare the reading with this text.",
        **bound(f"truth:{key}", truth, partial(sources.type_truth, lab, key)),
    )
    uploader = f"truth-file:{state.files_opened}"
    st.file_uploader(
        "Or open it: text, hOCR, ALTO, PAGE XML, line CSV",
        sources.TRUTHS,
        key=uploader,
        on_change=lambda: _open_truth(lab, state, key, uploader),
    )


def _open_truth(lab: Lab, state: TuneState, key: str, uploader: str) -> None:
    file = st.session_state.get(uploader)
    if file is None:
        return
    try:
        sources.give_truth(lab, lab.upload, key, parse_truth(file.getvalue(), file.name), file.name)
    except OcrLabError as error:
        lab.notice(f"The truth stays as it was. {error}")
    state.files_opened += 1
