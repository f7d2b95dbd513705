"""Languages: what is a language called, by people and by each engine, and which letters has it?

``table``  names, and the code that each engine knows a language by
``alphabets``  scripts and letters
"""

from ocrlab.languages.alphabets import LATIN, LETTERS, SCRIPTS, script_of
from ocrlab.languages.table import LANGUAGES, Language, language_of, of_engine, titled

__all__ = [
    "LANGUAGES",
    "LATIN",
    "LETTERS",
    "SCRIPTS",
    "Language",
    "language_of",
    "of_engine",
    "script_of",
    "titled",
]
