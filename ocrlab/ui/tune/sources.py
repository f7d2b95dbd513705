"""Sources: which page is looked at, what does it really say, and how does a file become one?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

import streamlit as st

from ocrlab.datasets import Sample, builtin, builtin_samples
from ocrlab.datasets.model import of_page
from ocrlab.errors import ImageError
from ocrlab.image import Decoded, decode_page, page_count
from ocrlab.truth import FORM_FEED, Truth
from ocrlab.truth.beside import truths_beside
from ocrlab.ui.lab import SAMPLE, Lab, Upload
from ocrlab.wording import shown_name

MAX_UPLOAD_BYTES = 600_000_000  # of a session, all files together; the oldest give way
BLANK = "\n"  # the truth of a blank page
MAX_DECODED = 4  # pages of a session that are kept decoded
TRUTHS = ("txt", "csv", "xml", "hocr", "html")


def _decoded(upload: Upload, page: int, dpi: int) -> Decoded:
    dpi = dpi if upload.is_pdf else 0
    if not st.runtime.exists():  # outside the app there is no session to keep it for
        return decode_page(upload.data, page, dpi)
    return _decoded_for_session(upload.sha, page, dpi, upload.data)


@st.cache_resource(scope="session", max_entries=MAX_DECODED, show_spinner=False)
def _decoded_for_session(sha: str, page: int, dpi: int, _data: bytes) -> Decoded:
    # Keyed by the SHA-256 of the bytes, and of the session alone: it goes when that ends.
    return decode_page(_data, page, dpi)


def current(lab: Lab) -> Sample:
    """The page to work on. Raises what `decode` raises for a page that cannot be shown."""
    truth = truth_of(lab) or None
    if upload := lab.upload:
        decoded = _decoded(upload, lab.page, lab.dpi)
        boxed = boxed_truth(lab)
        return Sample(
            name=upload.name,
            image=decoded.image,
            truth=truth,
            notes=decoded.notes,
            ignored=boxed.ignored if boxed else (),
            dpi=decoded.dpi,
        )
    sample = builtin(lab.source.removeprefix(SAMPLE))
    return Sample(name=sample.name, image=sample.image, truth=truth)


def truth_of(lab: Lab) -> str:
    """What was typed or opened here; else the truth that comes with a sample, of a crop of which nothing is known."""
    own = ""
    if lab.source.startswith(SAMPLE) and lab.crop is None:
        own = builtin(lab.source.removeprefix(SAMPLE)).truth or ""
    return lab.truths.get(lab.truth_key, own)


def type_truth(lab: Lab, key: str, text: str) -> None:
    """What a person typed is the truth of this page from now on."""
    lab.truths[key] = text


def set_truth(lab: Lab, key: str, truth: Truth) -> None:
    """Make this the truth of a page, with its boxes where it has any.

    One without text is that of a blank page: an empty line, where an empty field is no truth at all.
    """
    truth = truth if truth.text else replace(truth, text=BLANK)
    lab.truths[key] = truth.text
    lab.boxed_truths.pop(key, None)
    if truth.ignored or any(line.box for line in truth.lines):
        lab.boxed_truths[key] = truth


def boxed_truth(lab: Lab) -> Truth | None:
    """The truth of the page with its boxes, as long as nobody has typed another one."""
    truth = lab.boxed_truths.get(lab.truth_key)
    return truth if truth and truth.text == lab.truths.get(lab.truth_key) else None


def titles(lab: Lab) -> dict[str, str]:
    """Every sample and open file by its source; files of one name are numbered."""
    by_source = {f"{SAMPLE}{sample.name}": sample.title for sample in builtin_samples()}
    same_name = Counter(upload.name for upload in lab.uploads.values())
    so_far: Counter[str] = Counter()
    for upload in lab.uploads.values():
        so_far[upload.name] += 1
        number = f" ({so_far[upload.name]})" if same_name[upload.name] > 1 else ""
        by_source[upload.source] = upload.name + number
    return by_source


def take(lab: Lab, name: str, data: bytes) -> Upload:
    """Keep a file's bytes once its first page is known to decode. Raises `ImageError`; then nothing changes."""
    pages = page_count(data)
    sha = hashlib.sha256(data).hexdigest()
    upload = Upload(PurePath(name).name or "picture", data, sha, pages)
    _decoded(upload, 0, lab.dpi)
    lab.uploads.pop(sha, None)
    lab.uploads[sha] = upload
    while sum(len(upload.data) for upload in lab.uploads.values()) > MAX_UPLOAD_BYTES and len(lab.uploads) > 1:
        lab.uploads.pop(next(iter(lab.uploads)))
    return upload


def match_truth(lab: Lab, name: str, truth: Truth, opened: Iterable[Upload]) -> None:
    """Give a truth that was opened to the file it is named like, to the one that was opened with it, or to the page.

    Raises `ImageError` where several files were opened and none is named like it, `TruthError` as `give_truth` does.
    """
    opened = list(opened)
    names = {upload.name for upload in lab.uploads.values()}
    namesakes = {image for image, truths in truths_beside(names, [name]).items() if truths}
    alike = [upload for upload in lab.uploads.values() if upload.name in namesakes]
    if len(opened) > 1 and not alike:
        shown = shown_name(name)
        raise ImageError(f"{shown}: no opened image is named like it; name the text like its image and open it again")
    owner = next(reversed(alike or opened), None)
    if owner is None:
        give_truth(lab, lab.upload, lab.truth_key, truth, name)
    else:
        give_truth(lab, owner, f"{owner.source}#0", truth, name)


def give_truth(lab: Lab, upload: Upload | None, key: str, truth: Truth, name: str) -> None:
    """Make a truth that was opened that of the page ``key``, and say what was left out of it.

    One whose pages are parted by form feeds goes to every page of the upload. Raises `TruthError` where it has not as
    many pages; then nothing changes.
    """
    pages = upload.pages if upload else 1
    if FORM_FEED not in truth.text:
        set_truth(lab, key, truth)
    elif pages == 1:
        set_truth(lab, key, replace(truth, text=of_page(truth.text, 0, 1, shown_name(name))))
    else:
        texts = [of_page(truth.text, page, pages, shown_name(name)) for page in range(pages)]
        source, _, _ = key.partition("#")
        for page, text in enumerate(texts):
            set_truth(lab, f"{source}#{page}", Truth.plain(text))
        if any(line.box for line in truth.lines):
            lab.notice(f"{shown_name(name)}: its text went to {pages} pages; its boxes are shown for single pages only")
    for note in truth.notes:
        lab.notice(note)
