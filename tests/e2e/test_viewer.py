"""Every pixel, seen: what the viewer draws in a real browser is compared with the arrays it was given."""

from __future__ import annotations

import base64
import math
import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scene import noisy_page

from ocrlab.filters import get_filter

PAGE = "tests/support/viewer_page.py"
READY = ".viewer[data-state=ready]"


@pytest.fixture
def open_viewer(page: Page, app_url):
    def open_(query: str = "words=0") -> Page:
        page.goto(f"{app_url(PAGE)}/?{query}")
        expect(page.locator(READY)).to_be_visible()
        return page

    return open_


def state(page: Page) -> dict[str, str]:
    return page.locator(".viewer").evaluate("e => ({...e.dataset})")


def view(page: Page) -> tuple[str, ...]:
    """Where the viewer looks, exactly."""
    now = state(page)
    return now["scale"], now["cx"], now["cy"]


def changed(page: Page, name: str, before: dict[str, str]) -> None:
    """Wait until one thing the viewer says of itself is another one."""
    expect(page.locator(".viewer")).not_to_have_attribute(f"data-{name}", before[name])


def settled(page: Page) -> None:
    """Wait until the whole picture that Python shows is drawn."""
    digest = re.search(r"filtered=(\w+)", page.locator("code").inner_text())[1]
    expect(page.locator(f'.viewer[data-settled=true][data-filtered^="{digest}"]')).to_be_visible()


def mode(page: Page, name: str) -> None:
    page.get_by_role("group", name="Mode").get_by_role("button", name=name).click()
    page.mouse.move(5, 5)
    frame(page)


def zoom(page: Page, percent: int) -> None:
    page.get_by_role("group", name="Zoom").get_by_text(str(percent), exact=True).click()
    page.mouse.move(5, 5)
    frame(page)


def frame(page: Page) -> None:
    """Let the picture be drawn: two frames."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def pixels(page: Page, pane: int = 0) -> np.ndarray:
    """What stands on a pane, in screen pixels: (H, W, 4), clear where nothing is drawn."""
    data = (
        page.locator(".canvas")
        .nth(pane)
        .evaluate("""(canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let text = '';
      for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768));
      return [canvas.width, canvas.height, btoa(text)];
    }""")
    )
    width, height, text = data
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def expected(page: Page, image: np.ndarray, pane: int = 0) -> np.ndarray:
    """What a pane must show of an image at the viewer's own centre and whole-number scale: (H, W, 3)."""
    now = state(page)
    scale = round(float(now["scale"]))
    assert float(now["scale"]) == scale
    height, width = pixels(page, pane).shape[:2]
    # The browser rounds halves up.
    left = math.floor(width / 2 - float(now["cx"]) * image.shape[1] * scale + 0.5)
    top = math.floor(height / 2 - float(now["cy"]) * image.shape[0] * scale + 0.5)
    columns = (np.arange(width) - left) // scale
    rows = (np.arange(height) - top) // scale
    shown = image[rows][:, columns]
    return shown if shown.ndim == 3 else np.stack([shown] * 3, axis=-1)


def median(radius: int, **kinds: int) -> np.ndarray:
    return get_filter("median")(noisy_page(**kinds), radius=radius)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], pane: int = 0) -> None:
    """Drag on a pane, in CSS pixels from its top left."""
    box = page.locator(".canvas").nth(pane).bounding_box()
    page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=6)
    page.mouse.up()
    frame(page)


def press_slider(page: Page, key: str) -> None:
    before = state(page)
    page.get_by_test_id("stSlider").get_by_role("slider").focus()
    page.keyboard.press(key)
    changed(page, "filtered", before)


@pytest.mark.parametrize("percent", [100, 200, 400])
def test_from_100_percent_up_every_pixel_is_the_images_own(open_viewer, percent):
    page = open_viewer()
    zoom(page, percent)
    for pane, image in enumerate((noisy_page(), median(1))):
        assert np.array_equal(pixels(page, pane)[..., :3], expected(page, image, pane))


