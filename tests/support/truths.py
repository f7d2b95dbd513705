"""Small truth files of every format, put together from the pieces that a test is about."""

from __future__ import annotations

OUTLINE = "<Coords points='1,1 9,1 9,5 1,5'/>"


def xhtml(*inside: str) -> str:
    """hOCR as a program writes it: well-formed."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body>"
        f"<div class='ocr_page' title='bbox 0 0 900 300'>{''.join(inside)}</div></body></html>"
    )


def html(*inside: str) -> str:
    """hOCR as a person writes it: no XML, for its ``<meta>`` stays open."""
    return (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>a page</title></head><body>"
        f"<div class=ocr_page>{''.join(inside)}</div></body></html>"
    )


def line(inside: str, box: str = "1 1 99 9") -> str:
    return f"<span class='ocr_line' title='bbox {box}'>{inside}</span>"


def word(inside: str, box: str = "1 1 9 9") -> str:
    return f"<span class='ocrx_word' title='bbox {box}'>{inside}</span>"


def letters(text: str, between: str = "") -> str:
    """A box for each letter, as Tesseract writes with ``hocr_char_boxes``."""
    return between.join(
        f"<span class='ocrx_cinfo' title='x_bboxes 1 1 9 9; x_conf 98'>{letter}</span>" for letter in text
    )


def alto(*blocks: str, order: str = "", unit: str = "pixel", version: int = 4) -> str:
    return (
        f"<alto xmlns='http://www.loc.gov/standards/alto/ns-v{version}#'><Description><MeasurementUnit>{unit}"
        f"</MeasurementUnit></Description>{order}<Layout><Page><PrintSpace>{''.join(blocks)}</PrintSpace></Page></Layout>"
        "</alto>"
    )


def alto_block(*lines: str, name: str = "b", following: str = "") -> str:
    return f"<TextBlock ID='{name}' {following}>{''.join(lines)}</TextBlock>"


def alto_line(inside: str, name: str = "l") -> str:
    return f"<TextLine ID='{name}' HPOS='1' VPOS='2' WIDTH='30' HEIGHT='9'>{inside}</TextLine>"


def string(content: str, more: str = "") -> str:
    return f'<String CONTENT="{content}" {more}/>'


def page(*inside: str, version: str = "2019-07-15") -> str:
    return (
        f"<PcGts xmlns='http://schema.primaresearch.org/PAGE/gts/pagecontent/{version}'><Page imageFilename='x.png' "
        f"imageWidth='9' imageHeight='9'>{''.join(inside)}</Page></PcGts>"
    )


def region(*inside: str, name: str = "r", more: str = "") -> str:
    return f"<TextRegion id='{name}' {more}>{OUTLINE}{''.join(inside)}</TextRegion>"


def page_line(*inside: str, name: str = "l", more: str = "") -> str:
    return f"<TextLine id='{name}' {more}>{OUTLINE}{''.join(inside)}</TextLine>"


def page_word(*inside: str) -> str:
    return f"<Word id='w'>{OUTLINE}{''.join(inside)}</Word>"


def glyph(text: str) -> str:
    return f"<Glyph id='g'>{OUTLINE}{equivalent(text)}</Glyph>"


def equivalent(text: str, more: str = "") -> str:
    return f"<TextEquiv {more}><Unicode>{text}</Unicode></TextEquiv>"
