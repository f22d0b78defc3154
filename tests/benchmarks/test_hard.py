"""The hard parts: their tables are as they are described, and outcomes are told whole."""

from __future__ import annotations

import numpy as np
import pytest

import hardness
import speed
from hard import context, dimension, drift, imbalance, labels, noise, size
from hard.judged import mean, scanned, top
from hard.outcome import Outcome, Panel, draw, markdown, shown, table

SMALL = Outcome(
    "small",
    "A title",
    "How it was done",
    "rows",
    [10.0, 1_000.0],
    [
        Panel("AUROC", {"Vedette ensemble": [0.91234, 1.0], "peer": [0.5, None]}),
        Panel("seconds", {"Vedette ensemble": [1234.5, 2.0]}, log=True),
    ],
    log=True,
)


# The tables


def test_only_the_telling_columns_tell():
    X, odd = dimension.made(30, 0)

    off = np.abs(X[odd]).mean(axis=0)

    assert odd.sum() == dimension.ODD
    assert off[: dimension.TELLING].min() > 2
    assert off[dimension.TELLING :].max() < 1.6


@pytest.mark.parametrize("one_in", imbalance.TO_ONE)
def test_one_row_in_so_many_is_odd(one_in):
    X, odd = imbalance.made(one_in, 0)

    assert odd.sum() == imbalance.ROWS // one_in
    assert (X[odd] >= X.min(axis=0)).all()


def test_what_is_usual_moves_and_the_odd_are_off_from_what_is_usual_then():
    loads = drift.made(0)

    moved = loads[-1].mean(axis=0) - loads[0].mean(axis=0)
    last = loads[-1]
    z = np.abs(last - last.mean(axis=0)) / last.std(axis=0)

    assert len(loads) == drift.LOADS
    assert np.abs(moved[:2]).min() > 4
    assert np.abs(moved[2:]).max() < 0.3
    assert z[: drift.ODD].max(axis=1).min() > 4


def test_noise_widens_rows_and_wrong_values_are_as_many():
    for share in noise.SHARES:
        X, wrong = noise.made(share, 0)
        assert wrong.sum() == noise.WRONG
        assert X.shape == (noise.ROWS, 6)

    flagged = [noise.by_regression(noise.made(s, 0)[0]).sum() for s in (0.0, 0.3)]
    assert noise.WRONG <= flagged[0] < 30 < 200 < flagged[1]


def test_a_wrong_temperature_is_usual_for_its_column_and_not_for_its_row():
    for off in context.OFF:
        found, wrong = context.made(off, 0)
        value = found["temperature"]
        low, high = np.quantile(value[~wrong], [0.01, 0.99])

        assert wrong.sum() == context.WRONG
        assert ((value[wrong] > low) & (value[wrong] < high)).all()
    assert context.rows_of(found).shape == (context.ROWS, 8)


def test_labelled_anomalies_are_among_the_rows_to_learn_from():
    X, odd = labels.made(0)

    half = labels.ROWS // 2
    assert odd.sum() == labels.ODD
    assert odd[:half].sum() > max(labels.LABELS)
    assert X[odd, :3].mean() == pytest.approx(1.5, abs=0.2)


def test_without_labels_a_supervised_method_is_a_coin_and_ours_the_ensemble():
    X = labels.made(0)[0]
    none = np.zeros(500, dtype=bool)

    coin = labels.by(labels.LINEAR, X[:500], none, X[500:600], 0)
    ours = labels.by(labels.OURS, X[:500], none, X[500:600], 0)

    assert not coin.any()
    assert np.array_equal(ours, labels.by("Vedette ensemble", X[:500], none, X[500:600], 0))


# What is counted


def test_nothing_named_has_no_share_and_is_left_out_of_the_mean():
    odd = np.array([True, False, False])

    assert np.isnan(imbalance.right(np.zeros(3, dtype=bool), odd))
    assert imbalance.right(np.array([True, True, False]), odd) == 0.5
    assert mean([[np.nan, 1.0], [np.nan, np.nan], [np.nan, 0.5]]) == [None, 0.75]


def test_the_oddest_are_named():
    assert top(np.array([0.1, 5.0, 2.0, 3.0]), 2).tolist() == [False, True, False, True]


def test_rows_that_a_scan_names_are_those_of_the_table():
    rng = np.random.default_rng(0)
    a = rng.normal(size=500)
    b = 2 * a + 0.05 * rng.normal(size=500)
    b[77] += 4

    named = scanned({"a": a, "b": b}, 500)

    assert np.flatnonzero(named).tolist() == [77]


# What is told


def test_every_figure_is_in_the_table_and_on_the_page():
    text, page = table(SMALL), markdown(SMALL)

    for told in (text, page):
        assert "0.912" in told
        assert "1,23" in told  # 1,234
        assert "1,000" in told
    assert "| peer | 0.5 |  |" in page
    assert [shown(v) for v in (None, float("nan"), 0.5, 12345.6)] == [
        "",
        "",
        "0.5",
        "12,346",
    ]


def test_a_chart_has_every_line(tmp_path):
    path = draw(SMALL, tmp_path)

    assert path.name == "hard-small.png"
    assert path.stat().st_size > 5_000


def test_the_page_keeps_what_is_around_its_tables():
    page = "before\n<!-- small -->\nold\n<!-- /small -->\nafter\n"

    once = hardness.into(page, SMALL)

    assert once.startswith("before\n<!-- small -->\n| AUROC |")
    assert once.endswith("<!-- /small -->\nafter\n")
    assert "old" not in once
    assert hardness.into(once, SMALL) == once
    with pytest.raises(SystemExit, match="has no <!-- small -->"):
        hardness.into("nothing", SMALL)


def test_the_page_has_a_place_and_a_picture_for_every_part():
    text = hardness.PAGE.read_text(encoding="utf-8")

    for name in hardness.PARTS:
        assert f"<!-- {name} -->" in text
        assert f"pictures/hard-{name}.png" in text
        assert (hardness.PICTURES / f"hard-{name}.png").exists()


def test_outcomes_are_kept_as_they_were(tmp_path, monkeypatch):
    monkeypatch.setattr(hardness, "RESULTS", tmp_path)
    hardness.keep(SMALL, tmp_path)

    assert hardness.kept("small") == SMALL


@pytest.mark.long
def test_time_and_memory_grow_in_processes_of_their_own():
    outcome = size.measure(1_000)

    for panel in outcome.panels:
        assert set(panel.lines) == {size.SCAN, *size.MADE}
        assert all(v is not None and v > 0 for [v] in panel.lines.values())


# Speed


def test_of_several_runs_the_least_counts():
    assert speed.least([{"fit": 2.0, "memory": 5.0}, {"fit": 1.0, "memory": 7.0}]) == {
        "fit": 1.0,
        "memory": 5.0,
    }


def test_time_and_memory_are_those_of_a_process_and_the_ratio_is_the_peers_over_ours():
    pair = next(p for p in speed.PAIRS if p.name == "isolation-forest")

    lines = {line["quantity"]: line for line in speed.compared(pair, 3_000, 4, 1)}

    assert set(lines) == set(speed.MEASURED)
    fit = lines["fit"]
    assert fit["ratio"] == pytest.approx(fit["theirs"] / fit["ours"])
    assert {line["rows"] for line in lines.values()} == {3_000}


def test_a_method_that_fails_is_told():
    with pytest.raises(RuntimeError, match="no detector of ours"):
        speed.measured("raise ValueError('no detector of ours')", None, 100, 2)
