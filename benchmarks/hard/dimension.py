"""Many columns, of which 5 say anything: how long are odd rows still seen?

1,000 rows. 5 columns share a cause; in the 20 odd rows each of the five is 3 standard
deviations off, up or down as it comes. All other columns are noise.
"""

from __future__ import annotations

import numpy as np

from hard.judged import ENSEMBLE, FACTOR, FOREST, mean, oddness, ranked
from hard.outcome import Outcome, Panel

ROWS, ODD, TELLING, OFF = 1_000, 20, 5, 3.0
COLUMNS = (10, 30, 100, 300, 1_000, 2_000)
KNOWN = "Vedette ensemble, if the 5 were known"


def made(columns: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """X (rows, columns), of which the first 5 tell, and which rows are odd."""
    rng = np.random.default_rng([seed, columns])
    X = rng.normal(size=(ROWS, columns))
    X[:, :TELLING] = 0.7 * rng.normal(size=(ROWS, 1)) + 0.714 * X[:, :TELLING]
    X[:ODD, :TELLING] += OFF * rng.choice([-1, 1], size=(ODD, TELLING))
    return X, np.arange(ROWS) < ODD


def measure(seeds: int) -> Outcome:
    methods = (ENSEMBLE, KNOWN, FOREST, FACTOR)
    found = {name: np.zeros((seeds, len(COLUMNS), 2)) for name in methods}
    for seed in range(seeds):
        for i, columns in enumerate(COLUMNS):
            X, odd = made(columns, seed)
            for name in methods:
                rows = X[:, :TELLING] if name == KNOWN else X
                asked = ENSEMBLE if name == KNOWN else name
                found[name][seed, i] = ranked(odd, oddness(asked, rows, seed))
    panels = [
        Panel(
            title, {n: mean(v[:, :, m].tolist()) for n, v in found.items()}, low=low, high=1
        )
        for m, (title, low) in enumerate((("AUROC", 0.4), ("average precision", 0.0)))
    ]
    return Outcome(
        "dimension",
        "5 columns that tell, among ever more that do not",
        f"{ROWS:,} rows, {ODD} odd by {OFF:g} sd in 5 columns; mean of {seeds} seeds",
        "columns",
        list(COLUMNS),
        panels,
        log=True,
    )
