"""Scoring: how near is a reading to the truth, where does it differ, and how sure can we be?

``rate``  two integers that add: errors over length
``alignment``  which character of the truth became which of the reading
``metrics``  the registry: one function a metric, and ``score`` that computes them
``flexible``  character errors when lines may come in any order
``characters``  the kinds of characters a page holds
``confusions``  what was taken for what, how often and where; recall by class
``comparison``  what a filter rescued and lost
``marking``  a reading as HTML, with its differences from the truth marked
``certainty``  intervals and verdicts
``unverified``  what can be said without a truth
``verdict``  better or worse, in words
``expected``  what should have been read where each word stands
``pixels``  a black-and-white page beside the true one
``ignored``  what stands in boxes marked "do not count"
"""

from ocrlab.scoring.alignment import Alignment, Piece, align, diff
from ocrlab.scoring.certainty import Difference, Interval, difference, interval, line_rates, span_rates
from ocrlab.scoring.comparison import Comparison, compare
from ocrlab.scoring.confusions import Confusion, confusions, heat_map, recall_by_class
from ocrlab.scoring.ignored import share_inside, text_without_ignored, without_ignored, words_ignored
from ocrlab.scoring.metrics import METRICS, Metric, Score, another_page_warning, macro, micro, score
from ocrlab.scoring.rate import Accuracy, Rate
from ocrlab.scoring.unverified import Unverified, agreement, known_words, sure_letters, without_truth

__all__ = [
    "METRICS",
    "Accuracy",
    "Alignment",
    "Comparison",
    "Confusion",
    "Difference",
    "Interval",
    "Metric",
    "Piece",
    "Rate",
    "Score",
    "Unverified",
    "agreement",
    "align",
    "another_page_warning",
    "compare",
    "confusions",
    "diff",
    "difference",
    "heat_map",
    "interval",
    "known_words",
    "line_rates",
    "macro",
    "micro",
    "recall_by_class",
    "score",
    "share_inside",
    "span_rates",
    "sure_letters",
    "text_without_ignored",
    "without_ignored",
    "without_truth",
    "words_ignored",
]
