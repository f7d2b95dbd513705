"""Alphabets: which scripts, and which Latin letters beside a to z, is a language written with?

By the codes that EasyOCR and Tesseract call it. After the exemplar characters of Unicode's CLDR (https://cldr.unicode.org),
with the letters of common foreign words left out.
"""

from __future__ import annotations

import unicodedata

LATIN = "LATIN"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VIETNAMESE = "đ" + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES)

# Codes, and the letters that are no a to z.
_LATIN = {
    "en eng sw swa uz uzb": "",
    "de deu frk": "äöüß",
    "fr fra": "àâæçéèêëîïôœùûüÿ",
    "es spa": "áéíñóúü",
    "pt por": "áâãàçéêíóôõúü",
    "it ita": "àèéìíîòóùú",
    "ca cat": "àçéèíïóòúü",
    "gl glg": "áéíñóúïü",
    "eu eus": "çñü",
    "oc oci": "àáçèéíïòóúü",
    "nl nld": "áäéëíïóöúüĳ",
    "af afr": "áéèêëîïôöûü",
    "lb ltz": "äâéèêëîôöûü",
    "da dan": "æøåáé",
    "no nor": "æøåàâéêòóô",
    "sv swe": "åäöàé",
    "fi fin": "åäöšž",
    "is isl": "áðéíóúýþæö",
    "fo fao": "áðíóúýæø",
    "et est": "äõöüšž",
    "lv lav": "āčēģīķļņšūž",
    "lt lit": "ąčęėįšųūž",
    "pl pol": "ąćęłńóśźż",
    "cs ces": "áčďéěíňóřšťúůýž",
    "sk slk": "áäčďéíĺľňóôŕšťúýž",
    "sl slv hr hrv bs bos rs_latin srp_latn": "čćđšž",
    "hu hun": "áéíóöőúüű",
    "ro ron": "ăâîșțşţ",
    "sq sqi": "çë",
    "tr tur": "âçğıîöşûü",
    "az aze": "çəğıöşü",
    "ku kmr": "çêîşû",
    "id ind ms msa": "é",
    "tl fil": "ñ",
    "vi vie": _VIETNAMESE,
    "cy cym": "àáâäèéêëìíîïòóôöùúûüẁẃŵẅỳýŷÿ",
    "ga gle": "áéíóú",
    "mt mlt": "àċèġħìòùż",
    "mi mri": "āēīōū",
    "la lat": "āēīōūæœëï",
    "eo epo": "ĉĝĥĵŝŭ",
}
# Latin as well, with letters that are not looked at.
_LATIN_ONLY = "bre ceb cos enm frm fry gla hat ita_old jav que spa_old sun ton yor"

# Scripts by the word with which Unicode's names begin, and the codes of what is written in them.
_OTHERS = {
    "CYRILLIC": (
        "ru rus uk ukr be bel bg bul mn mon mkd rs_cyrillic srp kaz kir tgk tjk tat uzb_cyrl aze_cyrl abq ady kbd ava "
        "dar inh che lbe lez tab"
    ),
    "ARABIC": "ar ara fa fas ur urd ug uig pus snd",
    "SYRIAC": "syr",
    "HEBREW": "heb yid",
    "GREEK": "ell grc",
    "ARMENIAN": "hye",
    "GEORGIAN": "kat kat_old",
    "DEVANAGARI": "hi hin mr mar ne nep bh bho mai ang mah new gom sck san pi",
    "BENGALI": "bn ben as asm",
    "GURMUKHI": "pan",
    "GUJARATI": "guj",
    "ORIYA": "ori",
    "TAMIL": "ta tam",
    "TELUGU": "te tel",
    "KANNADA": "kn kan",
    "MALAYALAM": "mal",
    "SINHALA": "sin",
    "THAI": "th tha",
    "LAO": "lao",
    "KHMER": "khm",
    "MYANMAR": "mya",
    "TIBETAN": "bod dzo",
    "ETHIOPIC": "amh tir",
    "THAANA": "div",
    "CHEROKEE": "chr",
    "CANADIAN": "iku",
    "HANGUL": "ko kor kor_vert",
    "HIRAGANA": "ja jpn jpn_vert",
    "KATAKANA": "ja jpn jpn_vert",
    "CJK": "ch_sim ch_tra chi_sim chi_tra chi_sim_vert chi_tra_vert ja jpn jpn_vert ko kor kor_vert",
}

LETTERS: dict[str, frozenset[str]] = {
    code: frozenset(letters) for codes, letters in _LATIN.items() for code in codes.split()
}
"""The Latin letters beside a to z, in small letters, of the languages for which they are known."""


def _scripts() -> dict[str, frozenset[str]]:
    scripts = {code: {LATIN} for code in (*LETTERS, *_LATIN_ONLY.split())}
    for script, codes in _OTHERS.items():
        for code in codes.split():
            scripts.setdefault(code, set()).add(script)
    return {code: frozenset(names) for code, names in scripts.items()}


SCRIPTS: dict[str, frozenset[str]] = _scripts()
"""The scripts of each language, by the word with which Unicode's names of their letters begin."""


def script_of(letter: str) -> str:
    """The script of a letter, by the word with which Unicode's name of it begins: ``LATIN``, ``CJK``, ``CYRILLIC``."""
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
