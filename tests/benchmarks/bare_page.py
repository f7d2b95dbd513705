"""The least a Streamlit page can do: a slider, the median, the picture. What the viewer's speed is measured against."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

import cv2
from skimage import data

from ocrlab.filters import get_filter

st.set_page_config(layout="wide")


@st.cache_resource
def scene(size: str):
    width, height = map(int, size.split("x"))
    page = cv2.resize(data.page(), (width, height), interpolation=cv2.INTER_LINEAR)
    noise = np.random.default_rng(1).random(page.shape)
    return np.where(noise < 0.03, 0, np.where(noise > 0.97, 255, page)).astype(np.uint8)


radius = st.sidebar.slider("radius", 0, 15, 1)
st.image(get_filter("median")(scene(st.query_params.get("size", "1600x1250")), radius=radius))
