"""Findings that share a reason are one group; a run of consecutive rows is one span."""

from types import SimpleNamespace

import numpy as np
import pytest

from vedette.core.findings import Reason
from vedette.core.table import Column, Source, Table
from vedette.explain.sentences import Place
from vedette.scanning.decide import Charge
from vedette.scanning.describe import Case
from vedette.scanning.grouping import findings_and_groups
from vedette.scanning.judged import Whole
from vedette.tables.series import Series

N = 100
HOUR = 3_600_000_000


def case(
    row, p=-5.0, column="load", above=False, *, given=("heat",), usual=False, kind="cell"
):
    reason = Reason(column, -1.0, float(row), 5.0, 4.0, 6.0, given)
    place = Place(usual=usual, extreme=False)
    return Case(row, p, column, above, (reason,), given, place, f"row {row}", kind)


def table_of(series=True, keys=1, moved=None, copies=None, alike=(), crowds=()):
    """What the grouping asks of a table whose column `load` holds the row numbers."""
    values = np.arange(float(N))
    made = None
    if series:
        place = np.arange(N, dtype=np.int64) * HOUR
        key = np.arange(N, dtype=np.int64) // (N // keys)
        made = Series(place, key, True, ("t",), (), HOUR)
    return SimpleNamespace(
        series=made,
        original=np.arange(N) if moved is None else moved,
        table=Table((Column("load", "number", values),), N, Source("made", "dict")),
        judged=SimpleNamespace(alike=list(alike), crowds=list(crowds)),
        rows_of=lambda row: np.array([row, *(copies or {}).get(row, ())]),
        when=lambda row: "" if made is None else f"hour {row}",
        whole_reasons=lambda place, row: (
            Reason("load", 0.7, 5.0),
            Reason("heat", 0.3, 1.0),
        ),
    )


def grouped(cases, about=None, ids=None):
    return findings_and_groups(cases, about or table_of(), ids, N)


def test_a_run_of_consecutive_rows_is_one_span():
    findings, groups = grouped([case(row) for row in (20, 21, 22, 23)])

    assert [f.row for f in findings] == [20, 21, 22, 23]
    (group,) = groups
    assert group.span == (20, 23)
    assert group.rows == (20, 21, 22, 23)
    assert group.count == 4
    assert group.headline == "load fell to 20 to 23 for 4 rows from hour 20"
    assert group.emphasis == ("load",)


def test_a_run_is_one_whatever_the_order_of_the_cases():
    _, groups = grouped([case(22, -3.0), case(20, -4.0), case(21, -7.0)])

    assert [g.span for g in groups] == [(20, 22)]
    assert groups[0].text == "row 21"


@pytest.mark.parametrize(
    "rows",
    [
        [(20, {}), (21, {})],  # two rows only
        [(20, {}), (21, {}), (23, {})],  # one left out
        [(20, {}), (21, {"above": True}), (22, {})],
        [(20, {}), (21, {"column": "heat"}), (22, {})],
        [(49, {}), (50, {}), (51, {})],  # the second series begins with row 50
    ],
)
def test_other_rows_are_no_run(rows):
    _, groups = grouped([case(row, **more) for row, more in rows], table_of(keys=2))

    assert all(group.span is None for group in groups)


def test_without_a_series_there_is_no_run():
    _, groups = grouped([case(row) for row in (20, 21, 22)], table_of(series=False))

    assert [g.span for g in groups] == [None]
    assert groups[0].headline == "load below what heat implies"


def test_a_run_and_a_spike_of_one_column_are_two_groups():
    findings, groups = grouped([*(case(row, -4.0) for row in (20, 21, 22)), case(70)])

    assert [(g.group, g.rows) for g in groups] == [(1, (70,)), (2, (20, 21, 22))]
    assert [(f.row, f.group) for f in findings] == [(70, 1), (20, 2), (21, 2), (22, 2)]


def test_of_groups_as_surprising_the_larger_comes_first():
    _, groups = grouped([case(70, -9.0), case(3, above=True), case(9, above=True)])

    assert [g.count for g in groups] == [2, 1]


def test_rows_are_numbered_as_they_came():
    moved = np.arange(N)[::-1].copy()

    findings, groups = grouped([case(row) for row in (20, 21, 22)], table_of(moved=moved))

    assert {f.row for f in findings} == {79, 78, 77}
    assert groups[0].span == (79, 77)
    assert groups[0].rows == (77, 78, 79)


