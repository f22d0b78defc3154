"""Rows judged by one detector: what is found, what is said, and what it cannot judge."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

import vedette
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.detectors.features import fit_features
from vedette.report.jsonl import dump
from vedette.scanning.detected import AROUND, beside_others, cells_of, light_tailed, spread
from vedette.scanning.rows import floor_of
from vedette.tables.reading import read
from vedette.tables.roles import guess_roles
from vedette.testing.tables import clean_parts, taken, wrong_series


class Distance(Detector):
    """Distance from the median; keeps what it was given."""

    seen: ClassVar[list[np.ndarray]] = []

    def __init__(self, power=1.0, *, contamination="auto", scale=None):
        self.power = power
        self.contamination = contamination
        self.scale = scale

    def _fit(self, X):
        self.centre_ = np.median(X, axis=0)

    def _unusualness(self, X):
        self.seen.append(X)
        return np.sqrt(((X - self.centre_) ** 2).sum(axis=1)) ** self.power


def far_rows(rows=(7, 501), sd=40.0):
    table = clean_parts()
    for row in rows:
        table["width"][row] += 10 * sd
        table["pressure"][row] -= 30 * sd
    return table


def test_far_rows_are_found_and_the_columns_that_make_them_far_named():
    result = vedette.scan(far_rows(), detector=Distance())

    assert {f.row for f in result.findings} == {7, 501}
    assert {r.column for f in result.findings for r in f.reasons} == {"width", "pressure"}
    assert result.expected_false == pytest.approx(0.2)


def test_a_clean_table_has_no_findings():
    assert not vedette.scan(clean_parts(), detector=Distance()).findings


def test_the_scale_of_the_scores_does_not_matter():
    plain, squared = (
        vedette.scan(far_rows(), detector=Distance(power=p)) for p in (1.0, 2.0)
    )

    assert [f.row for f in plain.findings] == [f.row for f in squared.findings]


def test_the_result_says_which_detector_judged_and_what_was_not_looked_at():
    result = vedette.scan(far_rows(), detector="ensemble(n_estimators=50)")

    assert result.detector == "ensemble(n_estimators=50)"
    assert result.checked == ("rows as wholes by ensemble(n_estimators=50)",)
    assert "columns by themselves" in result.not_checked[0]
    assert '"detector":"ensemble(n_estimators=50)"' in dump(result)
    assert vedette.scan(far_rows()).detector is None


def test_a_detector_that_is_given_is_not_changed():
    mine = Distance()

    vedette.scan(far_rows(), detector=mine)

    assert not hasattr(mine, "offset_")


def test_every_row_can_be_explained():
    result = vedette.scan(far_rows(), detector=Distance())

    found, usual = result.explain(7), result.explain(8)
    assert found.finding is not None
    assert found.surprise_of_row > usual.surprise_of_row
    assert all(j.note.endswith(" % of what is odd") for j in usual.judgements)
    shares = {j.column: int(j.note.partition(" %")[0]) for j in found.judgements}
    assert sum(shares.values()) in range(98, 103)
    assert {c for c, share in shares.items() if share > 25} == {"width", "pressure"}


def test_a_budget_lists_the_oddest_rows():
    result = vedette.scan(far_rows(), detector=Distance(), budget=3)

    assert [f.row for f in result.findings][:2] in ([7, 501], [501, 7])
    assert len(result.findings) == 3


def test_copies_of_a_row_are_judged_once():
    table = far_rows()
    rows = np.repeat(np.arange(1000), 2)

    result = vedette.scan(taken(table, rows), detector=Distance())

    assert {int(rows[f.row]) for f in result.findings} == {7, 501}
    assert all("1 copy of it" in f.text for f in result.findings)


def test_a_shuffled_table_has_the_same_findings():
    table = far_rows()
    order = np.random.default_rng(3).permutation(1000)

    there = vedette.scan(taken(table, order), detector="ensemble")

    here = vedette.scan(table, detector="ensemble")
    assert {int(order[f.row]): f.text for f in there.findings} == {
        f.row: f.text for f in here.findings
    }


def test_in_a_series_a_row_is_judged_beside_the_rows_around_it():
    table = wrong_series(n=3000)
    table["load"] += 20 * np.sin(np.arange(3000) / 500)
    table["flow"][700] += 3000

    result = vedette.scan(table, detector=Distance())

    assert [f.row for f in result.findings] == [700]
    assert result.findings[0].reasons[0].column == "flow"


def test_what_is_odd_for_days_hides_no_row_that_is_odd_beside_them():
    table = wrong_series(n=3000)
    table["load"] += 100 * np.sin(np.arange(3000) / 300)
    table["flow"][700] += 1500

    result = vedette.scan(table, detector=Distance())

    assert [f.row for f in result.findings] == [700]


def test_the_time_of_a_series_is_no_feature():
    Distance.seen.clear()

    vedette.scan(wrong_series(), detector=Distance())

    assert {X.shape[1] for X in Distance.seen} == {3}


def test_too_few_rows_are_said_not_judged():
    result = vedette.scan(taken(clean_parts(), slice(0, 20)), detector="ensemble")

    assert not result.findings
    assert result.needed == 60


def test_a_table_without_any_quantity_is_not_judged():
    result = vedette.scan({"id": [f"r{i}" for i in range(100)]}, detector="ensemble")

    assert not result.findings


def test_several_names_are_joined():
    asked = "knn, lof(n_neighbors=30)"

    result = vedette.scan(far_rows(), detector=asked)

    assert {f.row for f in result.findings} == {7, 501}
    assert result.detector == asked


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ("ensembl", UnknownName, "did you mean 'ensemble'"),
        ("ensemble(n_trees=3)", InvalidParameter, "no parameter of ensemble"),
        ("ensemble(50)", InvalidParameter, "a name with parameters"),
        ("ensemble(n_estimators=print())", InvalidParameter, "a name with parameters"),
        ("ensemble(n_estimators=", InvalidParameter, "a name with parameters"),
        ("knn(p=1, p=2)", InvalidParameter, "a name with parameters"),
        ("ensemble(n_estimators=0)", InvalidParameter, "n_estimators"),
        (3, InvalidParameter, "it is a name or a detector"),
    ],
)
def test_a_detector_that_cannot_be_is_refused(asked, error, said):
    with pytest.raises(error, match=said.replace("(", r"\(")):
        vedette.scan(clean_parts(), detector=asked)


# The parts


def on_light_scale(scores):
    least = scores.min()
    return light_tailed(scores, least, floor_of(scores - least))


def test_light_tails_keep_the_order_and_have_no_unit():
    scores = np.random.default_rng(0).exponential(size=200)

    light = on_light_scale(scores)

    assert np.array_equal(np.argsort(light), np.argsort(scores))
    assert np.ptp(on_light_scale(scores * 1000 + 7) - light) == pytest.approx(0, abs=1e-9)


def test_whole_numbers_are_spread_over_their_cells_and_other_numbers_are_left():
    rng = np.random.default_rng(0)
    count = rng.poisson(40, 500).astype(float)
    table = read({"count": count, "length": rng.normal(10, 1, 500)})
    features = fit_features(table, guess_roles(table, {}))

    cells, places = cells_of(features, table), np.arange(500)

    plain, moved = features.matrix(table), spread(features, cells, table, places, seed=0)

    low, high = (
        features.made[0].transform.forward(np.asarray(count + half)) for half in (-0.5, 0.5)
    )
    assert len(np.unique(plain[:, 0])) < 60
    assert len(np.unique(moved[:, 0])) == 500
    assert ((low <= moved[:, 0]) & (moved[:, 0] <= high)).all()
    assert np.ptp((moved[:, 0] - low) / (high - low)) > 0.9  # all of the cell is used
    assert np.array_equal(moved[:, 1], plain[:, 1])
    assert np.array_equal(moved, spread(features, cells, table, places, seed=0))


@pytest.mark.parametrize("scores", [np.zeros(5), np.array([0.0, 0.0, 0.0, 2.0])])
def test_scores_that_are_all_alike_stay_finite(scores):
    assert np.isfinite(on_light_scale(scores)).all()


def test_rows_are_seen_beside_those_of_their_own_series_only():
    score = np.concatenate([np.full(80, 1.0), np.full(80, 5.0)])
    score[[40, 120]] += 3
    before = np.arange(-1, 159)
    before[80] = -1

    beside = beside_others(score, before)

    assert np.flatnonzero(beside).tolist() == [40, 120]
    assert beside[40] == 3
    assert AROUND < 80


def test_the_value_that_would_have_been_usual_is_told():
    table = clean_parts()
    table["width"][7] += 300.0

    (found,) = vedette.scan(table, detector=Distance()).findings

    reason = found.reasons[0]
    low, high = (
        float(t) for t in reason.usual_if.removeprefix("width between ").split(" and ")
    )
    assert reason.column == "width"
    assert 40 < low < table["width"][7] - 300 < high < 120
    assert "rows like it have width between" in found.text


def test_gowers_distance_sees_categories_as_kinds():
    rng = np.random.default_rng(0)
    machine = rng.choice(["a", "b"], 1000)
    heat = np.where(machine == "a", 20.0, 60.0) + rng.uniform(size=1000)
    load = rng.uniform(size=1000)
    machine[7], heat[7] = "b", 20.0
    table = {"machine": machine, "heat": heat, "load": load}

    by_kind = vedette.scan(table, detector='knn(metric="gower")')
    by_number = vedette.scan(table, detector="knn")

    assert 7 in {f.row for f in by_kind.findings}
    assert 7 not in {f.row for f in by_number.findings}
    assert by_kind.detector == "knn(metric='gower')"


def test_a_slow_detector_learns_from_some_rows_and_says_so(monkeypatch):
    monkeypatch.setattr(Distance, "learns_from", 600)

    result = vedette.scan(far_rows(), detector=Distance())

    assert {f.row for f in result.findings} == {7, 501}
    assert "learned from 600 of them" in result.checked[0]


def test_rows_that_count_once_in_a_series_are_counted_in_what_would_do():
    hours = np.datetime64("2026-01-05", "us") + np.arange(400) * np.timedelta64(1, "h")
    walk = np.cumsum(np.random.default_rng(0).normal(size=(400, 3)), axis=0)
    table = {"time": hours} | {f"c{j}": walk[:, j] for j in range(3)}

    result = vedette.scan(table, detector="hbos")

    assert result.needed is None or result.needed > 400