def test_colour_arrives_as_it_is(open_viewer):
    page = open_viewer("words=0&colour=1&size=801x603")
    zoom(page, 200)
    kind = {"width": 801, "height": 603, "colour": True}
    assert np.array_equal(pixels(page)[..., :3], expected(page, noisy_page(**kind)))
    assert np.array_equal(pixels(page, 1)[..., :3], expected(page, median(1, **kind), 1))


def test_a_small_zoom_shows_means_of_pixels(open_viewer):
    page = open_viewer("words=0&size=1600x1200&height=320")
    now = state(page)
    assert now["fit"] == "true" and 0.25 <= float(now["scale"]) < 0.5
    shown = pixels(page)[..., 0].astype(float)[pixels(page)[..., 3] == 255]
    assert shown.mean() == pytest.approx(noisy_page(1600, 1200).mean(), abs=1.5)
    # Picking single pixels would keep the noise's full spread; means of four have about half of it.
    assert shown.std() < noisy_page(1600, 1200).std() * 0.9


def test_the_view_survives_a_slider_a_mode_and_the_component_itself(open_viewer):
    page = open_viewer()
    zoom(page, 200)
    drag(page, (300, 300), (180, 240))
    place = view(page)
    press_slider(page, "ArrowRight")
    assert view(page) == place
    assert np.array_equal(pixels(page, 1)[..., :3], expected(page, median(2), 1))
    for name in ("Swipe", "Blink", "Difference", "Stages", "Side by side"):
        mode(page, name)
        assert view(page) == place
    page.get_by_text("viewer away").click()
    expect(page.locator(".viewer")).to_have_count(0)
    page.get_by_text("viewer away").click()
    expect(page.locator(READY)).to_be_visible()
    assert view(page) == place


def test_both_panes_pan_as_one(open_viewer):
    page = open_viewer()
    zoom(page, 100)
    before = state(page)
    drag(page, (300, 300), (200, 260), pane=1)
    now = state(page)
    assert float(now["cx"]) - float(before["cx"]) == pytest.approx(100 / 1600, abs=1e-5)
    assert float(now["cy"]) - float(before["cy"]) == pytest.approx(40 / 1250, abs=1e-5)
    for pane, image in enumerate((noisy_page(), median(1))):
        assert np.array_equal(pixels(page, pane)[..., :3], expected(page, image, pane))


def test_the_wheel_zooms_at_the_pointer_and_at_the_whole_page_scrolls_on(open_viewer):
    page = open_viewer()
    zoom(page, 100)
    box = page.locator(".canvas").first.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 150)
    frame(page)
    before = page.locator(".readout").inner_text()
    page.mouse.wheel(0, -347)  # e^0.694 = 2
    frame(page)
    assert float(state(page)["scale"]) == pytest.approx(2, rel=0.01)
    numbers = [
        re.search(r"x (\d+) +y (\d+)", text).groups() for text in (before, page.locator(".readout").inner_text())
    ]
    assert np.abs(np.subtract(*[np.array(pair, int) for pair in numbers])).max() <= 1
    page.mouse.wheel(0, 5000)
    frame(page)
    assert state(page)["fit"] == "true"


def test_fingers_pinch_and_pan(browser, app_url):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    page = context.new_page()
    page.goto(f"{app_url(PAGE)}/?words=0")
    expect(page.locator(READY)).to_be_visible()
    box = page.locator(".canvas").first.bounding_box()
    middle = box["x"] + 200, box["y"] + 250
    touch = context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]},
        )

    before = float(state(page)["scale"])
    send("touchStart", (middle[0] - 40, middle[1]), (middle[0] + 40, middle[1]))
    for reach in (60, 90, 120, 160):
        send("touchMove", (middle[0] - reach, middle[1]), (middle[0] + reach, middle[1]))
    send("touchEnd")
    frame(page)
    assert float(state(page)["scale"]) == pytest.approx(before * 4, rel=0.05)
    before = state(page)
    send("touchStart", middle)
    send("touchMove", (middle[0] - 20, middle[1]))
    send("touchMove", (middle[0] - 60, middle[1]))
    send("touchEnd")
    frame(page)
    shift = (float(state(page)["cx"]) - float(before["cx"])) * 1600 * float(before["scale"])
    assert shift == pytest.approx(60, abs=2)
    context.close()


