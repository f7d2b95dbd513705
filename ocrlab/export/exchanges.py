"""Exchanges: which definition takes the place of which in a script with OpenCV, and in one without?"""

from __future__ import annotations

from ocrlab.export.source import Symbol

_LAB, _ARRAYS = "ocrlab.export.plain.lab", "ocrlab.export.plain.arrays"
_MEDIAN = "ocrlab.filters.twins.median"

# What only the lab needs, told in a line or two: both kinds of script have these.
_ALWAYS = {
    Symbol("ocrlab.filters.notes", "note"): Symbol(_LAB, "note"),
    Symbol("ocrlab.filters.notes", "left_as_it_was"): Symbol(_LAB, "left_as_it_was"),
    Symbol("ocrlab.errors", "ImageError"): Symbol(_LAB, "ImageError"),
    Symbol("ocrlab.filters.quarter_turns", "quartered"): Symbol(_LAB, "quartered"),
    Symbol("ocrlab.filters.strips", "histogram"): Symbol(_LAB, "histogram"),
    Symbol("ocrlab.filters.twins.colour", "lightness"): Symbol(_LAB, "lightness"),
    Symbol("ocrlab.filters.networks.grain", "_network"): Symbol(_LAB, "grain_network"),
    Symbol("ocrlab.filters.networks.line_turn", "_network"): Symbol(_LAB, "line_network"),
    Symbol(_MEDIAN, "disk_median"): Symbol(_LAB, "disk_median"),
}
WITH_OPENCV = {**_ALWAYS, Symbol(_MEDIAN, "square_median"): Symbol(_LAB, "square_median_opencv")}

_STAND_INS = {
    "LUT": "look_up",
    "copyMakeBorder": "copy_make_border",
    "medianBlur": "median_blur",
    "dilate": "dilate",
    "erode": "erode",
    "morphologyEx": "morphology_ex",
    "boxFilter": "box_filter",
    "sqrBoxFilter": "sqr_box_filter",
    "integral2": "integrals",
    "subtract": "subtract",
    "multiply": "multiply",
    "scaleAdd": "scale_add",
    "sqrt": "square_root",
    "sepFilter2D": "sep_filter",
    "filter2D": "filter_2d",
    "GaussianBlur": "gaussian_blur",
    "threshold": "threshold",
    "connectedComponents": "connected_components",
    "connectedComponentsWithStats": "connected_components_with_stats",
    "absdiff": "abs_diff",
    "calcHist": "calc_hist",
    "mean": "mean",
    "magnitude": "magnitude",
    "split": "split",
    "merge": "merge",
    "bitwise_not": "bitwise_not",
    "cvtColor": "rgb_to_hsv",
}
_CONSTANTS = (
    "BORDER_REPLICATE",
    "BORDER_REFLECT",
    "BORDER_REFLECT_101",
    "BORDER_CONSTANT",
    "CV_32S",
    "CV_32F",
    "CV_64F",
    "THRESH_BINARY",
    "THRESH_BINARY_INV",
    "MORPH_OPEN",
    "MORPH_CLOSE",
    "MORPH_TOPHAT",
    "MORPH_BLACKHAT",
    "CC_STAT_AREA",
    "COLOR_RGB2HSV",
)
WITHOUT_OPENCV = {
    **_ALWAYS,
    Symbol(_MEDIAN, "square_median"): Symbol(_LAB, "square_median"),
    **{Symbol("cv2", name): Symbol(_ARRAYS, plain) for name, plain in _STAND_INS.items()},
    **{Symbol("cv2", name): Symbol(_ARRAYS, name) for name in _CONSTANTS},
}

# Grey levels by which a script's pixel may differ from the lab's, where it may. Without OpenCV, sums of floats are kept
# in float64 instead of float32, so what lies just between two levels may fall to either; `total_variation` depends on
# where the page lies in memory as well. All other filters give the same pixels.
TOLERANCE = {"deblur": 1, "gaussian": 1, "nl_means": 1, "remove_impulses": 1, "total_variation": 1, "unsharp": 1}
