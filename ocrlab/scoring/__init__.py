"""How near is a reading to the truth, where does it differ, and how sure can we be?

``rate``  two integers that add: errors over length
``alignment``  which character of the truth became which of the reading
``flexible``  character errors when lines may come in any order
``metrics``  the registry: one function a metric, and ``score`` that computes them
"""

from ocrlab.scoring.alignment import Piece, align, diff
from ocrlab.scoring.metrics import METRICS, Metric, Score, macro, micro, score
from ocrlab.scoring.rate import Accuracy, Rate

__all__ = ["METRICS", "Accuracy", "Metric", "Piece", "Rate", "Score", "align", "diff", "macro", "micro", "score"]
