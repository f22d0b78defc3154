"""Extra trees: cuts are drawn at random, the best of a few columns is kept; the mean.

References
----------
.. [1] Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 63, 2006.
"""

from __future__ import annotations

from typing import Any

from vedette.detectors.supervised.many_trees import ManyTrees


class ExtraTreesDetector(ManyTrees):
    """As a random forest, with smoother borders, and faster to grow.

    `ManyTrees` tells the parameters, `LabelledDetector` those that all classifiers share.
    """

    def _kind(self) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier

        return ExtraTreesClassifier
