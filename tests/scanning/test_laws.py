"""What a scan promises, of `vedette.scan` itself."""

from itertools import pairwise

import numpy as np
import pytest

import vedette
from vedette.report.jsonl import dump
from vedette.testing import scan_checks
from vedette.testing.tables import (
    MOVED,
    clean_parts,
    ids,
    measured,
    taken,
    wrong_parts,
    wrong_series,
)


@pytest.mark.parametrize("check", scan_checks(), ids=lambda check: check.__name__)
def test_the_scan_keeps_its_promise(check):
    check(vedette.scan)


def said(result):
    return [(f.row, f.surprise, f.capped, f.reasons, f.text) for f in result.findings]


@pytest.mark.parametrize(
    "seed",
    [
        1,
        2**32 - 1,
        2**62,
    ],
)
def test_another_seed_finds_the_same_gross_errors(seed):
    table, planted = wrong_parts()

    found = {f.row: f.reasons[0].column for f in vedette.scan(table, seed=seed).findings}

    assert found.items() >= {wrong.row: wrong.column for wrong in planted}.items()


@pytest.mark.parametrize("table", [measured(), wrong_series(keys=2)], ids=["rows", "keys"])
def test_the_number_of_threads_changes_no_byte(table, monkeypatch):
    answers = set()
    for threads in ("1", "2", "7"):
        monkeypatch.setenv("VEDETTE_THREADS", threads)
        answers.add(dump(vedette.scan(table)))

    assert len(answers) == 1


@pytest.mark.parametrize(
    "times",
    [
        2,
        pytest.param(
            4, marks=pytest.mark.xfail(reason="a wrong value is learned from its copies")
        ),
    ],
)
def test_a_table_that_holds_each_row_several_times_has_the_same_rows_wrong(times):
    table, planted = wrong_parts()

    result = vedette.scan(taken(table, np.repeat(np.arange(1_000), times)))

    found = {f.row // times: f.reasons[0].column for f in result.findings}
    assert found.items() >= {wrong.row: wrong.column for wrong in planted}.items()


# Every way in gives the same findings


@pytest.fixture(scope="module")
def table():
    return measured() | ids()


@pytest.fixture(scope="module")
def in_memory(table):
    return vedette.scan(table)


def test_what_is_compared_is_not_empty(in_memory):
    assert {f.row for f in in_memory.findings} >= set(MOVED)


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "tsv", "jsonl", "parquet"])
def test_a_file_gives_the_findings_of_the_table_in_memory(
    suffix, table, in_memory, tmp_path
):
    pandas = pytest.importorskip("pandas")
    frame, path = pandas.DataFrame(table), tmp_path / f"parts.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(path)
    elif suffix == "jsonl":
        frame.to_json(path, orient="records", lines=True, double_precision=15)
    else:
        frame.to_csv(path, index=False, sep="\t" if suffix == "tsv" else ",")

    result = vedette.scan(str(path))

    assert {n: r.kind for n, r in result.roles.items()} == {
        n: r.kind for n, r in in_memory.roles.items()
    }
    if suffix == "jsonl":  # numbers are written with 15 digits
        assert [f[0] for f in said(result)] == [f[0] for f in said(in_memory)]
    else:
        assert said(result) == said(in_memory)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_dataframe_gives_the_findings_of_a_dict(library, table, in_memory):
    module = pytest.importorskip(library)
    make = module.table if library == "pyarrow" else module.DataFrame
    # Missing numbers are NaN in NumPy and null elsewhere: both are missing.
    frame = make({name: values.tolist() for name, values in table.items()})

    assert said(vedette.scan(frame)) == said(in_memory)


def test_an_array_gives_the_findings_of_its_columns():
    table, _ = wrong_parts()

    result = vedette.scan(np.column_stack(list(table.values())))

    assert [f.row for f in result.findings] == [f.row for f in vedette.scan(table).findings]


# What is asked for


@pytest.mark.parametrize("asked", [{"ignore": ["noise"]}, {"roles": {"noise": "ignore"}}])
def test_an_ignored_column_changes_no_finding(asked):
    table, _ = wrong_parts()
    noise = {"noise": np.random.default_rng(1).normal(size=1_000)}

    assert said(vedette.scan(table | noise, **asked)) == said(vedette.scan(table))


def test_a_label_is_never_looked_at():
    table, _ = wrong_parts()
    answer = {"wrong": np.isin(np.arange(1_000), list(MOVED)).astype(int)}

    result = vedette.scan(table | answer, roles={"wrong": "label"})

    assert said(result) == said(vedette.scan(table))


def test_selected_columns_are_scanned_as_if_they_were_all():
    table, _ = wrong_parts()
    some = {name: table[name] for name in ("length", "width")}

    assert said(vedette.scan(table, select=["length", "width"])) == said(vedette.scan(some))


def test_rows_left_out_by_a_condition_keep_their_numbers():
    table, _ = wrong_parts()
    high = table["pressure"] > 970
    numbers = np.flatnonzero(high)

    result = vedette.scan(table, where="pressure > 970")

    alone = vedette.scan(taken(table, high))
    assert [f.row for f in result.findings] == [numbers[f.row] for f in alone.findings]
    assert {f.row for f in result.findings} == {r for r in MOVED if high[r]}


@pytest.mark.parametrize("budget", [1, 2, 7, 40])
def test_a_budget_gives_so_many_findings_and_no_rate(budget):
    result = vedette.scan(measured(), budget=budget)

    assert len(result.findings) == budget
    assert result.expected_false is None
    assert result.fdr is None
    assert result.budget == budget
    assert sum(group.count for group in result.groups) == budget


def test_a_smaller_budget_gives_the_first_of_a_larger_one():
    few, many = (vedette.scan(measured(), budget=b) for b in (5, 20))

    assert [f.row for f in few.findings] == [f.row for f in many.findings][:5]


def test_a_budget_begins_with_the_planted_rows():
    result = vedette.scan(wrong_parts()[0], budget=3)

    assert {f.row for f in result.findings} == set(MOVED)


def test_a_budget_beyond_the_table_gives_every_row_once():
    table = taken(clean_parts(), slice(0, 100))

    result = vedette.scan(table, budget=1_000)

    assert sorted(f.row for f in result.findings) == list(range(100))


@pytest.mark.parametrize("table", [measured(), wrong_series()], ids=["rows", "series"])
def test_a_larger_rate_names_no_fewer_columns(table):
    found = [
        {f.reasons[0].column for f in vedette.scan(table, fdr=fdr).findings}
        for fdr in (0.001, 0.01, 0.05, 0.1, 0.3)
    ]

    assert all(few <= more for few, more in pairwise(found))
    assert found[-1]


def test_expected_false_is_the_rate_of_the_findings():
    result = vedette.scan(measured(), fdr=0.2)

    assert result.expected_false == pytest.approx(0.2 * len(result.findings), abs=0.05)
