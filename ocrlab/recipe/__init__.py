"""Which of a few good settings does this page get, and how is that taken from one place to another?

``model``  a few settings and the rule that chooses among them
``learnt``  what a rule was learnt on, and what it was worth on pages held out
``files``  both as a file
``yaml_text``  how settings stand in YAML
``proven``  settings that were shown to help on a kind of page
``choosing``  a page read under the setting that the rule chooses
"""

from ocrlab.recipe.choosing import Choice, choose, choose_unread, read
from ocrlab.recipe.files import is_recipe, load_recipe, read_recipe, written
from ocrlab.recipe.learnt import Learnt
from ocrlab.recipe.model import RULES, Recipe, Rule, Seen

__all__ = [
    "RULES",
    "Choice",
    "Learnt",
    "Recipe",
    "Rule",
    "Seen",
    "choose",
    "choose_unread",
    "is_recipe",
    "load_recipe",
    "read",
    "read_recipe",
    "written",
]
