"""Random forest: trees on resampled rows, each cut the best of a few columns drawn; the mean.

References
----------
.. [1] Breiman, "Random forests", Machine Learning 45, 2001.
"""

from __future__ import annotations

from typing import Any

from vedette.detectors.supervised.many_trees import ManyTrees


class ForestDetector(ManyTrees):
    """Many deep trees, averaged: hard to misuse, the first to try with some dozens of labels.

    `ManyTrees` tells the parameters, `LabelledDetector` those that all classifiers share.
    """

    def _kind(self) -> Any:
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier
