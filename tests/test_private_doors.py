"""The private parts of other libraries that the lab uses: all of them, each with a check that an upgrade breaks first.

Whoever raises a pin in requirements.txt runs this file: a failure says in a sentence what has changed and where it is
used. EasyOCR documents its Reader only and Streamlit nothing of its runtime, so all their modules count as private.
"""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from paths import ROOT

from ocrlab.engines.easyocr.weights import import_easyocr

UNDOCUMENTED = ("easyocr.", "streamlit.runtime")
# Names that look private and are documented nevertheless.
DOCUMENTED = {
    "_replace": "collections.namedtuple",
    "_asdict": "collections.namedtuple",
    "_exit": "os",
    "_mapping": "sqlalchemy.Row",
    "easyocr.Reader": "easyocr",
}


def clip_and_map() -> None:
    from skimage.exposure._adapthist import clip_histogram, map_histogram

    clipped = clip_histogram(np.array([8, 0, 0, 0]), 4)
    assert clipped.sum() == 8 and clipped.max() == 4, f"a histogram is clipped to {clipped}"
    mapped = map_histogram(np.array([1, 1, 2, 0]), 0, 100, 4)
    assert mapped.tolist() == [25, 50, 100, 100], f"a histogram is mapped to {mapped}"


def keep_a_media_file() -> None:
    from streamlit.runtime.media_file_manager import MediaFileManager
    from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

    from ocrlab.ui.viewer import media

    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media.runtime, "get_instance", lambda: type("Runtime", (), {"media_file_mgr": manager}))
        urls = {name: media.publish(name.encode(), f"place of {name}", f"{name}.raw") for name in ("shown", "left")}
        manager.clear_session_refs()  # what Streamlit does when a run begins
        assert media.keep(urls["shown"], "place of shown"), "a file that was published cannot be kept"
        manager.remove_orphaned_files()  # and when it ends
        there = [name for name, url in urls.items() if url.rsplit("/", 1)[-1].split(".")[0] in manager._file_metadata]
        assert there == ["shown"], f"of two files of which one was kept these are there: {there}"
        assert not media.keep(urls["left"], "place of left"), "a file that is gone counts as kept"


def end_a_session() -> None:
    from streamlit.runtime import Runtime
    from streamlit.runtime.memory_session_storage import MemorySessionStorage
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from ocrlab.ui.leaving import GRACE_SECONDS

    assert get_script_run_ctx(suppress_warning=True) is None, "there is a session outside the app"
    for name in ("is_active_session", "close_session"):
        taken = list(inspect.signature(getattr(Runtime, name)).parameters)
        assert taken == ["self", "session_id"], f"Runtime.{name} takes {taken}"
    stored = inspect.signature(MemorySessionStorage).parameters["ttl_seconds"].default
    assert stored > GRACE_SECONDS, f"a session that has lost its window is stored for {stored} s only"


def start_a_thread_in_its_turn() -> None:
    from streamlit.runtime.app_session import AppSession

    from ocrlab.ui import whole_runs

    taken = list(inspect.signature(whole_runs._start).parameters)
    assert taken == ["self", "initial_rerun_data"], f"AppSession._create_scriptrunner takes {taken}"
    asking = inspect.getsource(AppSession.request_rerun)
    forgets, tries = (
        asking.find("self._scriptrunner = None"),
        asking.find("self._scriptrunner.request_rerun(rerun_data)"),
    )
    starts = asking.find("self._create_scriptrunner(rerun_data)")
    assert 0 < forgets < tries < starts, "a session asks for its runs in another way"
    ending = inspect.getsource(AppSession._handle_scriptrunner_event_on_event_loop)
    assert "if sender is not self._scriptrunner" in ending, "what a replaced thread has sent is no longer ignored"
    assert "self._scriptrunner = None" in ending, "a thread that has ended is no longer forgotten"


