"""What did a search find, and is it worth anything on pages it never saw?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ocrlab import export
from ocrlab.pipeline import Pipeline
from ocrlab.search import Study, tables, words
from ocrlab.ui.state import Lab

VERDICTS = {"better": "better", "worse": "worse"}


def show(lab: Lab, study: Study) -> None:
    """The verdict first, then the setting, then everything else worth a sentence."""
    summary = study.summary
    held = summary["held_out"]
    kind = VERDICTS.get(held["verdict"], "") if summary["best"]["stages"] else ""
    head, _, rest = words.verdict(summary).partition(": ")
    st.html(f'<p class="ocr-verdict {kind}" role="status">{head}<small>{rest}</small></p>')
    best = Pipeline.from_dict(summary["best"])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Best setting:** `{best}`")
        open_on_tune(lab, best, "best")
        st.download_button(
            "best.yaml", export.to_yaml(best), "best.yaml", icon=":material/download:", disabled=not best.stages
        )
    told = [*words.lines(summary)[1:], *(f"Left out: {one}" for one in summary["left_out"])]
    st.markdown("\n".join(f"- {sentence}" for sentence in told))
    with st.expander(f"Page by page, on the {words.counted(held['pages'])} of the proof", icon=":material/table_rows:"):
        _pages(study, best)


def _pages(study: Study, best: Pipeline) -> None:
    settings = list(dict.fromkeys([Pipeline(), study.space.base, best]))
    names = ["No filter", *(["Current"] if len(settings) > 2 else []), "Best"][: len(settings)]
    rows = [
        {"Page": row["page"], "Group": row["group"]}
        | {name: None if rate is None else 100 * rate.rate for name, rate in zip(names, row["rates"], strict=True)}
        for row in tables.pages(study, settings)
    ]
    number = st.column_config.NumberColumn(format="%.1f %%")
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(names, number))


def open_on_tune(lab: Lab, pipeline: Pipeline, key: str) -> None:
    """A button that puts a setting on the Tune page and goes there."""
    if st.button("Open on Tune", key=f"tune:{key}", icon=":material/tune:"):
        lab.set_pipeline(pipeline)
        st.switch_page("pages/tune.py")
