"""Each assumption: a table that breaks it is named, and tables where it holds are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from vedette.app.doctoring import scanning
from vedette.app.understanding import understand
from vedette.core.diagnosis import ASSUMPTIONS, Assumption
from vedette.doctoring.checks import checked
from vedette.doctoring.checks.drift import p_of_mean
from vedette.doctoring.examine import drawn
from vedette.tables.series import find_series

Rng = np.random.Generator
Made = Mapping[str, object]


def days(n: int, step: str = "D") -> np.ndarray:
    return np.datetime64("2019-01-01", "s") + np.arange(n) * np.timedelta64(1, step)


def tied(rng: Rng, n: int = 600, columns: int = 4) -> dict[str, object]:
    """Columns that tell of each other, alike in scale: all assumptions hold."""
    common = rng.normal(0, 1, n)
    return {f"c{k}": common + rng.normal(0, 0.5, n) for k in range(columns)}


def skewed(rng: Rng) -> Made:
    made = tied(rng)
    return {name: 10 * np.exp(0.4 * np.asarray(v)) for name, v in made.items()}


def coarse(rng: Rng) -> Made:
    return {name: np.round(5 * np.asarray(v)) for name, v in tied(rng).items()}


def with_kinds(rng: Rng) -> Made:
    return {**tied(rng), "site": rng.choice(list("abcd"), 600)}


def daily(rng: Rng) -> Made:
    """Four years with a season and a slow memory, and no drift."""
    n = 4 * 365
    noise = rng.normal(0, 1, n)
    slow = np.zeros(n)
    for t in range(1, n):
        slow[t] = 0.8 * slow[t - 1] + noise[t]
    season = 4 * np.cos(2 * np.pi * np.arange(n) / 365.2425)
    made = {f"c{k}": season + slow + rng.normal(0, 1, n) for k in range(3)}
    return {"day": days(n), **made}


def hourly(rng: Rng) -> Made:
    """Three weeks with days and nights."""
    n = 24 * 21
    night = 3 * np.sin(2 * np.pi * np.arange(n) / 24)
    return {
        "time": days(n, "h"),
        "a": night + rng.normal(0, 1, n),
        "b": 2 * night + rng.normal(0, 1, n),
    }


CLEAN: tuple[Callable[[Rng], Made], ...] = (
    tied,
    skewed,
    coarse,
    with_kinds,
    daily,
    hourly,
)


def few_rows(rng: Rng) -> Made:
    return tied(rng, 30)


def wide(rng: Rng) -> Made:
    return tied(rng, 100, 25)


def unrelated(rng: Rng) -> Made:
    return {**tied(rng, columns=2), **{f"n{k}": rng.normal(0, 1, 600) for k in range(6)}}


def far_apart(rng: Rng) -> Made:
    return {f"n{k}": rng.normal(0, 1, 600) for k in range(60)}


def in_other_units(rng: Rng) -> Made:
    made = tied(rng)
    return {**made, "c0": 1000 * np.asarray(made["c0"])}


def of_two_densities(rng: Rng) -> Made:
    wide = rng.random(600) < 0.5
    width = np.where(wide, 12.0, 0.3)
    return {"a": width * rng.normal(0, 1, 600), "b": width * rng.normal(0, 1, 600)}


def in_groups(rng: Rng) -> Made:
    at = 8 * (rng.random(600) < 0.5)
    return {f"c{k}": at + rng.normal(0, 1, 600) for k in range(3)}


def wild(rng: Rng) -> Made:
    made = {name: np.asarray(v) for name, v in tied(rng, 1200).items()}
    return {**made, "c1": rng.standard_t(1.2, 1200)}


def doubled(rng: Rng) -> Made:
    made = {name: np.asarray(v) for name, v in tied(rng).items()}
    return {name: np.concatenate([v, v[:60]]) for name, v in made.items()}


def drifting(rng: Rng) -> Made:
    made = dict(daily(rng))
    n = 4 * 365
    return {**made, "c1": np.asarray(made["c1"]) + 6 * np.arange(n) / n}


BROKEN = {
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


def checks_of(made: Made, odd: np.ndarray | None = None) -> dict[str, Assumption]:
    table, roles = understand(dict(made))
    series = find_series(table, roles)
    usual, _ = scanning({}, fdr=0.1, seed=0, detector=None)
    known = usual(drawn(table, series, table.rows, 0)[0])
    found = checked(table, roles, known, series=series, odd=odd, seed=0)
    return {check.check: check for check in found}


@pytest.mark.parametrize("check", BROKEN)
def test_a_table_that_breaks_an_assumption_is_named_with_what_to_do(check: str) -> None:
    found = checks_of(BROKEN[check](np.random.default_rng(1)))[check]
    assert found.verdict == "fails", found.text
    assert any(word in found.advice for word in ("--", "vedette", "scale="))


def failing(clean: Callable[[Rng], Made], seeds: range) -> Counter[str]:
    return Counter(
        check.check
        for seed in seeds
        for check in checks_of(clean(np.random.default_rng(seed))).values()
        if check.verdict == "fails"
    )


@pytest.mark.parametrize("clean", CLEAN)
def test_where_all_hold_none_is_said_to_fail(clean: Callable[[Rng], Made]) -> None:
    assert not failing(clean, range(100, 101))


@pytest.mark.long
@pytest.mark.parametrize("clean", CLEAN)
def test_of_many_clean_tables_hardly_any_fails(clean: Callable[[Rng], Made]) -> None:
    assert failing(clean, range(200, 220)).total() <= 1


def test_a_season_is_not_taken_for_drift() -> None:
    found = checks_of(daily(np.random.default_rng(3)))["drift"]
    assert found.verdict == "holds"


def test_values_that_depend_on_those_before_are_not_taken_for_drift() -> None:
    rng = np.random.default_rng(9)
    noise = rng.normal(0, 1, (400, 60))
    series = np.zeros((400, 60))
    for t in range(1, 60):
        series[:, t] = 0.6 * series[:, t - 1] + noise[:, t]
    p = [p_of_mean(row[-24:]) for row in series]
    told = [value for value in p if value is not None]
    assert np.mean(np.array(told) < 0.05) < 0.1
    alone = [p_of_mean(row[:24]) for row in noise]
    assert np.mean([value is not None and value < 0.05 for value in alone]) < 0.08
    assert (p_of_mean(noise[0][:24] + 2.0) or 0) < 1e-4


def test_less_than_two_seasons_are_not_told_from_drift() -> None:
    made = daily(np.random.default_rng(4))
    some = {name: np.asarray(v)[100:500] for name, v in made.items()}
    found = checks_of(some)["drift"]
    assert found.verdict != "fails"


def test_a_drift_names_its_column_and_both_levels() -> None:
    found = checks_of(drifting(np.random.default_rng(5)))["drift"]
    assert found.columns == ("c1",)
    assert "c1 was" in found.text


def test_copies_that_nothing_tells_apart_are_not_called_wrong() -> None:
    rng = np.random.default_rng(6)
    made = {"a": rng.choice(list("xyz"), 400), "b": rng.integers(0, 5, 400)}
    assert checks_of(made)["duplicates"].verdict == "not known"


@pytest.mark.parametrize(
    ("anomalies", "verdict"), [(5, "fails"), (40, "holds"), (300, "fails")]
)
def test_labels_that_are_few_or_common_are_named(anomalies: int, verdict: str) -> None:
    odd = np.arange(600) < anomalies
    found = checks_of(tied(np.random.default_rng(7)), odd)["balance"]
    assert found.verdict == verdict


def test_every_check_has_a_name_in_words() -> None:
    rng = np.random.default_rng(8)
    assert set(checks_of(tied(rng), rng.random(600) < 0.1)) == set(ASSUMPTIONS)
