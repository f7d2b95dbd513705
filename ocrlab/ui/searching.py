"""What shall be searched, on which pages, and for how long? The form a search begins with."""

from __future__ import annotations

import hashlib
import shlex
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from ocrlab import datasets
from ocrlab.engines import effective, get_engine
from ocrlab.errors import FileError, InputError, OcrLabError
from ocrlab.filters import all_filters
from ocrlab.home import home
from ocrlab.image import EXTENSIONS, encode_png
from ocrlab.params import Param
from ocrlab.scoring import METRICS
from ocrlab.search import CURATED, SAMPLERS, Plan, groups, running
from ocrlab.search.objective import CONFIDENCE, PROXY, title
from ocrlab.search.plan import GRID_MOST
from ocrlab.search.space import LOG_POINTS, Space
from ocrlab.store import shared_store
from ocrlab.ui import frame, sources
from ocrlab.ui.state import Lab, Row

SOURCES = {"samples": "The lab's samples", "files": "My files", "folder": "A folder", "page": "The page on Tune"}
SPACES = {"ready": "Ready-made", "current": "The pipeline on Tune", "written": "Written"}
TRUTHS = ("txt", "zip")


def form(lab: Lab) -> None:
    """Pages, what may vary, and the budget, side by side; then the button."""
    pages, space, budget = st.columns(3, gap="large")
    with pages:
        st.markdown("##### Pages")
        source = _source(lab)
    with space:
        st.markdown("##### What may vary")
        texts = _texts(lab)
    with budget:
        st.markdown("##### Goal and budget")
        given = _budget()
    with st.container(key="search-start"):
        _start(lab, source, texts, given)


# Which pages


def _source(lab: Lab) -> dict[str, Any] | None:
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
        "Images with their truths, or a ZIP of them",
        [*EXTENSIONS, *TRUTHS],
        accept_multiple_files=True,
        key="search-files",
        help="scan.gt.txt or scan.txt is the truth of scan.png. Sub-folders of a ZIP become groups.",
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
        help="Images with NAME.gt.txt or NAME.txt beside each. Sub-folders become groups.",
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


# What may vary


def _texts(lab: Lab) -> list[str]:
    kind = st.selectbox("Space", list(SPACES), key="search-space", format_func=SPACES.get)
    match kind:
        case "ready":
            name = st.radio(
                "Ready-made space",
                list(CURATED),
                key="search-ready",
                format_func=str.capitalize,
                captions=[CURATED[one].help for one in CURATED],
                label_visibility="collapsed",
            )
            texts = list(CURATED[name].vary)
        case "current":
            texts = _around(lab)
        case _:
            text = st.text_area(
                "One place in the pipeline a line",
                key="search-written",
                height=190,
                placeholder="median? radius=1..3\notsu|sauvola|none window=15..51:4\norder median otsu",
                help="A range, a list a|b, a filter or none (?), one of several filters, or an order.",
            )
            texts = [line.strip() for line in text.splitlines() if line.strip()]
    return texts


def _around(lab: Lab) -> list[str]:
    """Controls made from the declarations of the stages on the Tune page."""
    rows = [row for row in lab.rows if row.stage.enabled]
    if not rows:
        st.caption("There is no filter on the Tune page. Add some there, or choose a ready-made space.")
    texts = [text for row in rows if (text := _stage(row))]
    for one, other in pairwise(rows):
        first, second = one.stage.filter, other.stage.filter
        if first != second and st.toggle(
            f"{one.stage.declaration.title} and {other.stage.declaration.title} in either order",
            key=f"search:{one.uid}:{other.uid}:order",
        ):
            texts.append(f"order {first} {second}")
    return texts


def _stage(row: Row) -> str | None:
    stage, found, key = row.stage, row.stage.declaration, f"search:{row.uid}"
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{found.title}**")
            optional = st.toggle(
                "On or off", key=f"{key}:optional", help=f"Try the pipeline without {found.title} too."
            )
        others = st.multiselect(
            f"Or instead of {found.title}",
            [one.name for one in all_filters() if one.room == found.room and one.name != found.name],
            key=f"{key}:others",
            format_func=lambda name: next(one.title for one in all_filters() if one.name == name),
            placeholder="Alternatives",
            label_visibility="collapsed",
        )
        spans = [
            f"{param.name}={span}" if not others else f"{found.name}.{param.name}={span}"
            for param in found.params
            if (span := _span(param, stage.settings[param.name], f"{key}:{param.name}"))
        ]
    if not (optional or others or spans):
        return None
    return " ".join(["|".join([stage.filter, *others]) + ("?" if optional else ""), *spans])


def _span(param: Param, value: Any, key: str) -> str | None:
    """The control for one parameter's range; None where it stays as it is."""
    if not st.checkbox(f"Vary {param.title}", key=f"{key}:vary", help=param.help or None):
        return None
    match param.kind:
        case "number":
            options = _grid(param)
            low, high = st.select_slider(
                param.title,
                options,
                value=_near(options, value),
                key=f"{key}:span",
                format_func=lambda v: f"{v:g} {param.unit}".strip(),
                label_visibility="collapsed",
            )
            return f"{low:g}..{high:g}"
        case "choice":
            chosen = st.multiselect(
                param.title, param.choices, default=param.choices, key=f"{key}:span", label_visibility="collapsed"
            )
            return "|".join(chosen) or None
        case _:
            return "true|false"


