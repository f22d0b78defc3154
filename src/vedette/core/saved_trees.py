"""Whether trees of scikit-learn that were read from a file can be walked.

Its compiled code follows the numbers of children and columns without looking: in a file that
was tampered with, they would lead anywhere in memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def check_trees(model: Any) -> None:
    """Refuse a model with trees that lead out of themselves.

    Raises
    ------
    ValueError
        If a child is no later node, or a cut is of a column that is not there.
    """
    for one in [model, *getattr(model, "estimators_", [])]:
        tree = getattr(one, "tree_", None)
        if tree is None:
            continue
        if tree.n_features != model.n_features_in_:
            raise ValueError("a tree is of other columns than its model")
        inner = tree.children_left != -1
        children = np.column_stack([tree.children_left, tree.children_right])
        _check_nodes(inner, children, tree.feature, model.n_features_in_)
    for predictors in getattr(model, "_predictors", []):
        for predictor in predictors:
            nodes = predictor.nodes
            children = np.column_stack([nodes["left"], nodes["right"]]).astype(np.int64)
            inner = nodes["is_leaf"] == 0
            _check_nodes(inner, children, nodes["feature_idx"], model.n_features_in_)
            if nodes["is_categorical"].any():
                raise ValueError("a tree cuts categories, of which ours know none")


def _check_nodes(
    inner: npt.NDArray[np.bool_],
    children: npt.NDArray[np.int64],
    column: npt.NDArray[np.int64],
    columns: int,
) -> None:
    """Inner nodes (n,) have two later nodes as `children` (n, 2) and cut a known column."""
    n = len(inner)
    later = (children > np.arange(n)[:, None]) & (children < n)
    if n == 0 or not later[inner].all():
        raise ValueError("a tree leads out of itself")
    if not ((column[inner] >= 0) & (column[inner] < columns)).all():
        raise ValueError(f"a tree cuts a column beyond the {columns} there are")
