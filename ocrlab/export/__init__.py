"""How does a setting leave the lab, as a file or as code that runs elsewhere, and how does it come back?

``kinds``  the forms there are: one table
``pipelines``, ``command``, ``setting``  YAML; command line and link; a setting at the head of a script
``scripts``, ``plugin``, ``paperless``  code that needs no lab, made of ``parts``
``rules``  the rule of a recipe in such code
``carrying``, ``edits``, ``source``, ``exchanges``, ``plain``  how a filter's own lines come into it
``aspose``, ``imagemagick``, ``unpaper``  other programs' words for a stage, by ``counterparts``
``importing``  a text that holds a setting comes back
"""

from ocrlab.export.command import NO_STAGE, to_command, to_link
from ocrlab.export.importing import pipeline_from, recipe_from
from ocrlab.export.kinds import KINDS, RECIPE_KINDS, Kind, export, kind_named, left_out
from ocrlab.export.pipelines import from_yaml, to_yaml

__all__ = [
    "KINDS",
    "NO_STAGE",
    "RECIPE_KINDS",
    "Kind",
    "export",
    "from_yaml",
    "kind_named",
    "left_out",
    "pipeline_from",
    "recipe_from",
    "to_command",
    "to_link",
    "to_yaml",
]
