"""What is usual moves: a model that stays as it was, and one that follows.

20 loads of 1,000 rows of 5 columns, each with 5 odd rows 6 standard deviations from what
is usual *then*. Two columns move by a quarter of a standard deviation a load. Frozen: fitted
on the first load. Following: fitted on the three loads before. Following what it passed:
the same without the rows that it flagged, which is how one is tempted to do it.
"""

from __future__ import annotations

import numpy as np

import vedette
from hard.judged import mean
from hard.outcome import Outcome, Panel

LOADS, ROWS, COLUMNS, ODD = 20, 1_000, 5, 5
STEP, OFF, MEMORY = 0.25, 6.0, 3
SHOWN = range(1, LOADS, 2)
FROZEN, FOLLOWING = "Vedette ensemble, frozen", "Vedette ensemble, following"
PASSED = "Vedette ensemble, following what it passed"
FOREST = "isolation forest (scikit-learn), frozen"


def made(seed: int) -> list[np.ndarray]:
    """The loads; the first ODD rows of each are odd."""
    rng = np.random.default_rng(seed)
    mix = rng.normal(size=(COLUMNS, COLUMNS)) / np.sqrt(COLUMNS) + np.eye(COLUMNS)
    loads = []
    for t in range(LOADS):
        X = rng.normal(size=(ROWS, COLUMNS)) @ mix
        spread = np.sqrt(np.square(mix).sum(axis=0))
        away = rng.normal(size=(ODD, COLUMNS))
        X[:ODD] += OFF * spread * away / np.abs(away).max(axis=1, keepdims=True)
        X[:, :2] += STEP * t * spread[:2]
        loads.append(X)
    return loads


def learned(loads: list[np.ndarray], seed: int) -> vedette.Ensemble:
    """Fitted on loads, with the line at 1 % of their rows."""
    model = vedette.Ensemble(contamination=0.01, random_state=seed)
    return model.fit(np.vstack(loads))


def measure(seeds: int) -> Outcome:
    from sklearn.ensemble import IsolationForest

    names = (FOLLOWING, FROZEN, PASSED, FOREST)
    false: dict[str, list[list[float]]] = {n: [] for n in names}
    caught: dict[str, list[list[float]]] = {n: [] for n in names}
    for seed in range(seeds):
        loads = made(seed)
        frozen = learned(loads[:1], seed)
        forest = IsolationForest(contamination=0.01, random_state=seed).fit(loads[0])
        known = [loads[0][frozen.predict(loads[0]) > 0]]
        for lists in (false, caught):
            for values in lists.values():
                values.append([])
        for t, load in enumerate(loads[1:], start=1):
            flags = {
                FOLLOWING: learned(loads[max(0, t - MEMORY) : t], seed).predict(load) < 0,
                PASSED: learned(known[-MEMORY:], seed).predict(load) < 0,
                FROZEN: frozen.predict(load) < 0,
                FOREST: forest.predict(load) < 0,
            }
            known.append(load[~flags[PASSED]])
            for name, flagged in flags.items():
                false[name][-1].append(1_000 * float(flagged[ODD:].mean()))
                caught[name][-1].append(float(flagged[:ODD].mean()))
    return Outcome(
        "drift",
        "What is usual moves by a quarter of a standard deviation a load",
        f"{LOADS} loads of {ROWS:,} rows, {ODD} odd in each; all flag 1 % of what they "
        f"learned from; mean of {seeds} seeds",
        "load",
        [float(t) for t in SHOWN],
        [
            Panel(
                "false alarms in 1,000 usual rows",
                {n: mean(v)[::2] for n, v in false.items()},
                log=True,
            ),
            Panel(
                "share of the odd rows that are flagged",
                {n: mean(v)[::2] for n, v in caught.items()},
                low=0,
                high=1.03,
            ),
        ],
    )