def tell_the_widgets() -> None:
    from streamlit.runtime.scriptrunner import RerunData, script_runner

    from ocrlab.ui import presses

    taken = list(inspect.signature(presses._tell).parameters)[:2]
    assert taken == ["self", "fresh_widget_states"], f"SafeSessionState.on_script_will_rerun takes {taken}"
    taken = list(inspect.signature(presses._finish).parameters)[:2]
    assert taken == ["self", "widget_ids_this_run"], f"SafeSessionState.on_script_finished takes {taken}"
    telling = inspect.getsource(presses._tell)
    assert "self._yield_callback()" in telling and "with self._lock" in telling, "a run tells widgets otherwise"
    runner = script_runner.ScriptRunner
    assert "self._requests = ScriptRequests()" in inspect.getsource(runner.__init__), "requests are made elsewhere"
    running = inspect.getsource(runner._run_script)
    assert "self._session_state.on_script_will_rerun(" in running, "widgets are told elsewhere"
    looks = inspect.getsource(runner._maybe_handle_execution_control_request)
    assert "if not self._execing" in looks, "a run that is not executing is stopped, too"
    requests = presses.HeldRequests()
    requests.request_rerun(RerunData(widget_states=presses.WidgetStates()))
    requests.request_stop()
    assert requests.untold(), "a thread that is stopped forgets at once what it was to do"


def clear_what_is_to_be_sent() -> None:
    from streamlit.runtime.app_session import AppSession
    from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

    from ocrlab.ui import answers

    taken = list(inspect.signature(answers._clear).parameters)
    assert taken == ["self", "retain_lifecycle_msgs", "fragment_ids_this_run"], f"ForwardMsgQueue.clear takes {taken}"
    assert ForwardMsgQueue()._queue == [], "what is to be sent is no longer a list"
    clears = inspect.getsource(AppSession._clear_queue)
    assert "self._browser_queue.clear(" in clears and "retain_lifecycle_msgs=True" in clears, "a run clears otherwise"


def replace_the_boxes() -> None:
    from easyocr import craft_utils

    from ocrlab.engines.easyocr.craft import boxes_of, quick_boxes

    theirs, ours = (list(inspect.signature(core).parameters) for core in (craft_utils.getDetBoxes_core, boxes_of))
    assert theirs == ours, f"getDetBoxes_core takes {theirs}"
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "ocrlab.engines.easyocr.craft.boxes_of", lambda *maps: (calls.append(maps), [], [], []) and ([], [], [])
        )
        with quick_boxes():
            craft_utils.getDetBoxes(np.zeros((4, 4)), np.zeros((4, 4)), 0.7, 0.4, 0.4)
    assert len(calls) == 1, "getDetBoxes does not call getDetBoxes_core"


def see_as_the_networks() -> None:
    from easyocr.imgproc import normalizeMeanVariance
    from easyocr.recognition import AlignCollate
    from PIL import Image

    white = normalizeMeanVariance(np.full((1, 1, 3), 255, np.uint8))[0, 0]
    assert np.allclose(white, [2.249, 2.429, 2.640], atol=1e-3), f"white becomes {white} for the detector"
    shape = tuple(AlignCollate(imgH=64, imgW=128)([Image.new("L", (64, 32))]).shape)
    assert shape == (1, 1, 64, 128), f"a line becomes a tensor of {shape} for the recogniser"


BOX = [[0, 0], [20, 0], [20, 10], [0, 10]]


