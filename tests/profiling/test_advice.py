"""For each assumption of distance methods a table that breaks it: the profile names it, and
the detector it advises beats the nearest neighbours there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

import vedette
from vedette.app.choosing import detector_of
from vedette.app.understanding import understand
from vedette.core.diagnosis import ASSUMPTIONS, Assumption
from vedette.core.remedies import INSTEAD
from vedette.detectors.catalogue import entry
from vedette.detectors.features import fit_features
from vedette.detectors.neighbours.knn import KNN
from vedette.profiling.advice import advice

Rng = np.random.Generator
Made = tuple[np.ndarray, np.ndarray]


def tied(rng: Rng, n: int, columns: int = 4, noise: float = 0.3) -> np.ndarray:
    """(n, columns) that tell of each other: distances suit them."""
    common = rng.normal(size=n)
    return np.stack([common + rng.normal(0, noise, n) for _ in range(columns)], axis=1)


def either(rng: Rng, low: float, high: float, m: int) -> np.ndarray:
    return np.asarray(rng.choice([-1.0, 1.0], m) * rng.uniform(low, high, m))


def few_rows(rng: Rng) -> Made:
    """36 rows; two break the relation of their columns."""
    X, odd = tied(rng, 36, 3), np.arange(36) < 2
    X[odd, [0, 1]] += either(rng, 2.5, 2.5, 2)
    return X, odd


def wide(rng: Rng) -> Made:
    """Four rows for each column; one wild cell in each odd row."""
    X, odd = tied(rng, 100, 25, 0.5), np.arange(100) < 5
    X[odd, rng.integers(0, 25, 5)] = either(rng, 5, 6, 5)
    return X, odd


def unrelated(rng: Rng) -> Made:
    """Ten columns of twelve tell nothing of each other; one cell of each odd row is wild."""
    X, odd = np.c_[tied(rng, 800, 2), rng.normal(size=(800, 10))], np.arange(800) < 16
    X[odd, rng.integers(2, 12, 16)] = either(rng, 4, 5.5, 16)
    return X, odd


def far_apart(rng: Rng) -> Made:
    """Sixty dimensions: all rows are about equally far."""
    X, odd = rng.normal(size=(800, 60)), np.arange(800) < 16
    X[odd, rng.integers(0, 60, 16)] = either(rng, 5, 7, 16)
    return X, odd


def in_other_units(rng: Rng) -> Made:
    """One column in thousandths of the unit of the others."""
    X, odd = tied(rng, 800), np.arange(800) < 16
    X[odd, 1] += either(rng, 2.5, 2.5, 16)
    X[:, 0] *= 1000
    return X, odd


def of_two_densities(rng: Rng) -> Made:
    """A dense and a sparse half; odd rows lie just off the dense one."""
    n, odd = 800, np.arange(800) < 16
    sparse = (rng.random(n) < 0.5) & ~odd
    X = rng.normal(size=(n, 2)) * np.where(sparse, 12.0, 0.3)[:, None]
    X[sparse] += 30
    turn, away = rng.uniform(0, 2 * np.pi, 16), rng.uniform(1.6, 2.5, 16)
    X[odd] = np.c_[away * np.cos(turn), away * np.sin(turn)]
    return X, odd


def in_groups(rng: Rng) -> Made:
    """Two long groups of opposite slope; odd rows lie beside them."""
    n, odd = 800, np.arange(800) < 16
    first = rng.random(n) < 0.5
    along = rng.normal(0, 3, n)
    across = np.where(first, along, -along) + rng.normal(0, 0.15, n)
    across[odd] += either(rng, 0.8, 1.2, 16)
    apart = 18 * first
    level = apart + rng.normal(0, 1, n)
    return np.stack([along + apart, across, level], axis=1), odd


def wild(rng: Rng) -> Made:
    """Two columns with heavy tails; odd rows break the relation of the others."""
    X, odd = tied(rng, 1200), np.arange(1200) < 20
    X[odd, 1] += either(rng, 2.5, 2.5, 20)
    return np.c_[X, rng.standard_t(1.2, (1200, 2))], odd


def doubled(rng: Rng) -> Made:
    """Odd rows that come twelve times each vouch for each other."""
    far = np.array([[4, -4, 4, -4], [-4, 4, 4, -4.0]]) + rng.normal(size=(2, 4))
    return np.r_[tied(rng, 800), np.repeat(far, 12, axis=0)], np.arange(824) >= 800


def drifting(rng: Rng) -> Made:
    """A level that climbs; odd rows of the later half have values usual in the earlier."""
    n = 900
    level = 12 * np.arange(n) / n
    X = level[:, None] + rng.normal(0, 0.3, (n, 1))
    odd = np.zeros(n, dtype=bool)
    odd[rng.choice(np.arange(600, n), 9, replace=False)] = True
    X[odd] -= 5
    return X, odd


BROKEN: dict[str, Callable[[Rng], Made]] = {
    "rows": few_rows,
    "dimension": wide,
    "noise": unrelated,
    "close": far_apart,
    "metric": in_other_units,
    "density": of_two_densities,
    "groups": in_groups,
    "tails": wild,
    "duplicates": doubled,
    "drift": drifting,
}


def framed(check: str, X: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(X, columns=[f"c{j}" for j in range(X.shape[1])])
    if check == "drift":
        frame.insert(0, "time", pd.date_range("2024-01-01", periods=len(X), freq="27min"))
    return frame


def measured(odd: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """AUROC and average precision."""
    auroc = float(roc_auc_score(odd, scores))
    return auroc, float(average_precision_score(odd, scores))


def by_neighbours(check: str, frame: pd.DataFrame, odd: np.ndarray) -> tuple[float, float]:
    """By kNN as textbooks have it, in the columns' own units; the better of that and of kNN
    in robust units, but where the units are what is broken."""
    X = frame.drop(columns="time", errors="ignore").to_numpy()
    plain = measured(odd, -KNN(scale=None).fit(X).score_samples(X))
    if check == "metric":
        return plain
    return max(plain, measured(odd, -KNN(scale="robust").fit(X).score_samples(X)))


def by_advised(detector: str, frame: pd.DataFrame, odd: np.ndarray) -> tuple[float, float]:
    """By what is advised, as `vedette scan` runs it."""
    if not detector:
        from vedette.scanning.deviations import deviations

        return measured(odd, deviations(vedette.scan(frame).learned).surprise)
    table, roles = understand(frame)
    X = fit_features(table, roles).matrix(table)
    return measured(odd, -detector_of(detector, 0).fit(X).score_samples(X))


@pytest.mark.parametrize("check", BROKEN)
def test_what_fails_is_named_and_what_is_advised_beats_neighbours(check: str) -> None:
    X, odd = BROKEN[check](np.random.default_rng(1))
    frame = framed(check, X)
    found = vedette.profile(frame)

    assert check in [one.check for one in found.advice.failing]
    assert ASSUMPTIONS[check] in str(found)
    neighbours = by_neighbours(check, frame, odd)
    chosen = {one.check: one.detector for one in found.advice.choices}
    for detector in {chosen[check], found.advice.detector}:
        auroc, precision = by_advised(detector, frame, odd)
        assert auroc >= neighbours[0]
        assert precision > neighbours[1] + 0.1


def test_where_all_holds_nothing_is_held_against_distances() -> None:
    found = vedette.profile(framed("", tied(np.random.default_rng(3), 800)))

    assert not found.advice.failing
    assert found.advice.detector == "knn"


def test_every_detector_that_is_advised_is_in_the_catalogue() -> None:
    for detector, why in INSTEAD.values():
        assert why
        assert not detector or entry(detector).name == detector
    assert set(INSTEAD) == set(ASSUMPTIONS) - {"balance"}


def test_of_several_that_fail_the_first_that_matters_decides() -> None:
    checks = tuple(
        Assumption(name, "fails", 1.0, 0.5, "") for name in ("metric", "density", "close")
    )
    assert advice(checks).detector == INSTEAD["close"][0]
    assert [one.check for one in advice(checks).choices] == ["close", "density", "metric"]


def test_heavy_tails_that_make_density_uneven_are_advised_what_suits_both() -> None:
    checks = tuple(Assumption(name, "fails", 1.0, 0.5, "") for name in ("tails", "density"))
    found = advice(checks)
    assert [(one.check, one.detector) for one in found.choices] == [
        ("density", "gmm"),
        ("tails", "gmm"),
    ]
    assert advice(checks[:1]).detector == "gaussian-covariance"
    assert advice(checks[1:]).detector == "inne"


def test_where_too_little_is_known_no_detector_is_preferred() -> None:
    assert advice((Assumption("close", "not known", None, None, ""),)).detector == ""


def test_of_kinds_alone_no_detector_is_advised():
    rng = np.random.default_rng(0)
    for kinds in ([True, False], list("abcd")):
        data = {name: rng.choice(kinds, 500) for name in "pqrs"}
        told = vedette.profile(data).advice

        assert (told.detector, told.choices) == ("", ())
        assert told.text.startswith("no column is a quantity")


def test_of_three_rows_no_detector_is_advised():
    told = vedette.profile({"a": [1, 2, 3], "b": list("xyx"), "c": [2.5, 3.5, 3.0]}).advice

    assert (told.detector, told.choices) == ("", ())
    assert told.text.startswith("3 rows: too few")


def test_columns_tied_by_arithmetic_tell_of_each_other():
    rng = np.random.default_rng(0)
    price, other = rng.lognormal(3, 0.5, 600).round(2), rng.normal(size=600)
    told = vedette.profile({"price": price, "fee": price * 0.02, "other": other}).advice

    (noise,) = (one for one in told.assumptions if one.check == "noise")
    assert noise.verdict == "holds"
    assert noise.columns == ("other",)


def test_what_to_do_on_the_page_is_for_each_assumption_alone_where_several_fail():
    rng = np.random.default_rng(0)
    data = {"a": rng.normal(size=600), "b": 1000 * rng.normal(size=600)}
    several = vedette.profile(data)
    one = vedette.profile({"a": data["a"], "b": data["a"] + 0.1 * data["b"] / 1000})

    assert len(several.advice.choices) == 2
    assert "what to do if it alone fails" in several.to_html()
    assert len(one.advice.choices) < 2
    assert "alone fails" not in one.to_html()


def test_of_redacted_tails_no_measure_is_told():
    rng = np.random.default_rng(0)
    wild = {"secret": rng.standard_t(1.2, 800), "open": rng.normal(size=800)}
    for data in (wild, {"secret": wild["open"] * 2}):
        told = vedette.profile(data, redact=["secret"]).advice
        (tails,) = (one for one in told.assumptions if one.check == "tails")

        assert "times as far" not in tails.text
        assert "secret" in tails.text
