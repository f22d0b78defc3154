"""How many of the rows a person is asked about are real, by the order of asking.

    .venv/bin/python benchmarks/labelling.py [FOLDER]

A person who knows the truth answers 100 questions of `vedette label`. Beside its order stand
the scan's own order, which learns nothing from the answers, and rows drawn by chance. Then
the findings and what was learned from the answers are compared on all other rows.

Generated worlds have wrong cells in several columns, of which the person cares for some:
a wrong cell elsewhere is "expected". FOLDER holds .npz files with X (n, d) and y (n,), 1 for
an anomaly; a seeded sample of at most 1,500 rows of each is taken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import vedette
from vedette.app.labelling import asking, features
from vedette.core.errors import VedetteError
from vedette.labelling.ranking import learned
from vedette.metrics import average_precision
from worlds import PLANTED_WORLDS, planted

ROWS = 1_500
ASKED = (20, 50, 100)


@dataclass(frozen=True)
class Case:
    """A table, and which of its rows are real (n,)."""

    name: str
    table: dict[str, np.ndarray]
    real: np.ndarray


def generated(seed: int) -> Iterator[Case]:
    """Worlds of which the person cares for wrong cells in every second column only."""
    for name in PLANTED_WORLDS:
        world = planted(name, ROWS, seed)
        columns = sorted({cell.column for cell in world.planted})[::2]
        real = np.zeros(world.rows, dtype=bool)
        real[[cell.row for cell in world.planted if cell.column in columns]] = True
        if real.any():
            yield Case(name, world.table, real)


def folder(place: Path, seed: int) -> Iterator[Case]:
    """The sets of a folder that have anomalies in a sample of their rows."""
    for file in sorted(place.glob("*.npz")):
        with np.load(file, allow_pickle=False) as held:
            X, y = held["X"], held["y"]
        if len(X) > ROWS:
            rows = np.random.default_rng(seed).choice(len(X), ROWS, replace=False)
            X, y = X[rows], y[rows]
        if X.shape[1] <= 100 and y.sum() >= 10:
            table = {f"x{j}": X[:, j] for j in range(X.shape[1])}
            yield Case(file.stem, table, y.astype(bool))


@dataclass(frozen=True)
class Measured:
    """Real ones among the first rows asked, by order; average precision on the others."""

    asked: dict[str, tuple[float, ...]]
    scanned: float
    learned: float
    seconds: float


def measure(case: Case, seed: int) -> Measured:
    result = vedette.scan(case.table, seed=seed)
    with tempfile.TemporaryDirectory() as place:
        verdicts = vedette.labels(case.table, Path(place) / "answers.labels.jsonl")
        started = time.perf_counter()
        chooser = asking(result, verdicts)
        answers = []
        while len(answers) < max(ASKED) and (question := chooser.next()) is not None:
            answers.append(bool(case.real[question.place]))
            chooser.take(question.place, int(case.real[question.place]))
        seconds = (time.perf_counter() - started) / len(answers)
        X, order = features(result, verdicts)
    top = case.real[np.argsort(-order, kind="stable")]
    asked = {
        "asked": tuple(float(np.mean(answers[:n])) for n in ASKED),
        "scan": tuple(float(np.mean(top[:n])) for n in ASKED),
        "chance": tuple(float(case.real.mean()) for _ in ASKED),
    }
    rest = chooser.y < 0
    scanned = after = float("nan")
    if case.real[rest].any() and (chooser.y == 1).any() and (chooser.y == 0).any():
        scanned = average_precision(case.real[rest], order[rest])
        after = average_precision(case.real[rest], learned(X, chooser.y, seed)(X)[rest])
    return Measured(asked, scanned, after, seconds)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", nargs="?", type=Path)
    given.add_argument("--seeds", type=int, default=1)
    wanted = given.parse_args()
    head = f"{'real among the first':24}" + "".join(f"{n:>22}" for n in ASKED)
    print(head + f"{'AP on the rest':>18}{'s each':>8}")
    print(
        f"{'':24}" + f"{'chance  scan  asked':>22}" * len(ASKED) + f"{'scan learned':>18}"
    )
    for kind in ("generated", "folder"):
        done: list[Measured] = []
        for seed in range(wanted.seeds):
            cases = generated(seed) if kind == "generated" else iter(())
            if kind == "folder" and wanted.folder is not None:
                cases = folder(wanted.folder, seed)
            for case in cases:
                try:
                    done.append(measure(case, seed))
                except VedetteError as error:
                    print(f"{case.name}: {error.message}", file=sys.stderr)
                    continue
                row(case.name, done[-1:])
        if done:
            row(f"mean of {len(done)}", done)
    return 0


def row(name: str, some: list[Measured]) -> None:
    """One line of the table: means."""
    cells = ""
    for i in range(len(ASKED)):
        three = (
            np.mean([m.asked[o][i] for m in some]) for o in ("chance", "scan", "asked")
        )
        cells += "{:>10.2f}{:>6.2f}{:>6.2f}".format(*three)
    ap = (np.nanmean([getattr(m, o) for m in some]) for o in ("scanned", "learned"))
    cells += "{:>10.2f}{:>8.2f}".format(*ap)
    print(f"{name:24}{cells}{np.mean([m.seconds for m in some]):>8.2f}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
