"""What did a search find, and is it worth anything on pages it never saw?"""

from __future__ import annotations

import io
from html import escape

import pandas as pd
import streamlit as st

from ocrlab.batch import Inputs, Setting
from ocrlab.pipeline import Pipeline
from ocrlab.search import Study, Summary, tables
from ocrlab.search.known import Known
from ocrlab.search.proving import learnt_of, words
from ocrlab.search.report import write_report
from ocrlab.ui import along, state
from ocrlab.ui.batch.state import BatchForm, Reader, batch_state
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.widgets import pressed


def show(study: Study, summary: Summary) -> None:
    """The verdict first, then the setting, then everything else worth a sentence."""
    head, _, rest = words.verdict(summary).partition(": ")
    kind = words.kind(summary)
    rest = f"{rest[:1].upper()}{rest[1:]}"
    st.html(f'<p class="ocr-verdict {kind}" role="status">{escape(head)}<small>{escape(rest)}</small></p>')
    page = next(iter(study.known.proof_pages), None)
    turned_down = summary.turned_down
    with st.container(horizontal=True, vertical_alignment="center"):
        if turned_down is not None:
            named = words.with_engine(str(turned_down.setting), turned_down.engine)
            st.markdown(f"**Turned down:** {as_text(named)}")
            tune_page.open_button(study, turned_down.setting, page, "turned-down", turned_down.engine)
        else:
            st.markdown(f"**Best setting:** {as_text(words.with_engine(str(summary.best), summary.engine))}")
            tune_page.open_button(study, summary.best, page, "best", summary.engine)
        _apply_button(study, summary)
        along.take_menu(state.lab(), summary.best, "take-best")
        if summary.recipe.recipe.chooses:
            learnt = learnt_of(summary, study.plan)
            along.take_recipe_menu(state.lab(), summary.recipe.recipe, learnt, "take-recipe")
        _report_button(study, summary)
    sentences = [*words.lines(summary), *(f"Left out: {page}" for page in summary.left_out)]
    st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in sentences))
    with st.expander("The proof, page by page", icon=":material/table_rows:"):
        _pages(study.known, tables.named_settings(summary, study.space.base))


def _apply_button(study: Study, summary: Summary) -> None:
    """A button that goes to Batch with all pages of the search and its answer."""
    if study.source is None or not pressed(
        "Read all its pages",
        "batch-all",
        icon=":material/library_books:",
        help="Opens Batch with every page of this search under the setting that was found.",
    ):
        return
    form = BatchForm(
        pages="study", inputs=Inputs((study.source.path,), group_by=study.source.group_by), label=study.name, choices=[]
    )
    reader = Reader.proved(study.name, study.plan.reads(summary.engine, proof=True))
    form.add(Setting.of(f"Best of {study.name}", summary.best), reader)
    batch = batch_state()
    batch.form = form
    batch.look_at(None)
    st.switch_page("pages/batch.py")


def _report_button(study: Study, summary: Summary) -> None:
    """The proof as one HTML file, made once somebody asks for it."""

    def made() -> bytes:
        file = io.BytesIO()
        write_report(study, summary, file)
        return file.getvalue()

    st.download_button(
        "Report",
        made,
        "report.html",
        "text/html",
        icon=":material/download:",
        on_click="ignore",
        help="The proof to hand on, as one file: numbers with intervals, each page, settings and versions.",
    )


def _pages(known: Known, settings: dict[str, tuple[str, Pipeline]]) -> None:
    rows = tables.proof_pages(known, list(settings.values()))
    grouped = any(row["group"] for row in rows)
    shown = [
        {"Page": row["page"], **({"Group": row["group"]} if grouped else {})}
        | {name: None if rate is None else 100 * rate.rate for name, rate in zip(settings, row["rates"], strict=True)}
        for row in rows
    ]
    number = st.column_config.NumberColumn(format="%.1f %%")
    st.dataframe(pd.DataFrame(shown), hide_index=True, placeholder="", column_config=dict.fromkeys(settings, number))
