"""The harness counts what it says it counts."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import truth
from judging import judge
from truth_report import clean_report, false_share, planted_report, report, series_measure
from worlds import Planted, World


def world(*planted: Planted) -> World:
    table = {"x": np.arange(100.0), "y": np.arange(100.0)}
    return World("w", table, planted, frozenset({"x"}))


def said(
    findings: dict[int, str] | None = None,
    alike: tuple[tuple[int, ...], ...] = (),
    broken: tuple[int, ...] = (),
) -> Any:
    return SimpleNamespace(
        findings=[
            SimpleNamespace(row=row, reasons=(SimpleNamespace(column=column),))
            for row, column in (findings or {}).items()
        ],
        groups=[
            SimpleNamespace(alike=True, rows=rows, headline="rows alike") for rows in alike
        ]
        + [SimpleNamespace(alike=False, rows=tuple(range(100)), headline="all")],
        facts=[SimpleNamespace(fact="rule_broken", rows=broken)] if broken else [],
    )


def test_a_perfect_scan_has_recall_one_and_no_false_unit() -> None:
    plan = world(Planted(3, "x", "spike", 8, 1), Planted(5, "y", "unit_error", 900, 2))
    outcome = judge(plan, said({3: "x", 5: "y"}))
    assert outcome["kinds"] == {"spike": [1, 1, 1, 0], "unit_error": [1, 1, 1, 0]}
    assert (outcome["units"], outcome["false_units"]) == (2, 0)
    assert outcome["gaussian"] == [1, 1]
    assert outcome["other"] == [1, 1]  # y's noise is not Gaussian-like


def test_a_right_row_with_the_wrong_column_is_found_but_not_blamed_right() -> None:
    outcome = judge(world(Planted(3, "x", "spike", 8, 1)), said({3: "y"}))
    assert outcome["kinds"]["spike"] == [1, 1, 0, 0]


def test_rows_that_were_not_planted_are_false_even_beside_a_planted_one() -> None:
    outcome = judge(world(Planted(3, "x", "spike", 8, 1)), said({3: "x", 4: "x", 90: "y"}))
    assert (outcome["units"], outcome["false_units"]) == (3, 2)
    assert outcome["false_blamed"] == {"x": 1, "y": 1}


def test_rows_alike_are_one_unit_and_false_if_most_of_them_are_not_planted() -> None:
    plan = world(*(Planted(r, "x", "shifted_cluster", 8, 1) for r in range(6)))
    good = judge(plan, said(alike=(tuple(range(8)),)))
    assert (good["units"], good["false_units"]) == (1, 0)
    assert good["kinds"]["shifted_cluster"] == [6, 6, 0, 0]
    bad = judge(plan, said(alike=(tuple(range(20)),)))
    assert (bad["units"], bad["false_units"]) == (1, 1)


def test_an_ordinary_group_adds_nothing_to_its_findings() -> None:
    outcome = judge(world(Planted(3, "x", "spike", 8, 1)), said())
    assert outcome["kinds"]["spike"] == [1, 0, 0, 0]
    assert outcome["units"] == 0


def test_a_row_of_a_cluster_counts_once_whatever_the_columns() -> None:
    plan = world(
        Planted(1, "x", "shifted_cluster", 8, 1), Planted(1, "y", "shifted_cluster", 8, 1)
    )
    assert judge(plan, said({1: "y"}))["kinds"]["shifted_cluster"] == [1, 1, 1, 0]


def test_a_broken_pair_counts_only_if_a_rule_names_its_row() -> None:
    plan = world(
        Planted(7, "y", "category_pair", 0, 1), Planted(8, "y", "category_pair", 0, 2)
    )
    assert judge(plan, said(broken=(7,)))["pairs"] == [2, 1]
    assert judge(plan, said({7: "y", 8: "y"}))["pairs"] == [2, 0]


def test_runs_and_level_shifts_are_counted_by_event_and_by_first_row() -> None:
    plan = world(
        *(Planted(r, "x", "run", 8, 1) for r in (40, 41, 42)),
        *(Planted(r, "x", "level_shift", 8, 2) for r in (60, 61, 62)),
    )
    outcome = judge(plan, said({41: "x", 60: "x"})) | {"name": "ar_3"}
    assert outcome["events"] == {"run": [1, 1, 0], "level_shift": [1, 1, 1]}
    assert series_measure("run, any row", [outcome]) == 1
    assert series_measure("run, rows", [outcome]) == pytest.approx(1 / 3)
    assert series_measure("level shift, first row", [outcome]) == 1


def test_the_false_share_is_a_mean_over_tables_and_zero_where_nothing_was_found() -> None:
    runs = [{"units": 4, "false_units": 1}, {"units": 0, "false_units": 0}]
    assert false_share(runs) == pytest.approx(0.125)


def clean_run(name: str, units: int, seed: int, n: int = 1000) -> dict[str, Any]:
    return {
        "part": "clean", "name": name, "n": n, "seed": seed, "deviations": 0.0, "cpu": 0.1,
        "findings": units, "alike": 0, "alike_rows": 0, "units": units,
        "false_units": units, "blamed": {"x": units} if units else {}, "grouped": [],
        "facts": {},
    }  # fmt: skip


def test_clean_targets_pass_at_the_limit_and_fail_above_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rare = [clean_run("t3", int(s < 11), s) for s in range(50)]  # .22
    none = [clean_run("gaussian", 0, s) for s in range(50)]  # pooled .11
    assert clean_report(rare + none, verbose=True) == 0
    assert capsys.readouterr().out.count("PASS") == 2
    often = [clean_run("t3", int(s < 12), s) for s in range(50)]  # .24
    assert clean_report(often + none, verbose=False) == 1
    assert "FAIL  the worst kind (t3): 0.240" in capsys.readouterr().out


def test_an_honest_cluster_is_judged_apart(capsys: pytest.CaptureFixture[str]) -> None:
    group = clean_run("legitimate_cluster", 0, 0, 10_000) | {"alike": 1, "units": 1}
    assert clean_report([group, clean_run("t3", 0, 0)], verbose=False) == 0
    assert "pooled" in capsys.readouterr().out
    single = clean_run("legitimate_cluster", 2, 0, 10_000)
    assert clean_report([single, clean_run("t3", 0, 0)], verbose=False) == 1


def planted_run(found: int, false: int, deviations: float = 8.0) -> dict[str, Any]:
    return {
        "part": "planted", "name": "orders", "n": 1000, "seed": 0, "deviations": deviations,
        "cpu": 0.1, "units": found + false, "false_units": false, "gaussian": [10, found],
        "other": [0, 0],
        "pairs": [10, 9], "kinds": {"spike": [10, found, found, 0]}, "false_blamed": {},
    }  # fmt: skip


def test_planted_targets_are_judged_at_eight_deviations_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert planted_report([planted_run(9, 1), planted_run(0, 5, 4.0)], verbose=False) == 0
    assert "0.90 (0.90)" in capsys.readouterr().out
    assert planted_report([planted_run(8, 2)], verbose=False) == 2


def test_errors_are_printed_with_their_seed_and_fail_the_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = clean_run("t3", 0, 17) | {"error": "ZeroDivisionError: oh"}
    assert report([broken], False) == 1
    assert "seed=17: ZeroDivisionError: oh" in capsys.readouterr().out


def test_an_error_of_the_scan_is_an_outcome() -> None:
    task = truth.Task("clean", "t3", 300, 0.0, 1, scan="judging:nothing_here")
    assert "AttributeError" in truth.run(task)["error"]


def test_a_stopped_run_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(truth, "RESULTS", tmp_path)
    few = [
        "--scan",
        "stand_in:scan",
        "--n",
        "300",
        "--kinds",
        "t3,orders",
        "--workers",
        "1",
    ]
    truth.main([*few, "--seeds", "1"])
    (file,) = tmp_path.glob("*.jsonl")
    first = file.read_text().splitlines()
    assert len(first) == 5  # t3, and orders at four sizes
    file.write_text("\n".join([*first[:-1], first[-1][:20]]) + "\n")  # cut off by a stop
    ran = []
    monkeypatch.setattr(
        truth, "run", lambda task, run=truth.run: ran.append(task) or run(task)
    )
    truth.main([*few, "--seeds", "2"])
    assert len(ran) == 6
    assert "10 scans" in capsys.readouterr().out


def test_a_page_gets_the_tables_in_the_place_kept_for_them(tmp_path: Path) -> None:
    page = tmp_path / "truth.md"
    page.write_text("before\n<!-- measured -->\nold\n<!-- /measured -->\nafter\n")
    truth.write_between_marks(page, "new\n")
    assert page.read_text() == (
        "before\n<!-- measured -->\n```text\nnew\n```\n<!-- /measured -->\nafter\n"
    )
    page.write_text("no place")
    with pytest.raises(SystemExit, match="no place"):
        truth.write_between_marks(page, "new")


def test_another_version_of_the_source_has_another_hash(tmp_path: Path) -> None:
    package = tmp_path / "someone"
    package.mkdir()
    (package / "__init__.py").write_text("a = 1\n")
    import sys

    sys.path.insert(0, str(tmp_path))
    try:
        before = truth.source_hash("someone:scan")
        (package / "__init__.py").write_text("a = 2\n")
        assert truth.source_hash("someone:scan") != before
    finally:
        sys.path.remove(str(tmp_path))


@pytest.mark.long
def test_two_workers_give_what_one_gives() -> None:
    tasks = [
        truth.Task("clean", k, 300, 0.0, 1, scan="stand_in:scan") for k in ("t3", "geo")
    ]

    def plain(workers: int) -> list[str]:
        outcomes = [o | {"cpu": 0} for o in truth.run_all(tasks, workers)]
        return sorted(json.dumps(o, sort_keys=True) for o in outcomes)

    assert plain(1) == plain(2)
