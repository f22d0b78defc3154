"""Rows judged within segments: what is found in them, what is not, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

import vedette
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.report import segments as phrases
from vedette.scanning.segments.dividing import LEAST, by_column
from vedette.scanning.segments.within import shrunk
from vedette.tables.reading import read

USUAL = {"basic": 100, "pro": 1000, "team": 3000, "max": 9000, "edu": 50, "gov": 400}
PLANTED = (11, 205)


def plans(n=1800, seed=0, names=tuple(USUAL)):
    """Prices that differ by plan; two of 'basic' that are usual elsewhere."""
    rng = np.random.default_rng(seed)
    which = rng.integers(0, len(USUAL), n)
    which[list(PLANTED)] = 0
    usual = np.array(list(USUAL.values()))[which]
    price = usual * np.exp(rng.normal(0, 0.2, n))
    price[list(PLANTED)] = 1000, 1500
    return {
        "plan": np.array(names, dtype=object)[which],
        "price": price,
        "age": rng.normal(40, 8, n),
        "points": rng.poisson(40, n).astype(float),
    }


def rows_of(result):
    return sorted(finding.row for finding in result.findings)


# Known values


def test_a_value_that_is_usual_elsewhere_is_found_in_its_segment():
    found = vedette.scan(plans(), by="plan")
    assert set(PLANTED) <= set(rows_of(found))
    assert len(found.findings) <= 3
    reason = next(f for f in found.findings if f.row == PLANTED[0]).reasons[0]
    assert (reason.column, reason.observed, reason.given[0]) == ("price", 1000, "plan")
    # exp(log 100 -+ 2 * .2): 67 to 149.
    assert 60 < reason.low < 75
    assert 135 < reason.high < 165
    assert 95 < reason.expected < 106
    text = next(f.text for f in found.findings if f.row == PLANTED[0])
    assert "plan = basic" in text


def test_the_same_value_is_not_found_where_it_belongs():
    table = plans()
    table["plan"][list(PLANTED)] = "pro"
    assert not set(rows_of(vedette.scan(table, by="plan"))) & set(PLANTED)


def test_a_segment_of_the_least_size_is_judged_and_a_smaller_one_is_said():
    rng = np.random.default_rng(1)
    sizes = {"a": 400, "b": 400, "c": LEAST, "d": LEAST - 1, "e": 3}
    table = {
        "where": np.repeat(list(sizes), list(sizes.values())),
        "x": rng.normal(size=sum(sizes.values())),
    }
    table["x"][-1] = 1e4  # of a segment that nobody can judge
    table["x"][800] = 60.0  # of the smallest that is judged
    told = vedette.scan(table, by="where")
    assert rows_of(told) == [800]
    judged = {one.name: one.judged for one in told.segments.segments}
    assert judged == {"a": True, "b": True, "c": True, "d": False, "e": False}
    assert told.segments.notes[0] == "2 segments with fewer than 20 rows (22 rows)"
    found = {one.name: one.findings for one in told.segments.segments}
    assert found == {"a": 0, "b": 0, "c": 1, "d": 0, "e": 0}


def test_rows_without_a_segment_are_one():
    table = plans()
    table["plan"][table["plan"] == "gov"] = None
    told = vedette.scan(table, by="plan").segments
    assert {one.name for one in told.segments} == {*USUAL, "(missing)"} - {"gov"}


def test_segments_are_the_largest_first_and_equal_ones_by_name():
    table = read({"s": np.array(["b", "c", "a", "c", "b", "c"]), "x": np.arange(6.0)})
    division = by_column(table, "s")
    assert division.names == ("c", "b", "a")
    assert division.codes.tolist() == [1, 0, 2, 0, 1, 0]


def test_scales_that_chance_made_differ_are_moved_together_and_others_are_not():
    alike = shrunk(np.array([0.9, 1.0, 1.1, 0.95, 1.05]), np.full(5, 20.0))
    assert np.ptp(alike) < 1e-9
    apart = shrunk(np.array([0.01, 1.0, 100.0, 10.0, 0.1]), np.full(5, 400.0))
    assert apart == pytest.approx([0.01, 1.0, 100.0, 10.0, 0.1], rel=0.02)
    # A segment of one value takes the width of the others.
    assert shrunk(np.array([0.0, 2.0, 2.0, 2.0]), np.full(4, 50.0))[0] == pytest.approx(2)


def test_a_column_that_is_one_value_in_each_segment_is_not_judged():
    table = plans()
    table["rent"] = np.array([len(p) * 1.5 + USUAL[p] for p in table["plan"]])
    table["rent"] += np.arange(len(table["rent"])) % 2 * 0
    told = vedette.scan(table, by="plan", select=["plan", "rent", "age"])
    assert not any("rent" in reason.column for f in told.findings for reason in f.reasons)


def test_a_row_is_explained_in_the_units_of_its_segment():
    table = plans()
    found = vedette.scan(table, by="plan")
    row = int(np.flatnonzero(table["plan"] == "max")[0])
    cells = {cell.column: cell for cell in found.explain(row).judgements}
    assert cells["price"].low < 9000 < cells["price"].high
    assert cells["price"].low > 5000


# Laws


def test_the_order_of_the_rows_changes_nothing():
    table = plans()
    order = np.random.default_rng(3).permutation(len(table["price"]))
    first = vedette.scan(table, by="plan")
    moved = vedette.scan({name: v[order] for name, v in table.items()}, by="plan")
    assert sorted(order[rows_of(moved)].tolist()) == rows_of(first)
    assert moved.segments == first.segments


def test_other_names_of_the_segments_find_the_same():
    first = vedette.scan(plans(), by="plan")
    # Fewer letters, in another order of the alphabet.
    other = vedette.scan(plans(names=("z", "y", "x", "w", "v", "u")), by="plan")
    assert rows_of(other) == rows_of(first)
    assert [(s.rows, s.findings) for s in other.segments.segments] == [
        (s.rows, s.findings) for s in first.segments.segments
    ]


def test_another_unit_in_every_segment_finds_the_same():
    """Only what lies within a segment counts: each may have a unit of its own."""
    table = plans()
    first = vedette.scan(table, by="plan")
    table["price"] = table["price"] * 0.01
    assert rows_of(vedette.scan(table, by="plan")) == rows_of(first)


def test_without_segments_nothing_is_said_of_them():
    assert vedette.scan(plans()).segments is None


@pytest.mark.long
def test_clean_tables_of_fifty_segments_are_seldom_accused():
    """50 segments of 40 rows: of 20 clean tables at most 4 have a finding (.1 is promised)."""
    named = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        segment = np.repeat(np.arange(50), 40)
        place, width = (
            rng.normal(0, 5, 50)[segment],
            np.exp(rng.normal(0, 0.5, 50))[segment],
        )
        table = {
            "s": np.array([f"s{i}" for i in segment]),
            "x": place + width * rng.normal(size=2000),
            "y": place + width * rng.standard_t(5, 2000),
            "z": np.exp(place / 3 + rng.normal(0, 0.4, 2000)),
        }
        named += bool(vedette.scan(table, by="s").findings)
    assert named <= 4


# Clusters


def grouped(seed=0):
    rng = np.random.default_rng(seed)
    x = np.concatenate([rng.normal(0, 1, 200), rng.normal(30, 1, 200)])
    y = np.concatenate([rng.normal(0, 1, 200), rng.normal(30, 1, 200)])
    z = np.concatenate([rng.normal(10, 1, 200), rng.normal(200, 5, 200)])
    z[5] = 60.0
    return {"x": x, "y": y, "z": z}


def test_a_model_of_clusters_divides_the_rows(tmp_path):
    table = grouped()
    model = vedette.cluster({k: table[k] for k in ("x", "y")}, 2, most=3).model
    found = vedette.scan(table, by=model)
    assert 5 in rows_of(found)
    assert found.segments.by == "cluster"
    assert {one.name for one in found.segments.segments} == {1, 2}
    assert "at least 5 are needed" in found.segments.notes[-1]
    kept = tmp_path / "groups.vedette"
    vedette.save(model, kept)
    assert vedette.scan(table, by=kept).findings == found.findings
    assert vedette.scan(table, by=str(kept), select=["z"]).segments.by == "cluster"


def test_rows_far_from_every_cluster_are_said():
    table = grouped()
    model = vedette.cluster({k: table[k] for k in ("x", "y")}, 2, most=3).model
    table["x"][350], table["y"][350] = 300.0, -300.0
    told = vedette.scan(table, by=model).segments
    assert 350 in told.far
    assert told.far_count == len(told.far)
    assert "far from every cluster" in phrases.far(told)


def test_rows_in_no_cluster_are_said_not_to_be_judged():
    table = grouped()
    table["x"][350], table["y"][350] = 300.0, -300.0
    dense = {k: table[k] for k in ("x", "y")}
    model = vedette.cluster(dense, algorithm="dbscan", scale="none", eps=5.0).model
    told = vedette.scan(table, by=model).segments
    assert "1 row in no cluster" in phrases.not_judged(told)
    assert sum(one.rows for one in told.segments) == 399


# Refusals


def test_a_column_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'plan'"):
        vedette.scan(plans(), by="plam")


def test_what_makes_no_segments_is_refused():
    table = plans()
    with pytest.raises(InvalidParameter, match=r"1,800 numbers: they are no segments"):
        vedette.scan(table, by="price")
    with pytest.raises(InvalidParameter, match="all 1,800 rows are in one segment"):
        vedette.scan({**table, "all": np.repeat("a", 1800)}, by="all")
    names = np.array([f"n{i // 4}" for i in range(1800)])
    with pytest.raises(InvalidParameter, match=r"450 segments, and none has 20 rows"):
        vedette.scan({**table, "small": names}, by="small")


def test_what_makes_no_sense_together_is_refused():
    table = plans()
    with pytest.raises(InvalidParameter, match="'plan' tells the segments"):
        vedette.scan(table, by="plan", ignore=["plan"])
    with pytest.raises(InvalidParameter, match="by and detector exclude each other"):
        vedette.scan(table, by="plan", detector="lof")
    with pytest.raises(InvalidParameter, match="by and sample exclude each other"):
        vedette.scan(table, by="plan", sample=1000)
    with pytest.raises(InvalidParameter, match="by is int"):
        vedette.scan(table, by=3)


def test_a_model_that_has_no_clusters_is_refused(tmp_path):
    kept = tmp_path / "usual.vedette"
    vedette.save(vedette.fit(plans()), kept)
    with pytest.raises(InvalidParameter, match="which makes no segments"):
        vedette.scan(plans(), by=kept)
    with pytest.raises(FileNotFoundError):
        vedette.scan(plans(), by=str(tmp_path / "gone.vedette"))
    one = vedette.cluster({"x": np.random.default_rng(0).normal(size=300)}, 1).model
    with pytest.raises(InvalidParameter, match="in no segments"):
        vedette.scan({"x": np.arange(300.0)}, by=one)


# With other options


def test_segments_are_read_though_they_are_not_selected():
    found = vedette.scan(plans(), by="plan", select=["price", "age"])
    assert set(PLANTED) <= set(rows_of(found))


def test_of_the_rows_of_a_condition_the_numbers_are_those_of_the_table():
    import pandas as pd

    frame = pd.DataFrame(plans())
    found = vedette.scan(frame, by="plan", where="age > 10")
    assert set(PLANTED) <= set(rows_of(found))
    assert sum(one.findings for one in found.segments.segments) == len(found.findings)


def test_a_redacted_column_of_segments_shows_no_value():
    found = vedette.scan(plans(), by="plan", redact=["plan"])
    assert set(PLANTED) <= set(rows_of(found))
    for said in (str(found), found.to_html(), found._repr_html_(), repr(found.segments)):
        assert not any(name in said for name in ("basic", "team", "gov"))


def test_a_series_within_segments_keeps_its_order():
    rng = np.random.default_rng(5)
    n = 600
    start = np.datetime64("2026-01-01T00:00")
    ts = np.tile(start + np.arange(n) * np.timedelta64(60, "m"), 3)
    level = np.repeat([10.0, 1000.0, 50000.0], n)
    x = level * (
        1 + 0.1 * np.cumsum(rng.normal(0, 0.1, 3 * n)) / 5 + rng.normal(0, 0.01, 3 * n)
    )
    x[900] *= 3
    table = {"ts": ts, "site": np.repeat(["a", "b", "c"], n), "x": x}
    plain = vedette.scan(table)
    found = vedette.scan(table, by="site")
    assert plain.time_text == found.time_text == "hourly for each site"
    assert 900 in rows_of(found)


def test_rows_far_from_every_cluster_are_called_by_their_ids():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(0, 1, 200), rng.normal(100, 1, 100)])
    x[0] = 30.0
    data = {"x": x, "y": rng.normal(0, 1, 300)}
    model = vedette.cluster(data, 2).model
    names = {"customer": [f"C{i:03d}" for i in range(300)], **data}
    told = vedette.scan(names, by=model).segments
    hidden = vedette.scan(names, by=model, redact=["customer"]).segments

    assert told.far
    assert told.far_ids == tuple(f"C{row:03d}" for row in told.far)
    assert told.far_ids[0] in phrases.far(told)
    assert hidden.far == told.far
    assert hidden.far_ids == (None,) * len(told.far)
    assert "C" not in phrases.far(hidden)


def test_segments_that_all_have_as_many_rows_are_no_range_of_numbers():
    rng = np.random.default_rng(0)
    shop = np.repeat([f"s{i}" for i in range(9)], [600] + [100] * 8)
    told = vedette.scan({"shop": shop, "x": rng.normal(size=1400)}, by="shop").segments
    (odd,) = [one for one in told.odd if one.what == "rows"]

    assert odd.text == "600 rows; other segments 100"