def test_on_a_fine_screen_100_percent_is_one_pixel_of_the_screen(browser, app_url):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, device_scale_factor=2)
    page = context.new_page()
    page.goto(f"{app_url(PAGE)}/?words=0")
    expect(page.locator(READY)).to_be_visible()
    zoom(page, 100)
    assert pixels(page).shape[1] == round(page.locator(".canvas").first.bounding_box()["width"] * 2)
    assert np.array_equal(pixels(page)[..., :3], expected(page, noisy_page()))
    context.close()


def test_swipe_shows_the_filter_only_on_its_side(open_viewer):
    page = open_viewer()
    zoom(page, 100)
    mode(page, "Swipe")
    shown = pixels(page)[..., :3]
    half = shown.shape[1] // 2 - 2
    before, after = expected(page, noisy_page()), expected(page, median(1))
    assert np.array_equal(shown[:, :half], before[:, :half])
    assert np.array_equal(shown[:, half + 4 :], after[:, half + 4 :])
    page.get_by_role("slider", name="Boundary").focus()
    page.keyboard.press("End")
    frame(page)
    assert np.array_equal(pixels(page)[..., :3], before)
    page.keyboard.press("Home")
    frame(page)
    assert np.array_equal(pixels(page)[..., :3], after)


def test_blink_shows_the_original_and_back(open_viewer):
    page = open_viewer()
    zoom(page, 100)
    mode(page, "Blink")
    before, after = expected(page, noisy_page()), expected(page, median(1))
    assert np.array_equal(pixels(page)[..., :3], after)
    page.get_by_role("button", name="Before / after").click()
    frame(page)
    assert np.array_equal(pixels(page)[..., :3], before)
    expect(page.locator(".tag").first).to_contain_text("Original")
    page.keyboard.press("b")
    frame(page)
    assert np.array_equal(pixels(page)[..., :3], after)


def test_the_difference_is_blank_where_nothing_changed_and_signed_where_something_did(open_viewer):
    page = open_viewer("words=0&radius=0")
    zoom(page, 100)
    mode(page, "Difference")
    assert (pixels(page)[..., :3] == 255).all()
    expect(page.locator(".legend")).to_contain_text("ink lost 0 %")
    press_slider(page, "ArrowRight")
    frame(page)
    shown = pixels(page)[..., :3].astype(int)
    step = expected(page, median(1)).astype(int)[..., 0] - expected(page, noisy_page()).astype(int)[..., 0]
    assert (shown[step == 0] == 255).all()
    lost, gained = shown[step > 100], shown[step < -100]
    assert (lost[:, 0] > lost[:, 2]).all() and (gained[:, 2] > gained[:, 0]).all()
    assert len(lost) > 100 and len(gained) > 100
    step = median(1).astype(int) - noisy_page()
    expect(page.locator(".legend")).to_contain_text(f"ink lost {round((step > 32).mean() * 100, 2):g} %")
    expect(page.locator(".legend")).to_contain_text(f"ink gained {round((step < -32).mean() * 100, 2):g} %")


