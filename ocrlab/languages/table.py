"""Table: what is each language called in English and by those who speak it, and by which code does an engine know it?

EasyOCR's codes are those of ISO 639-1 where there is one, Tesseract's those of ISO 639-2. A language's own code here is
EasyOCR's, or Tesseract's where EasyOCR does not know it. RapidOCR has one network for all its languages and no codes: a
language is counted among them where the network's dictionary holds all its letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ocrlab.languages.alphabets import LETTERS
from ocrlab.wording import listed

# EasyOCR's code, Tesseract's code, English name, own name; - where there is none or it is the English one.
_ROWS = """
en eng English -
de deu German Deutsch
fr fra French français
es spa Spanish español
pt por Portuguese português
it ita Italian italiano
nl nld Dutch Nederlands
af afr Afrikaans -
sq sqi Albanian shqip
az aze Azerbaijani azərbaycan
bs bos Bosnian bosanski
cs ces Czech čeština
cy cym Welsh Cymraeg
da dan Danish dansk
et est Estonian eesti
ga gle Irish Gaeilge
hr hrv Croatian hrvatski
hu hun Hungarian magyar
id ind Indonesian Indonesia
is isl Icelandic íslenska
ku kmr Kurdish kurdî
la lat Latin Latina
lt lit Lithuanian lietuvių
lv lav Latvian latviešu
mi mri Maori Māori
ms msa Malay Melayu
mt mlt Maltese Malti
no nor Norwegian norsk
oc oci Occitan occitan
pl pol Polish polski
ro ron Romanian română
rs_latin srp_latn Serbian_(Latin) srpski
sk slk Slovak slovenčina
sl slv Slovenian slovenščina
sv swe Swedish svenska
sw swa Swahili Kiswahili
tl fil Tagalog Filipino
tr tur Turkish Türkçe
uz uzb Uzbek oʻzbek
vi vie Vietnamese Tiếng_Việt
- cat Catalan català
- glg Galician galego
- eus Basque euskara
- fin Finnish suomi
- fao Faroese føroyskt
- ltz Luxembourgish Lëtzebuergesch
- epo Esperanto -
- bre Breton brezhoneg
- ceb Cebuano -
- cos Corsican corsu
- enm Middle_English -
- frk German_(Fraktur) Deutsch_(Fraktur)
- frm Middle_French -
- fry West_Frisian Frysk
- gla Scottish_Gaelic Gàidhlig
- hat Haitian_Creole kreyòl
- ita_old Old_Italian -
- jav Javanese Jawa
- que Quechua Runasimi
- spa_old Old_Spanish -
- sun Sundanese Sunda
- ton Tongan -
- yor Yoruba Yorùbá
ru rus Russian русский
uk ukr Ukrainian українська
be bel Belarusian беларуская
bg bul Bulgarian български
mn mon Mongolian монгол
rs_cyrillic srp Serbian_(Cyrillic) српски
tjk tgk Tajik тоҷикӣ
abq - Abaza -
ady - Adyghe -
ava - Avar -
che - Chechen -
dar - Dargwa -
inh - Ingush -
kbd - Kabardian -
lbe - Lak -
lez - Lezghian -
tab - Tabassaran -
- mkd Macedonian македонски
- kaz Kazakh қазақ
- kir Kyrgyz кыргызча
- tat Tatar татар
- uzb_cyrl Uzbek_(Cyrillic) ўзбек
- aze_cyrl Azerbaijani_(Cyrillic) азәрбајҹан
- ell Greek Ελληνικά
- grc Ancient_Greek -
ar ara Arabic العربية
fa fas Persian فارسی
ug uig Uyghur ئۇيغۇرچە
ur urd Urdu اردو
- pus Pashto پښتو
- snd Sindhi سنڌي
- syr Syriac -
- heb Hebrew עברית
- yid Yiddish ייִדיש
- div Dhivehi ދިވެހި
- hye Armenian հայերեն
- kat Georgian ქართული
- kat_old Old_Georgian -
hi hin Hindi हिन्दी
mr mar Marathi मराठी
ne nep Nepali नेपाली
bh - Bihari -
bho - Bhojpuri भोजपुरी
mai - Maithili मैथिली
ang - Angika -
mah - Magahi -
new - Newari -
gom - Goan_Konkani कोंकणी
sck - Nagpuri -
pi - Pali -
- san Sanskrit संस्कृतम्
bn ben Bengali বাংলা
as asm Assamese অসমীয়া
- guj Gujarati ગુજરાતી
- pan Punjabi ਪੰਜਾਬੀ
- ori Odia ଓଡ଼ିଆ
ta tam Tamil தமிழ்
te tel Telugu తెలుగు
kn kan Kannada ಕನ್ನಡ
- mal Malayalam മലയാളം
- sin Sinhala සිංහල
th tha Thai ไทย
- lao Lao ລາວ
- khm Khmer ខ្មែរ
- mya Burmese မြန်မာ
- bod Tibetan བོད་སྐད
- dzo Dzongkha རྫོང་ཁ
- amh Amharic አማርኛ
- tir Tigrinya ትግርኛ
- chr Cherokee ᏣᎳᎩ
- iku Inuktitut ᐃᓄᒃᑎᑐᑦ
ch_sim chi_sim Simplified_Chinese 简体中文
ch_tra chi_tra Traditional_Chinese 繁體中文
- chi_sim_vert Simplified_Chinese_(vertical) 简体中文
- chi_tra_vert Traditional_Chinese_(vertical) 繁體中文
ja jpn Japanese 日本語
- jpn_vert Japanese_(vertical) 日本語
ko kor Korean 한국어
- kor_vert Korean_(vertical) 한국어
"""
# What PP-OCRv6's dictionary holds besides, and of what it lacks letters; a test holds both to the dictionary.
_RAPIDOCR_TOO, _RAPIDOCR_NOT = {"ch_sim", "ch_tra", "ja"}, {"vi", "cy", "frk"}


@dataclass(frozen=True)
class Language:
    """A language: its code here, its names, and its codes by the engines that know it."""

    code: str
    name: str
    own: str
    codes: tuple[tuple[str, str], ...]

    def code_for(self, engine: str) -> str | None:
        return dict(self.codes).get(engine)

    @property
    def title(self) -> str:
        """``German · Deutsch (de)``: found by whatever of it is typed."""
        return f"{self.name} · {self.own} ({self.code})" if self.own != self.name else f"{self.name} ({self.code})"


def _language(row: str) -> Language:
    easyocr, tesseract, name, own = (cell.replace("_(", " (") for cell in row.split())
    code = tesseract if easyocr == "-" else easyocr
    name = name.replace("_", " ")
    codes = {"easyocr": easyocr, "tesseract": tesseract}
    if code in _RAPIDOCR_TOO or (code in LETTERS and code not in _RAPIDOCR_NOT):
        codes["rapidocr"] = code
    known = tuple((engine, its) for engine, its in codes.items() if its != "-")
    return Language(code, name, name if own == "-" else own.replace("_", " "), known)


LANGUAGES: dict[str, Language] = {language.code: language for language in map(_language, _ROWS.split("\n")[1:-1])}


def of_engine(engine: str) -> tuple[str, ...]:
    """The codes an engine knows, by its name; empty for one that is not in the table."""
    return tuple(code for language in LANGUAGES.values() if (code := language.code_for(engine)))


@cache
def _by_code() -> dict[str, Language]:
    return {code: language for language in LANGUAGES.values() for _, code in reversed(language.codes)}


def language_of(code: str) -> Language | None:
    """The language of any engine's code: ``de`` and ``deu`` are German."""
    return LANGUAGES.get(code) or _by_code().get(code)


def titled(codes: Iterable[str]) -> str:
    """``German (de) and French (fr)``, under the codes given."""
    return listed(f"{language.name} ({code})" if (language := language_of(code)) else code for code in codes)
