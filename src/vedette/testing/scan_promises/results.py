"""What a result is: findings in their order, groups that hold them, facts that are so."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vedette.core.result import Result
from vedette.testing.scan_promises.asked import Scan
from vedette.testing.scan_promises.comparing import number
from vedette.testing.tables import clean_parts, measured, taken, wrong_series


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


def results(scan: Scan) -> list[Result]:
    return [scan(measured()), scan(wrong_series(keys=2)), scan(clean_parts())]


def in_range(rows: Iterable[int], result: Result) -> None:
    assert all(0 <= row < result.rows for row in rows), "a row that is not in the table"
