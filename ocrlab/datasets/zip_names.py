"""ZIP names: in which letters is a name written that a ZIP does not call UTF-8?

Python takes code page 437, as the specification says. Archives from Japan are in Shift-JIS all the same, those of macOS
in UTF-8 without saying so, and Info-ZIP puts the UTF-8 name into a field of its own. All names of one archive come from
one machine, so they are decided together.
"""

from __future__ import annotations

import itertools
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence

_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075  # an extra field: version, CRC-32 of the plain name, the name in UTF-8


def names_of(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The name of each entry, in the same order. A wrong guess gives odd letters, never an error."""
    raw = {index: bytes_ for index, info in enumerate(infos) if (bytes_ := _raw(info)) is not None}
    shift_jis = _is_shift_jis(list(raw.values()))
    names = []
    for index, info in enumerate(infos):
        name = _unicode_path(info) or info.filename
        if index in raw and name == info.filename:
            name = _decoded(raw[index], "utf-8") or (_decoded(raw[index], "cp932") if shift_jis else None) or name
        names.append(name)
    return names


def _raw(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name that holds more than ASCII and is not said to be UTF-8."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return None
    try:
        return info.filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _unicode_path(info: zipfile.ZipInfo) -> str | None:
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, size = (int.from_bytes(extra[i : i + 2], "little") for i in (at, at + 2))
        body = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _UNICODE_PATH and body[:1] == b"\x01" and len(body) > 5:
            raw = _raw(info) or info.filename.encode("cp437", "replace")
            # The field counts only while the plain name is still the one it was made for.
            if int.from_bytes(body[1:5], "little") == zlib.crc32(raw):
                return _decoded(body[5:], "utf-8")
    return None


def _is_shift_jis(names: Sequence[bytes]) -> bool:
    """Whether the names that are no UTF-8 are Japanese: all can be, and one at least is no plausible Latin name."""
    other = [name for name in names if _decoded(name, "utf-8") is None]
    japanese = [_decoded(name, "cp932") for name in other]
    return bool(other) and all(japanese) and not all(_is_latin(name.decode("cp437")) for name in other)


def _is_latin(name: str) -> bool:
    """Whether a name in code page 437 reads like words: its accented letters among plain ones, in consistent case."""
    for accented, run in itertools.groupby(name, key=lambda letter: letter.isalpha()):
        word = "".join(run)
        high = [letter for letter in word if letter > "\x7f"]
        if not accented and high:
            return False  # a frame or another sign, which no one puts into a name
        if any(not unicodedata.name(letter, "").startswith("LATIN") for letter in high):
            return False
        if high and (2 * len(high) > len(word) or not (word[1:].islower() or word.isupper() or len(word) == 1)):
            return False
    return True


def _decoded(name: bytes, encoding: str) -> str | None:
    try:
        return name.decode(encoding)
    except UnicodeDecodeError:
        return None