def test_a_turned_picture_has_no_difference_and_a_scaled_one_lies_on_the_original(open_viewer):
    page = open_viewer("words=0&last=rotate")
    mode(page, "Difference")
    expect(page.locator(".legend")).to_contain_text("different shapes")
    page.goto(page.url.replace("rotate", "scale"))
    expect(page.locator(READY)).to_be_visible()
    zoom(page, 100)
    box = page.locator(".canvas").first.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 150)
    frame(page)
    x, y, before, after = map(int, re.findall(r"\d+", page.locator(".readout").inner_text()))
    scaled = cv2.resize(median(1), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert before == noisy_page()[y, x]
    assert after in scaled[2 * y : 2 * y + 2, 2 * x : 2 * x + 2]


def test_any_stage_opens_large(open_viewer):
    page = open_viewer("words=0&last=threshold")
    zoom(page, 100)
    mode(page, "Stages")
    cards = page.get_by_role("group", name="Stages").get_by_role("button")
    expect(cards).to_have_count(3)
    after = median(1)
    images = [noisy_page(), after, ((after > 128) * 255).astype(np.uint8)]
    for card, image in reversed(list(zip(cards.all(), images, strict=True))):
        card.click()
        frame(page)
        assert np.array_equal(pixels(page)[..., :3], expected(page, image))


def test_the_readout_tells_place_and_grey_before_and_after(open_viewer):
    page = open_viewer("words=0&colour=1&size=800x600")
    zoom(page, 400)
    box = page.locator(".canvas").first.bounding_box()
    page.mouse.move(box["x"] + 210, box["y"] + 333)
    frame(page)
    x, y, before, after = map(int, re.findall(r"\d+", page.locator(".readout").inner_text()))
    kind = {"width": 800, "height": 600, "colour": True}
    grey = get_filter("grayscale")
    assert before == grey(noisy_page(**kind))[y, x]
    assert after == grey(median(1, **kind))[y, x]


def test_hovering_a_word_tells_what_was_read_and_expected_and_a_click_reaches_python(open_viewer):
    page = open_viewer("boxes=both&by=right")
    box = page.locator(".canvas").first.bounding_box()
    now = state(page)
    scale = float(now["scale"])
    left, top = box["width"] / 2 - 800 * scale, box["height"] / 2 - 625 * scale
    # The third word of the grid begins at 65 % of the width and 10 % of the height.
    third = box["x"] + left + 1600 * 0.7 * scale, box["y"] + top + 1250 * 0.12 * scale
    page.mouse.move(*third)
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("word2")
    expect(tip).to_contain_text("confidence 85 %")
    expect(tip).to_contain_text("expected third")
    page.mouse.click(*third)
    expect(page.locator("code")).to_contain_text("clicked=original 2")
    now = state(page)
    assert now["marked"] == "original:2"
    zoom(page, 200)
    page.get_by_role("combobox", name="select word").click()
    page.get_by_role("option", name="7", exact=True).click()
    expect(page.locator('.viewer[data-marked="filtered:7"]')).to_be_visible()
    now = state(page)
    assert (float(now["cx"]), float(now["cy"])) == pytest.approx((0.05 + 0.3 + 0.1, 0.1 + 0.4 + 0.03), abs=1e-3)
    zoom(page, 400)
    drag(page, (200, 200), (260, 240))
    place = view(page)
    press_slider(page, "ArrowRight")  # a word chosen before does not call the view back
    assert view(page) == place


def test_word_colours_follow_confidence_or_the_truth(open_viewer):
    page = open_viewer("boxes=filtered")
    colours = {"right": (13, 148, 136), "unsure": (217, 119, 6), "wrong": (220, 38, 38)}

    def seen() -> set[str]:
        shown = pixels(page, 1)[..., :3].astype(int)
        return {name for name, colour in colours.items() if (np.abs(shown - colour).sum(axis=-1) == 0).sum() > 20}

    assert seen() == {"right", "unsure", "wrong"}  # confidences from 0.99 down to 0.22
    page.get_by_role("combobox", name="What the colour").select_option("right")
    frame(page)
    assert seen() == {"right", "wrong"}
    page.get_by_role("combobox", name="Whose words").select_option("original")
    frame(page)
    assert seen() == set()


def test_a_drawn_region_limits_the_filter_to_it(open_viewer):
    page = open_viewer("words=0&radius=2")
    zoom(page, 100)
    page.get_by_role("button", name="Region").click()
    before = state(page)
    drag(page, (100, 120), (260, 220))
    changed(page, "filtered", before)
    x, y, width, height = map(int, re.search(r"region=\((.*?)\)", page.locator("code").inner_text())[1].split(","))
    assert (width, height) == (160, 100)
    page.get_by_role("button", name="Region").click()
    wanted = noisy_page().copy()
    wanted[y : y + height, x : x + width] = get_filter("median")(wanted[y : y + height, x : x + width], radius=2)
    shown, right = pixels(page, 1)[..., :3], expected(page, wanted, 1)
    plain = (shown == right).all(axis=-1)
    # The frame, its tint and its name are drawn over the picture; everything else is the filter's own doing.
    assert plain[:, 270:].all() and plain[:95].all() and plain[225:].all()
    changed_inside = (wanted != noisy_page())[y : y + height, x : x + width]
    assert changed_inside.any()
    page.get_by_role("button", name="Region").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator("code")).to_contain_text("region=None")


