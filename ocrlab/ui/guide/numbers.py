"""Numbers: what do CER, WER and the others mean, shown on five characters?"""

from __future__ import annotations

import streamlit as st

from ocrlab.reading import Reading, Word
from ocrlab.scoring import METRICS, score
from ocrlab.ui import texts
from ocrlab.ui.plain import as_text
from ocrlab.wording import counted, percent

TRUTH = "1,8 l"
READ = Reading.of(  # a word that is wrong by one character, and one that has one too many
    [
        Word("1.8", ((0, 0), (30, 0), (30, 10), (0, 10)), 1.0),
        Word("ll", ((40, 0), (60, 0), (60, 10), (40, 10)), 1.0),
    ]
)


def show() -> None:
    """A worked example, then each number in a sentence, from the registry."""
    st.header("An example of five characters", anchor=False)
    result = score(TRUTH, READ.text)
    left, right = st.columns(2)
    left.markdown("The page says")
    left.html(f'<div class="ocr-text">{TRUTH}</div>')
    right.markdown("The engine read")
    right.html(f'<div class="ocr-text">{texts.marked(TRUTH, READ)}</div>')
    for name, unit in (("cer", "character"), ("wer", "word")):
        rate = result[name]
        st.markdown(
            f"**{METRICS[name].title}:** {counted(rate.errors, 'error')} in {counted(rate.length, unit)}, "
            f"{percent(rate.rate)}."
        )
    st.caption(
        "One comma became a full stop, and one letter was read twice: two errors in five characters. Both words are "
        "wrong, however little is wrong with them. Spaces count as characters."
    )
    st.header("Every number", anchor=False)
    for metric in METRICS.values():
        st.markdown(f"**{as_text(metric.title)}.** {as_text(metric.help)}")
