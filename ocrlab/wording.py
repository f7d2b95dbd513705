"""How are numbers, lists and names written for a person, everywhere alike?"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Container, Iterable

# Cut off from what they join they would change words of Persian, Hindi and others.
_JOINERS = "\u200c\u200d"


def percent(share: float, digits: int = 1) -> str:
    """A share of 0..1 as ``12.3 %``."""
    return f"{100 * share:.{digits}f} %"


def points(change: float, digits: int = 1) -> str:
    """A difference of two shares, with its sign: ``-3.4 points``, ``+1 point``."""
    number = f"{100 * change:+.{digits}f}"
    return f"{number} {'point' if number in ('+1', '-1') else 'points'}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """``1 page``, ``2 pages``, ``1,200 pages``; ``plural`` where an s is not enough."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def ago(seconds: float) -> str:
    """How long something is over: ``just now``, ``5 minutes ago``, ``1 hour ago``, ``12 days ago``."""
    for length, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            return f"{counted(int(seconds // length), noun)} ago"
    return "just now"


def versioned(name: str, version: str) -> str:
    """An engine with its version, which may begin with its name already: ``tesseract 5.5.2``, ``easyocr 1.7.2``."""
    return version if version.startswith(f"{name} ") else f"{name} {version}".strip()


def listed(names: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; an empty text for no names."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} {word} {last}" if most else last


def numbered(stem: str, taken: Container[str], pattern: str = "{} {}", alike: Callable[[str], str] = str) -> str:
    """The stem itself where it is not ``taken``, else ``stem 2``, ``stem 3`` and so on.

    ``alike`` gives what names are compared by; ``taken`` holds that.
    """
    name, number = stem, 1
    while alike(name) in taken:
        number += 1
        name = pattern.format(stem, number)
    return name


def name_key(name: str) -> str:
    """Equal for names that a disk which knows neither case nor Unicode form takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def shown_name(name: str | os.PathLike[str]) -> str:
    """A file's name as text that is safe to print, to store and to show.

    Bytes that are no UTF-8, controls, line breaks and marks that turn the direction of writing are written as escapes
    (``\\xe9``, ``\\n``, ``\\u202e``); a terminal obeys none of them. Every other name stays as it is.
    """
    return "".join(_shown(letter) for letter in os.fspath(name))


def quoted(word: str, longest: int = 60) -> str:
    """A word that somebody gave, in quotes, as a message repeats it; of a long one the beginning.

    >>> quoted("medain"), quoted("x" * 9, longest=3)
    ("'medain'", "'xxx...'")
    """
    return repr(word if len(word) <= longest else f"{word[:longest]}...")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that somebody may have meant; None where none is near. Of a long word the beginning counts."""
    from difflib import get_close_matches  # loaded only where a word is wrong

    return next(iter(get_close_matches(word[:80], list(known), n=1)), None)


def _shown(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":  # how Python holds a byte that is no UTF-8
        return f"\\x{ord(letter) - 0xDC00:02x}"
    odd = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") and letter not in _JOINERS
    return letter.encode("unicode_escape").decode("ascii") if odd else letter
