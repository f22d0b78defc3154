"""What must not matter: the order of rows and columns, other columns, units."""

from __future__ import annotations

import numpy as np

from vedette.report.jsonl import dump
from vedette.testing.scan_promises.asked import Scan
from vedette.testing.scan_promises.comparing import (
    blamed,
    content,
    distance,
    same,
    same_rows,
)
from vedette.testing.tables import Columns, ids, measured, taken, wrong_parts, wrong_series

# Shown expectations are rounded to a thousandth of their range.
ROUNDING = 0.002
# Sums in another order round otherwise, and a cut may then fall on the other side of a row.
SUMS = 0.1
# A logarithm may be the better scale in some units and not in others.
SCALE_MATTERS = 0.35


def the_same_data_gives_the_same_bytes(scan: Scan) -> None:
    table = measured()
    assert dump(scan(table)) == dump(scan(table))


def scanning_leaves_its_argument(scan: Scan) -> None:
    table = measured()
    scan(table)
    for name, held in measured().items():
        assert np.array_equal(table[name].astype(str), held.astype(str)), name


def shuffled_rows_give_the_same_findings(scan: Scan) -> None:
    shuffles_alike(scan, measured())


def shuffled_rows_with_ids_give_the_same_findings(scan: Scan) -> None:
    shuffles_alike(scan, measured() | ids())


def shuffled_rows_with_copies_give_the_same_findings(scan: Scan) -> None:
    table = measured()
    repeated = np.random.default_rng(3).integers(0, 1_000, 30)
    shuffles_alike(scan, taken(table, np.concatenate([np.arange(1_000), repeated])))


def shuffled_catalogues_give_the_same_findings(scan: Scan) -> None:
    repeated = np.random.default_rng(4).integers(0, 1_000, 3_000)
    shuffles_alike(scan, taken(measured(), repeated))


def a_shuffled_series_gives_the_same_findings(scan: Scan) -> None:
    shuffles_alike(scan, wrong_series())


def shuffled_series_of_several_keys_give_the_same_findings(scan: Scan) -> None:
    shuffles_alike(scan, wrong_series(keys=3))


def reordered_columns_give_the_same_findings(scan: Scan) -> None:
    for table in (measured(), wrong_series(keys=2)):
        before = scan(table).findings
        after = scan(dict(reversed(table.items()))).findings
        same_rows(before, after)
        converted = {finding.row: finding.reasons[0] for finding in after}
        for finding in before:
            moved = distance(finding.reasons[0], converted[finding.row])
            assert moved < SUMS, f"row {finding.row}: {converted[finding.row]}"


def an_id_column_changes_no_finding(scan: Scan) -> None:
    same(scan(measured()).findings, scan(measured() | ids()).findings)


def a_constant_column_changes_no_finding(scan: Scan) -> None:
    table = measured()
    for constant in (np.full(1_000, 7.0), np.full(1_000, "north")):
        same(scan(table).findings, scan(table | {"site": constant}).findings)


def a_renamed_column_keeps_its_findings(scan: Scan) -> None:
    table, _ = wrong_parts()
    renamed = {("breadth" if name == "width" else name): table[name] for name in table}
    before, after = blamed(scan(table).findings), blamed(scan(renamed).findings)
    said = {row: "breadth" if name == "width" else name for row, name in before.items()}
    assert said == after, f"{said} became {after}"


def other_units_give_the_same_findings(scan: Scan) -> None:
    changes_units(scan, 1000.0)
    changes_units(scan, 0.3048)


def another_zero_gives_the_same_findings(scan: Scan) -> None:
    changes_units(scan, 1.0, 273.15, within=SCALE_MATTERS)


def another_sign_gives_the_same_findings(scan: Scan) -> None:
    changes_units(scan, -1.0, within=SCALE_MATTERS)


def changes_units(
    scan: Scan, factor: float, shift: float = 0.0, *, within: float = ROUNDING
) -> None:
    """Each column in turn in other units: the same rows, and expectations in those units.

    within
        How far an expectation may move, as a share of its range.
    """
    table, _ = wrong_parts()
    before = scan(table)
    for name in table:
        after = scan(table | {name: table[name] * factor + shift})
        same_rows(before.findings, after.findings)
        converted = {finding.row: finding.reasons[0] for finding in after.findings}
        for finding in before.findings:
            one, two = finding.reasons[0], converted[finding.row]
            by, add = (factor, shift) if one.column == name else (1.0, 0.0)
            assert distance(one, two, by, add) < within, f"{name} in other units: {two}"


def shuffles_alike(scan: Scan, table: Columns) -> None:
    """The rows found are the same, and so is all that is said of them."""
    n = len(next(iter(table.values())))
    before = scan(table)
    assert before.findings, "nothing is found, so nothing is compared"
    # Rows that are equal in everything may stand for each other.
    first = {content(table, row): row for row in reversed(range(n))}
    place = np.array([first[content(table, row)] for row in range(n)])
    for seed in (0, 1):
        moved = np.random.default_rng(seed).permutation(n)
        after = scan(taken(table, moved))
        same(before.findings, after.findings, place, place[moved])
        assert len(before.groups) == len(after.groups)
        assert [g.count for g in before.groups] == [g.count for g in after.groups]
