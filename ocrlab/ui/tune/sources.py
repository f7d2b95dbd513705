"""Which page is on the bench, and what does it really say?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import streamlit as st

from ocrlab.datasets import Sample, builtin, builtin_samples
from ocrlab.errors import ImageError, OcrLabError
from ocrlab.image import DPI_RANGE, EXTENSIONS, Image, decode, page_count
from ocrlab.truth import Truth, parse_truth
from ocrlab.truth.beside import ENDINGS
from ocrlab.ui.state import Lab

KEEP_BYTES = 600_000_000  # of uploads a session; the oldest give way
TRUTHS = ("txt", "csv", "xml", "hocr", "html")


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


@st.cache_resource(max_entries=12, show_spinner=False)
def _decoded(sha: str, page: int, dpi: int, _data: bytes) -> Image:
    # Keyed by the SHA-256 of the bytes; images are read-only, so sessions may share one.
    return decode(_data, page, dpi)


def bar(lab: Lab) -> None:
    """The row above the picture: which page, open another, its true text."""
    titles = {f"sample:{sample.name}": sample.title for sample in builtin_samples()}
    titles |= {f"upload:{upload.sha}": upload.name for upload in lab.uploads.values()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="bar"):
        if st.session_state.get("source") != lab.source:
            st.session_state["source"] = lab.source
        st.selectbox(
            "Page",
            list(titles),
            key="source",
            format_func=titles.get,
            width=330,
            on_change=partial(_choose, lab),
            help="A sample drawn by the lab, or a file of your own.",
        )
        upload = _upload(lab)
        if upload and upload.pages > 1:
            key = f"page:{lab.source}"
            st.session_state.setdefault(key, lab.pages.get(lab.source, 0) + 1)
            st.number_input(
                f"Page of {upload.pages}", 1, upload.pages, key=key, width=130, on_change=partial(_turn, lab, key)
            )
        if upload and upload.is_pdf:
            st.session_state.setdefault("dpi", lab.dpi)
            st.select_slider(
                "PDF resolution",
                (72, 100, 150, 200, 300, 400, DPI_RANGE[1]),
                key="dpi",
                width=160,
                format_func=lambda dpi: f"{dpi} dpi",
                help="How finely a PDF page is drawn. 200 to 300 dpi suit most print.",
                on_change=lambda: setattr(lab, "dpi", st.session_state["dpi"]),
            )
        if region := lab.regions.get(page_of(lab)):
            st.button(
                "Reading {2} x {3} px only".format(*region),
                icon=":material/close:",
                help="Only this part is read, with a truth of its own. Press to read the whole page again.",
                on_click=lambda: lab.regions.pop(page_of(lab), None),
            )
        with st.popover("Open file", icon=":material/folder_open:", help="Open your own scan, photo or PDF"):
            _open_form(lab)
        with st.popover("Ground truth", icon=":material/fact_check:", help="The text that is really on the page"):
            _truth_form(lab)


def current(lab: Lab) -> Sample:
    """The page to work on. Raises what `decode` raises for a page that cannot be shown."""
    kind, _, name = lab.source.partition(":")
    if kind == "sample":
        sample = builtin(name)
        return Sample(name=sample.name, image=sample.image, truth=_truth(lab) or None)
    upload = _upload(lab)
    page = lab.pages.get(lab.source, 0)
    image = _decoded(upload.sha, page, lab.dpi if upload.is_pdf else 0, upload.data)
    boxed = boxed_truth(lab)
    return Sample(name=upload.name, image=image, truth=_truth(lab) or None, ignored=boxed.ignored if boxed else ())


def _upload(lab: Lab) -> Upload | None:
    return lab.uploads.get(lab.source.removeprefix("upload:"))


def page_of(lab: Lab) -> str:
    """The page on the bench: its source and its number."""
    return f"{lab.source}#{lab.pages.get(lab.source, 0)}"


def place_of(lab: Lab) -> str:
    """The name a truth is kept under: a page, or the part of it that alone is read."""
    region = lab.regions.get(page_of(lab))
    return page_of(lab) + (f"@{','.join(map(str, region))}" if region else "")


def _truth(lab: Lab) -> str:
    """What was typed or opened here; else the truth that comes with a sample, of a part of which nothing is known."""
    kind, _, name = lab.source.partition(":")
    whole = page_of(lab) not in lab.regions
    own = (builtin(name).truth or "") if kind == "sample" and whole else ""
    return lab.truths.get(place_of(lab), own)


# What is chosen reaches the lab by callbacks: the picture is computed before these widgets are laid out again.
def _choose(lab: Lab) -> None:
    lab.source = st.session_state["source"]


def _turn(lab: Lab, key: str) -> None:
    lab.pages[lab.source] = st.session_state[key] - 1


def _type(lab: Lab, place: str) -> None:
    lab.truths[place] = st.session_state[f"truth:{place}"]


def _open_form(lab: Lab) -> None:
    nonce = st.session_state.setdefault("opened", 0)
    st.file_uploader(
        "Scans, photos, PDFs, and their truths",
        [*EXTENSIONS, *TRUTHS],
        accept_multiple_files=True,
        key=f"files:{nonce}",
        on_change=partial(_open, lab, f"files:{nonce}"),
        help="A truth named like an image (scan.gt.txt, scan.hocr ... beside scan.png) becomes its ground truth.",
    )
    if st.toggle("Use the camera", key="camera-on"):
        st.camera_input("Photograph a page", key=f"camera:{nonce}", on_change=partial(_open, lab, f"camera:{nonce}"))


def _open(lab: Lab, key: str) -> None:
    given = st.session_state.get(key)
    files = given if isinstance(given, list) else [given] if given else []
    truths = {file.name: file for file in files if file.name.lower().endswith(ENDINGS)}
    opened: list[Upload] = []
    for file in files:
        if file.name not in truths:
            try:
                opened.append(take(lab, file.name, file.getvalue()))
            except OcrLabError as error:
                lab.notice(f"{file.name} was not opened. {error}")
    for name, file in truths.items():
        try:
            _match(lab, name, parse_truth(file.getvalue(), name), opened)
        except OcrLabError as error:
            lab.notice(error)
    if opened:
        lab.source = f"upload:{opened[0].sha}"
    st.session_state["opened"] = st.session_state.get("opened", 0) + 1


def take(lab: Lab, name: str, data: bytes) -> Upload:
    """Keep a file's bytes once its first page is known to decode. Raises `ImageError`; then nothing changes."""
    pages = page_count(data)
    sha = hashlib.sha256(data).hexdigest()
    upload = Upload(PurePath(name).name or "picture", data, sha, pages)
    _decoded(sha, 0, lab.dpi if upload.is_pdf else 0, data)
    lab.uploads.pop(sha, None)
    lab.uploads[sha] = upload
    while sum(len(kept.data) for kept in lab.uploads.values()) > KEEP_BYTES and len(lab.uploads) > 1:
        lab.uploads.pop(next(iter(lab.uploads)))
    return upload


