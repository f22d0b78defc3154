"""Numbers that are names are shown as they stand."""

from vedette.core.findings import Judgement
from vedette.report.row_screen import _cells


def _observed(value: object, note: str) -> str:
    return _cells(Judgement("order", value, None, None, None, None, note=note))[2]


def test_ids_and_keys_have_no_thousands_separator():
    assert _observed(106607, "id") == "106607"
    assert _observed(106607, "key") == "106607"


def test_other_numbers_have_one():
    assert _observed(106607, "not judged") == "106,607"
