"""The doctor finds out what a scan catches, and shows no more than it may."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner

import vedette
from vedette.cli.group import vedette as command
from vedette.cli.run import run
from vedette.core.diagnosis import Diagnosis
from vedette.core.errors import VedetteError
from vedette.core.table import Column, Role, Source, Table
from vedette.doctoring.plan import IN_COLUMN, most_at_once, rounds
from vedette.doctoring.seen import Seen, Usual
from vedette.doctoring.trial import interval, tried
from vedette.planting import Noise, Wish, marginal_noise
from vedette.report import doctor_lines, doctor_page, doctor_screen
from vedette.report.ansi import columns as width

N = 400


def made() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    length = np.round(rng.normal(10, 1, N), 2)
    return {
        "length": length,
        "weight": np.round(2 * length + rng.normal(0, 0.1, N), 2),
        "site": rng.choice(list("abc"), N),
    }


@cache
def examined() -> Diagnosis:
    return vedette.doctor(made(), times=3, kinds=["spike", "missing"])


def seen(rows: dict[int, set[str]]) -> Seen:
    return Seen({row: frozenset(names) for row, names in rows.items()}, frozenset())


def of_one_column(n: int = 300) -> tuple[Table, dict[str, Role], Usual]:
    column = Column("a", "number", np.random.default_rng(0).normal(0, 1, n))
    noise = marginal_noise(column)
    assert noise is not None
    usual = Usual(seen({}), {"a": noise}, {"a": 1.0}, judged=True)
    return Table((column,), n, Source("a", "columns")), {"a": Role("number")}, usual


def test_a_scan_that_names_every_far_value_catches_from_that_size_on() -> None:
    table, roles, usual = of_one_column()
    wishes = [Wish("spike", "a", size) for size in (1.0, 8.0, 32.0)]

    def scan(planted: Table) -> Seen:
        far = np.flatnonzero(np.abs(planted["a"].values) > 4)
        return seen({int(row): {"a"} for row in far})

    plan = rounds(wishes, 5, 3, 0)
    trial = tried(
        table, roles, usual, plan, scan, previous=None, seed=0, progress=lambda *_: None
    )
    caught = [trial.tallies[wish].caught for wish in wishes]
    assert caught == [0, 5, 5]
    assert trial.false_alarms == 0
    assert trial.findings == 10


def test_a_scan_that_names_other_rows_catches_nothing_and_raises_false_alarms() -> None:
    table, roles, usual = of_one_column()
    planted_in: set[int] = set()

    def scan(planted: Table) -> Seen:
        changed = np.flatnonzero(planted["a"].values != table["a"].values)
        planted_in.update(changed.tolist())
        return seen({int(changed[0] + 1) % 300: {"a"}})

    trial = tried(
        table,
        roles,
        usual,
        rounds([Wish("spike", "a", 8.0)], 5, 3, 0),
        scan,
        previous=None,
        seed=0,
        progress=lambda *_: None,
    )
    assert trial.tallies[Wish("spike", "a", 8.0)].caught == 0
    assert trial.false_alarms == 5


def test_what_was_found_before_is_neither_planted_into_nor_counted() -> None:
    table, roles, _ = of_one_column()
    old = set(range(0, 300, 3))
    noise = {"a": Noise(np.ones(300))}
    usual = Usual(seen({row: {"a"} for row in old}), noise, {}, judged=True)

    def scan(planted: Table) -> Seen:
        changed = np.flatnonzero(planted["a"].values != table["a"].values)
        assert not set(changed.tolist()) & old
        return seen({row: {"a"} for row in old})

    plan = rounds([Wish("spike", "a", 8.0)], 4, 3, 0)
    trial = tried(
        table, roles, usual, plan, scan, previous=None, seed=0, progress=lambda *_: None
    )
    assert trial.findings == trial.false_alarms == 0


def test_a_copy_or_gap_moves_no_row_that_was_found_before() -> None:
    table, roles, _ = of_one_column()
    usual = Usual(seen({290: {"a"}}), {"a": Noise(np.ones(300))}, {}, judged=True)
    before = np.arange(300) - 1

    def scan(planted: Table) -> Seen:
        gone = table.rows - planted.rows
        return seen({290 - gone if gone > 0 else 290: {"a"}})

    plan = rounds([Wish("dropped_rows", ""), Wish("duplicate", "")], 3, 1, 0)
    trial = tried(
        table, roles, usual, plan, scan, previous=before, seed=0, progress=lambda *_: None
    )
    assert trial.findings <= 1  # a gap after row 290 moves nothing


def test_a_plan_has_every_wish_so_often_and_few_at_a_time() -> None:
    wishes = [Wish("spike", c, s) for c in "ab" for s in (1.0, 2.0)]
    wishes += [Wish("sign_flip", c) for c in "ab"] + [Wish("duplicate", "")]
    plan = rounds(wishes, 7, 4, 0)
    every = [wish for one in plan for wish in one]
    assert all(every.count(wish) == 7 for wish in wishes)
    for one in plan:
        assert len(one) <= 4
        assert len({(w.kind, w.column) for w in one}) == len(one)
        assert max([w.column for w in one].count(c) for c in "ab") <= IN_COLUMN


def test_a_run_of_rows_leaves_half_of_its_column_to_other_errors() -> None:
    wishes = [Wish("level_shift", "a", 2.0), Wish("stuck", "a"), Wish("sign_flip", "a")]
    plan = rounds([*wishes, Wish("spike", "a", 8.0), Wish("missing", "a")], 1, 60, 0)
    assert len(plan) == 2  # seven places, four in each scan
    for one in plan:
        assert sum(2 if w.kind in ("level_shift", "stuck") else 1 for w in one) <= 4


def test_no_more_than_a_row_in_a_hundred_is_planted_at_a_time() -> None:
    assert [most_at_once(n) for n in (100, 1_000, 100_000)] == [3, 10, 60]


@pytest.mark.parametrize(
    ("caught", "planted", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (9, 10, 0.5550, 0.9975),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_those_of_clopper_and_pearson(
    caught: int, planted: int, low: float, high: float
) -> None:
    assert interval(caught, planted) == pytest.approx((low, high), abs=1e-4)


def test_large_spikes_are_caught_and_small_ones_are_not() -> None:
    found = examined()
    share = {(r.column, r.size): r.share for r in found.recalls if r.kind == "spike"}
    assert share["weight", 32.0] == 1
    assert share["weight", 1.0] < 0.5
    assert found.limit("spike", "weight").amount is not None
    assert found.limit("missing", "site").caught == 3


def test_the_noise_is_that_which_the_other_columns_leave() -> None:
    noise = examined().noise["weight"]
    assert noise == pytest.approx(0.1, rel=0.3)


def test_where_noise_grows_with_the_value_the_limit_is_that_of_nearly_all_rows() -> None:
    rng = np.random.default_rng(0)
    size = np.repeat([1.0, 100.0], [600, 200])[rng.permutation(800)]
    data = {"size": size * rng.uniform(1, 2, 800)}
    data["price"] = data["size"] * np.exp(rng.normal(0, 0.05, 800))
    found = vedette.doctor(data, kinds=["spike"], columns=["price"], times=3)
    limit = found.limit("spike", "price")

    assert limit.size is not None
    assert limit.amount > 20 * limit.size * found.noise["price"]


def test_curves_have_a_share_for_each_size_and_column() -> None:
    sizes, recalls = examined().curves("spike")
    assert sizes == (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    assert set(recalls) == {"length", "weight"}
    assert recalls["weight"][-1] == 1.0
    assert all(len(along) == len(sizes) for along in recalls.values())


def test_the_same_seed_says_the_same() -> None:
    again = vedette.doctor(made(), times=3, kinds=["spike", "missing"])
    assert doctor_lines.dump(again) == doctor_lines.dump(examined())


def test_the_table_that_is_given_stays_as_it_is() -> None:
    data = made()
    kept = {name: values.copy() for name, values in data.items()}
    vedette.doctor(data, times=1, kinds=["spike"])
    assert all(np.array_equal(data[name], kept[name]) for name in data)


def test_columns_and_kinds_can_be_chosen() -> None:
    found = vedette.doctor(made(), times=1, kinds=["unit_error"], columns=["length"])
    assert {(r.kind, r.column) for r in found.recalls} == {("unit_error", "length")}


def test_a_detector_is_examined_instead_of_a_scan() -> None:
    found = vedette.doctor(made(), times=1, kinds=["spike"], detector="knn")
    assert found.detector is not None
    assert found.detector.startswith("knn")
    assert found.recalls


def test_no_value_of_a_redacted_column_is_told() -> None:
    data = {**made(), "weight": 731_000 + 911 * made()["weight"]}
    found = vedette.doctor(
        data, times=2, kinds=["spike", "unit_error"], columns=["weight"], redact=["weight"]
    )
    assert found.noise["weight"] is None
    assert all(r.amount is None for r in (*found.recalls, *found.limits))
    for text in (doctor_screen.render(found), doctor_lines.dump(found)):
        assert "times its noise" in text or "x" in text
        assert "731" not in text
        assert "911" not in text


@pytest.mark.parametrize(
    "data",
    [
        {"a": np.ones(200), "b": np.full(200, 3.0)},
        {"a": [1.0, 2.0, 3.0], "b": [2.0, 3.0, 4.0]},
        {"a": np.full(100, np.nan), "b": np.arange(100.0)},
        {"a": [1.0]},
        {"a": list("xyz") * 40, "b": list("uv") * 60},
        {"a\x1b[2J<script>": np.arange(50.0) % 7},
    ],
)
def test_tables_with_little_in_them_get_a_clear_answer(data: dict[str, object]) -> None:
    found = vedette.doctor(data, times=1)
    screen = doctor_screen.render(found)
    assert "\x1b" not in screen
    assert "nan" not in screen
    assert "<script>" not in doctor_page.render(found)


def test_a_column_that_is_not_judged_or_not_planted_into_is_named() -> None:
    rng = np.random.default_rng(2)
    made = {"a": rng.normal(0, 1, 300), "few": rng.integers(0, 6, 300).astype(float)}
    made["id"] = np.arange(1000, 1300)
    asked = {"times": 1, "kinds": ["spike"], "roles": {"id": "id", "few": "number"}}
    found = vedette.doctor(made, columns=["a", "few", "id"], **asked)
    assert any("no quantity in few" in note for note in found.notes)
    assert any("planted into id" in note for note in found.notes)


def test_a_wide_table_is_scanned_with_the_columns_that_belong_together() -> None:
    rng = np.random.default_rng(1)
    made = {f"c{k}": rng.normal(0, 1, 150) for k in range(80)}
    made["c79"] = made["c3"] + 0.1 * made["c79"]
    found = vedette.doctor(made, times=1, kinds=["spike"], columns=["c3"])
    assert any("50 of 80 columns" in note for note in found.notes)
    left = next(check for check in found.checks if check.check == "noise")
    assert "c79" not in left.columns


def test_the_screen_fits() -> None:
    lines = doctor_screen.render(examined()).splitlines()
    assert len(lines) <= 45
    assert max(map(width, lines)) <= 80
    narrow = doctor_screen.render(examined(), columns=50).splitlines()
    assert max(map(width, narrow)) <= 50


def test_every_line_of_json_says_what_it_is() -> None:
    lines = [json.loads(line) for line in doctor_lines.dump(examined()).splitlines()]
    assert lines[0]["kind"] == "diagnosis"
    assert {line["kind"] for line in lines} == {
        *("diagnosis", "recall", "limit", "assumption")
    }
    recall = next(line for line in lines if line["kind"] == "recall")
    assert recall["anomaly"] == "spike"


def test_the_page_has_a_curve_for_each_column() -> None:
    page = doctor_page.render(examined(), "vedette doctor lengths.csv")
    assert page.count("<svg") >= 1
    assert "vedette doctor lengths.csv" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kinds": ["spikes"]}, "spikes"),
        ({"columns": ["wight"]}, "wight"),
        ({"times": 0}, "times"),
        ({"times": 10**6}, "times"),
        ({"sample": 0}, "sample"),
        ({"label": "site"}, "holds 3 classes"),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(VedetteError, match=said):
        vedette.doctor(made(), **asked)  # type: ignore[arg-type]


def test_the_command_writes_each_format(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    rows = zip(*made().values(), strict=True)
    table = tmp_path / "lengths.csv"
    table.write_text("length,weight,site\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))
    asked = ["doctor", str(table), "--times", "1", "--kinds", "spike", "--no-config"]
    for name in ("a.html", "a.json", "a.md", "a.txt"):
        assert run([*asked, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_text()
    assert capsys.readouterr().out == ""
    assert run(asked) == 0
    assert "Caught by size" in capsys.readouterr().out
    assert run([*asked, "-o", str(tmp_path / "a.parquet")]) == 2
    assert CliRunner().invoke(command, ["doctor", "--help"]).exit_code == 0
