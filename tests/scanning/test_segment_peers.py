"""Segments among their peers: what is counted of each, and which are odd."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

import vedette
from vedette.report import jsonl
from vedette.report import segments as phrases
from vedette.scanning.segments import telling
from vedette.scanning.segments.counted import Counted, shares
from vedette.scanning.segments.peers import alone, between, p_values
from vedette.scanning.segments.telling import bounds


def regions(seed=0, k=8, n=300):
    """Regions that are alike."""
    rng = np.random.default_rng(seed)
    region = np.repeat([f"r{i}" for i in range(k)], n)
    amount = rng.gamma(3, 10, k * n)
    amount[rng.random(k * n) < 0.02] = np.nan
    return {
        "region": region,
        "amount": amount,
        "paid": rng.choice(["card", "cash"], k * n, p=[0.7, 0.3]),
        "age": rng.normal(40, 9, k * n),
    }


def odd_of(table, **asked):
    told = vedette.scan(table, by="region", **asked).segments
    return {(one.segment, one.column, one.what) for one in told.odd}


def one_of(y, variance):
    y = np.asarray(y, dtype=float)
    return Counted("x", "median", None, y, np.asarray(variance, dtype=float), y)


# Known values


def test_one_segment_against_others_without_chance_is_a_t_test():
    """Without chance the variance is that of the others, the prediction that of a t-test."""
    others = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert between(others, np.zeros(6)) == pytest.approx(others.var(ddof=1), rel=1e-6)
    y = np.append(others, 12.0)
    t = (12 - 3.5) / np.sqrt(3.5 * (1 + 1 / 6))
    freedom = 1 / (1 / 4 + 1 / 5)
    assert alone(y, np.zeros(7), 6) == pytest.approx(2 * stats.t.sf(t, freedom), rel=1e-6)


def test_where_chance_explains_all_segments_do_not_differ():
    rng = np.random.default_rng(0)
    assert between(rng.normal(0, 0.5, 40), np.ones(40)) == 0
    assert between(rng.normal(0, 2, 4000), np.ones(4000)) == pytest.approx(3, rel=0.1)


def test_an_event_in_few_rows_counts_less_than_the_same_share_of_many():
    few = shares("x", "missing", None, np.array([1.0]), np.array([20.0]))
    many = shares("x", "missing", None, np.array([100.0]), np.array([2000.0]))
    assert few.shown == many.shown == 0.05
    assert few.variance[0] > 50 * many.variance[0]


@pytest.mark.parametrize(
    ("change", "what", "words"),
    [
        ("missing", ("r2", "amount", "missing"), "amount missing in 3"),
        ("median", ("r2", "age", "median"), "median of age 5"),
        ("spread", ("r2", "age", "spread"), "width of the middle half of age"),
        ("share", ("r2", "paid", "share"), "paid = cash in 7"),
        ("rows", ("r2", "", "rows"), "9,000 rows; other segments 300"),
    ],
)
def test_a_planted_segment_is_named_and_nothing_else(change, what, words):
    table = regions()
    rng = np.random.default_rng(1)
    here = table["region"] == "r2"
    if change == "missing":
        table["amount"][here & (rng.random(len(here)) < 0.34)] = np.nan
    elif change == "median":
        table["age"][here] += 18
    elif change == "spread":
        table["age"][here] = 40 + (table["age"][here] - 40) * 4
    elif change == "share":
        table["paid"] = np.where(
            here & (rng.random(len(here)) < 0.65), "cash", table["paid"]
        )
    else:
        rows = np.concatenate(
            [np.arange(len(here)), rng.choice(np.flatnonzero(here), 8700)]
        )
        table = {name: values[rows] for name, values in table.items()}
        table["age"] = rng.normal(40, 9, len(rows))
        table["amount"] = rng.gamma(3, 10, len(rows))
    told = vedette.scan(table, by="region").segments
    assert {(o.segment, o.column, o.what) for o in told.odd} == {what}
    assert words in told.odd[0].text
    assert told.odd[0].surprise > 3


def test_two_odd_segments_do_not_hide_each_other():
    y = np.append(np.random.default_rng(0).normal(0, 1, 18), [14.0, 15.0])
    p = p_values(one_of(y, np.full(20, 0.01)))
    assert (p[18:] < 1e-3).all()
    assert (p[:18] > 0.01).all()


def test_fewer_than_five_segments_have_no_peers():
    told = vedette.scan(regions(k=4), by="region").segments
    assert (told.compared, told.odd) == (0, ())
    assert "4 segments with each other: at least 5 are needed" in phrases.not_judged(told)
    assert "no segment is odd" not in phrases.headline(told)


def test_segments_that_are_all_equal_are_not_odd():
    assert (p_values(one_of(np.ones(9), np.zeros(9))) == 1).all()
    assert (p_values(one_of([1, 2, 3], np.zeros(3))) == 1).all()
    unknown = p_values(one_of([1, np.nan, 2, 3, 4, 5, 6], np.full(7, 0.1)))
    assert unknown[1] == 1


# Laws


def test_kinds_known_in_too_few_rows_of_a_segment_are_not_compared():
    table = regions()
    table["paid"] = table["paid"].astype(object)
    here = np.flatnonzero(table["region"] == "r2")
    table["paid"][here] = None
    table["paid"][here[:19]] = "cash"
    assert odd_of(table) == {("r2", "paid", "missing")}
    table["paid"][here[:20]] = "cash"
    assert ("r2", "paid", "share") in odd_of(table)


def test_others_are_told_whole_if_they_are_few_and_without_their_ends_if_many():
    assert bounds(np.arange(19.0)) == (0, 18)
    assert bounds(np.arange(21.0)) == (1, 19)


def test_more_segments_than_can_be_compared_are_not_and_it_is_said(monkeypatch):
    monkeypatch.setattr(telling, "MOST_COMPARED", 5)
    told = vedette.scan(regions(k=6, n=100), by="region").segments
    assert (told.compared, told.odd) == (0, ())
    assert "6 segments with each other: at most 5 are compared" in phrases.not_judged(told)


def test_names_and_order_do_not_matter():
    table = regions(k=6)
    table["age"][table["region"] == "r3"] += 18
    assert odd_of(table) == {("r3", "age", "median")}
    order = np.random.default_rng(4).permutation(len(table["age"]))
    moved = {name: values[order] for name, values in table.items()}
    moved["region"] = np.array([f"z{9 - int(name[1:])}" for name in moved["region"]])
    assert odd_of(moved) == {("z6", "age", "median")}


def test_labels_and_ignored_columns_are_not_compared():
    table = regions(k=6)
    table["age"][table["region"] == "r3"] += 18
    assert odd_of(table, ignore=["age"]) == set()
    assert odd_of(table, roles={"age": "ignore"}) == set()
    even = np.arange(len(table["age"])) % 2 == 0
    table["fraud"] = np.where((table["region"] == "r4") & even, np.nan, even)
    assert odd_of(table, ignore=["age"], roles={"fraud": "label"}) == set()


@pytest.mark.long
@pytest.mark.parametrize("shape", ["normal", "t5", "none"])
def test_segments_that_differ_as_chance_lets_them_are_seldom_odd(shape):
    """Of 40 clean tables of 16 numbers at most 8 name a segment (4 are promised)."""
    from vedette.thresholds.false_discovery import discoveries

    named = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        draw = {
            "normal": lambda r=rng: r.normal(size=12),
            "t5": lambda r=rng: r.standard_t(5, 12),
            "none": lambda: np.zeros(12),
        }[shape]
        variance = 0.1 / rng.lognormal(0, 1, (16, 12))
        p = [
            p_values(one_of(draw() + rng.normal(size=12) * np.sqrt(v), v)) for v in variance
        ]
        named += bool(discoveries(np.concatenate(p), 0.1).any())
    assert named <= 8


# What is said


def test_lines_for_programs_tell_every_segment():
    table = regions(k=6)
    table["age"][table["region"] == "r3"] += 18
    found = vedette.scan(table, by="region")
    lines = [json.loads(line) for line in jsonl.dump(found).splitlines()]
    kinds = [line["kind"] for line in lines if "segment" in line["kind"]]
    assert kinds == ["segments", *["segment"] * 6, "odd_segment"]
    odd = lines[-1]
    assert (odd["segment"], odd["column"], odd["what"]) == ("r3", "age", "median")
    assert odd["low"] < odd["high"] < odd["value"]
    import pandas as pd

    frame = vedette.scan(pd.DataFrame(table), by="region").to_frame("segments")
    assert list(frame["segment"]) == ["r3"]


def test_the_headline_says_how_many_odd_segments_may_be_false():
    table = regions(k=6)
    table["age"][table["region"] == "r3"] += 18
    told = vedette.scan(table, by="region", fdr=0.2).segments
    assert phrases.headline(told) == (
        "Rows were judged within 6 segments of region; 1 segment is odd among the others, "
        "in 1 way, of which at most 0.2 expected to be false"
    )


def test_a_kept_result_has_its_segments():
    from vedette.app.cache import entry

    table = regions(k=6)
    table["age"][table["region"] == "r3"] += 18
    found = vedette.scan(table, by="region")
    assert entry.unpacked(entry.packed(found)).segments == found.segments


def test_hostile_names_do_not_act():
    table = regions(k=6)
    table["region"] = np.where(
        table["region"] == "r3", "<script>alert(1)</script>\x1b[2J", table["region"]
    )
    table["age"][table["region"] == table["region"][900]] += 18
    found = vedette.scan(table, by="region")
    assert len(found.segments.odd) == 1
    from vedette.report import markdown

    for said in (str(found), markdown.dump(found), jsonl.dump(found)):
        assert "\x1b" not in said
    for page in (found.to_html(), found._repr_html_()):
        assert "<script>alert" not in page
        assert "other segments" in page


def test_of_a_redacted_column_only_that_it_differs_is_said():
    table = regions(k=6)
    table["age"][table["region"] == "r3"] += 18
    odd = vedette.scan(table, by="region", redact=["age"]).segments.odd
    assert [(o.text, o.value, o.low, o.high) for o in odd] == [
        ("age differs", None, None, None)
    ]
