"""The ensemble's kernels, said plainly and slowly."""

import numpy as np


def distances(X, references):
    """(n, m) Euclidean distances in float64."""
    gaps = X[:, None, :].astype(np.float64) - references[None, :, :].astype(np.float64)
    return np.sqrt((gaps**2).sum(axis=2))


def nearest_of_samples(X, references, own, size):
    """Mean over samples of the distance to the nearest row that is not the query itself."""
    every = distances(X, references)
    every[(every == 0) & (own == 1)] = np.inf
    nearest = every.reshape(len(X), -1, size).min(axis=2)
    return np.array(
        [row[np.isfinite(row)].mean() if np.isfinite(row).any() else 0 for row in nearest]
    )


def nearest_rows(X, references, k, leave_out):
    """Indices and distances (n, k); leave_out is True, False or an index per query."""
    indices, nearest = [], []
    for i, row in enumerate(distances(X, references)):
        order = list(np.argsort(row, kind="stable"))
        if leave_out is True and row[order[0]] == 0:
            order = order[1:]
        elif not isinstance(leave_out, bool):
            order = [j for j in order if j != leave_out[i]]
        indices.append(order[:k])
        nearest.append(row[order[:k]])
    return np.array(indices), np.array(nearest)


def larger_tails(X, training):
    """Sum over columns of -log of the share of values at least as far out, for rows inside."""
    below = (training[None, :, :] <= X[:, None, :]).mean(axis=1)
    above = (training[None, :, :] >= X[:, None, :]).mean(axis=1)
    return -np.log(np.minimum(below, above)).sum(axis=1)


def path_length(X, forest, samples, training):
    """Mean leaf value over the trees whose sample does not hold the row (as bits)."""
    seen = [{training[i].tobytes() for i in sample} for sample in samples]
    out = []
    for row in X:
        values = [
            leaf_value(row, forest, t)
            for t in range(len(samples))
            if row.tobytes() not in seen[t]
        ]
        out.append(np.mean(values) if values else -1)
    return np.array(out)


def leaf_value(row, forest, t):
    """Walk down tree t from its root, which comes last."""
    start, end = forest.starts[t], forest.starts[t + 1]
    if start == end:
        return float(forest.leaf[t])
    node = end - 1
    while True:
        f, g, waiting = forest.cuts[node]
        slope, cut, left, right = forest.values[node]
        goes_left = row[f] + np.float32(slope * row[g]) <= cut
        if goes_left and not waiting & 1:
            return float(left)
        if not goes_left and not waiting & 2:
            return float(right)
        # In postorder the right subtree ends just before its parent, the left before that.
        right_size = subtree_size(forest, node - 1) if waiting & 2 else 0
        node = node - 1 - right_size if goes_left else node - 1


def subtree_size(forest, node):
    waiting = int(forest.cuts[node][2])
    size = 1
    for _ in range(bin(waiting).count("1")):
        size += subtree_size(forest, node - size)
    return size


def pooled_gain_cut(values):
    """The cut of sorted values that leaves the least n_left sd_left + n_right sd_right."""
    values = np.sort(values.astype(np.float64))
    places = [i for i in range(1, len(values)) if values[i - 1] < values[i]]
    pooled = [i * values[:i].std() + (len(values) - i) * values[i:].std() for i in places]
    best = places[int(np.argmin(pooled))]
    return values[best - 1], values[best]
