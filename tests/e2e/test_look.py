"""What the page looks like, and what it is for those who hear it or hold it in one hand."""

from __future__ import annotations

import re

import pytest
from accessibility import serious_findings
from browsing import radius, ready
from contrast import too_faint
from playwright.sync_api import expect


def framed(page):
    """Wait for the style and the script of all pages, which come after the first of its words."""
    page.wait_for_function("window.ocrlabFrame === true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_a_contrast_of_four_and_a_half_to_one(page, app_url, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(app_url("app.py"))
    ready(page)
    page.get_by_text("Recognition", exact=True).click()
    page.get_by_text("Engines side by side").click()
    expect(page.get_by_role("button", name=re.compile("^Read with"))).to_be_visible()
    expect(page.locator("[data-tag]").first).to_be_visible()
    assert too_faint(page) == []
    page.get_by_role("button", name="Write the truth line by line").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Use as ground truth")).to_be_visible()
    assert too_faint(page) == []


@pytest.mark.parametrize("title", ["Median", "Local contrast (CLAHE)", "Remove salt and pepper"])
def test_a_stage_s_buttons_have_names_stand_in_one_line_and_can_be_hit(page, app_url, title):
    stage = {"Median": "median", "Local contrast (CLAHE)": "clahe", "Remove salt and pepper": "remove_impulses"}
    page.goto(app_url("app.py") + f"/?stage={stage[title]}&stage=otsu")
    expect(page.get_by_role("switch", name=title)).to_be_attached()
    names = [f"Move {title} up", f"Move {title} down", f"Reset {title}", f"Remove {title}"]
    boxes = [page.get_by_role("button", name=name, exact=True).bounding_box() for name in names]
    assert {round(box["y"]) for box in boxes} == {round(boxes[0]["y"])}
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
    page.get_by_role("button", name=names[1], exact=True).click()
    expect(page).to_have_url(re.compile(rf"stage=otsu.*stage={stage[title]}"))


def test_a_page_has_one_first_heading_its_parts_have_theirs_and_nobody_is_shut_out(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)
    assert serious_findings(page) == []
    expect(page.get_by_role("heading", level=1)).to_have_text(["Tune"])
    assert {"Filters", "Result"} <= set(page.get_by_role("heading", level=2).all_inner_texts())
    parts = {
        "Search": {"Searches", "Pages", "Goal and budget"},
        "Batch": {"Batches", "Pages", "Settings"},
        "Runs": set(),
        "Guide": set(),
    }
    for title, wanted in parts.items():
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text([title])
        for part in wanted:
            expect(page.get_by_role("heading", level=2, name=part, exact=True)).to_be_visible()
        assert serious_findings(page) == [], title


def test_the_guide_stands_in_the_middle_of_a_wide_window(page, app_url):
    page.set_viewport_size({"width": 1920, "height": 900})
    page.goto(app_url("app.py") + "/guide")
    text = page.locator(".st-key-guide")
    expect(text).to_be_visible()
    framed(page)
    box = text.bounding_box()
    assert abs(box["x"] - (1920 - box["x"] - box["width"])) < 20


def test_the_keyboard_is_seen_in_the_menu(page, app_url):
    page.goto(app_url("app.py"))
    expect(radius(page)).to_be_visible()
    link = page.get_by_test_id("stTopNavLink").filter(has_text="Search")
    page.keyboard.press("Tab")  # whoever has last used the keyboard is shown where it is
    link.focus()
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert link.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)") >= 2


def test_on_a_phone_the_menu_closes_over_the_page_it_led_to(page, app_url):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app_url("app.py"))
    framed(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Guide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(["Guide"])
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNavLink").first).not_to_be_in_viewport()
