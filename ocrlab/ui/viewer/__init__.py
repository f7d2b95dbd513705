"""Viewer: how can a person see every pixel a filter touched, while touching the filter?

`viewer` puts the original and the filtered picture into one component: side by side, swiped, blinked, subtracted, or
stage by stage, under one zoom that nothing but the person moves. What the person does comes back twice: to the
callbacks, before the script runs (so that the page is computed with the new value), and in the `ViewerState` returned.

    viewer(Picture.of(page, "Original"), Picture.of(filtered, "Median"), key="tune",
           live=Live.of("median.radius", "Median radius", param, 1), callbacks=Callbacks(live=lambda move: ...))

Zoom: 100 % draws one pixel of the original on one pixel of the screen, whatever the display's scaling; from there up no
pixel is smoothed. A filtered picture of another size is laid over the original by its share of width and height.

``browser/`` holds what runs in the browser: `model/` knows no page and is tested by Node, `parts/` are what is seen.
"""

from ocrlab.ui.viewer.component import viewer
from ocrlab.ui.viewer.types import (
    Boxes,
    Callbacks,
    ColourBy,
    Live,
    LiveMove,
    Mark,
    Overlay,
    Picture,
    Rect,
    RectDrawn,
    Side,
    ViewerState,
    WordClicked,
)

__all__ = [
    "Boxes",
    "Callbacks",
    "ColourBy",
    "Live",
    "LiveMove",
    "Mark",
    "Overlay",
    "Picture",
    "Rect",
    "RectDrawn",
    "Side",
    "ViewerState",
    "WordClicked",
    "viewer",
]
