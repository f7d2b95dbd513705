"""What do many browsers at one lab wait for, what do they see, and what do they leave behind?"""

from __future__ import annotations

import math
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from browsing import open_files, radius, sent_by
from networks import lend_networks
from own_pages import PICTURE, WORDS, files_of, words_in
from playwright.sync_api import Browser, Page, expect, sync_playwright
from processes import alive, cpu_seconds, family, megabytes, memory_of
from server import Server

from ocrlab.machine import returning_memory
from ocrlab.ui.leaving import GRACE_SECONDS
from ocrlab.wording import counted

FLAGS = ["--no-sandbox", "--disable-gpu"]
MOVES = ((2, "ArrowRight"), (3, "ArrowRight"), (2, "ArrowLeft"))  # of a slider that stands at 1: where to, by what
PATIENCE = 300  # seconds for anything that all of them do
PACE_SECONDS = 0.5  # between two people who move a slider, where not all do so at once
ANSWER_SECONDS = 60  # for which a slider's answer is waited for; a page without is a fault
READ_SECONDS = 120  # for which its own word is waited for; a page without is a fault
IDLE_MINUTES = 0.2  # after which a worker ends here
SETTLED_SECONDS = 10  # after a session has ended, for its memory to be given back
GONE_SECONDS = 180  # within which the memory is to be given back
REST_SECONDS = 5  # after all is read, in which a page should ask the server for nothing
QUEUE = re.compile(r"(\d+) in the queue")

# The page answers a key once it has run for the new value: the address holds it, and nothing runs any more.
ARM = """value => {
  window.answer = null;
  addEventListener('keydown', () => {
    const start = performance.now();
    const timer = setInterval(() => {
      if (!location.search.includes(`radius%3D${value}`)) return;
      if (document.querySelector('.stApp').dataset.testScriptState !== 'notRunning') return;
      window.answer = (performance.now() - start) / 1000;
      clearInterval(timer);
    }, 20);
  }, { once: true, capture: true });
}"""


@dataclass
class Figures:
    """What was measured of a crowd."""

    held: int = 0
    apart: int = 0
    answers: list[float] = field(default_factory=list)
    apace: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    restless: int = 0
    places: set[int] = field(default_factory=set)
    memory: dict[str, int] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)
    left_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def note(self, when: str, server: Server) -> None:
        assert alive(server.pid), f"{when}: the server has ended by itself"
        processes = family(server.pid)
        self.memory[when], self.processes[when] = megabytes(processes), len(processes)

    def rows(self) -> dict[str, str]:
        answers = sorted(self.answers) or [math.nan]
        apace = sorted(self.apace) or [math.nan]
        late = answers[min(len(answers) - 1, math.ceil(0.95 * len(answers)) - 1)]
        grown = self.memory["all have left"] / self.memory["before"] - 1
        return {
            "browsers with a session at once": str(self.held),
            "saw their own word and nobody else's": str(self.apart),
            "slider moves answered": str(len(self.answers)),
            "seconds to an answer, median": f"{statistics.median(answers):.2f}",
            "seconds to an answer, 95th of a hundred": f"{late:.2f}",
            "seconds to an answer, worst": f"{answers[-1]:.2f}",
            f"the same, somebody moves every {PACE_SECONDS} s: median": f"{statistics.median(apace):.2f}",
            f"the same, somebody moves every {PACE_SECONDS} s: worst": f"{apace[-1]:.2f}",
            **{f"CPU seconds for these moves, {who}": f"{seconds:.1f}" for who, seconds in self.cpu.items()},
            f"pages that asked for something in {REST_SECONDS} s at rest": str(self.restless),
            "places in the queue seen": f"{min(self.places)} to {max(self.places)}" if self.places else "none",
            **{
                f"MB, {when}": f"{value} in {counted(self.processes[when], 'process', 'processes')}"
                for when, value in self.memory.items()
            },
            "MB that stay": f"{grown:+.0%} after {self.left_seconds:.0f} s",
            **{f"fault {number}": fault for number, fault in enumerate(self.faults, 1)},
        }


def crowd(count: int, workers: int) -> Figures:
    """Open so many browsers at a lab of its own, let all of them work at once, and close them."""
    chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="ocrlab-crowd-", ignore_cleanup_errors=True) as home:
        settings = {"OCRLAB_WORKERS": str(workers), "OCRLAB_IDLE_MINUTES": str(IDLE_MINUTES)}
        # As `ocrlab app` and docs/deploy.md start it.
        server = Server("app.py", Path(home) / "log.txt", OCRLAB_HOME=home, **returning_memory(), **settings)
        lend_networks(Path(home))
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                _visit(browser, server, figures)
                _stay(browser, server, count, figures)
                browser.close()
        finally:
            server.stop()
    return figures


def _visit(browser: Browser, server: Server, figures: Figures) -> None:
    """One visitor first, who does all that the crowd does: what the server loads for it is no part of the crowd's."""
    figures.note("nobody was there yet", server)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _arrive(page, server)
    word, visit = WORDS[-1], Figures()
    _open(page, word)
    for value, key in MOVES:
        _move({word: page}, value, key, visit)
    _read({word: page}, visit)
    _look(page, word, visit)
    page.context.close()
    time.sleep(GRACE_SECONDS + SETTLED_SECONDS)  # its session is closed, its workers have ended
    figures.note("before", server)
    _say("one visitor has been there and has left")


