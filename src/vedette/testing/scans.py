"""What every scan of a table promises, one promise to a function.

Each takes a scan, a function from data to a Result, and raises AssertionError if the
promise is broken. A scan with other options is a function as well:
`functools.partial(vedette.scan, seed=3)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Finding, Reason
from vedette.core.result import Result
from vedette.report.jsonl import dump
from vedette.testing.tables import (
    Columns,
    clean_parts,
    taken,
    wrong_parts,
    wrong_series,
)

Scan = Callable[[Any], Result]
ScanCheck = Callable[[Scan], None]

CLEAN_SEEDS = range(1_000, 1_008)
# Shown expectations are rounded to a thousandth of their range.
ROUNDING = 0.002
# Sums in another order round otherwise, and a cut may then fall on the other side of a row.
SUMS = 0.1
# A logarithm may be the better scale in some units and not in others.
SCALE_MATTERS = 0.35


def check_scan(scan: Scan) -> None:
    """Run every check; the AssertionError names each promise that is broken."""
    broken = []
    for check in scan_checks():
        try:
            check(scan)
        except Exception as error:  # an unexpected error breaks the promise too
            broken.append(f"{check.__name__}: {type(error).__name__}: {error}")
    assert not broken, f"the scan breaks {len(broken)} promises\n" + "\n".join(broken)


def scan_checks() -> list[ScanCheck]:
    """All checks of a scan."""
    return list(CHECKS)


# What is found


def planted_values_are_found_and_blamed(scan: Scan) -> None:
    table, planted = wrong_parts()
    found = {finding.row: finding for finding in scan(table).findings}
    for wrong in planted:
        assert wrong.row in found, f"row {wrong.row} is not found"
        reason = found[wrong.row].reasons[0]
        assert reason.column == wrong.column, (
            f"row {wrong.row} is blamed on {reason.column}"
        )
        assert reason.observed == float(table[wrong.column][wrong.row])
        for shown in (reason.expected, reason.low, reason.high):
            assert isinstance(shown, int | float), "an expectation is missing"
            assert abs(shown - wrong.expected) < 3 * wrong.sd, f"row {wrong.row}: {shown}"
    assert len(found) <= len(planted) + 1, f"usual rows are found: {sorted(found)}"


def clean_tables_have_no_findings(scan: Scan) -> None:
    for seed in CLEAN_SEEDS:
        found = [finding.row for finding in scan(clean_parts(seed)).findings]
        assert not found, f"rows {found} of a clean table (seed {seed})"


# What must not matter


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


# What a result is


def findings_come_most_surprising_first(scan: Scan) -> None:
    for result in results(scan):
        surprises = [finding.surprise for finding in result.findings]
        assert surprises == sorted(surprises, reverse=True)
        rows = [finding.row for finding in result.findings]
        assert len(rows) == len(set(rows)), "a row is found twice"
        in_range(rows, result)


def surprise_is_capped_by_what_the_rows_can_tell(scan: Scan) -> None:
    for result in results(scan):
        cap = min(np.log10(result.rows) + 3, 12)
        for finding in result.findings:
            assert 0 <= finding.surprise <= cap + 0.001, f"{finding.surprise} > {cap}"
            assert not finding.capped or finding.surprise >= cap - 0.001


def reasons_are_shares_of_a_finding(scan: Scan) -> None:
    for result in results(scan):
        for finding in result.findings:
            shares = [abs(reason.share) for reason in finding.reasons]
            assert shares, f"row {finding.row} has no reason"
            assert min(shares) >= 0
            assert 0 < sum(shares) <= 1.001, f"row {finding.row}: {shares}"
            names = [reason.column for reason in finding.reasons]
            assert len(names) == len(set(names)), f"row {finding.row}: {names}"
            assert set(names) <= set(result.roles)


def ranges_hold_what_is_expected(scan: Scan) -> None:
    for result in results(scan):
        for finding in result.findings:
            for reason in finding.reasons:
                said = (reason.low, reason.expected, reason.high)
                if None not in said:
                    numbers = [float(value) for value in said if value is not None]
                    assert np.isfinite(numbers).all(), f"row {finding.row}: {numbers}"
                    assert numbers == sorted(numbers), f"row {finding.row}: {numbers}"


def wrong_values_are_outside_what_is_expected(scan: Scan) -> None:
    for result in results(scan):
        for finding in result.findings:
            reason = finding.reasons[0]
            if reason.low is not None and reason.high is not None:
                seen, low, high = map(number, (reason.observed, reason.low, reason.high))
                assert not low <= seen <= high, f"row {finding.row}: {finding.text}"


def groups_hold_all_findings(scan: Scan) -> None:
    for result in results(scan):
        assert [group.group for group in result.groups] == list(
            range(1, len(result.groups) + 1)
        )
        surprises = [group.surprise for group in result.groups]
        assert surprises == sorted(surprises, reverse=True)
        by_number = {group.group: group for group in result.groups}
        for finding in result.findings:
            assert finding.group in by_number, f"row {finding.row} has no group"
            group = by_number[finding.group]
            assert not group.alike, f"row {finding.row} is alone and alike"
            assert finding.row in group.rows, f"row {finding.row} is not in its group"
        for group in result.groups:
            in_range(group.rows, result)
            assert group.rows == tuple(sorted(set(group.rows)))
            assert len(group.rows) == min(group.count, 1_000)
            assert group.headline
            assert group.text
            worst = [f.surprise for f in result.findings if f.group == group.group]
            assert group.alike or abs(max(worst) - group.surprise) < 0.001


def facts_name_rows_of_the_table(scan: Scan) -> None:
    repeated = np.random.default_rng(3).integers(0, 1_000, 30)
    table = taken(measured(), np.concatenate([np.arange(1_000), repeated]))
    result = scan(table)
    assert "duplicate_row" in {fact.fact for fact in result.facts}
    for fact in result.facts:
        in_range(fact.rows, result)
        assert len(fact.rows) == len(set(fact.rows)) <= max(fact.count, len(fact.columns))
        assert set(fact.columns) <= set(result.roles)
        assert fact.text


def every_row_can_be_explained(scan: Scan) -> None:
    for result in results(scan):
        assert result.explainer is not None
        found = {finding.row: finding for finding in result.findings}
        for row in {*found, *range(0, result.rows, max(1, result.rows // 20))}:
            said = result.explainer(row)
            assert said.row == row
            assert said.finding == found.get(row)
            assert {j.column for j in said.judgements} == set(result.roles)
            surprises = [j.surprise for j in said.judgements if j.surprise is not None]
            assert np.isfinite(surprises).all()
            assert surprises == sorted(surprises, reverse=True)
            for judged in said.judgements:
                assert judged.surprise is not None or judged.note, judged.column
            in_range(said.comparable, result)
            assert row not in said.comparable


CHECKS: list[ScanCheck] = [
    planted_values_are_found_and_blamed,
    clean_tables_have_no_findings,
    the_same_data_gives_the_same_bytes,
    scanning_leaves_its_argument,
    shuffled_rows_give_the_same_findings,
    shuffled_rows_with_ids_give_the_same_findings,
    shuffled_rows_with_copies_give_the_same_findings,
    shuffled_catalogues_give_the_same_findings,
    a_shuffled_series_gives_the_same_findings,
    shuffled_series_of_several_keys_give_the_same_findings,
    reordered_columns_give_the_same_findings,
    an_id_column_changes_no_finding,
    a_constant_column_changes_no_finding,
    a_renamed_column_keeps_its_findings,
    other_units_give_the_same_findings,
    another_zero_gives_the_same_findings,
    another_sign_gives_the_same_findings,
    findings_come_most_surprising_first,
    surprise_is_capped_by_what_the_rows_can_tell,
    reasons_are_shares_of_a_finding,
    ranges_hold_what_is_expected,
    wrong_values_are_outside_what_is_expected,
    groups_hold_all_findings,
    facts_name_rows_of_the_table,
    every_row_can_be_explained,
]


# What the checks share


def measured() -> Columns:
    """Quantities with three wrong values, counts, a category and missing values."""
    rng = np.random.default_rng(7)
    table, _ = wrong_parts()
    table["kind"] = np.array(["plain", "coated", "plated"])[rng.integers(0, 3, 1_000)]
    table["flaws"] = rng.poisson(8, 1_000)
    table["pressure"][rng.choice(1_000, 40, replace=False)] = np.nan
    return table


def ids() -> Columns:
    return {"part_id": np.array([f"p{i:05d}" for i in range(1_000)])}


def results(scan: Scan) -> list[Result]:
    return [scan(measured()), scan(wrong_series(keys=2)), scan(clean_parts())]


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


def content(table: Columns, row: int) -> str:
    return repr([str(values[row]) for values in table.values()])


def same(
    before: Iterable[Finding],
    after: Iterable[Finding],
    place_before: npt.NDArray[np.int64] | None = None,
    place_after: npt.NDArray[np.int64] | None = None,
) -> None:
    """The same rows with the same reasons, in the same words; rows may have moved."""
    one, two = by_place(before, place_before), by_place(after, place_after)
    assert sorted(one) == sorted(two), f"rows {sorted(one)} became {sorted(two)}"
    for place, said in one.items():
        assert said == two[place], f"row {place}: {said} became {two[place]}"


def by_place(
    findings: Iterable[Finding], place: npt.NDArray[np.int64] | None
) -> dict[int, tuple[object, ...]]:
    """What is said of each row found."""
    return {
        f.row if place is None else int(place[f.row]): (f.reasons, f.surprise, f.text)
        for f in findings
    }


def same_rows(before: Iterable[Finding], after: Iterable[Finding]) -> None:
    one, two = blamed(before), blamed(after)
    assert one == two, f"{one} became {two}"


def blamed(findings: Iterable[Finding]) -> dict[int, str]:
    return {finding.row: finding.reasons[0].column for finding in findings}


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


def distance(one: Reason, two: Reason, by: float = 1.0, add: float = 0.0) -> float:
    """How far the expectation has moved, as a share of its range; units changed as said."""
    before = np.sort([number(v) * by + add for v in (one.low, one.expected, one.high)])
    after = np.array([number(v) for v in (two.low, two.expected, two.high)])
    return float(np.abs(before - after).max() / np.ptp(before))


def number(value: object) -> float:
    assert isinstance(value, int | float), f"{value!r} is no number"
    return float(value)


def in_range(rows: Iterable[int], result: Result) -> None:
    assert all(0 <= row < result.rows for row in rows), "a row that is not in the table"
