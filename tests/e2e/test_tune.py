"""The main job, as a person does it: move the median, watch picture, text and accuracy follow, bring a scan."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from browsing import READ, open_files, radius, ready, sent_by
from paths import OPEN_SET, ROOT
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, expect

from ocrlab.wording import percent

SILENT_SECONDS, REST_SECONDS = 3, 30  # how long nothing is sent at rest, and within what time it comes to rest


def number(page: Page, label: str) -> str:
    return (
        page.locator("[data-testid=stMetric]")
        .filter(has_text=re.compile(f"^{label}"))
        .locator("[data-testid=stMetricValue]")
        .inner_text()
    )


def save_filtered(page: Page) -> tuple[np.ndarray, str]:
    """The filtered picture as the person gets it, and the address it came from."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Filtered image (PNG)").click()
    return np.asarray(Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))), download.value.url


def printed_by_the_command_line(image: Path, truth: Path, stage: str) -> float:
    command = [sys.executable, "-m", "ocrlab", "read", str(image), "--stage", stage, "--truth", str(truth), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["score"]["cer"]["rate"]


def own_scan(folder: Path) -> tuple[Path, Path]:
    """A real scan of the open set where it is at hand, otherwise a page drawn here."""
    real = OPEN_SET / "noisyoffice_071.png"
    if real.exists():
        return real, real.with_suffix("").with_suffix(".gt.txt")
    sheet = Image.new("L", (700, 160), 255)
    ImageDraw.Draw(sheet).multiline_text(
        (30, 30), "Seven boats left the harbour\nat noon, two came back.", 20, ImageFont.load_default(34)
    )
    sheet.save(folder / "boats.png")
    (folder / "boats.gt.txt").write_text("Seven boats left the harbour\nat noon, two came back.\n")
    return folder / "boats.png", folder / "boats.gt.txt"


def test_the_median_slider_changes_picture_text_and_accuracy_and_a_scan_scores_as_on_the_command_line(
    page, app_url, tmp_path
):
    page.goto(app_url("app.py"))
    ready(page)
    expect(page.get_by_role("status").first).to_contain_text("Better by")
    pixels, address = save_filtered(page)
    before = number(page, "CER"), page.locator(".ocr-text").nth(1).inner_text()

    radius(page).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"radius%3D4"))
    expect(page.locator(".ocr-text").nth(1)).not_to_have_text(before[1], timeout=READ)
    ready(page)
    after, _ = save_filtered(page)
    assert after.shape == pixels.shape and (after != pixels).any()
    assert number(page, "CER") != before[0]
    assert page.locator(".ocr-text").nth(1).inner_text() != before[1]
    assert page.request.get(address).ok, "a click that comes late finds its file gone"

    image, truth = own_scan(tmp_path)
    page.goto(app_url("app.py"))
    open_files(page, image, truth)
    expect(page.get_by_role("combobox", name="Page")).to_have_value(image.name)
    ready(page)
    expect(page.locator("[data-testid=stFileUploader]")).to_have_count(0)  # the form has closed over the numbers
    assert number(page, "CER") == percent(printed_by_the_command_line(image, truth, "median radius=1"))


def test_what_is_no_picture_is_refused_in_one_sentence_and_everything_stays(page, app_url, tmp_path):
    page.goto(app_url("app.py"))
    ready(page)
    verdict = page.get_by_role("status").first.inner_text()
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture at all")
    page.get_by_role("button", name="Open file").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(tmp_path / "broken.png")
    error = page.locator("[data-testid=stAlert]")
    expect(error).to_contain_text("broken.png was not opened.")
    expect(error).not_to_contain_text("Traceback")
    ready(page)
    assert page.get_by_role("status").first.inner_text() == verdict


def test_a_link_brings_the_whole_setting_back(page, app_url):
    page.goto(
        app_url("app.py")
        + "/?sample=receipt&stage=grayscale&stage=median+radius%3D3+footprint%3Ddisk&set=decoder%3Dbeamsearch"
    )
    expect(radius(page)).to_have_value("3")
    page.reload()
    expect(radius(page)).to_have_value("3")
    expect(page.get_by_text("Greyscale").first).to_be_visible()
    expect(page).to_have_url(re.compile("set=decoder%3Dbeamsearch"))


def test_a_link_with_an_unknown_filter_is_refused_in_one_sentence(page, app_url):
    page.goto(app_url("app.py") + "/?stage=medain+radius%3D3")
    error = page.locator("[data-testid=stAlert]")
    expect(error).to_contain_text("there is no filter 'medain'; did you mean median?")
    expect(radius(page)).to_have_value("1")


@pytest.mark.parametrize("width", [1280, 1920])
def test_nothing_is_wider_than_the_window(page, app_url, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(app_url("app.py"))
    expect(radius(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("address", ["/?engine=tesseract", "/guide"])
def test_a_page_of_which_all_is_read_asks_the_server_for_nothing(page, app_url, address):
    sent = sent_by(page)
    page.goto(app_url("app.py") + address)
    expect(page.locator("[data-testid=stProgress]").first).to_be_visible()
    expect(page.locator("[data-testid=stProgress]")).to_have_count(0, timeout=READ)
    end = time.monotonic() + REST_SECONDS
    while time.monotonic() < sent[-1] + SILENT_SECONDS:  # the last run of the page puts the looking to an end
        assert time.monotonic() < end, "it goes on asking"
        page.wait_for_timeout(500)
