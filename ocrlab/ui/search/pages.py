"""On which pages shall be searched?"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from ocrlab import datasets
from ocrlab.errors import FileError
from ocrlab.home import home
from ocrlab.image import EXTENSIONS, encode_png
from ocrlab.search import groups, running
from ocrlab.ui.state import Lab
from ocrlab.ui.tune import sources

SOURCES = {"samples": "The lab's samples", "files": "My files", "folder": "A folder", "page": "The page on Tune"}
TRUTHS = (*sources.TRUTHS, "zip")


def choose(lab: Lab) -> dict[str, Any] | None:
    """Where the pages are, as `ocrlab.search.running` finds them again; None while nothing is chosen."""
    kind = st.selectbox("Data set", list(SOURCES), key="search-source", format_func=SOURCES.get)
    match kind:
        case "samples":
            count = len(datasets.builtin_samples())
            st.caption(f"{count} pages with all kinds of faults and their true text: good for trying the search out.")
            return {"kind": "path", "path": running.SAMPLES, "label": "samples"}
        case "files":
            return _files()
        case "folder":
            return _folder()
        case _:
            return _page(lab)


def _files() -> dict[str, Any] | None:
    files = st.file_uploader(
        "Images with truths, or a ZIP",
        [*EXTENSIONS, *TRUTHS],
        accept_multiple_files=True,
        key="search-files",
        help="scan.gt.txt, scan.hocr, scan.xml ... is the truth of scan.png. Sub-folders of a ZIP become groups.",
    )
    if not files:
        st.caption("The more pages, the surer the answer: a verdict needs six pages held out, which 20 pages give.")
        return None
    packed = [file for file in files if file.name.lower().endswith(".zip")]
    if packed and len(files) > 1:
        raise FileError(f"{packed[0].name}: open one ZIP by itself, or images and texts without a ZIP")
    kept = _keep({PurePath(file.name).name: file.getvalue() for file in files})
    label = PurePath(packed[0].name).stem if packed else f"{len(files)} files"
    return _described({"kind": "path", "path": str(kept / packed[0].name if packed else kept), "label": label})


def _keep(files: dict[str, bytes]) -> Path:
    """The files in a folder of the lab's, where the search finds them again tomorrow."""
    mark = hashlib.sha256()
    for name, data in sorted(files.items()):
        mark.update(f"{name}\0{len(data)}\0".encode())
        mark.update(data)
    place = home() / "datasets" / mark.hexdigest()[:16]
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            if not (place / name).exists():
                half = place / f".{name}.half"
                half.write_bytes(data)
                half.replace(place / name)
    except OSError as error:
        raise FileError(f"{place}: cannot keep the pages there ({error.strerror}); free some space") from None
    return place


def _folder() -> dict[str, Any] | None:
    path = st.text_input(
        "Folder on the machine the lab runs on",
        key="search-folder",
        placeholder="/home/ann/scans",
        help="Images with NAME.gt.txt, NAME.hocr, NAME.xml ... beside each. Sub-folders become groups.",
    ).strip()
    if not path:
        return None
    source: dict[str, Any] = {"kind": "path", "path": path, "label": PurePath(path).name}
    if known := groups.columns(path):
        source["group_by"] = st.selectbox(
            "Groups by",
            [None, *known],
            key="search-groups",
            format_func=lambda column: column or "sub-folder",
            help="A column of the folder's manifest.csv. Each group gets a best setting of its own too.",
        )
    return _described(source)


def _described(source: dict[str, Any]) -> dict[str, Any]:
    entries = running.entries_of(source)
    told = sum(entry.has_truth for entry in entries)
    named = sorted({entry.group for entry in entries if entry.group})
    st.caption(
        f"{len(entries)} pages, {told} of them with a truth"
        + (f", in {len(named)} groups: {', '.join(named[:5])}" if len(named) > 1 else "")
        + "."
    )
    return source


def _page(lab: Lab) -> dict[str, Any]:
    sample = sources.current(lab)
    stem = PurePath(sample.name).stem or "page"
    st.caption(
        f"**{sample.name}**. With one page nothing can be held out: what is found may fit this very page only, and the "
        "lab will say so."
    )
    key = f"search-page:{sample.digest}:{hash(sample.truth)}"
    if key not in st.session_state:
        files = {f"{stem}.png": encode_png(sample.image)}
        if sample.truth:
            files[f"{stem}.gt.txt"] = sample.truth.encode()
        st.session_state[key] = str(_keep(files))
    return {"kind": "path", "path": st.session_state[key], "label": stem}
