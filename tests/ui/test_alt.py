"""Every picture that Streamlit shows says what it is to those who do not see it."""

from __future__ import annotations

import ast

from paths import ROOT


def test_every_picture_has_a_text_in_its_place():
    pictures = [
        (path.relative_to(ROOT), call.lineno, {keyword.arg for keyword in call.keywords})
        for path in (ROOT / "ocrlab" / "ui").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "image"
        and {keyword.arg for keyword in call.keywords} & {"width", "caption"}  # not a method of the lab's own
    ]  # fmt: skip
    assert len(pictures) >= 9
    assert [(str(path), line) for path, line, given in pictures if "alt" not in given] == []
