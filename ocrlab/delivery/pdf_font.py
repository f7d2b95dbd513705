"""PDF font: how does a font without glyphs say which letters stand where, whatever their script and width?

Tesseract's ``pdf.ttf`` (Apache-2.0) is embedded once: 572 bytes for every script. Each text of each width gets a number
of its own; ToUnicode says what it reads, the font's table of widths how wide it is. So no font has to know the script,
and a word fills its box with letters that have exactly the width that readers reckon with.

Sources: PDF 32000-1:2008, 9.7.4.3 (widths), 9.10.3 (ToUnicode).
"""

from __future__ import annotations

import math
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from ocrlab.errors import InputError

if TYPE_CHECKING:
    import pikepdf

GLYPHLESS = b64decode(
    "AAEAAAAKAIAAAwAgT1MvMlbeyJQAAAEoAAAAYGNtYXAACgA0AAABkAAAAB5nbHlmFSJBJAAAAbgAAAAYaGVhZAt48WUAAACsAAAANmhoZWEMAg"
    "QCAAAA5AAAACRobXR4BAAAAAAAAYgAAAAIbG9jYQAMAAAAAAGwAAAABm1heHAABAAFAAABCAAAACBuYW1l8usW2gAAAdAAAABLcG9zdAABAAEA"
    "AAIcAAAAIAABAAAAAQAAsJRxEF8PPPUEBwgAAAAAAM+a/G4AAAAA1MOn8gAAAAAEAAgAAAAAEAACAAAAAAAAAAEAAAgA//8AAAQAAAAAAAQAAA"
    "EAAAAAAAAAAAAAAAAAAAACAAEAAAACAAQAAQAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAwAAAZAABQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAUAAQABAAAAAAAAAAAAAAAAAAAAAAAAAAAAR09PRwBAAAAAAAAB//8AAAABAAGAAAAAAAAAAAAAAAAAAAABAAAAAAAABAAAAAAAAAIAAQAAAA"
    "AAFAADAAAAAAAUAAYACgAAAAAAAAAAAAAAAAAMAAAAAQAAAAAEAAgAAAMAADEhESEEAPwACAAAAAADACoAAAADAAAABQAWAAAAAQAAAAAABQAL"
    "ABYAAwABBAkABQAWAAAAVgBlAHIAcwBpAG8AbgAgADEALgAwVmVyc2lvbiAxLjAAAAEAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAA="
)

SILENT = 2  # a number that reads nothing, for ends of rows: PDFium takes it for a control character and leaves it out
WIDTH_STEP = 1.02  # two widths nearer to each other count as one: a word of 10 cm ends within 1 mm of its box
MANY, MOST = 60_000, 65_000  # numbers given before letters take a width that is there, and before no more are given
LONGEST = 200  # letters of one number; readers take 512 bytes


class Glyphs:
    """Numbers for texts of a width, given as they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], int] = {}
        self._first: dict[str, tuple[str, int]] = {}

    def numbers(self, pieces: list[str], width: float) -> tuple[str, float]:
        """Pieces of text as hexadecimal digits, which together come to about this width (in sizes of the font).

        Returns what the width comes to. Raises `InputError` for more than 65,000 kinds of piece.
        """
        share = width / sum(map(len, pieces))
        shown, reached = [], 0.0
        for piece in pieces:
            number, wide = self._number(piece, share * len(piece))
            shown.append(f"{number:04x}")
            reached += wide
        return "".join(shown), reached

    def _number(self, text: str, width: float) -> tuple[int, float]:
        text = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)  # half of a pair
        key = (text, round(math.log(min(max(width, 1e-3), 30.0)) / math.log(WIDTH_STEP)))
        if key not in self._numbers and len(self._numbers) >= MANY:
            key = self._first.get(text, key)
        number = self._numbers.setdefault(key, len(self._numbers) + SILENT + 1)
        if number > MOST:
            raise InputError("pdf: more than 65,000 kinds of letter in one file; write fewer pages into it")
        self._first.setdefault(text, key)
        return number, _thousandths(key) / 1000

    def to_unicode(self) -> bytes:
        pairs = [f"<{number:04x}> <{text.encode('utf-16-be').hex()}>" for (text, _), number in self._numbers.items()]
        blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
        body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")

    def widths(self) -> list[int]:
        """Of the numbers from `SILENT` on, in thousandths of the font's size."""
        return [0, *map(_thousandths, self._numbers)]


def _thousandths(key: tuple[str, int]) -> int:
    return max(1, round(1000 * WIDTH_STEP ** key[1]))


def finish(pdf: pikepdf.Pdf, font: Any, glyphs: Glyphs) -> None:
    """Make the font of a file, now that all it has to read is known."""
    from pikepdf import Dictionary, Name, String

    program = pdf.make_stream(GLYPHLESS)
    program.Length1 = len(GLYPHLESS)
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.GlyphLessFont, Flags=5, FontBBox=[0, 0, 500, 1000], ItalicAngle=0,
        Ascent=1000, Descent=-1, CapHeight=1000, StemV=80, FontFile2=program,
    )  # fmt: skip
    below = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.GlyphLessFont, DW=500, W=[SILENT, glyphs.widths()],
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_stream(b"\x00\x01" * 65_536), FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    font.Type, font.Subtype, font.BaseFont = Name.Font, Name.Type0, Name.GlyphLessFont
    font.Encoding = Name("/Identity-H")
    font.DescendantFonts = [pdf.make_indirect(below)]
    font.ToUnicode = pdf.make_stream(glyphs.to_unicode())
