"""The truth in the browser: its own boxes lie in the picture, coloured by score, and an error is found on the page."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from browsing import radius, ready
from playwright.sync_api import Locator, Page, expect

from ocrlab.datasets import builtin
from ocrlab.pipeline import Pipeline

RIGHT, NEARLY, WRONG = (13, 148, 136), (217, 119, 6), (220, 38, 38)


def lines() -> list[tuple[int, int, int, int, str]]:
    """The lines of the noisy scan and the rectangles their ink lies in."""
    page = builtin("noisy-scan")
    ink = Pipeline.of("grayscale", "median radius=2").apply(page.image) < 128
    edges = np.flatnonzero(np.diff([0, *(ink[:, 40:860].sum(axis=1) > 3), 0]))
    rows = [(top, end) for top, end in zip(edges[::2], edges[1::2], strict=True) if end - top > 8]
    found = []
    for (top, end), text in zip(rows, page.truth.split("\n"), strict=True):
        across = np.flatnonzero(ink[top:end].any(axis=0))
        found.append((int(across[0]) - 3, int(top) - 3, int(across[-1]) + 3, int(end) + 3, text))
    return found


def truth_field(page: Page) -> Locator:
    """The text area under Ground truth, opened."""
    field = page.get_by_role("textbox", name="What the page really says")
    page.get_by_role("button", name="Ground truth").click()
    expect(field).to_be_visible()
    return field


def test_looking_at_the_ground_truth_leaves_it_as_it_is(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)
    page.locator("[data-testid=stSidebar]").get_by_text("disk", exact=True).click()
    expect(page).to_have_url(re.compile("footprint%3Ddisk"))
    ready(page)
    expect(truth_field(page)).to_have_value(builtin("noisy-scan").truth)
    page.keyboard.press("Escape")
    page.get_by_text("Recognition", exact=True).click()
    expect(page.get_by_text("Languages", exact=True)).to_be_visible()
    page.locator("[data-testid=stSidebar]").get_by_text("square", exact=True).click()
    expect(page).to_have_url(re.compile("footprint%3Dsquare"))
    ready(page)
    expect(page.get_by_role("status").first).to_contain_text("Better by")
    expect(truth_field(page)).to_have_value(builtin("noisy-scan").truth)


def test_what_was_typed_as_truth_stays_when_escape_closes_it(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)
    truth_field(page).fill("Harbour Line Ferries")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="What the page really says")).to_have_count(0)
    expect(page.get_by_role("status").first).to_contain_text(re.compile("Better|Worse"))
    expect(truth_field(page)).to_have_value("Harbour Line Ferries")


def test_a_line_corrected_in_the_editor_stays_when_escape_closes_it(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)
    editor = page.get_by_role("dialog")
    line = editor.get_by_label("Line 1", exact=True).first
    page.get_by_role("button", name="Write the truth line by line").click()
    line.fill("Harbour Line Ferries, corrected")
    page.keyboard.press("Escape")
    expect(editor).to_have_count(0)
    page.get_by_role("button", name="Write the truth line by line").click()
    expect(line).to_have_value("Harbour Line Ferries, corrected")


def test_a_choice_in_a_popover_that_was_closed_while_the_page_ran_is_still_made(page, app_url):
    page.goto(app_url("app.py") + "/?normalise=white+space%2Bcase")
    ready(page)
    radius(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("radius%3D2"))
    ready(page)
    page.get_by_text("Normalisation: white space+case").first.click()
    expect(page.get_by_role("button", name="case", pressed=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.locator("[data-testid=stSidebar]").get_by_text("disk", exact=True).click()
    expect(page).to_have_url(re.compile("footprint%3Ddisk"))
    expect(page).to_have_url(re.compile(r"normalise=white\+space%2Bcase"))


@pytest.fixture
def boxed(page: Page, app_url, tmp_path) -> Page:
    """The Tune page with a truth of the noisy scan whose lines have boxes."""
    page.goto(app_url("app.py"))
    ready(page)
    spans = [f'<span class="ocr_line" title="bbox {x} {y} {r} {b}">{text}</span>' for x, y, r, b, text in lines()]
    (tmp_path / "truth.hocr").write_text(f'<html><body><div class="ocr_page">{"".join(spans)}</div></body></html>')
    page.get_by_role("button", name="Ground truth").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").last.set_input_files(tmp_path / "truth.hocr")
    expect(page.get_by_text("Show the truth's own boxes in the picture")).to_be_visible()
    page.keyboard.press("Escape")
    return page


def colours(page: Page, pane: int) -> set[tuple[int, ...]]:
    """Every colour that stands on a pane."""
    found = (
        page.locator(".canvas")
        .nth(pane)
        .evaluate("""(canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set();
      for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
      return [...seen];
    }""")
    )
    return {tuple(map(int, colour.split(","))) for colour in found}


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_truth_shows_its_lines_at_once_coloured_by_score_and_a_click_finds_one_in_the_text(boxed, width):
    page = boxed
    page.set_viewport_size({"width": width, "height": 900})
    whose = page.get_by_label(re.compile("^Whose words"))
    expect(whose).to_have_value("none")
    page.get_by_text("Show the truth's own boxes in the picture").click()
    expect(whose).to_have_value("both")
    expect(page.locator(".legend")).to_contain_text("all right80 % or more rightless than 80 % right")
    assert WRONG in colours(page, 0)
    assert {RIGHT, NEARLY} <= colours(page, 1)

    left, top, right, bottom, text = lines()[2]
    canvas = page.locator(".canvas").nth(1).bounding_box()
    scale = float(page.locator(".viewer").get_attribute("data-scale"))
    height, across = builtin("noisy-scan").image.shape[:2]
    x = canvas["x"] + canvas["width"] / 2 + scale * ((left + right) / 2 - across / 2)
    y = canvas["y"] + canvas["height"] / 2 + scale * ((top + bottom) / 2 - height / 2)
    page.mouse.move(x, y)
    expect(page.get_by_role("tooltip").filter(has_text="read right")).to_contain_text(text)
    page.mouse.click(x, y)
    expect(page.locator(".ocr-text").nth(1).locator(".chosen", has_text="3 November")).to_be_visible()

    page.get_by_text("Show the truth's own boxes in the picture").click()
    expect(whose).to_have_value("none")


def test_a_confusion_that_is_selected_is_found_in_the_picture_and_another_word_can_be_clicked_after_it(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)
    page.get_by_role("tab", name="Confusions").click()
    table = page.locator("[data-testid=stDataFrame]:visible")
    expect(table).to_have_count(1)
    table.scroll_into_view_if_needed()
    frame = table.bounding_box()
    page.mouse.click(frame["x"] + 15, frame["y"] + 52)  # the box that selects the first row
    expect(page.locator(".viewer")).to_have_attribute("data-marked", re.compile(r"^filtered:\d+$"))
    marked = page.locator(".viewer").get_attribute("data-marked")
    places = page.locator("[data-testid=stButtonGroup]").filter(has_text="Where on the page")
    places.locator("button:not([aria-label^=Help])").nth(1).click()
    expect(page.locator(".viewer")).not_to_have_attribute("data-marked", marked)

    page.locator(".ocr-text").nth(0).locator("[data-word]").first.click()
    expect(page.locator(".viewer")).to_have_attribute("data-marked", "original:0")


def test_a_truth_is_written_line_by_line_from_the_filtered_reading_saved_and_shown_in_the_picture(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)
    page.get_by_role("button", name="Write the truth line by line").click()
    editor = page.get_by_role("dialog")
    editor.get_by_text("Filtered", exact=True).click()
    first = editor.get_by_label("Line 1", exact=True).first  # while the lines change, the old ones stand below them
    expect(first).to_have_value("Harbour LIne Ferries")
    first.fill("Harbour Line Ferries")  # and straight on to the button
    with page.expect_download() as download:
        editor.get_by_role("button", name="Save as file").click()
    assert download.value.suggested_filename == "noisy-scan.gt.txt"
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("Harbour Line Ferries\n")

    editor.get_by_role("button", name="Use as ground truth").click()
    expect(editor).to_have_count(0)
    page.get_by_role("button", name="Ground truth").click()
    typed = page.get_by_role("textbox", name="What the page really says")
    expect(typed).to_have_value(re.compile("^Harbour Line Ferries\n"))
    page.keyboard.press("Escape")
    page.get_by_text("Show the truth's own boxes in the picture").click()
    expect(page.get_by_label(re.compile("^Whose words"))).to_have_value("both")
