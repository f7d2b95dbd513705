"""Plain: how does a text from outside stand on the page as it is, whatever Markdown or HTML it looks like?

Streamlit takes every message, label, option and help for Markdown, with its own additions: colours, icons, emoji,
formulas, arrows. What a link, a file, a study, a library or an engine says passes through `as_text` first, so that it
can neither draw a picture from elsewhere nor show a link. `tests/ui/test_plain.py` holds every call to it.
"""

from __future__ import annotations

import re

# Streamlit looks for addresses, icons, emoji and arrows in the finished text, where backslashes have done their work.
# What stands on both sides of this empty directive are two texts to it, and one to a person, also when copied.
BREAK = ":small[]"

_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
_MARKUP = re.compile(r"[\\`*{}\[\]<>$~|&]|(?<![^\W_])_|_(?![^\W_])|:(?! )")
_LINE_START = re.compile(r"[-+=#]|\d+(?=[.)])")
_JOINED = re.compile(
    r"(?<=:)(?=[\w+/-])"  # :emoji:, :material_icon:, :streamlit:, http://
    r"|(?<=@)(?=\w)"  # somebody@example.com
    r"|(?<=www)(?=\.)"
    r"|(?<=-)(?=[->])|(?<=<)(?=[-=])|(?<=[>~])(?==)",  # arrows and signs: ->, --, <-, <=, >=, ~=
    re.IGNORECASE,
)


def as_text(text: object) -> str:
    """Markdown that shows ``text`` letter for letter, on one line; for use inside other Markdown too.

    Runs of white space, line breaks among them, become one space, as HTML shows them anyway.
    """
    line = _SPACE.sub(" ", str(text))
    shown = BREAK.join(_MARKUP.sub(r"\\\g<0>", piece) for piece in _JOINED.split(line))
    start = _LINE_START.match(shown)
    if start is None:
        return shown
    first, rest = start.group(), shown[start.end() :]
    return f"{first}\\{rest}" if first.isdigit() else f"\\{first}{rest}"
