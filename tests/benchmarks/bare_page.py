"""The least a Streamlit page can do: a slider, the median, the picture. What the app's speed is measured against."""

from __future__ import annotations

import numpy as np
import streamlit as st
from scene import noisy_page
from skimage import filters

from ocrlab.filters import get_filter

st.set_page_config(layout="wide")
page = st.cache_resource(noisy_page)(*map(int, st.query_params.get("size", "1600x1250").split("x")))
radius = st.sidebar.slider("radius", 0, 15, 1)
if st.query_params.get("median") == "plain":
    st.image(filters.median(page, np.ones((2 * radius + 1, 2 * radius + 1)), mode="nearest"))
else:
    st.image(get_filter("median")(page, radius=radius))
