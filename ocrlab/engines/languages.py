"""Languages: by which codes is an engine asked for a language, and what has to be done before it can be read here?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ocrlab.engines.protocol import Engine
from ocrlab.errors import ParamError
from ocrlab.languages import LANGUAGES, Language, language_of, of_engine
from ocrlab.wording import listed


def in_own_codes(engine: Engine, settings: Mapping[str, object]) -> Mapping[str, object]:
    """The settings with each language by the engine's own code, whether it was named by that, by another engine's, or
    by a name: ``de``, ``deu``, ``German`` and ``Deutsch`` are one. Raises `ParamError` for what none of them is."""
    wanted, known = settings.get("languages"), of_engine(engine.name)
    if not known or not isinstance(wanted, (str, list, tuple)):
        return settings
    names = [part for part in wanted.replace(",", "+").split("+") if part] if isinstance(wanted, str) else list(wanted)
    codes = []
    for name in names:
        language = _named(name)
        code = name if name in known else language.code_for(engine.name) if language else None
        if code is None:
            what = f"it cannot read {language.name} ({name})" if language else f"there is no language {name!r}"
            raise ParamError(f"{engine.name}: languages: {what}; choose of {', '.join(known)}")
        codes.append(code)
    return {**settings, "languages": tuple(dict.fromkeys(codes))}


def _named(name: object) -> Language | None:
    if not isinstance(name, str):
        return None
    folded = name.strip().casefold()
    by_name = (each for each in LANGUAGES.values() if folded in (each.name.casefold(), each.own.casefold()))
    return language_of(name) or next(by_name, None)


def asked_for(engine: Engine, codes: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """The engine's own codes for languages that another engine was asked for; and what it cannot read or lacks, in
    words, or None. A language that would be downloaded is asked for."""
    languages = [language for code in codes if (language := language_of(code))]
    own = {language: language.code_for(engine.name) for language in languages}
    if unknown := [language.name for language, code in own.items() if code is None]:
        return (), f"it cannot read {listed(unknown)}"
    known = tuple(dict.fromkeys(code for code in own.values() if code is not None))
    lacking = [(code, lack) for code in known if (lack := engine.lacks(code)) and not lack.download]
    if lacking:
        names = listed(f"{language.name} ({own[language]})" for language in languages if own[language] in dict(lacking))
        return (), f"it has no {names} here; {lacking[0][1].way_on}"
    return known, None


def sentence(language: Language, engines: Iterable[Engine]) -> str:
    """``German (de): RapidOCR and Tesseract have it; EasyOCR would have to download it once.``"""
    have, download, lack, cannot = [], [], [], []
    for engine in engines:
        code = language.code_for(engine.name)
        if code is None:
            if of_engine(engine.name):
                cannot.append(engine.title)
        elif (lacking := engine.lacks(code)) is None:
            have.append(engine.title)
        elif lacking.download:
            download.append(engine.title)
        else:
            lack.append(f"{engine.title} has it not: {lacking.way_on}")
    parts = [f"{listed(have)} {'have' if len(have) > 1 else 'has'} it here" if have else ""]
    parts += [f"{listed(download)} would have to download it once" if download else "", *lack]
    parts += [f"{listed(cannot)} cannot read it" if cannot else ""]
    return f"{language.name} ({language.code}): {'; '.join(filter(None, parts))}."