def cut_and_join() -> None:
    from easyocr.utils import get_image_list, get_paragraph, make_rotated_img_list, set_result_with_confidence

    page = np.zeros((10, 40), np.uint8)
    crops, widest = get_image_list([[0, 20, 0, 10]], [], page, model_height=64)
    assert (crops[0][0], crops[0][1].shape, widest) == (BOX, (64, 128), 128), "a crop is cut out in another way"
    turned = make_rotated_img_list([90], crops)
    assert [crop.shape for _, crop in turned] == [(64, 128), (128, 64)], "a crop is turned in another way"
    surest = set_result_with_confidence([[(BOX, "a", 0.2)], [(BOX, "b", 0.9)]])
    assert [text for _, text, _ in surest] == ["b"], "of two turned readings another one than the surest is taken"
    paragraphs = get_paragraph([(BOX, "0"), ([[x + 22, y] for x, y in BOX], "1")], x_ths=1, y_ths=0.5, mode="ltr")
    assert [text for _, text in paragraphs] == ["0 1"], "two boxes of a line are joined in another way"


def read_crops() -> None:
    from easyocr import Reader
    from easyocr.recognition import get_text

    taken = set(inspect.signature(get_text).parameters)
    given = {"decoder", "beamWidth", "batch_size", "contrast_ths", "adjust_contrast", "workers", "device"}
    assert given <= taken, f"get_text no longer takes {', '.join(sorted(given - taken))}"
    source = inspect.getsource(Reader)
    parts = ("detector", "recognizer", "converter", "character", "lang_char", "model_lang", "device")
    missing = [name for name in parts if f"self.{name}" not in source]
    assert not missing, f"a Reader has no {', '.join(missing)}"


@dataclass(frozen=True)
class Door:
    """Private names of one library, the only file that uses them, and a check that they do what is counted on."""

    library: str
    names: frozenset[str]
    used_in: str
    check: Callable[[], None]


def door(library: str, used_in: str, check: Callable[[], None], *names: str) -> Door:
    return Door(library, frozenset(names), used_in, check)


DOORS = (
    door(
        "scikit-image",
        "filters/twins/clahe.py",
        clip_and_map,
        "skimage.exposure._adapthist.clip_histogram",
        "skimage.exposure._adapthist.map_histogram",
    ),
    door(
        "streamlit",
        "ui/viewer/media.py",
        keep_a_media_file,
        "streamlit.runtime",
        "streamlit.runtime.media_file_manager._get_session_id",
        "_lock",
        "_file_metadata",
        "_files_by_session_and_coord",
    ),
    door(
        "streamlit",
        "ui/leaving.py",
        end_a_session,
        "streamlit.runtime.get_instance",
        "streamlit.runtime.scriptrunner.get_script_run_ctx",
    ),
    door(
        "streamlit",
        "ui/whole_runs.py",
        start_a_thread_in_its_turn,
        "streamlit.runtime.app_session.AppSession",
        "streamlit.runtime.app_session.AppSessionState",
        "streamlit.runtime.scriptrunner.RerunData",
        "_create_scriptrunner",
        "_event_loop",
        "_scriptrunner",
        "_state",
    ),
    door(
        "streamlit",
        "ui/presses.py",
        tell_the_widgets,
        "streamlit.runtime.app_session.AppSession",
        "streamlit.runtime.scriptrunner.RerunData",
        "streamlit.runtime.scriptrunner.ScriptRunner",
        "streamlit.runtime.scriptrunner.get_script_run_ctx",
        "streamlit.runtime.scriptrunner.script_runner",
        "streamlit.runtime.scriptrunner_utils.script_requests.ScriptRequest",
        "streamlit.runtime.scriptrunner_utils.script_requests.ScriptRequests",
        "streamlit.runtime.scriptrunner_utils.script_requests.ScriptRequestType",
        "streamlit.runtime.scriptrunner_utils.script_requests._coalesce_widget_states",
        "streamlit.runtime.state.safe_session_state.SafeSessionState",
        "_execing",
        "_requests",
        "_scriptrunner",
        "_yield_callback",
    ),
    door(
        "streamlit",
        "ui/answers.py",
        clear_what_is_to_be_sent,
        "streamlit.runtime.forward_msg_queue.ForwardMsgQueue",
        "_queue",
    ),
    door("easyocr", "engines/easyocr/craft.py", replace_the_boxes, "easyocr.craft_utils"),
    door(
        "easyocr",
        "engines/easyocr/calibration.py",
        see_as_the_networks,
        "easyocr.imgproc.normalizeMeanVariance",
        "easyocr.recognition.AlignCollate",
    ),
    door(
        "easyocr",
        "engines/easyocr/crops.py",
        cut_and_join,
        "easyocr.utils.get_image_list",
        "easyocr.utils.get_paragraph",
        "easyocr.utils.make_rotated_img_list",
        "easyocr.utils.set_result_with_confidence",
    ),
    door("easyocr", "engines/easyocr/crops.py", read_crops, "easyocr.recognition.get_text"),
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.library}: {door.check.__name__}")
def test_what_is_used_of_a_library_s_inside_does_what_is_counted_on(door):
    if door.library == "easyocr":
        import_easyocr()  # by the lab's own way in, which copes with a torchvision that does not fit
    try:
        door.check()
    except (ImportError, AttributeError, TypeError, ValueError, AssertionError) as error:
        version = importlib.metadata.version(door.library)
        reason = str(error).split("\n")[0]
        pytest.fail(f"{door.library} {version} has changed inside: {reason}. ocrlab/{door.used_in} counts on it.")


