"""Text from outside: every place of the app that takes Markdown gets it through `as_text`, or gets the app's own words.

What a browser makes of it is tried in `tests/e2e/test_as_text.py`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from paths import ROOT
from seen import seen

from ocrlab.ui.plain import as_text

FILES = sorted([*(ROOT / "ocrlab" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"])

# Which positional arguments a call takes for Markdown; by name it is always one of NAMED.
FIRST = (
    "markdown write caption error warning info success toast title header subheader button pressed "
    "download_button popover expander toggle checkbox radio selectbox multiselect pills segmented_control slider "
    "select_slider number_input text_input text_area file_uploader camera_input dialog spinner table"
)
MARKDOWN: dict[str, tuple[int, ...]] = {**dict.fromkeys(FIRST.split(), (0,)), "progress": (1,), "metric": (0, 1, 2)}
OTHERS = {"objective.title", "link.write", "frame.title"}  # called alike, but not Streamlit's
NAMED = {"help", "text", "label", "body", "caption", "delta_description"}

# What makes text harmless, or makes it of numbers and the app's own words.
SAFE_CALLS = {"as_text", "percent", "points", "counted", "len", "round", "str.capitalize", "objective.title", "title"}
# Names that hold the app's own words, numbers, or what has been through `as_text`: where, and how it is written there.
OWN = {
    ("widgets.py", "label"),  # of `pressed`, whose callers are looked at as those of `st.button` are
    ("frame.py", "name"),
    ("tune/analysis.py", "title"),  # "Rescued", "Lost"
    ("tune/analysis.py", "now"),  # a normalisation
    ("tune/analysis.py", "spans"),
    ("tune/analysis.py", "difference"),
    ("tune/analysis.py", "rows"),  # the measures
    ("tune/analysis.py", "held"),  # kinds of character
    ("tune/bar.py", "upload"),  # its number of pages
    ("tune/contest_results.py", "sentences"),
    ("tune/contest_results.py", "doubt"),
    ("tune/controls.py", "label"),
    ("tune/controls.py", "about"),
    ("tune/headline.py", "idle"),
    ("tune/headline.py", "hints"),
    ("tune/headline.py", "metric"),
    ("tune/headline.py", "ahead"),
    ("tune/headline.py", "draft"),
    ("tune/headline.py", "name"),
    ("tune/normalising.py", "now"),
    ("tune/normalising.py", "name"),
    ("tune/results.py", "coming"),
    ("tune/results.py", "shown"),
    ("tune/results.py", "seconds"),
    ("tune/results.py", "mark"),
    ("tune/results.py", "what"),
    ("tune/results.py", "rows"),
    ("tune/results.py", "title"),  # through `as_text` where it holds a name
    ("tune/strip.py", "name"),
    ("tune/stages.py", "title"),
    ("tune/steps.py", "label"),  # "Undo", "Redo"
    ("tune/true_page.py", "value"),  # of a measure
    ("tune/true_page.py", "change"),  # a minus sign stays one, which says that it fell
    ("tune/truth_editor.py", "number"),
    ("runs/chosen.py", "label"),  # CSV, JSON
    ("runs/chosen.py", "what"),
    ("runs/compared.py", "scored"),
    ("runs/compared.py", "lines"),
    ("runs/listing.py", "label"),
    ("runs/listing.py", "chosen"),  # their number
    ("runs/listing.py", "state"),
    ("batch/form.py", "reason"),
    ("batch/watch.py", "parts"),
    ("batch/watch.py", "done"),
    ("batch/watch.py", "label"),
    ("batch/watch.py", "file"),  # goes into a ZIP
    ("work/recent.py", "days"),  # their number
    ("work/recent.py", "label"),  # with the number of pieces
    ("search/form.py", "tried"),
    ("search/form.py", "first"),
    ("search/form.py", "plan"),
    ("search/form.py", "text"),  # of a sampler
    ("search/pages.py", "grouped"),
    ("search/pages.py", "truths"),
    ("search/plots.py", "texts"),
    ("search/studies.py", "how"),
    ("search/studies.py", "rest"),
    ("search/trials.py", "trial"),  # its number
    ("search/watch.py", "label"),
    ("search/watch.py", "first"),
    ("search/watch.py", "progress"),
    ("search/watch.py", "to_go"),
}
# Functions of the app whose answer is its own words or has been through `as_text`.
OWN_CALLS = {"_about", "_sentence", "_how_far", "_share"}


def unsafe(node: ast.expr, where: str) -> Iterator[str]:
    """Every part of an expression that may hold a text from outside, as it is written."""
    match node:
        case ast.Constant():
            return
        case ast.JoinedStr():
            for value in node.values:
                if isinstance(value, ast.FormattedValue) and not value.format_spec:  # a number has a format
                    yield from unsafe(value.value, where)
        case ast.IfExp():
            yield from unsafe(node.body, where)
            yield from unsafe(node.orelse, where)
        case ast.BoolOp():
            for value in node.values:
                yield from unsafe(value, where)
        case ast.BinOp():
            yield from unsafe(node.left, where)
            yield from unsafe(node.right, where)
        case ast.List() | ast.Tuple():
            for value in node.elts:
                yield from unsafe(value, where)
        case ast.Dict():
            for value in node.values:
                yield from unsafe(value, where)
        case ast.ListComp() | ast.GeneratorExp():
            yield from unsafe(node.elt, where)
        case (
            ast.Call(func=ast.Attribute(attr="join"), args=[joined]) | ast.Call(func=ast.Name("listed"), args=[joined])
        ):
            yield from unsafe(joined, where)
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(), attr="format"), args=[ast.Starred(value=ast.Attribute())]
        ):
            return  # a rectangle's numbers
        case ast.Call():
            name = ast.unparse(node.func)
            if name not in SAFE_CALLS | OWN_CALLS and not name.endswith((".lower", ".objective.title")):
                yield ast.unparse(node)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Starred():
            root = next(part for part in ast.walk(node) if isinstance(part, ast.Name))
            if not root.id.isupper() and (where, root.id) not in OWN:
                yield ast.unparse(node)
        case _:
            yield ast.unparse(node)


def markdown(tree: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    """Every expression that Streamlit is handed as Markdown, with its line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        if ast.unparse(node.func) in OTHERS:
            continue
        if name not in MARKDOWN and not any(keyword.arg == "help" for keyword in node.keywords):
            continue
        for place in MARKDOWN.get(name, ()):
            if place < len(node.args):
                yield node.lineno, node.args[place]
        for keyword in node.keywords:
            if keyword.arg in NAMED:
                yield node.lineno, keyword.value