def test_a_region_can_be_moved_sized_and_made_by_keys(open_viewer):
    page = open_viewer("words=0")
    zoom(page, 100)
    page.get_by_role("button", name="Region").click()
    drag(page, (100, 120), (260, 220))
    expect(page.locator("code")).to_contain_text("160, 100)")
    first = re.search(r"region=\((\d+), (\d+)", page.locator("code").inner_text())
    x, y = int(first[1]), int(first[2])
    drag(page, (180, 170), (200, 180))  # by its middle
    expect(page.locator("code")).to_contain_text(f"region=({x + 20}, {y + 10}, 160, 100)")
    drag(page, (280, 230), (300, 260))  # by its lower right corner
    expect(page.locator("code")).to_contain_text(f"region=({x + 20}, {y + 10}, 180, 130)")
    page.locator(".canvas").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("code")).to_contain_text(f"region=({x + 28}, {y + 10}, 180, 130)")
    page.keyboard.press("Delete")
    expect(page.locator("code")).to_contain_text("region=None")
    page.keyboard.press("Enter")
    expect(page.locator("code")).not_to_contain_text("region=None")


def test_a_region_without_a_size_is_dropped_with_a_word(open_viewer):
    page = open_viewer("words=0")
    zoom(page, 100)
    page.get_by_role("button", name="Region").click()
    drag(page, (100, 120), (260, 120))
    expect(page.locator(".message")).to_contain_text("needs a width and a height")
    expect(page.locator("code")).to_contain_text("region=None")


def test_a_region_of_another_image_is_dropped_with_a_word(open_viewer):
    page = open_viewer("words=0")
    page.get_by_role("button", name="Region").click()
    drag(page, (100, 350), (260, 400))
    expect(page.locator("code")).not_to_contain_text("region=None")
    page.get_by_text("another image").click()
    expect(page.locator(".message")).to_contain_text("does not lie on this image")
    assert state(page)["fit"] == "true"


def drag_slider(page: Page, *values: int) -> None:
    """Hold the viewer's slider (0..15) and take it over these values; the button stays down."""
    box = page.get_by_role("slider", name="Median radius").bounding_box()
    at = lambda value: (box["x"] + 8 + (box["width"] - 16) * value / 15, box["y"] + box["height"] / 2)  # noqa: E731
    page.mouse.move(*at(values[0]))
    page.mouse.down()
    for value in values:
        page.mouse.move(*at(value))
        page.wait_for_timeout(150)


def test_the_picture_follows_while_the_slider_is_dragged_and_python_hears_the_release(open_viewer):
    page = open_viewer("words=0")
    before = state(page)
    drag_slider(page, 1, 2, 3, 4)
    changed(page, "filtered", before)
    expect(page.locator("code")).to_contain_text("radius=4")
    expect(page.locator("code")).to_contain_text("released=0")
    expect(page.locator(".viewer[data-settled=false]")).to_be_visible()  # of 2 MP the drag sends what is visible
    page.mouse.up()
    expect(page.locator("code")).to_contain_text("released=1")
    settled(page)
    zoom(page, 100)
    assert np.array_equal(pixels(page, 1)[..., :3], expected(page, median(4), 1))


def test_what_is_seen_during_a_drag_is_the_filters_own_pixels(open_viewer):
    page = open_viewer("words=0")
    zoom(page, 200)
    drag_slider(page, 1, 3)
    expect(page.locator("code")).to_contain_text("radius=3")
    settled_digest = re.search(r"filtered=(\w+)", page.locator("code").inner_text())[1]
    expect(page.locator(f'.viewer[data-filtered^="{settled_digest}"]')).to_be_visible()
    assert np.array_equal(pixels(page, 1)[..., :3], expected(page, median(3), 1))
    page.mouse.up()


def test_a_drag_that_ends_where_it_began_ends_with_the_whole_picture(open_viewer):
    page = open_viewer("words=0")
    drag_slider(page, 1, 3, 1)
    expect(page.locator("code")).to_contain_text("radius=1")
    page.mouse.up()
    expect(page.locator("code")).to_contain_text("released=1")
    settled(page)