def private_uses(source: str) -> Iterator[str]:
    """Every private name of another library that a file uses, as `DOORS` writes it.

    ``self._x`` is a file's own, and so is ``other._x`` where a class of the same file has an ``_x``.
    """
    tree = ast.parse(source)
    own = {name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for name in _members(node)}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), level=0):
                names = [f"{module}.{alias.name}" for alias in node.names]
                yield from (name for name in names if _is_inside(name))
            case ast.Import():
                yield from (alias.name for alias in node.names if _is_inside(alias.name))
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                pass
            case ast.Attribute(attr=name) if _is_private(name) and name not in own:
                yield name
            case ast.Call(func=ast.Name(id="getattr" | "setattr"), args=[_, ast.Constant(value=str(name)), *_]):
                if _is_private(name) and name not in own:
                    yield name


def _members(node: ast.ClassDef) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                yield name


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def _is_inside(name: str) -> bool:
    if name.split(".")[0] in ("ocrlab", "__future__") or name in DOCUMENTED:
        return False
    return name.startswith(UNDOCUMENTED) or any(_is_private(part) for part in name.split("."))


def places() -> dict[str, set[str]]:
    """Where in the lab each private name is used."""
    files: dict[str, set[str]] = {}
    for path in sorted((ROOT / "ocrlab").rglob("*.py")):
        for name in private_uses(path.read_text("utf-8")):
            files.setdefault(name, set()).add(path.relative_to(ROOT / "ocrlab").as_posix())
    return files


def test_every_private_use_of_another_library_is_listed_here_with_its_doors():
    listed: dict[str, set[str]] = {}
    for door in DOORS:
        for name in door.names:
            listed.setdefault(name, set()).add(door.used_in)
    assert places() == listed


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import torch._C", ["torch._C"]),
        ("from skimage._shared import utils", ["skimage._shared.utils"]),
        ("from scipy import _lib", ["scipy._lib"]),
        ("from easyocr.utils import diff", ["easyocr.utils.diff"]),
        ("study._storage.lock()", ["_storage"]),
        ("getattr(study, '_storage')", ["_storage"]),
        ("def _suggest(trial):\n    return trial._suggest()", ["_suggest"]),
        ("class A:\n    def f(self, other):\n        return self._x + other._f()\n    def _f(self):\n        pass", []),
        ("from __future__ import annotations\nfrom ocrlab._x import y\nos._exit(0)\nobject.__new__(A)", []),
        ("from easyocr import Reader\nimport easyocr", []),
    ],
)
def test_the_rule_sees_a_private_use_however_it_is_written(source, names):
    assert list(private_uses(source)) == names
