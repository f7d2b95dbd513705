"""How is the batch going, and what has come of its pages so far?"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from ocrlab.batch import Batch, Totals, running
from ocrlab.batch.running import Runner
from ocrlab.errors import OcrLabError
from ocrlab.runs import set_list
from ocrlab.search.proving.words import duration
from ocrlab.store import SetName, shared_store
from ocrlab.ui import pool
from ocrlab.ui.batch import table
from ocrlab.ui.batch.form import results_of
from ocrlab.ui.batch.state import BatchState
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.widgets import pressed
from ocrlab.wording import counted, percent

POLL_SECONDS = 1.5  # between two looks at a batch that runs here


def show(state: BatchState, name: str) -> None:
    """One batch: on its way, ended early, or done."""
    runner = running.runner_of(shared_store(), name)
    alive = runner is not None and runner.alive
    batch = runner.batch if runner is not None else None
    if batch is None and not alive:
        batch = state.opened(name)
        if batch is None:
            batch = running.opened(name, shared_store())
            state.hold_open(batch)
    st.fragment(_head, run_every=POLL_SECONDS if alive else None)(state, name, batch, _title(name))
    if runner is not None and runner.error:
        st.error(as_text(runner.error), icon=":material/error:")
    if batch is None:
        return
    every = table.poll_seconds(batch) if alive else None
    st.fragment(table.show, run_every=every)(state, batch)


def _title(name: str) -> str:
    """What people call the batch; else its name."""
    stored = shared_store().batch(name)
    return stored.title or name if stored else name


def _head(state: BatchState, name: str, batch: Batch | None, title: str) -> None:
    """What changes while one looks: the bar, the buttons, the totals."""
    runner = running.runner_of(shared_store(), name)
    alive = runner is not None and runner.alive
    if runner is not None and runner.batch is not batch and runner.batch is not None:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(as_text(title), anchor=False)
        st.space("stretch")
        _buttons(state, name, runner, batch)
    if batch is None:
        st.progress(0.0, text="Looking for the pages")
        return
    _bar(batch, alive)
    _totals(batch)
    if state.notice_running(alive):
        st.rerun()


def _bar(batch: Batch, alive: bool) -> None:
    total, left = len(batch.rows), batch.left
    done = f"{total - left:,} of {counted(total, 'page' if len(batch.plan.choices) == 1 else 'reading')}"
    if alive:
        parts = ["Paused" if batch.paused else "Reading" if batch.plan.read else "Filtering", done]
        if batch.seconds_left is not None and not batch.paused:
            parts.append(f"about {duration(batch.seconds_left)} to go")
        st.progress((total - left) / max(1, total), text=" · ".join(parts))
    elif left:
        st.info(f"Ended early after {done}. Nothing is lost: it goes on where it was.", icon=":material/pause_circle:")


def _totals(batch: Batch) -> None:
    """A line a setting: the rates of all pages as one text, their interval, and the mean of the pages."""
    all_totals = batch.totals
    lines = [_line(each, len(all_totals) > 1) for each in all_totals]
    st.dataframe(
        pd.DataFrame(lines),
        hide_index=True,
        placeholder="",
        column_config={
            "CER": st.column_config.TextColumn(help="All pages as one text (micro), with the 95 % interval."),
            "CER, mean": st.column_config.TextColumn(help="The plain mean of the pages (macro)."),
            "Seconds a page": st.column_config.NumberColumn(format="%.2f"),
        },
    )


def _line(each: Totals, several: bool) -> dict[str, object]:
    line: dict[str, object] = {"Setting": each.setting} if several else {}
    line |= {"Pages": each.pages, "Done": each.done, "Failed": each.failed}
    for name in ("cer", "wer"):
        if each.micro is None:
            continue
        line[name.upper()] = each.within(name)
        line[f"{name.upper()}, mean"] = percent(each.macro[name])
    if each.confidence is not None:
        line["Confidence"] = percent(each.confidence, 0)
    line["Seconds a page"] = round(each.seconds / each.done, 2) if each.done else None
    if len(each.chosen) > 1:
        line["Took"] = ", ".join(f"setting {number}: {times}" for number, times in enumerate(each.chosen, 1))
    return line


def _buttons(state: BatchState, name: str, runner: Runner | None, batch: Batch | None) -> None:
    if runner is not None and runner.alive:
        if batch is None:
            return
        if batch.paused and pressed("Resume", "batch-resume", icon=":material/play_arrow:"):
            batch.resume()
            st.rerun()  # the list of batches shows it too
        if not batch.paused and pressed("Pause", "batch-pause", icon=":material/pause:"):
            batch.pause()
            st.rerun()
        st.button("Stop", icon=":material/stop:", on_click=batch.stop, help="Stop; it can go on later.")
        return
    if batch is None:
        return
    failed = any(row.state == "failed" for row in batch.rows.values())
    if batch.left or failed:
        label = "Go on" if batch.left else "Try the failed again"
        go_on_here = partial(go_on, state, name)
        st.button(label, type="primary", icon=":material/play_arrow:", on_click=go_on_here)
    _download(name, batch)
    with st.popover("", icon=":material/delete:", help="Remove this batch"):
        st.write("Remove this batch from the list? For a day Runs can put it back. Files in a folder of yours stay.")
        st.button("Remove", key="batch-remove", on_click=partial(_remove, state, name))


def _download(name: str, batch: Batch) -> None:
    if batch.output is None:
        return
    if batch.output.folder == results_of(name):
        st.download_button(
            "Download ZIP",
            _packed(batch.output.folder),
            "results.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
        )
    else:
        st.caption(f"Results: {as_text(batch.output.folder)}")


def _packed(folder: Path) -> Callable[[], bytes]:
    """The files of a folder as a ZIP, made once somebody asks for it."""

    def pack() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in sorted(folder.rglob("*")):
                if file.is_file() and not file.name.startswith("."):
                    packed.write(file, file.relative_to(folder).as_posix())
        return buffer.getvalue()

    return pack


def go_on(state: BatchState, name: str) -> None:
    """Start a batch again where it was, and look at it."""
    state.look_at(name)
    try:
        running.drop(shared_store(), name)
        running.go_on(name, pool.shared_pool(), shared_store())
    except OcrLabError as error:
        tune_page.notice(error)


def _remove(state: BatchState, name: str) -> None:
    try:
        set_list.delete(shared_store(), [SetName("batch", name)])
        state.look_at(None)
    except OcrLabError as error:
        tune_page.notice(error)
