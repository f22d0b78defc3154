"""Isolation forests, said plainly and slowly."""

import math

import numpy as np


def expected_path(n):
    """Mean path length of an unsuccessful search among n rows."""
    if n <= 2:
        return max(n - 1, 0)
    return 2 * (math.log(n - 1) + 0.5772156649) - 2 * (n - 1) / n


def mean_path(X, forest):
    """Mean over the trees of the value of the leaf that each row falls into."""
    tree_of = range(len(forest.starts) - 1)
    return np.array([np.mean([leaf_value(row, forest, t) for t in tree_of]) for row in X])


def leaf_value(row, forest, t):
    """Walk down tree t from its root, which comes first."""
    start = node = forest.starts[t]
    while forest.left[node]:
        goes_left = measured(row, forest, node) <= forest.value[node]
        node = start + forest.left[node] + (0 if goes_left else 1)
    return forest.value[node]


def measured(row, forest, node):
    """What the node looks at: a column, or a weighted sum of columns."""
    columns = forest.columns[node]
    if not len(forest.weights):
        return row[columns[0]]
    weights = forest.weights.reshape(len(forest.left), -1)[node]
    total = 0.0
    for weight, column in zip(weights, columns, strict=True):
        total += weight * row[column]
    return total
