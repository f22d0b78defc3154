"""What every scan of a table promises, one promise to a function.

Each takes a scan, a function from data to a Result, and raises AssertionError if the
promise is broken. A scan with other options is a function as well:
`functools.partial(vedette.scan, seed=3)`.
"""

from __future__ import annotations

from collections.abc import Callable

from vedette.testing.scan_promises import invariance, redaction, results, truth
from vedette.testing.scan_promises.asked import Scan

ScanCheck = Callable[[Scan], None]


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


CHECKS: list[ScanCheck] = [
    truth.planted_values_are_found_and_blamed,
    truth.clean_tables_have_no_findings,
    invariance.the_same_data_gives_the_same_bytes,
    invariance.scanning_leaves_its_argument,
    invariance.shuffled_rows_give_the_same_findings,
    invariance.shuffled_rows_with_ids_give_the_same_findings,
    invariance.shuffled_rows_with_copies_give_the_same_findings,
    invariance.shuffled_catalogues_give_the_same_findings,
    invariance.a_shuffled_series_gives_the_same_findings,
    invariance.shuffled_series_of_several_keys_give_the_same_findings,
    invariance.reordered_columns_give_the_same_findings,
    invariance.an_id_column_changes_no_finding,
    invariance.a_constant_column_changes_no_finding,
    invariance.a_renamed_column_keeps_its_findings,
    invariance.other_units_give_the_same_findings,
    invariance.another_zero_gives_the_same_findings,
    invariance.another_sign_gives_the_same_findings,
    results.findings_come_most_surprising_first,
    results.surprise_is_capped_by_what_the_rows_can_tell,
    results.reasons_are_shares_of_a_finding,
    results.ranges_hold_what_is_expected,
    results.wrong_values_are_outside_what_is_expected,
    results.groups_hold_all_findings,
    results.facts_name_rows_of_the_table,
    results.every_row_can_be_explained,
    redaction.redacted_columns_keep_their_findings,
    redaction.redacted_values_are_shown_nowhere,
]
