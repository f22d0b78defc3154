"""Each promise of a scan catches the scan that breaks it."""

from dataclasses import replace

import numpy as np
import pytest

import vedette
from vedette.testing import check_scan, scan_checks, scans
from vedette.testing.scan_promises import invariance, redaction, results, truth
from vedette.testing.tables import taken


def told(**changes):
    """A scan that tells something else of each finding, by functions of the finding."""

    def broken(data):
        result = vedette.scan(data)
        found = tuple(
            replace(finding, **{name: change(finding) for name, change in changes.items()})
            for finding in result.findings
        )
        return replace(result, findings=found)

    return broken


def kept(condition):
    """A scan that keeps silent on findings whose first reason does not meet a condition."""

    def broken(data):
        result = vedette.scan(data)
        found = tuple(f for f in result.findings if condition(f.reasons[0]))
        return replace(result, findings=found)

    return broken


def reasons(**changes):
    return told(
        reasons=lambda finding: tuple(
            replace(r, **{name: change(r) for name, change in changes.items()})
            for r in finding.reasons
        )
    )


def sees_half_of_the_rows(data):
    n = len(next(iter(data.values())))
    return vedette.scan(taken(data, slice(0, n // 2)))


def sees_half_of_tables_with_more_columns(data):
    return sees_half_of_the_rows(data) if len(data) > 6 else vedette.scan(data)


def overlooks_the_last_column(data):
    return vedette.scan(dict(list(data.items())[:-1]))


def overlooks_columns_by_name(data):
    return vedette.scan({name: data[name] for name in data if name != "breadth"})


def names_the_first_row_too(data):
    result = vedette.scan(data)
    if result.findings:
        return result
    table = {name: values.copy() for name, values in data.items()}
    table["width"][0] += 100
    return vedette.scan(table)


def spoils_its_argument(data):
    result = vedette.scan(data)
    data["length"][0] = 0.0
    return result


class Counts:
    """A scan that remembers how often it was asked."""

    def __init__(self):
        self.calls = 0

    def __call__(self, data):
        self.calls += 1
        return replace(vedette.scan(data), notes=(f"call {self.calls}",))


def forgets_groups(data):
    return replace(vedette.scan(data), groups=())


def numbers_facts_from_one(data):
    result = vedette.scan(data)
    facts = tuple(
        replace(f, rows=tuple(result.rows + r for r in f.rows)) for f in result.facts
    )
    return replace(result, facts=facts)


def explains_the_row_after(data):
    result = vedette.scan(data)
    return replace(result, explainer=lambda r: result.explainer((r + 1) % result.rows))


def leaves_redacted_columns_out(data, redact=()):
    return vedette.scan({name: data[name] for name in data if name not in redact})


def only_says_that_it_redacts(data, redact=()):
    return replace(vedette.scan(data), redacted=tuple(redact))


BROKEN = {
    truth.planted_values_are_found_and_blamed: reasons(column=lambda r: "pressure"),
    truth.clean_tables_have_no_findings: names_the_first_row_too,
    invariance.the_same_data_gives_the_same_bytes: Counts(),
    invariance.scanning_leaves_its_argument: spoils_its_argument,
    invariance.shuffled_rows_give_the_same_findings: sees_half_of_the_rows,
    invariance.shuffled_rows_with_ids_give_the_same_findings: sees_half_of_the_rows,
    invariance.shuffled_rows_with_copies_give_the_same_findings: sees_half_of_the_rows,
    invariance.shuffled_catalogues_give_the_same_findings: sees_half_of_the_rows,
    invariance.a_shuffled_series_gives_the_same_findings: sees_half_of_the_rows,
    invariance.shuffled_series_of_several_keys_give_the_same_findings: sees_half_of_the_rows,
    invariance.reordered_columns_give_the_same_findings: overlooks_the_last_column,
    invariance.an_id_column_changes_no_finding: sees_half_of_tables_with_more_columns,
    invariance.a_constant_column_changes_no_finding: sees_half_of_tables_with_more_columns,
    invariance.a_renamed_column_keeps_its_findings: overlooks_columns_by_name,
    invariance.other_units_give_the_same_findings: kept(
        lambda r: abs(r.observed - r.expected) > 8.0
    ),
    invariance.another_zero_gives_the_same_findings: kept(
        lambda r: abs(r.observed - r.expected) > 0.1 * abs(r.observed)
    ),
    invariance.another_sign_gives_the_same_findings: kept(
        lambda r: r.observed > r.expected
    ),
    results.findings_come_most_surprising_first: told(
        surprise=lambda f: f.surprise - f.row % 7 / 10
    ),
    results.surprise_is_capped_by_what_the_rows_can_tell: told(
        surprise=lambda f: f.surprise + 1.0
    ),
    results.reasons_are_shares_of_a_finding: reasons(share=lambda r: 2 * r.share),
    results.ranges_hold_what_is_expected: reasons(
        low=lambda r: r.high, high=lambda r: r.low
    ),
    results.wrong_values_are_outside_what_is_expected: reasons(
        low=lambda r: min(r.low, r.observed), high=lambda r: max(r.high, r.observed)
    ),
    results.groups_hold_all_findings: forgets_groups,
    results.facts_name_rows_of_the_table: numbers_facts_from_one,
    results.every_row_can_be_explained: explains_the_row_after,
    redaction.redacted_columns_keep_their_findings: leaves_redacted_columns_out,
    redaction.redacted_values_are_shown_nowhere: only_says_that_it_redacts,
}


def test_every_check_has_been_shown_a_broken_scan():
    assert set(BROKEN) == set(scan_checks())


@pytest.mark.parametrize("check", scan_checks(), ids=lambda check: check.__name__)
def test_the_check_catches_the_scan_that_breaks_its_promise(check):
    with pytest.raises(AssertionError):
        check(BROKEN[check])


@pytest.mark.parametrize("name", ["low", "expected", "high"])
def test_an_expectation_that_is_no_number_is_caught(name):
    with pytest.raises(AssertionError, match="nan"):
        results.ranges_hold_what_is_expected(reasons(**{name: lambda r: np.nan}))


def test_expectations_left_in_the_old_units_are_caught():
    first = {}

    def forgetful(data):
        result = vedette.scan(data)
        found = tuple(
            replace(f, reasons=(first.setdefault(f.row, f.reasons[0]),))
            for f in result.findings
        )
        return replace(result, findings=found)

    with pytest.raises(AssertionError, match="length"):
        invariance.other_units_give_the_same_findings(forgetful)


def test_all_broken_promises_are_told_at_once(monkeypatch):
    def holds(scan):
        scan({})

    def breaks(scan):
        raise ValueError("not even an assertion")

    monkeypatch.setattr(scans, "CHECKS", [holds, breaks])
    with pytest.raises(AssertionError, match="breaks 1 promises") as told:
        check_scan(lambda data: None)
    assert "breaks: ValueError: not even an assertion" in str(told.value)
    assert "holds" not in str(told.value)
