"""Languages: what is each of EasyOCR's language codes called?"""

from __future__ import annotations

LANGUAGES = {
    "en": "English", "abq": "Abaza", "ady": "Adyghe", "af": "Afrikaans", "ang": "Angika", "ar": "Arabic",
    "as": "Assamese", "ava": "Avar", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bh": "Bihari", "bho": "Bhojpuri", "bn": "Bengali", "bs": "Bosnian", "ch_sim": "Simplified Chinese",
    "ch_tra": "Traditional Chinese", "che": "Chechen", "cs": "Czech", "cy": "Welsh", "da": "Danish", "dar": "Dargwa",
    "de": "German", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fr": "French", "ga": "Irish",
    "gom": "Goan Konkani", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "inh": "Ingush",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "kbd": "Kabardian", "kn": "Kannada", "ko": "Korean",
    "ku": "Kurdish", "la": "Latin", "lbe": "Lak", "lez": "Lezghian", "lt": "Lithuanian", "lv": "Latvian",
    "mah": "Magahi", "mai": "Maithili", "mi": "Maori", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay",
    "mt": "Maltese", "ne": "Nepali", "new": "Newari", "nl": "Dutch", "no": "Norwegian", "oc": "Occitan",
    "pi": "Pali", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "rs_cyrillic": "Serbian (Cyrillic)",
    "rs_latin": "Serbian (Latin)", "ru": "Russian", "sck": "Nagpuri", "sk": "Slovak",
    "sl": "Slovenian", "sq": "Albanian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "tab": "Tabassaran",
    "te": "Telugu", "th": "Thai", "tjk": "Tajik", "tl": "Tagalog", "tr": "Turkish", "ug": "Uyghur",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
}  # fmt: skip


def named(codes: tuple[str, ...]) -> str:
    """``German (de) and French (fr)``."""
    names = [f"{LANGUAGES[code]} ({code})" for code in codes]
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " and " + names[-1]