def _stay(browser: Browser, server: Server, count: int, figures: Figures) -> None:
    pages, sent = {}, {}
    for word in WORDS[:count]:
        pages[word] = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        sent[word] = sent_by(pages[word])
        _arrive(pages[word], server)
    _say(f"{count} browsers have a session each")
    for word, page in pages.items():
        _open(page, word)
        _say(f"{word} is open")
    before = _cpu(server)
    for value, key in MOVES:
        figures.answers += _move(pages, value, key, figures)
        _say(f"radius {value}: {len(figures.answers)} answers so far")
    figures.cpu = {who: seconds - before[who] for who, seconds in _cpu(server).items()}
    _read(pages, figures)
    figures.apace = _move(pages, 3, "ArrowRight", figures, PACE_SECONDS)
    _read(pages, figures)
    next(iter(pages.values())).wait_for_timeout(1000 * REST_SECONDS)  # what came in is told to its page
    rest_began = time.monotonic()
    next(iter(pages.values())).wait_for_timeout(1000 * REST_SECONDS)
    figures.restless = sum(any(moment > rest_began for moment in moments) for moments in sent.values())
    for word, page in pages.items():
        _look(page, word, figures)
    figures.note("with all open", server)
    for page in pages.values():
        page.context.close()
    _say("all have left")
    begun, bound = time.monotonic(), 1.15 * figures.memory["before"]
    _until(lambda: memory_of(server.pid) <= bound, GONE_SECONDS, every=3)
    figures.note("all have left", server)
    figures.left_seconds = time.monotonic() - begun


def _cpu(server: Server) -> dict[str, float]:
    """What the lab has taken so far, and what the browsers have, which sit on the same machine here."""
    lab = family(server.pid)
    own = cpu_seconds([server.pid])
    return {
        "the lab's server": own,
        "its workers": cpu_seconds(lab) - own,
        "the browsers": cpu_seconds([process for process in family(os.getpid()) if process not in lab]),
    }


def _arrive(page: Page, server: Server) -> None:
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(f"{server.url}/?engine=tesseract", wait_until="commit")


def _open(page: Page, word: str) -> None:
    open_files(page, *files_of(word))
    expect(page.get_by_role("combobox", name="Page")).to_have_value(PICTURE, timeout=1000 * PATIENCE)


def _move(pages: dict[str, Page], value: int, key: str, figures: Figures, pace: float = 0.0) -> list[float]:
    """All of them press a key, one after another at this pace, and wait until their page has answered: in seconds."""
    for page in pages.values():
        page.evaluate(ARM, value)
        radius(page).press(key)
        figures.places |= {int(place) for place in QUEUE.findall(page.locator("body").inner_text())}
        time.sleep(pace)
    answers = []
    _until(lambda: all(page.evaluate("window.answer") is not None for page in pages.values()), ANSWER_SECONDS)
    for word, page in pages.items():
        if (answer := page.evaluate("window.answer")) is not None:
            answers.append(answer)
        else:
            figures.faults.append(f"the page of {word} did not answer a slider within {ANSWER_SECONDS} s: {page.url}")
    return answers


def _read(pages: dict[str, Page], figures: Figures) -> None:
    """Wait until each shows its own text."""
    waiting = dict(pages)
    _until(lambda: _all_read(waiting, figures), READ_SECONDS)
    _say(f"{len(pages) - len(waiting)} of {len(pages)} are read")


def _all_read(waiting: dict[str, Page], figures: Figures) -> bool:
    """Whether none of these pages waits for its text any more; those that do not are taken out."""
    for word, page in list(waiting.items()):
        if _is_read(page, word, figures):
            del waiting[word]
    return not waiting


def _is_read(page: Page, word: str, figures: Figures) -> bool:
    """Whether its own word stands in the text of both sides."""
    figures.places |= {int(place) for place in QUEUE.findall(page.locator("body").inner_text())}
    texts = page.locator(".ocr-text:not(.old)").all_inner_texts()
    return len(texts) >= 2 and all(word in words_in(text) for text in texts[:2])


def _look(page: Page, word: str, figures: Figures) -> None:
    """Note whether the page shows this word, in text and truth, and no other that somebody has."""
    figures.held += page.locator(".stApp").get_attribute("data-test-connection-state") == "CONNECTED"
    texts = page.locator(".ocr-text").all_inner_texts()
    page.get_by_role("button", name="Ground truth", exact=True).click()
    editor = page.get_by_role("textbox", name="What the page really says")
    _until(lambda: bool(editor.input_value()))
    typed = editor.input_value()
    shown = words_in("\n".join([*texts, typed, page.url, page.content(), page.locator("body").inner_text()]))
    if shown == {word} and all(word in words_in(text) for text in texts[:2]) and typed.split() == [word, "truly"]:
        figures.apart += 1
    else:
        words = ", ".join(sorted(shown)) or "no word"
        figures.faults.append(f"{word} was shown {words}; read {texts}, its truth {typed!r}")


def _say(what: str) -> None:
    """Which step of a run of minutes is done, beside the table."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _until(condition: Callable[[], bool], seconds: float = PATIENCE, every: float = 0.2) -> None:
    """Wait for it; what has not come by then shows in the figures."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(every)
