"""What does a crash cost? `python -m tests.benchmarks.bench_kills [ACTIONS]`

A tour of 40 actions on Tune in a real browser. After each one, as soon as the page shows it, the server is killed with
kill -9, started anew, and the page reloaded. Printed is after how many kills everything was there, how often the action
under way was lost, and how often more than that.
"""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "benchmarks")]

from bench_viewer import FLAGS  # noqa: E402
from browsing import radius  # noqa: E402
from server import Server  # noqa: E402

ACTIONS = 40
PATIENCE = 120_000  # ms


@dataclass(frozen=True)
class Done:
    """What a person has done so far, as it must be there again."""

    file: str = ""
    stages: tuple[str, ...] = ("median radius=1 footprint=square",)
    truths: dict[str, str] = field(default_factory=dict)
    note: str = ""


Action = Callable[[Page, Done], Done]


def open_file(page: Page, done: Done) -> Done:
    file, name = io.BytesIO(), f"page {len(done.truths)} {len(done.file)}{done.note[-1:]}.png"
    Image.fromarray(np.random.default_rng(list(name.encode())).integers(0, 255, (60, 90), np.uint8)).save(file, "PNG")
    page.get_by_role("button", name="Open file").click()
    upload = {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(upload)
    expect(page.get_by_role("combobox", name="Page")).to_have_value(name, timeout=PATIENCE)
    return replace(done, file=name)


def type_truth(page: Page, done: Done) -> Done:
    text = f"truth number {len(''.join(done.truths.values()))}"
    _type(page, "Ground truth", "What the page really says", text)
    return replace(done, truths=done.truths | {done.file: text})


def write_note(page: Page, done: Done) -> Done:
    note = f"note {len(done.note)}"
    _type(page, "Recent", "Note on this work", note)
    return replace(done, note=note)


def move_radius(page: Page, done: Done) -> Done:
    first, *others = done.stages
    before = int(first.split("radius=")[1].split()[0])
    radius(page).first.press("ArrowRight")
    return replace(done, stages=(first.replace(f"radius={before}", f"radius={before + 1}"), *others))


def switch(page: Page, done: Done) -> Done:
    first, *others = done.stages
    page.locator("[data-testid=stSidebar] [data-testid=stCheckbox]").first.locator("label").first.click()
    first = first.removesuffix(" enabled=false") if first.endswith("enabled=false") else f"{first} enabled=false"
    return replace(done, stages=(first, *others))


def add_invert(page: Page, done: Done) -> Done:
    chooser = page.get_by_role("combobox", name="Add a filter")
    chooser.fill("Invert")
    page.get_by_role("option", name="Invert").first.click()
    return replace(done, stages=(*done.stages, "invert"))


def reset_all(page: Page, done: Done) -> Done:
    page.get_by_role("button", name="Reset all").click()
    return replace(done, stages=Done().stages)


CYCLE: tuple[Action, ...] = (open_file, type_truth, move_radius, add_invert, switch, write_note, move_radius, reset_all)


def _type(page: Page, form: str, field_: str, text: str) -> None:
    page.get_by_role("button", name=form, exact=True).click()
    page.get_by_role("textbox", name=field_).fill(text)
    page.get_by_role("textbox", name=field_).press("Control+Enter")
    page.keyboard.press("Escape")


def at_rest(page: Page) -> None:
    """Wait until the page has run for what was just done."""
    page.wait_for_timeout(300)
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)


def stages(page: Page) -> tuple[str, ...]:
    """The filters as the address has them, each without values that only `invert` leaves at their defaults."""
    written = parse_qs(urlsplit(page.url).query)["stage"]
    return tuple("invert" if stage.startswith("invert") else stage for stage in written)


def restored(page: Page, home: Path) -> Done:
    """What is there after the reload: on the page, and in what it was read from."""
    name = parse_qs(urlsplit(page.url).query)["work"][0]
    with closing(sqlite3.connect(home / "lab.sqlite3")) as base:
        state = json.loads(base.execute("SELECT state FROM work WHERE name = ?", (name,)).fetchone()[0])
    names = {file["sha"]: file["name"] for file in state["files"]}
    truths = {names[key.partition("#")[0].removeprefix("upload:")]: text for key, text in state["truths"].items()}
    return Done(page.get_by_role("combobox", name="Page").input_value(), stages(page), truths, state["note"])


def tour(page: Page, server: Server, home: Path, actions: int) -> Iterator[str]:
    """Does the actions, with a kill after each, and tells how each kill ended."""
    page.goto(f"{server.url}/?engine=tesseract")
    done = Done()
    for number in range(actions):
        action = CYCLE[number % len(CYCLE)]
        page.locator(".st-key-bar").wait_for(timeout=PATIENCE)
        at_rest(page)
        after = action(page, done)
        at_rest(page)
        server.kill()
        server.start()
        page.reload()
        page.locator(".st-key-bar").wait_for(timeout=PATIENCE)
        at_rest(page)
        now = restored(page, home)
        outcome = "all there" if now == after else "the action under way lost" if now == done else "more lost"
        print(f"{number + 1:3} {action.__name__:12} {outcome}", flush=True)
        if outcome == "more lost":
            print(f"    wanted {after}\n    is     {now}", flush=True)
        done = now
        yield outcome


def main() -> None:
    actions = int(sys.argv[1]) if len(sys.argv) > 1 else ACTIONS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        server = Server("app.py", home / "log.txt", OCRLAB_HOME=folder)
        server.start()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        try:
            outcomes = Counter(tour(page, server, home, actions))
        finally:
            server.stop()
            browser.close()
    print(f"\n{actions} kills")
    for outcome, count in outcomes.most_common():
        print(f"{count:4}  {outcome}")


if __name__ == "__main__":
    main()