def _match(lab: Lab, name: str, truth: Truth, opened: list[Upload]) -> None:
    stem = next((name[: -len(end)] for end in ENDINGS if name.lower().endswith(end)), name)
    named = [upload for upload in lab.uploads.values() if PurePath(upload.name).stem == stem]
    if named:
        place = f"upload:{named[-1].sha}#0"
    elif len(opened) == 1:
        place = f"upload:{opened[0].sha}#0"
    elif not opened:
        place = place_of(lab)
    else:
        raise ImageError(f"{name}: no opened image is named {stem!r}; name the text like its image and open it again")
    set_truth(lab, place, truth)


def set_truth(lab: Lab, place: str, truth: Truth) -> None:
    """Make this the truth of a page, with its boxes where it has any, and let the text area show it."""
    for note in truth.notes:
        lab.notice(note)
    lab.truths[place] = truth.text
    lab.boxes.pop(place, None)
    if any(line.box for line in truth.lines):
        lab.boxes[place] = truth
    st.session_state.pop(f"truth:{place}", None)


def boxed_truth(lab: Lab) -> Truth | None:
    """The truth of the page with its boxes, as long as nobody has typed another one."""
    found = lab.boxes.get(place_of(lab))
    return found if found and found.text == lab.truths.get(place_of(lab)) else None


def _truth_form(lab: Lab) -> None:
    place = place_of(lab)
    key = f"truth:{place}"
    if key not in st.session_state:
        st.session_state[key] = _truth(lab)
    st.text_area(
        "What the page really says",
        key=key,
        height=320,
        width=560,
        placeholder="Type or paste the true text, line by line. Leave empty to tune without it.",
        help="CER and WER compare the reading with this text.",
        on_change=partial(_type, lab, place),
    )
    nonce = st.session_state.setdefault("truths-opened", 0)
    st.file_uploader(
        "Or open it: text, hOCR, ALTO, PAGE XML, line CSV",
        TRUTHS,
        key=f"truth-file:{nonce}",
        on_change=partial(_open_truth, lab, place, f"truth-file:{nonce}"),
    )


def _open_truth(lab: Lab, place: str, key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        set_truth(lab, place, parse_truth(file.getvalue(), file.name))
    except OcrLabError as error:
        lab.notice(f"The truth stays as it was. {error}")
    st.session_state["truths-opened"] += 1