def _grid(param: Param) -> list[float]:
    r = param.range
    if r.log:
        ratio = (r.high / r.low) ** (1 / (6 * LOG_POINTS))
        return [float(f"{r.low * ratio**i:.3g}") for i in range(6 * LOG_POINTS)] + [r.high]
    count = round((r.high - r.low) / r.step) + 1
    return [float(f"{r.low + i * r.step:.10g}") for i in range(count)]


def _near(options: list[float], value: float) -> tuple[float, float]:
    """From the lowest to about twice the present value: where looking pays first."""
    high = next((one for one in options if one >= max(2 * value, options[0])), options[-1])
    return (options[0], high) if high > options[0] else (options[0], options[min(3, len(options) - 1)])


# The budget


def _budget() -> dict[str, Any]:
    metric = st.selectbox("Improve", [*METRICS, CONFIDENCE], key="search-metric", format_func=title)
    if metric == CONFIDENCE:
        st.caption(PROXY)
    sampler = st.selectbox(
        "Settings are chosen by",
        list(SAMPLERS),
        key="search-sampler",
        format_func={"tpe": "TPE", "nsga2": "NSGA-II", "random": "Chance", "grid": "Full grid"}.get,
        help="  \n".join(f"**{name}:** {text}" for name, text in SAMPLERS.items()),
    )
    trials = st.slider("Settings to try, at most", 5, 300, 60, 5, key="search-trials")
    held = st.slider(
        "Pages held out",
        0,
        70,
        30,
        5,
        format="%d%%",
        key="search-held",
        help="These pages are never searched on: they tell whether the best setting is better on pages new to it.",
    )
    with st.container(horizontal=True):
        draft = st.toggle(
            "Draft speed",
            True,
            key="search-draft",
            help="Search with the engine's quickest networks, and prove with the exact ones.",
        )
        locked = st.toggle(
            "Lock text regions",
            key="search-locked",
            help="Find text once on each unfiltered page and read those boxes under each setting: quicker, but what a "
            "filter does to finding text is not seen.",
        )
    return {
        "metric": metric,
        "sampler": sampler,
        "trials": trials,
        "hold_out": held / 100,
        "draft": draft,
        "locked": locked,
    }


def _start(lab: Lab, source: dict[str, Any] | None, texts: list[str], given: dict[str, Any]) -> None:
    plan = None
    try:
        if texts:
            space = Space.of(texts, lab.pipeline)
            count = space.count
            if given["sampler"] == "grid" and count > GRID_MOST and given["trials"] < count:
                st.warning(f"The full grid has {count:,} points; the first {given['trials']} of them would be tried.")
            settings = {k: v for k, v in effective(get_engine(lab.engine), lab.settings).items() if k in lab.settings}
            plan = Plan.of(
                tuple(texts),
                engine=lab.engine,
                settings=settings,
                current=lab.pipeline,
                normalise=lab.normalise,
                **given | {"trials": min(given["trials"], count + 2)},
            )
            st.caption(
                f"{count:,} settings can be made of this; at most {plan.budget} are tried, no filter and the pipeline "
                f"on Tune first. Each is given up as soon as it is hopeless."
            )
        else:
            st.caption("Nothing varies yet.")
    except OcrLabError as error:
        st.error(str(error), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name", key="search-name", placeholder="chosen for you", width=320, max_chars=60)
        st.button(
            "Start the search",
            type="primary",
            icon=":material/search:",
            disabled=plan is None or source is None,
            on_click=partial(_begin, lab, plan, source, name.strip()),
        )
    if plan is not None and source is not None:
        with st.expander("The same on the command line", icon=":material/terminal:"):
            st.code(command(plan, source), language="bash", wrap_lines=True)


def command(plan: Plan, source: dict[str, Any]) -> str:
    """The command that searches the same."""
    parts = ["python", "-m", "ocrlab", "search", source["path"]]
    for text in plan.vary:
        parts += ["--vary", text]
    for stage in plan.current.stages:
        parts += ["--stage", str(stage)]
    for name, value in (("metric", "cer"), ("sampler", "tpe"), ("trials", 60), ("normalise", Plan.normalise)):
        if getattr(plan, name) != value:
            parts += [f"--{name}", str(getattr(plan, name))]
    parts += ["--hold-out", f"{plan.hold_out:g}"] if plan.hold_out != 0.3 else []
    parts += ["--group-by", source["group_by"]] if source.get("group_by") else []
    return shlex.join(parts + (["--locked"] if plan.locked else []))


def _begin(lab: Lab, plan: Plan, source: dict[str, Any], name: str) -> None:
    try:
        store = shared_store()
        taken = {study.name for study in store.studies()}
        if name in taken:
            raise InputError(f"study: the name {name!r} is taken; choose another")
        stem, number = name or f"{source['label']}, {_what(plan)}"[:60], 1
        name = stem
        while name in taken:
            number += 1
            name = f"{stem} {number}"
        running.begin(plan, source, name, frame.pool(), store)
        lab.kept["study"] = name
    except OcrLabError as error:
        lab.notice(error)


def _what(plan: Plan) -> str:
    return next((one.name for one in CURATED.values() if one.vary == plan.vary), plan.vary[0].split()[0].rstrip("?"))
