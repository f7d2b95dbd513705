"""Hints: does a truth look wrong in itself, before anything is compared with it?

Questions for a person, never a reason to refuse: a text of another encoding or in another script than the engine's is
scored all the same, and every letter of it is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from ocrlab.languages import LATIN, LETTERS, SCRIPTS, script_of, titled
from ocrlab.wording import counted, listed, percent

REPLACEMENT = "\ufffd"
_KNOWN = frozenset().union(*SCRIPTS.values())
_TITLES = {"CJK": "Chinese characters", "CANADIAN": "Canadian syllabics"}

# Letters whose bytes in UTF-8 were once taken for Windows-1252: a lead byte and as many others as it announces.
_TWICE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LEADS = re.compile("[\xc2-\xf4]")
_CLOSING = re.compile(r".[\u2018-\u201e\u2013\u2014\u2026\xab\xbb\u2039\u203a]+")  # a capital at the end of a quotation


def encoding_warning(text: str) -> str | None:
    """What to ask where letters were encoded twice (``Ã¡`` for ``á``) or lost on the way; None where none were.

    Single pairs of such letters stand in real texts too: it is asked where most of the letters that could begin a pair
    do, and not all of them merely stand before a quotation mark or a dash.
    """
    if text.isascii():
        return None
    raw = "".join(map(_byte, text))
    pairs = [(text[match.start() : match.end()], _once(match[0])) for match in _TWICE.finditer(raw)]
    pairs = [(twice, once) for twice, once in pairs if once and unicodedata.category(once)[0] in "LPSZ"]
    sure = [pair for pair in pairs if not _CLOSING.fullmatch(pair[0])]
    if sure and len(pairs) > len(_LEADS.findall(_TWICE.sub("", raw))):
        twice, once = sure[0]
        return (
            f"it looks encoded twice ({counted(len(pairs), 'letter')}, {twice!r} for {once!r}); save the text again as "
            "UTF-8 from where it was still right"
        )
    if lost := text.count(REPLACEMENT):
        return f"it has lost letters ({REPLACEMENT} stands in {counted(lost, 'place')}); write them again"
    return None


def _once(twice: str) -> str:
    return twice.encode("latin-1").decode("utf-8", "ignore")


def _byte(character: str) -> str:
    """The byte a character would be in Windows-1252, as a character of that number; a space where it is none."""
    if ord(character) < 0x100:
        return character
    try:
        return chr(character.encode("cp1252")[0])
    except UnicodeEncodeError:
        return " "


def script_warning(truth: str, languages: Iterable[str]) -> str | None:
    """What to ask where the languages an engine reads cannot write the truth; None where they can, or nobody knows.

    ``languages`` are codes of EasyOCR (``en``, ``rs_cyrillic``) or Tesseract (``eng``, ``chi_sim``). It is asked where
    more than a tenth of the letters are in another script, or one in a hundred Latin letters is none of theirs.
    """
    codes = list(languages)
    if not codes or any(code not in SCRIPTS for code in codes):
        return None
    letters = Counter(letter for letter in unicodedata.normalize("NFKC", truth).lower() if letter.isalpha())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[script_of(letter)] += count
    written = frozenset().union(*(SCRIPTS[code] for code in codes))
    foreign = Counter({script: count for script, count in scripts.items() if script in _KNOWN - written})
    if foreign.total() * 10 > scripts.total():
        script, count = foreign.most_common(1)[0]
        return (
            f"{percent(count / scripts.total(), 0)} of the truth's letters are {_TITLES.get(script, script.title())}, "
            f"which the engine does not read with {titled(codes)}: are those the page's languages?"
        )
    latin = [code for code in codes if LATIN in SCRIPTS[code]]
    if not latin or any(code not in LETTERS for code in latin):
        return None
    own = frozenset("abcdefghijklmnopqrstuvwxyz").union(*(LETTERS[code] for code in latin))
    others = {letter: count for letter, count in letters.items() if script_of(letter) == LATIN and letter not in own}
    if sum(others.values()) * 100 < max(1, scripts[LATIN]):
        return None
    shown = listed(sorted(others, key=lambda letter: (-others[letter], letter))[:5])
    return f"The truth holds letters that {titled(latin)} does not have ({shown}): are those the page's languages?"


def truth_warning(truth: str, settings: Mapping[str, object]) -> str | None:
    """What to ask about a truth before its score is believed: was it encoded twice, can the languages write it?

    ``settings`` are the engine's, of which ``languages`` are looked at, where there are any.
    """
    if encoded := encoding_warning(truth):
        return f"The ground truth may be wrong: {encoded}."
    languages = settings.get("languages")
    return script_warning(truth, languages) if isinstance(languages, (tuple, list)) else None
