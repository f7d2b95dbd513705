"""Bar: the row above the picture. Which page is looked at, how is another opened, what does it really say?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.image import DPI_RANGE, EXTENSIONS, HEAD_BYTES, is_image
from ocrlab.truth import parse_truth
from ocrlab.truth.beside import ENDINGS
from ocrlab.ui.lab import Lab, Upload
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import sources, true_page
from ocrlab.ui.tune.keys import LAST_PAGE, NEXT_PAGE, Key
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.widgets import bound
from ocrlab.ui.work import recent

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
        recent.show(lab, state)
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
        with st.container(horizontal=True, gap=None, width="content", key="turn-page"):
            _turn(lab, LAST_PAGE, "Page before", "chevron_left", max(0, lab.page - 1))
            _turn(lab, NEXT_PAGE, "Next page", "chevron_right", min(upload.pages - 1, lab.page + 1))
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


def _turn(lab: Lab, key: Key, label: str, icon: str, page: int) -> None:
    """A button, and a key, that lead to a neighbouring page; of no use at the ends of the document."""
    st.button(
        as_text(label),
        icon=f":material/{icon}:",
        key=f"turn-{icon}",
        type="tertiary",
        shortcut=key.key,
        help=as_text(key.tooltip(label)),
        disabled=page == lab.page,
        on_click=partial(lab.turn_page, page),
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
    true_pages = []
    # What may be the true page of a file is looked at once that file is open.
    for file in sorted(files, key=lambda file: true_page.is_named_so(file.name)):
        if file.name not in truths:
            if owner := true_page.owner_of(lab, file.name):
                true_pages.append((owner, file))
                continue
            try:
                opened.append(sources.take(lab, file.name, file.getvalue()))
            except OcrLabError as error:
                lab.notice(f"{file.name} was not opened. {error}")
    for name, file in truths.items():
        try:
            sources.match_truth(lab, name, parse_truth(file.getvalue(), name), opened)
        except OcrLabError as error:
            lab.notice(error)
    for owner, file in true_pages:
        _open_true_page(lab, state, owner, file.name, file.getvalue())
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
        "Or open it: text, hOCR, ALTO, PAGE XML, line CSV; or the true page in black and white",
        [*sources.TRUTHS, *EXTENSIONS],
        width=560,
        key=uploader,
        on_change=lambda: _open_truth(lab, state, key, uploader),
        help="A picture is a black-and-white true page: both sides are compared with it pixel by pixel, by F-measure, "
        "PSNR and DRD. Opened with its page, it is named like it: scan.gt.png beside scan.png.",
    )


def _open_truth(lab: Lab, state: TuneState, key: str, uploader: str) -> None:
    file = st.session_state.get(uploader)
    if file is None:
        return
    if is_image(file.getvalue()[:HEAD_BYTES]):
        _open_true_page(lab, state, lab.page_key, file.name, file.getvalue())
        state.files_opened += 1
        return
    try:
        sources.give_truth(lab, lab.upload, key, parse_truth(file.getvalue(), file.name), file.name)
    except OcrLabError as error:
        lab.notice(f"The truth stays as it was. {error}")
    state.files_opened += 1


def _open_true_page(lab: Lab, state: TuneState, page_key: str, name: str, data: bytes) -> None:
    try:
        state.true_pages.put(page_key, name, data)
    except OcrLabError as error:
        lab.notice(f"{name} was not opened as a true page. {error}")