def test_on_release_only_nothing_is_sent_before(open_viewer):
    page = open_viewer("words=0")
    page.get_by_label("while dragging").uncheck()
    drag_slider(page, 1, 2, 3)
    page.wait_for_timeout(400)
    expect(page.locator("code")).to_contain_text("moves=0")
    page.mouse.up()
    expect(page.locator("code")).to_contain_text("radius=3")
    expect(page.locator("code")).to_contain_text("moves=1")


def test_keys_zoom_pan_and_change_the_mode(open_viewer):
    page = open_viewer("words=0")
    page.locator(".canvas").first.focus()
    page.keyboard.press("2")
    frame(page)
    assert state(page)["scale"] == "2"
    before = state(page)
    page.keyboard.press("ArrowRight")
    frame(page)
    assert (float(state(page)["cx"]) - float(before["cx"])) * 1600 * 2 == pytest.approx(60, abs=0.1)
    page.keyboard.press("w")
    frame(page)
    assert state(page)["mode"] == "swipe"
    page.keyboard.press("b")
    frame(page)
    assert (state(page)["mode"], state(page)["flipped"]) == ("blink", "true")
    page.keyboard.press("0")
    frame(page)
    assert state(page)["fit"] == "true"


def test_every_control_has_a_name(open_viewer):
    page = open_viewer("boxes=both")
    names = page.locator(".viewer").evaluate("""(viewer) =>
      [...viewer.querySelectorAll('button, select, input, canvas, [tabindex]')]
      .filter((node) => node.offsetParent)
      .map((node) => node.getAttribute('aria-label') || node.closest('label')?.textContent || '')""")
    assert len(names) > 15 and all(name.strip() for name in names)


def test_no_picture_is_fetched_twice(open_viewer):
    page = open_viewer("words=0&size=2480x3508")
    fetched: list[str] = []
    # Streamlit's own fonts come from /static/media/.
    page.on(
        "request", lambda request: fetched.append(request.url) if re.search("(?<!static)/media/", request.url) else None
    )
    zoom(page, 100)
    drag(page, (300, 300), (100, 100))
    zoom(page, 400)
    for name in ("Swipe", "Blink", "Difference", "Side by side"):
        mode(page, name)
    assert fetched == []
    press_slider(page, "ArrowRight")
    assert len(fetched) == 1  # the filtered one; the original stays


def test_a_40_megapixel_page_opens_and_pans(open_viewer):
    page = open_viewer("words=0&size=8000x5000&live=0&radius=0")
    zoom(page, 100)
    drag(page, (300, 300), (100, 100))
    image = noisy_page(8000, 5000)
    assert np.array_equal(pixels(page)[..., :3], expected(page, image))


def test_a_browser_that_cannot_run_the_viewer_gets_plain_images_and_a_note(browser, app_url):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(f"{app_url(PAGE)}/?words=0")
    expect(page.locator("[data-testid=stImage] img")).to_have_count(2)
    expect(page.get_by_text("cannot run in this browser")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_the_bar_keeps_to_one_line(browser, app_url, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{app_url(PAGE)}/?boxes=both")
    expect(page.locator(READY)).to_be_visible()
    frame(page)
    assert page.locator(".bar").first.bounding_box()["height"] < 45
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sticking_out = page.locator(".viewer").evaluate("""(viewer) => {
      const right = viewer.getBoundingClientRect().right + 1;
      const out = (node) => node.getBoundingClientRect().right > right;
      return [...viewer.querySelectorAll('*')].filter(out).map((node) => node.className);
    }""")
    assert sticking_out == []
    # Text against its ground, as the page really draws it.
    dark_text = page.locator(".viewer").evaluate(
        "(v) => getComputedStyle(v).color.match(/[0-9]+/g).slice(0, 3).map(Number)"
    )
    dark_ground = page.locator(".viewer").evaluate(
        "(v) => getComputedStyle(v).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)"
    )
    assert abs(sum(dark_text) - sum(dark_ground)) > 450
    assert (sum(dark_ground) < 382) == (scheme == "dark")
    context.close()
