"""How are numbers, lists and names written for a person, everywhere alike?"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable

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


def listed(names: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; an empty text for no names."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} {word} {last}" if most else last


def shown_name(name: str | os.PathLike[str]) -> str:
    """A file's name as text that is safe to print, to store and to show.

    Bytes that are no UTF-8, controls, line breaks and marks that turn the direction of writing are written as escapes
    (``\\xe9``, ``\\n``, ``\\u202e``); a terminal obeys none of them. Every other name stays as it is.
    """
    return "".join(_shown(letter) for letter in os.fspath(name))


def _shown(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":  # how Python holds a byte that is no UTF-8
        return f"\\x{ord(letter) - 0xDC00:02x}"
    odd = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") and letter not in _JOINERS
    return letter.encode("unicode_escape").decode("ascii") if odd else letter
