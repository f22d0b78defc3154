"""Does the rule 'conformal' keep the false share it states, and what breaks it?

    python benchmarks/conformal.py

Each figure is of 200 draws of a world of 10 correlated Gaussian columns, in which an odd row
is moved by 5 standard deviations in three columns. A draw makes 400 rows to learn from,
1,999 to calibrate on and a batch of 100 to judge, all anew.

clean        no odd row: the share of batches with any finding
planted      5 odd rows in a batch: the mean share of findings that are false, and recall
contaminated planted, and a share of the calibration rows is odd too and nobody knows
wide         clean, 100 columns, 1,999 rows to learn from
trained      the same, but calibrated on the rows learned from, which are not exchangeable
             with others: what the promise forbids

A figure is kept if it is at most q + 2 sqrt(q (1 - q) / 200).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from vedette.core.detector import Detector
from vedette.detectors import catalogue
from vedette.thresholds import ConformalRule

DRAWS = 200
CALIBRATION, BATCH, ODD = 1_999, 100, 5
DETECTORS = ("gaussian-covariance", "knn", "isolation-forest", "ensemble")
LEVELS = (0.05, 0.1, 0.2)
CONTAMINATION = (0.0, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True)
class World:
    """Its columns, and how many rows are learned from."""

    columns: int = 10
    training: int = 400

    def usual(self, rng: np.random.Generator, n: int) -> np.ndarray:
        turn, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(self.columns,) * 2))
        spreads = np.linspace(0.5, 2.0, self.columns)
        return np.asarray(rng.normal(size=(n, self.columns)) * spreads @ turn)

    def moved(self, rng: np.random.Generator, X: np.ndarray) -> np.ndarray:
        """The rows, each with three columns moved by 5 of their standard deviations."""
        columns = np.argsort(rng.random(X.shape), axis=1)[:, :3]
        sign = rng.choice([-1.0, 1.0], size=columns.shape)
        sd = np.sqrt(np.mean(np.linspace(0.5, 2.0, self.columns) ** 2))
        X = X.copy()
        values = np.take_along_axis(X, columns, axis=1) + 5 * sd * sign
        np.put_along_axis(X, columns, values, axis=1)
        return X


NARROW, WIDE = World(), World(columns=100, training=CALIBRATION)


@dataclass(frozen=True)
class Outcome:
    """Over all draws: batches with a finding, the mean false share, the mean recall."""

    any_finding: float
    false_share: float
    recall: float


def scores(
    detector: Detector,
    seed: int,
    world: World,
    *,
    odd: int,
    contamination: float,
    on_training: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the calibration rows and of the batch, whose first `odd` rows are odd."""
    rng = np.random.default_rng(seed)
    training = world.usual(rng, world.training)
    calibration, batch = world.usual(rng, CALIBRATION), world.usual(rng, BATCH)
    spoiled = round(contamination * CALIBRATION)
    calibration[:spoiled] = world.moved(rng, calibration[:spoiled])
    batch[:odd] = world.moved(rng, batch[:odd])
    detector.fit(training)
    seen = training if on_training else calibration
    return detector.unusualness(seen), detector.unusualness(batch)


def outcomes(
    name: str,
    world: World = NARROW,
    *,
    odd: int = 0,
    contamination: float = 0.0,
    on_training: bool = False,
    draws: int = DRAWS,
) -> dict[float, Outcome]:
    """By q, what a detector finds over the draws."""
    detector = catalogue.make(name)
    assert isinstance(detector, Detector)
    found: dict[float, list[tuple[float, float, float]]] = {q: [] for q in LEVELS}
    for seed in range(draws):
        calibration, batch = scores(
            detector,
            seed,
            world,
            odd=odd,
            contamination=contamination,
            on_training=on_training,
        )
        for q in LEVELS:
            flags = ConformalRule(q).fit(calibration).flags(batch)
            count, hits = flags.sum(), flags[:odd].sum()
            found[q].append((count > 0, (count - hits) / max(count, 1), hits / max(odd, 1)))
    return {q: Outcome(*np.mean(each, axis=0)) for q, each in found.items()}


def allowed(q: float, draws: int = DRAWS) -> float:
    return float(q + 2 * np.sqrt(q * (1 - q) / draws))


def say(what: str, name: str, q: float, figure: float, recall: float | None) -> None:
    kept = "kept" if figure <= allowed(q) else "BROKEN"
    more = "" if recall is None else f"  recall {recall:.3f}"
    print(f"{what:18} {name:20} q {q:.2f}  {figure:.3f} of {allowed(q):.3f} {kept}{more}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--detector", nargs="*", default=DETECTORS)
    for name in asked.parse_args().detector:
        for q, o in outcomes(name).items():
            say("clean", name, q, o.any_finding, None)
        for q, o in outcomes(name, WIDE).items():
            say("wide", name, q, o.any_finding, None)
        for q, o in outcomes(name, WIDE, on_training=True).items():
            say("trained", name, q, o.any_finding, None)
        for share in CONTAMINATION:
            for q, o in outcomes(name, odd=ODD, contamination=share).items():
                what = f"contaminated {share:.0%}" if share else "planted"
                say(what, name, q, o.false_share, o.recall)


if __name__ == "__main__":
    main()