def faults(file: Path) -> list[str]:
    where = str(file.relative_to(ROOT)).removeprefix("ocrlab/ui/")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        f"{where}:{line}: {part} goes to Streamlit without as_text"
        for line, expression in markdown(tree)
        for part in unsafe(expression, where)
    ]


def test_every_name_on_the_list_of_the_apps_own_words_is_needed(monkeypatch):
    idle = set()
    for where, name in sorted(OWN):
        file = next(file for file in FILES if str(file).endswith(f"/ui/{where}"))
        monkeypatch.setitem(globals(), "OWN", OWN - {(where, name)})
        if not faults(file):
            idle.add((where, name))
    assert idle == set()


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_text_from_outside_reaches_streamlit_through_as_text_only(file):
    assert faults(file) == []


def test_the_rule_names_what_goes_to_streamlit_as_it_came(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    wrong = tmp_path / "page.py"
    wrong.write_text('st.error(f"{file.name}: {error}")\nst.button("Close", help=as_text(name) + title)\n')
    assert [fault.split(": ", 1)[1].split(" goes")[0] for fault in faults(wrong)] == ["file.name", "error", "title"]


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png) [y](javascript:z) <b>bold</b> &amp;",
        "**bold** _slanted_ `code` ~~gone~~ $x^2$ :red[red] :smile: :material/bolt: :material_bolt: :streamlit:",
        "www.evil.example, somebody@evil.example, https://evil.example",
        "a -> b <- c <-> d -- e >= f <= g ~= h",
        "# heading",
        "- point",
        "12. point",
        "C:\\scans\\page.png",
    ],
)
def test_a_text_is_seen_letter_for_letter(text):
    assert seen(as_text(text)) == text


def test_an_ordinary_message_is_left_as_it_is():
    message = "median: radius must be a whole number, 0..15 px, got '99'; see OCRLAB_HOME"
    assert as_text(message) == message


def test_lines_become_one_so_that_none_can_begin_a_list_or_a_block_of_code():
    assert as_text("first\n\n    second\r\n- third\x00") == "first second - third "


def test_no_letter_of_markdown_is_left_without_its_backslash():
    assert not re.search(r"(?<!\\)[`*\[\]<>$|~]", as_text("`*[]<>$|~ a*b[c]<d>$e$|~f~").replace(":small[]", ""))
