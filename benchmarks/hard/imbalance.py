"""Ever rarer anomalies: what is ranked, and how much of what is named is right.

20,000 rows of 6 columns in three clouds; odd rows lie anywhere in the box around them. The
same AUROC says ever less: at 1 in 1,000 a list of the first percent is mostly wrong.
"""

from __future__ import annotations

import numpy as np

from hard.judged import ENSEMBLE, FACTOR, FOREST, SCAN, mean, oddness, ranked, scanned
from hard.outcome import Outcome, Panel

ROWS, COLUMNS = 20_000, 6
TO_ONE = (10, 30, 100, 300, 1_000)


def made(one_in: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """X (rows, 6), and which rows are odd."""
    rng = np.random.default_rng([seed, one_in])
    centres = rng.normal(scale=3, size=(3, COLUMNS))
    X = centres[rng.integers(3, size=ROWS)] + rng.normal(size=(ROWS, COLUMNS))
    low, high = X.min(axis=0), X.max(axis=0)
    odd = np.zeros(ROWS, dtype=bool)
    odd[rng.choice(ROWS, ROWS // one_in, replace=False)] = True
    X[odd] = rng.uniform(low, high, size=(int(odd.sum()), COLUMNS))
    return X, odd


def right(named: np.ndarray, odd: np.ndarray) -> float:
    """The share of the named rows that are odd; nothing named is NaN."""
    return float(odd[named].mean()) if named.any() else np.nan


def measure(seeds: int) -> Outcome:
    from sklearn.ensemble import IsolationForest

    ap: dict[str, list[list[float]]] = {n: [] for n in (ENSEMBLE, FOREST, FACTOR)}
    precision: dict[str, list[list[float]]] = {n: [] for n in (SCAN, ENSEMBLE, FOREST)}
    recall: dict[str, list[list[float]]] = {n: [] for n in (SCAN, ENSEMBLE, FOREST)}
    for seed in range(seeds):
        for lists in (ap, precision, recall):
            for values in lists.values():
                values.append([])
        for one_in in TO_ONE:
            X, odd = made(one_in, seed)
            for name, values in ap.items():
                found = oddness(name, X, seed)
                values[-1].append(ranked(odd, found)[1])
                if name == ENSEMBLE:
                    ours = found > np.quantile(found, 0.99)
            table = {f"c{j}": X[:, j] for j in range(COLUMNS)}
            theirs = IsolationForest(random_state=seed).fit_predict(X) < 0
            for name, named in (
                (SCAN, scanned(table, ROWS)),
                (ENSEMBLE, ours),
                (FOREST, theirs),
            ):
                precision[name][-1].append(right(named, odd))
                recall[name][-1].append(float(named[odd].mean()))
    return Outcome(
        "imbalance",
        "Ever rarer anomalies",
        f"{ROWS:,} rows of 6 columns; what each names by its defaults; mean of {seeds} seeds",
        "usual rows to one odd",
        list(TO_ONE),
        [
            Panel(
                "average precision", {n: mean(v) for n, v in ap.items()}, low=0, high=1.03
            ),
            Panel(
                "share of the named rows that are odd",
                {n: mean(v) for n, v in precision.items()},
                low=0,
                high=1.03,
            ),
            Panel(
                "share of the odd rows that are named",
                {n: mean(v) for n, v in recall.items()},
                low=0,
                high=1.03,
            ),
        ],
        log=True,
    )
