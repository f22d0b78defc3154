"""For each assumption of distance methods a table that breaks it: the profile names it, and
the detector it advises beats the nearest neighbours there."""

from __future__ import annotations

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
from worlds.broken import BROKEN, tied


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
    X, odd = BROKEN[check][0](np.random.default_rng(1))
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
