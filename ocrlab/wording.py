"""How are numbers and lists written for a person, everywhere alike?"""

from __future__ import annotations

from collections.abc import Iterable


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
