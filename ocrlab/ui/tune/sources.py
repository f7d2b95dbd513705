"""Sources: which page is looked at, what does it really say, and how does a file become one?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

import streamlit as st

from ocrlab.datasets import Sample, builtin, builtin_samples
from ocrlab.errors import ImageError
from ocrlab.image import Image, decode, page_count
from ocrlab.truth import Truth
from ocrlab.truth.beside import ENDINGS
from ocrlab.ui.lab import SAMPLE, Lab, Upload

MAX_UPLOAD_BYTES = 600_000_000  # of a session, all files together; the oldest give way
MAX_DECODED = 4  # pages of a session that are kept decoded
TRUTHS = ("txt", "csv", "xml", "hocr", "html")


@st.cache_resource(scope="session", max_entries=MAX_DECODED, show_spinner=False)
def _decoded(sha: str, page: int, dpi: int, _data: bytes) -> Image:
    # Keyed by the SHA-256 of the bytes, and of the session alone: it goes when that ends.
    return decode(_data, page, dpi)


def current(lab: Lab) -> Sample:
    """The page to work on. Raises what `decode` raises for a page that cannot be shown."""
    truth = truth_of(lab) or None
    if upload := lab.upload:
        image = _decoded(upload.sha, lab.page, lab.dpi if upload.is_pdf else 0, upload.data)
        boxed = boxed_truth(lab)
        return Sample(name=upload.name, image=image, truth=truth, ignored=boxed.ignored if boxed else ())
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
    """Make this the truth of a page, with its boxes where it has any, and say what was left out of it."""
    for note in truth.notes:
        lab.notice(note)
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
    _decoded(sha, 0, lab.dpi if upload.is_pdf else 0, data)
    lab.uploads.pop(sha, None)
    lab.uploads[sha] = upload
    while sum(len(upload.data) for upload in lab.uploads.values()) > MAX_UPLOAD_BYTES and len(lab.uploads) > 1:
        lab.uploads.pop(next(iter(lab.uploads)))
    return upload


def match_truth(lab: Lab, name: str, truth: Truth, opened: Iterable[Upload]) -> None:
    """Give a truth that was opened to the file it is named like, to the one that was opened with it, or to the page.

    Raises `ImageError` where several files were opened and none is named like it.
    """
    opened = list(opened)
    stem = next((name[: -len(end)] for end in ENDINGS if name.lower().endswith(end)), name)
    namesakes = [upload for upload in lab.uploads.values() if PurePath(upload.name).stem == stem]
    if namesakes:
        key = f"{namesakes[-1].source}#0"
    elif len(opened) == 1:
        key = f"{opened[0].source}#0"
    elif not opened:
        key = lab.truth_key
    else:
        raise ImageError(f"{name}: no opened image is named {stem!r}; name the text like its image and open it again")
    set_truth(lab, key, truth)
