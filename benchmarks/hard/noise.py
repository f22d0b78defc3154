"""Ever more noise: false findings must not rise.

4,000 rows of 6 columns that follow from each other. In a share of the rows, 0 to 30 %, all
values are measured by an instrument that is three times as noisy: rows that are no errors.
10 values are wrong by 25 standard deviations of the good instrument. The baseline that
knows the relations is a linear regression of each column on the others, whose residuals
beyond 4 robust standard deviations are flagged.
"""

from __future__ import annotations

import numpy as np

from hard.judged import FOREST, SCAN, mean, scanned
from hard.outcome import Outcome, Panel

ROWS, WRONG, OFF, WORSE = 4_000, 10, 25.0, 3.0
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3)
SIGMA = "regression, 4 sigma"


def made(share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """X (rows, 6), and which rows have a wrong value."""
    rng = np.random.default_rng([seed, int(1000 * share)])
    causes = rng.normal(size=(ROWS, 2))
    weights = np.random.default_rng(0).uniform(0.5, 1.5, size=(2, 6))
    noise = 0.2 * rng.normal(size=(ROWS, 6))
    noise[rng.random(ROWS) < share] *= WORSE
    X = causes @ weights + noise
    rows = rng.choice(ROWS, WRONG, replace=False)
    X[rows, rng.integers(6, size=WRONG)] += OFF * 0.2 * rng.choice([-1, 1], size=WRONG)
    wrong = np.zeros(ROWS, dtype=bool)
    wrong[rows] = True
    return X, wrong


def by_regression(X: np.ndarray) -> np.ndarray:
    """(rows,) True where a column is 4 robust sd from what the others say."""
    flagged = np.zeros(len(X), dtype=bool)
    for j in range(X.shape[1]):
        others = np.column_stack([np.ones(len(X)), np.delete(X, j, axis=1)])
        gap = X[:, j] - others @ np.linalg.lstsq(others, X[:, j], rcond=None)[0]
        gap -= np.median(gap)
        flagged |= np.abs(gap) > 4 * 1.4826 * np.median(np.abs(gap))
    return flagged


def measure(seeds: int) -> Outcome:
    from sklearn.ensemble import IsolationForest

    names = (SCAN, SIGMA, FOREST)
    false: dict[str, list[list[float]]] = {n: [] for n in names}
    caught: dict[str, list[list[float]]] = {n: [] for n in names}
    for seed in range(seeds):
        for lists in (false, caught):
            for values in lists.values():
                values.append([])
        for share in SHARES:
            X, wrong = made(share, seed)
            forest = IsolationForest(contamination=WRONG / ROWS, random_state=seed)
            for name, named in (
                (SCAN, scanned({f"c{j}": X[:, j] for j in range(6)}, ROWS)),
                (SIGMA, by_regression(X)),
                (FOREST, forest.fit_predict(X) < 0),
            ):
                false[name][-1].append(float((named & ~wrong).sum()))
                caught[name][-1].append(float(named[wrong].mean()))
    return Outcome(
        "noise",
        "Ever more rows from a noisy instrument",
        f"{ROWS:,} rows of 6 columns, {WRONG} wrong values; the forest is told how many; "
        f"mean of {seeds} seeds",
        "noisy rows",
        list(SHARES),
        [
            Panel("false findings", {n: mean(v) for n, v in false.items()}, low=0),
            Panel(
                "share of the wrong values that are found",
                {n: mean(v) for n, v in caught.items()},
                low=0,
                high=1.03,
            ),
        ],
        labels=[f"{share:.0%}" for share in SHARES],
    )
