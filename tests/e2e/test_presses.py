"""A hand that is quicker than the page: every press counts, and counts once."""

from __future__ import annotations

from playwright.sync_api import expect

PRESS = """async names => {
    for (const name of names) {
        [...document.querySelectorAll('button')].find(button => button.textContent.trim() === name).click()
        await new Promise(next => setTimeout(next))
    }
}"""


def test_presses_that_come_at_once_all_count_and_count_once(page, app_url):
    page.goto(app_url("tests/support/three_buttons.py"))
    expect(page.get_by_text("Presses First 0 Second 0 Part 0")).to_be_visible()
    for name in ("First", "Second", "Part"):  # Streamlit loads what draws a button after what draws a text
        expect(page.get_by_role("button", name=name)).to_be_visible()
    for names in 8 * (["First", "Second"], ["Part", "First", "Second"], ["First", "Part", "Second"]):
        page.evaluate(PRESS, names)
        page.wait_for_timeout(100)
    expect(page.get_by_text("Presses First 24 Second 24 Part 16")).to_be_visible()
