"""Languages: what is a language called, by people and by each engine, and which letters has it?

``table``  names, and the code that each engine knows a language by
``alphabets``  scripts and letters
``words``  lists of words
"""

from ocrlab.languages.alphabets import LATIN, LETTERS, SCRIPTS, script_of
from ocrlab.languages.table import LANGUAGES, Language, language_of, of_engine, titled
from ocrlab.languages.words import known_letters

__all__ = [
    "LANGUAGES",
    "LATIN",
    "LETTERS",
    "SCRIPTS",
    "Language",
    "known_letters",
    "language_of",
    "of_engine",
    "script_of",
    "titled",
]
