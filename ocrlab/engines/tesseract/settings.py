"""Settings: which of Tesseract's options can be set? In words, with its own defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from ocrlab.params import Range, Several, Text

_CODES = (
    "eng afr amh ara asm aze aze_cyrl bel ben bod bos bre bul cat ceb ces chi_sim chi_sim_vert chi_tra "
    "chi_tra_vert chr cos cym dan deu div dzo ell enm epo est eus fao fas fil fin fra frk frm fry gla gle glg grc "
    "guj hat heb hin hrv hun hye iku ind isl ita ita_old jav jpn jpn_vert kan kat kat_old kaz khm kir kmr kor "
    "kor_vert lao lat lav lit ltz mal mar mkd mlt mon mri msa mya nep nld nor oci ori pan pol por pus que ron rus "
    "san sin slk slv snd spa spa_old sqi srp srp_latn sun swa swe syr tam tat tel tgk tha tir ton tur uig ukr urd "
    "uzb uzb_cyrl vie yid yor"
)
LANGUAGES = tuple(_CODES.split())
SEGMENTATION = {
    "auto": 3, "auto_turned": 1, "column": 4, "vertical_block": 5, "block": 6, "line": 7, "word": 8, "circled_word": 9,
    "letter": 10, "sparse": 11, "sparse_turned": 12, "raw_line": 13,
}  # fmt: skip
MODES = {"default": 3, "lstm": 1, "legacy": 0, "both": 2}
THRESHOLDS = {"otsu": 0, "tiled_otsu": 1, "sauvola": 2}


def settings(
    *,
    languages: Annotated[
        tuple[str, ...], Several(LANGUAGES, least=1), "The languages on the page, the likeliest first."
    ] = ("eng",),
    segmentation: Annotated[
        Literal[
            "auto",
            "auto_turned",
            "column",
            "vertical_block",
            "block",
            "line",
            "word",
            "circled_word",
            "letter",
            "sparse",
            "sparse_turned",
            "raw_line",
        ],
        "What the picture shows: a page to be taken apart (auto), a column, a block, a line, or text here and there.",
    ] = "auto",
    mode: Annotated[
        Literal["default", "lstm", "legacy", "both"],
        "Which recogniser reads: the neural one (lstm), the one before it, or both; default is what the weights hold.",
    ] = "default",
    threshold: Annotated[
        Literal["otsu", "tiled_otsu", "sauvola"],
        "How Tesseract itself turns grey into black and white; a binary page stays as it is.",
    ] = "otsu",
    dpi: Annotated[
        int,
        Range(0, 1200, 10),
        "Resolution the page was scanned at; 0 lets Tesseract guess from the size of its letters.",
    ] = 0,
    invert: Annotated[bool, "Also try white text on black."] = True,
    allowlist: Annotated[str, Text(500), "The only characters that may be read; empty allows all."] = "",
    blocklist: Annotated[str, Text(500), "Characters never to be read."] = "",
) -> None:
    """Tesseract's own options in words, with its own defaults."""  # fmt: skip