def test_column_and_side_make_a_group():
    cases = [
        case(3),
        case(9),
        case(30, above=True),
        case(40, column="heat", given=("load",)),
    ]

    findings, groups = grouped(cases, table_of(series=False))

    assert {g.rows for g in groups} == {(3, 9), (30,), (40,)}
    by_number = {g.group: g for g in groups}
    assert all(f.row in by_number[f.group].rows for f in findings)


def test_usual_values_that_do_not_fit_are_one_group_on_both_sides():
    cases = [case(3, usual=True), case(9, above=True, usual=True)]

    _, groups = grouped(cases, table_of(series=False))

    assert [g.rows for g in groups] == [(3, 9)]
    assert groups[0].headline == "load does not fit heat; each value alone is usual"


def test_rows_odd_as_wholes_are_a_group_of_their_own():
    cases = [case(3, kind="whole", given=()), case(9, kind="whole", given=()), case(5)]

    _, groups = grouped(cases, table_of(series=False))

    assert {g.rows: g.headline for g in groups} == {
        (3, 9): "rows unlike any other, most of them in load",
        (5,): "load below what heat implies",
    }


def test_rows_odd_in_different_columns_are_unlike_any_other_as_wholes():
    cases = [case(3, kind="whole"), case(9, kind="whole", column="heat")]

    _, groups = grouped(cases, table_of(series=False))

    assert groups[0].headline == "rows unlike any other, taken as a whole"
    assert groups[0].emphasis == ()


def test_only_what_most_of_a_group_rests_on_is_named():
    cases = [
        case(3, given=("a", "b")),
        case(9, given=("a", "c")),
        case(12, given=("a", "c")),
    ]

    _, groups = grouped(cases, table_of(series=False))

    assert groups[0].headline == "load below what a and c imply"
    assert groups[0].emphasis == ("load", "a", "c")


def test_findings_come_most_surprising_first_then_by_row():
    findings, _ = grouped([case(9, -4.0), case(5, -4.0), case(7, -4.5)])

    assert [f.row for f in findings] == [7, 5, 9]
    assert [f.surprise for f in findings] == [4.5, 4.0, 4.0]


def test_surprise_is_capped_three_decades_beyond_the_rows():
    findings, groups = grouped([case(9, -40.0), case(50, -4.0, above=True)])

    assert (findings[0].surprise, findings[0].capped) == (5.0, True)
    assert (findings[1].surprise, findings[1].capped) == (4.0, False)
    assert (groups[0].surprise, groups[0].capped) == (5.0, True)


def test_copies_count_in_their_group():
    about = table_of(series=False, copies={9: (60, 61)})

    findings, groups = grouped([case(9)], about)

    assert [f.row for f in findings] == [9]
    assert groups[0].rows == (9, 60, 61)
    assert groups[0].count == 3


def test_a_finding_carries_its_id():
    levels = np.array([f"r{i}" for i in range(N)], dtype=object)
    ids = Column("id", "text", np.arange(N, dtype=np.int32), levels)

    assert grouped([case(9)], ids=ids)[0][0].id == "r9"


def test_rows_alike_are_one_group_and_no_findings():
    some = [Whole(row, row, -4.0) for row in range(10, 16)]

    findings, groups = grouped([], table_of(alike=[some]))

    assert findings == ()
    assert groups[0].alike
    assert groups[0].rows == (10, 11, 12, 13, 14, 15)
    assert groups[0].headline == "6 rows alike, unlike the rest: load and heat"
    assert groups[0].text.startswith("6 rows alike, unlike the rest; one of them: load = 5")


def test_a_crowd_is_one_group_with_its_edge():
    view = SimpleNamespace(column="load", level=1e-4)
    crowd = Charge(view, 1, 69.0, np.arange(70, 95))

    findings, groups = grouped([], table_of(crowds=[crowd]))

    assert findings == ()
    assert groups[0].alike
    assert groups[0].count == 25
    assert groups[0].headline == "25 rows with load above 70, a group apart"
    assert groups[0].surprise == 4.0


def test_nothing_found_is_no_group():
    assert grouped([]) == ((), ())
