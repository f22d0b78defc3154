"""What findings and known anomalies do to the numbers of a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import vedette


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    a = rng.normal(10, 1, 900)
    frame = pd.DataFrame({"a": a, "b": a + rng.normal(0, 0.3, 900), "c": 5.0 - a})
    frame["c"] += rng.normal(0, 0.3, 900)
    frame.loc[[5, 77, 300, 512], "b"] = [90.0, 80.0, -60.0, 95.0]
    frame["odd"] = np.isin(np.arange(900), [5, 77, 300, 512, 600, 601]).astype(int)
    return frame


def test_means_and_deviations_are_given_with_and_without_the_findings(frame):
    found = vedette.profile(frame.drop(columns="odd")).influence
    usual = frame.b.between(0, 20)
    worst = found.columns[0]
    assert (found.rows, found.found) == (900, 4)
    assert worst.column == "b"
    assert worst.mean == pytest.approx(frame.b.mean())
    assert worst.mean_without == pytest.approx(frame.b[usual].mean())
    assert worst.deviation == pytest.approx(frame.b.std())
    assert worst.deviation_without == pytest.approx(frame.b[usual].std())


def test_correlations_that_findings_hide_are_told(frame):
    profile = vedette.profile(frame.drop(columns="odd"))
    pair = next(p for p in profile.influence.pairs if (p.first, p.second) == ("a", "b"))
    usual = frame[frame.b.between(0, 20)]
    assert pair.correlation == pytest.approx(frame.a.corr(frame.b))
    assert pair.without == pytest.approx(usual.a.corr(usual.b))
    assert "without them" in str(profile)


def test_no_mean_of_a_redacted_column_is_told(frame):
    found = vedette.profile(frame.drop(columns="odd"), redact=["b"]).influence
    assert "b" not in [one.column for one in found.columns]


def test_known_anomalies_are_counted_and_what_tells_them_is_named(frame):
    found = vedette.profile(frame, roles={"odd": "label"})
    assert (found.known.label, found.known.anomalies) == ("odd", 6)
    assert "balance" in [one.check for one in found.advice.assumptions]
    assert vedette.profile(frame.drop(columns="odd")).known is None


def test_anomalies_that_a_column_tells_by_low_values_are_told_too(frame):
    odd = frame.odd == 1
    low = frame.assign(low=np.where(odd, -5.0, 5.0) + frame.a / 10)
    found = vedette.profile(low, roles={"odd": "label"}).known

    assert dict(found.telling)["low"] == 1


def test_of_two_equal_halves_none_is_the_anomaly(frame):
    halves = frame.assign(odd=np.arange(900) % 2)

    assert vedette.profile(halves, roles={"odd": "label"}).known is None


@pytest.mark.parametrize("rows", [1, 2])
def test_hardly_any_row_gives_no_numbers_that_are_none(frame, rows):
    text = vedette.profile(frame.head(rows)).to_json()
    assert "NaN" not in text
    assert "Infinity" not in text
