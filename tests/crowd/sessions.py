"""Does a session of the app ever show what belongs to another session of the same process?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from own_pages import PICTURE, TRUTH, WORDS, picture, truth, words_in
from paths import APP
from streamlit.testing.v1 import AppTest

PATIENCE = 600.0  # seconds until all pages are read


def strangers(count: int) -> tuple[dict[str, set[str]], list[float]]:
    """Whose words each session was shown, by its own word: on whatever the server has sent for its last run; and the
    seconds to each answer of a slider, while all of them have readings under way.

    All are open at once; each step is taken by all of them before anybody takes the next.
    """
    apps = {word: AppTest.from_file(APP, default_timeout=120) for word in WORDS[:count]}
    for app in apps.values():
        app.query_params["engine"] = "tesseract"
        app.run()
        assert not words_in(sent(app)), "a word of somebody's stands on a page that nobody has used"
    for word, app in apps.items():
        app.file_uploader[0].set_value([(PICTURE, picture(word), "image/png"), (TRUTH, truth(word), "text/plain")])
        app.run()
    answers = [_seconds(app.slider[0].set_value(2).run) for app in apps.values()]
    waiting, end = dict(apps), time.monotonic() + PATIENCE
    while waiting and time.monotonic() < end:
        for word, app in list(waiting.items()):
            app.run()
            if is_read(app):
                del waiting[word]
    shown = {word: words_in(sent(app.run())) if word not in waiting else set() for word, app in apps.items()}
    return shown, answers


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def is_read(app: AppTest) -> bool:
    """Whether both sides of the page are read."""
    return not app.exception and "Not read yet" not in sent(app) and not app.get("progress")


def sent(app: AppTest) -> str:
    """Everything that the last run has sent to the browser, and the address it has set."""
    return "\n".join([*(str(proto) for proto in _protos(app._tree)), str(dict(app.query_params))])


def _protos(block: Any) -> Iterator[Any]:
    yield getattr(block, "proto", "")
    for child in getattr(block, "children", {}).values():
        yield from _protos(child)
