"""What may vary in a search, written as a person says it, and which pipelines does that make?

``vary``  the texts a person writes
``dimensions``  what varies in one place of the pipeline
``space``  all places together: counted, made, found again
``curated``  ready-made spaces
"""

from ocrlab.search.space.curated import CURATED
from ocrlab.search.space.dimensions import Dimension
from ocrlab.search.space.space import Point, Space

__all__ = ["CURATED", "Dimension", "Point", "Space"]
