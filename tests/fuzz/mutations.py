"""In which ways do files go wrong, by accident and on purpose?"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

LONGEST = 1 << 20  # bytes that a piece may become by being repeated
_NUMBER = re.compile(rb"\d+")
NUMBERS = (
    b"0",
    b"-1",
    b"65536",
    b"2147483648",
    b"99999999999999999999",
    b"1e308",
    b"1e999",
    b"NaN",
    b"-0.0",
    b"1" * 400,
)


def spoiled(data: bytes, chance: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """One spoiled copy: bits turned over, cut short, a piece lost, doubled, overwritten, repeated many times, swapped
    with one of another file, or a number replaced by one that nobody expects."""
    out = bytearray(data or b"\0")
    start = chance.randrange(len(out))
    end = min(len(out), start + chance.randint(1, 40))
    match chance.randrange(9):
        case 0:
            for _ in range(chance.randint(1, 8)):
                out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
        case 1:
            del out[start:]
        case 2:
            del out[start:end]
        case 3:
            out[start:start] = out[start:end]
        case 4:
            out[start:end] = chance.randbytes(end - start)
        case 5:
            out[start:end] = chance.choice([b"\0", b"\xff", b"\x7f"]) * (end - start)
        case 6:
            out[start:start] = out[start:end] * chance.randint(2, min(20_000, LONGEST // (end - start)))
        case 7:
            other = chance.choice(others) if others else data
            out[start:end] = other[: chance.randint(0, len(other))][-chance.randint(1, 400) :]
        case 8:
            places = [match.span() for match in _NUMBER.finditer(out)]
            if not places:
                size = chance.choice((2, 4, 8))
                out[start : start + size] = chance.choice((b"\xff", b"\0", b"\x80")) * size
            for first, last in sorted(chance.sample(places, min(len(places), chance.randint(1, 3))), reverse=True):
                out[first:last] = chance.choice(NUMBERS)
    return bytes(out)
