"""What did a search find, and is it worth anything on pages it never saw?"""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from ocrlab import export
from ocrlab.pipeline import Pipeline
from ocrlab.search import Study, Summary, tables
from ocrlab.search.known import Known
from ocrlab.search.proving import words
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page


def show(study: Study, summary: Summary) -> None:
    """The verdict first, then the setting, then everything else worth a sentence."""
    head, _, rest = words.verdict(summary).partition(": ")
    kind = _kind(summary)
    rest = f"{rest[:1].upper()}{rest[1:]}"
    st.html(f'<p class="ocr-verdict {kind}" role="status">{escape(head)}<small>{escape(rest)}</small></p>')
    page = next(iter(study.known.proof_pages), None)
    turned_down = summary.turned_down
    with st.container(horizontal=True, vertical_alignment="center"):
        if turned_down is not None:
            st.markdown(f"**Turned down:** {as_text(turned_down.setting)}")
            tune_page.open_button(study, turned_down.setting, page, "turned-down")
        else:
            st.markdown(f"**Best setting:** {as_text(summary.best)}")
            tune_page.open_button(study, summary.best, page, "best")
        if summary.best.stages:
            st.download_button("best.yaml", export.to_yaml(summary.best), "best.yaml", icon=":material/download:")
    sentences = [*words.lines(summary), *(f"Left out: {page}" for page in summary.left_out)]
    st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in sentences))
    with st.expander("The proof, page by page", icon=":material/table_rows:"):
        _pages(study.known, columns(summary, study.space.base))


def _kind(summary: Summary) -> str:
    """The colour of the verdict: of what was proved, or of the setting that was turned down."""
    verdict = summary.turned_down.gain.verdict if summary.turned_down else summary.proved.gain.verdict
    return "" if verdict == "cannot tell" else verdict


def columns(summary: Summary, current: Pipeline) -> dict[str, Pipeline]:
    """The settings to show page by page, by what to call them; each setting once, the best always named."""
    named = {"No filter": Pipeline(), "Current": current, "Best": summary.best}
    if summary.turned_down:
        named["Turned down"] = summary.turned_down.setting
    by_setting: dict[Pipeline, list[str]] = {}
    for name, pipeline in named.items():
        if pipeline.stages or name != "Current":
            by_setting.setdefault(pipeline, []).append(name)
    return {
        f"{first} ({', '.join(others).lower()})" if others else first: pipeline
        for pipeline, (first, *others) in by_setting.items()
    }


def _pages(known: Known, settings: dict[str, Pipeline]) -> None:
    rows = tables.proof_pages(known, list(settings.values()))
    grouped = any(row["group"] for row in rows)
    shown = [
        {"Page": row["page"], **({"Group": row["group"]} if grouped else {})}
        | {name: None if rate is None else 100 * rate.rate for name, rate in zip(settings, row["rates"], strict=True)}
        for row in rows
    ]
    number = st.column_config.NumberColumn(format="%.1f %%")
    st.dataframe(pd.DataFrame(shown), hide_index=True, placeholder="", column_config=dict.fromkeys(settings, number))
