"""What does the lab look like: its style, its mark?"""

from __future__ import annotations

import streamlit as st
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

CSS = """
<style>
.stMainBlockContainer { padding: 3.9rem 2rem 2rem; }
[data-testid="stSidebarHeader"] { height: 2.6rem; padding-bottom: 0; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 1.1rem 2rem; }
[class*="st-key-stage-head-"] { min-height: 2rem; }
[class*="st-key-stage-head-"] button { min-height: 1.8rem; padding: 0 .12rem; }
.ocr-text { font-family: var(--st-code-font, monospace); font-size: .86rem; line-height: 1.55; white-space: pre-wrap;
  overflow-wrap: anywhere; margin: 0; padding: .6rem .75rem; border-radius: .5rem;
  border: 1px solid rgba(128,128,128,.28);
  min-height: 5rem; max-height: 32rem; overflow-y: auto; }
.ocr-text.old { opacity: .5; }
.ocr-text del { background: rgba(234,88,12,.20); text-decoration: line-through 1px; border-radius: 2px; }
.ocr-text ins { background: rgba(13,148,136,.24); text-decoration: none; border-radius: 2px; }
.ocr-text .swap { border-bottom: 2px solid rgba(234,88,12,.85); }
.ocr-text .swap rt { font-size: .62rem; opacity: .85; }
.ocr-text [data-word] { cursor: pointer; border-radius: 3px; }
.ocr-text [data-word]:hover { background: rgba(128,128,128,.16); }
.ocr-text.still [data-word] { cursor: auto; }
.ocr-text.still [data-word]:hover { background: none; }
.ocr-text [data-word].chosen { background: rgba(13,148,136,.30); }
.ocr-text .none { opacity: .6; font-style: italic; }
.ocr-key { font-size: .8rem; opacity: .85; }
.ocr-key del, .ocr-key ins, .ocr-key .swap { padding: 0 .25rem; margin-right: .15rem; }
.ocr-key del { background: rgba(234,88,12,.20); }
.ocr-key ins { background: rgba(13,148,136,.24); text-decoration: none; }
.ocr-key .swap { border-bottom: 2px solid rgba(234,88,12,.85); }
.ocr-verdict { font-size: 1.45rem; font-weight: 650; line-height: 1.25; margin: 0; min-height: 3.2rem; }
.ocr-verdict small { display: block; font-size: .95rem; font-weight: 500; }
.ocr-verdict .colon { font-size: 0; }
.ocr-verdict.better { color: #15803d; } .ocr-verdict.worse { color: #c2410c; }
@media (prefers-color-scheme: dark) { .ocr-verdict small { display: block; font-size: .95rem; font-weight: 500; }
.ocr-verdict .colon { font-size: 0; }
.ocr-verdict.better { color: #4ade80; } .ocr-verdict.worse { color: #fb923c; } }
</style>
"""


def icon() -> Pillow.Image:
    """The lab's mark, drawn here so that the browser fetches nothing from elsewhere: a letter under a lens."""
    mark = Pillow.new("RGBA", (64, 64), (0, 0, 0, 0))
    pen = ImageDraw.Draw(mark)
    pen.line((42, 42, 58, 58), fill="#0f766e", width=9)
    pen.ellipse((4, 4, 50, 50), fill="#ccfbf1", outline="#0f766e", width=6)
    pen.text((27, 27), "a", fill="#134e4a", font=ImageFont.load_default(30), anchor="mm")
    return mark


def style() -> None:
    """The look that all pages share."""
    st.html(CSS)
