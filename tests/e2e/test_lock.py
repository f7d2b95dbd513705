"""Locked text boxes as a person sees them: found once with the real engine, then read without a search."""

from __future__ import annotations

import re

from browsing import READ, radius, ready
from playwright.sync_api import expect


def test_with_text_boxes_locked_a_slider_reads_the_same_boxes_until_they_are_unlocked(page, app_url):
    page.goto(app_url("app.py") + "/?sample=receipt&stage=deskew&stage=median+radius%3D1&set=speed%3Dexact")
    ready(page)
    page.get_by_text("To original", exact=True).click()
    line = page.get_by_text("finding text is not being tested")
    expect(line).to_contain_text(re.compile(r"\d+ boxes found on the original"), timeout=READ)
    ready(page)
    sentence = line.inner_text()

    steps: list[str] = []
    page.expose_function("keepStep", lambda text: steps.append(text))
    page.evaluate(
        """() => new MutationObserver(() => {
            const text = document.querySelector('[data-testid=stProgress]')?.innerText;
            if (text) window.keepStep(text);
        }).observe(document.body, { subtree: true, childList: true, characterData: true })"""
    )
    before = page.locator(".ocr-text").nth(1).inner_text()
    radius(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"radius%3D2"))
    expect(page.locator(".ocr-text").nth(1)).not_to_have_text(before, timeout=READ)
    ready(page)
    assert line.inner_text() == sentence
    assert not any("detecting" in step for step in steps), steps

    page.get_by_role("button", name="Unlock").click()
    expect(line).to_have_count(0)
    ready(page)
