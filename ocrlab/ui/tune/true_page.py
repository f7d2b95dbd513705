"""True page: how near are both sides, pixel by pixel, to the black-and-white picture that is known to be right?"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath

import streamlit as st

from ocrlab.errors import ImageError, InputError
from ocrlab.image import Image, decode_page, digest, grey
from ocrlab.scoring.pixels import PixelScore, is_black_and_white, pixel_score
from ocrlab.ui.lab import SAMPLE, Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.wording import name_key, points, shown_name

MAX_PAGES = 8  # of a session, whose true pages are kept; the oldest give way
MAX_SCORES = 64
MEANING = {
    "F-measure": "Of the ink's pixels: how many of the true ones are there, and how many of those there are true.",
    "Pseudo F-measure": "The same, where of the true strokes only the middle line counts: thin is better than broken.",
    "PSNR": "Of the share of wrong pixels, in decibels; higher is better.",
    "DRD": "Wrong pixels, weighed by how much they disturb among the true ones around them; lower is better.",
}


@dataclass(frozen=True)
class TruePage:
    """A picture that is known to be right, and the file it came from."""

    name: str
    image: Image


@dataclass
class TruePages:
    """The true page of each page that has one, by `Lab.page_key`, as long as the window is open."""

    pages: dict[str, TruePage] = field(default_factory=dict)
    _scores: dict[tuple[str, str], PixelScore | str] = field(default_factory=dict)

    def put(self, key: str, name: str, data: bytes) -> None:
        """Make this picture the true page. Raises `ImageError` for one that is not black and white."""
        image = grey(decode_page(data).image)
        if not is_black_and_white(image):
            raise ImageError(
                f"{shown_name(name)}: is not black and white; a true page holds nothing but ink (0) and paper (255)"
            )
        self.pages.pop(key, None)
        self.pages[key] = TruePage(name, image)
        while len(self.pages) > MAX_PAGES:
            del self.pages[next(iter(self.pages))]

    def take_away(self, key: str) -> None:
        self.pages.pop(key, None)

    def forget_closed(self, lab: Lab) -> None:
        """Let go of the true pages of files that were closed."""
        open_sources = {upload.source for upload in lab.uploads.values()}
        for key in list(self.pages):
            source = key.rpartition("#")[0]
            if not source.startswith(SAMPLE) and source not in open_sources:
                del self.pages[key]

    def score(self, true_page: TruePage, image: Image, called: str) -> PixelScore | str:
        """How near this picture is to the true page, or a sentence on why they cannot be compared."""
        key = digest(image), digest(true_page.image)
        if key not in self._scores:
            while len(self._scores) >= MAX_SCORES:
                del self._scores[next(iter(self._scores))]
            try:
                self._scores[key] = pixel_score(grey(image), true_page.image, (called, shown_name(true_page.name)))
            except InputError as error:
                self._scores[key] = str(error)
        return self._scores[key]


def is_named_so(name: str) -> bool:
    """Whether a file's name says that it is a true page: ``scan.gt.png``."""
    return PurePath(name).stem.lower().endswith(".gt")


def owner_of(lab: Lab, name: str) -> str | None:
    """The page that a file named like ``scan.gt.png`` is the true page of: that of the open file ``scan``, if any."""
    if not is_named_so(name):
        return None
    wanted = name_key(PurePath(name).stem[: -len(".gt")])
    alike = [upload for upload in lab.uploads.values() if name_key(PurePath(upload.name).stem) == wanted]
    return f"{alike[-1].source}#0" if alike else None


def show(lab: Lab, pages: TruePages, page: TunedPage) -> None:
    """The measures of the right side, with what they were on the left; nothing where no true page was given."""
    pages.forget_closed(lab)
    true_page = pages.pages.get(lab.page_key)
    if true_page is None:
        return
    with st.container(border=True, key="true-page", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Pixels against {as_text(true_page.name)}**")
            st.space("stretch")
            st.button(
                "Take the true page away",
                icon=":material/close:",
                type="tertiary",
                on_click=partial(pages.take_away, lab.page_key),
            )
        before, after = (_score(pages, true_page, page, side) for side in ("original", "filtered"))
        if isinstance(after, str):
            st.caption(f":material/info: {as_text(after[0].upper() + after[1:])}.")
        else:
            _measures(after, None if isinstance(before, str) else before)
            if isinstance(before, str):
                st.caption(as_text(f"Without a comparison: {before}."))


def _score(pages: TruePages, true_page: TruePage, page: TunedPage, side: Side) -> PixelScore | str:
    return pages.score(true_page, page.image(side), f"{page.titles[side].lower()} page")


def _measures(after: PixelScore, before: PixelScore | None) -> None:
    changes = _changes(before, after) if before else {}
    for cell, (title, value) in zip(st.columns(len(MEANING)), after.told.items(), strict=True):
        change = changes.get(title)
        cell.metric(
            as_text(title),
            value,
            change,
            delta_color="inverse" if title == "DRD" else "normal",
            help=as_text(MEANING[title]),
            delta_description=as_text(f"from {before.told[title]}") if before and change else None,
        )


def _changes(before: PixelScore, after: PixelScore) -> dict[str, str]:
    """What became of each measure; nothing of one that has no number, or the same."""
    changes = {
        "F-measure": (float(after.f_measure - before.f_measure), points),
        "Pseudo F-measure": (float(after.pseudo_f_measure - before.pseudo_f_measure), points),
        "PSNR": (after.psnr - before.psnr, "{:+.2f} dB".format),
        "DRD": ((after.drd or 0.0) - (before.drd or 0.0), "{:+.2f}".format),
    }
    return {title: told(change) for title, (change, told) in changes.items() if change and math.isfinite(change)}
