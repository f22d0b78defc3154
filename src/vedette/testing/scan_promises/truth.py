"""What is wrong is found and blamed, and what is not is left alone."""

from __future__ import annotations

from vedette.testing.scan_promises.asked import Scan
from vedette.testing.tables import clean_parts, wrong_parts

CLEAN_SEEDS = range(1_000, 1_008)


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
