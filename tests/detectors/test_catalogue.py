"""Whatever the catalogue lists is what it says, and keeps every promise."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from typing import Any

import pytest

from vedette.core.catalogue import FAMILIES, Entry
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.core.estimator import Estimator
from vedette.detectors import catalogue
from vedette.testing import EXPECTED_FAILED_CHECKS, checks_for, expected_failed_checks
from vedette.testing.data import hard_tables, wide_table
from vedette.testing.promises import tables

# What stands between a user and the import of a class.
EXTRAS = {"hmm": "hmmlearn", "plot": "matplotlib"}
# Fewer members and shorter training where a promise does not depend on them.
QUICK: dict[str, dict[str, Any]] = {"ensemble": {"n_estimators": 10}}
# Their checks take more than a few seconds together.
SLOW = frozenset({"autoencoder", "boosting", "extra-trees", "hmm", "mlp", "random-forest"})
# Most characters, so that a screen of 80 columns shows it on a line or two.
LONGEST = {"name": 25, "finds": 80, "assumes": 160, "cost": 80, "wide": 80, "paper": 180}
TABLES = hard_tables()

LISTED = [e for e in catalogue.entries() if e.needs is None or find_spec(EXTRAS[e.needs])]


def named(value: Any) -> str:
    """How a parameter is told in the name of a test."""
    if isinstance(value, Entry):
        return value.name
    return value if isinstance(value, str) else value.__name__


def made(entry: Entry) -> Any:
    return catalogue.make(entry.name, **QUICK.get(entry.name, {}))


def listed(*values: Any) -> Any:
    """One case of a test; the first value is the entry."""
    marks = [pytest.mark.long] if values[0].name in SLOW else []
    return pytest.param(*values, marks=marks, id="-".join(named(v) for v in values))


each = pytest.mark.parametrize("entry", LISTED, ids=named)
UNSUPERVISED = [e for e in LISTED if issubclass(catalogue.class_of(e), Detector)]


@each
def test_an_entry_names_a_class_with_parameters_that_all_have_defaults(entry):
    cls = catalogue.class_of(entry)

    assert issubclass(cls, Estimator)
    assert cls.__name__ == entry.called
    assert repr(cls()) == f"{entry.called}()"


@each
def test_an_entry_is_filled_and_fits_on_a_screen(entry):
    for field, most in LONGEST.items():
        text = getattr(entry, field)
        assert text == text.strip() != "", field
        assert len(text) <= most, f"{field} has {len(text)} characters"
        assert text.isprintable(), field
        assert not text.endswith("."), f"{field} is a line, not a sentence"
    assert entry.family in FAMILIES
    assert entry.home.startswith("vedette.detectors.")
    assert entry.needs is None or entry.needs in EXTRAS


@each
def test_an_entry_says_what_its_class_copes_with(entry):
    cls = catalogue.class_of(entry)

    assert entry.missing == cls.copes_with_missing
    assert entry.streams == hasattr(cls, "partial_fit")


def test_no_two_entries_share_a_name():
    entries = catalogue.entries()
    names = [name for e in entries for name in {e.name, e.called.lower(), *e.also}]

    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert all(name == name.lower() and "_" not in name for name in names)


@each
def test_every_name_of_an_entry_finds_it(entry):
    for name in (entry.name, entry.called, entry.name.upper(), *entry.also):
        assert catalogue.entry(name) is entry
    assert catalogue.entry(entry.name.replace("-", "_")) is entry


def test_an_entry_of_every_class_is_importable_from_one_place():
    import vedette.detectors

    for entry in LISTED:
        assert getattr(vedette.detectors, entry.called) is catalogue.class_of(entry)
        assert entry.called in dir(vedette.detectors)
    with pytest.raises(AttributeError, match=r"there are: .*Ensemble"):
        vedette.detectors.Ensembel  # noqa: B018


def test_a_wrong_name_or_parameter_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'ensemble'"):
        catalogue.entry("ensembel")
    with pytest.raises(InvalidParameter, match="did you mean 'n_estimators'"):
        catalogue.make("ensemble", n_estimator=3)


def test_importing_every_detector_imports_no_scikit_learn():
    homes = sorted({entry.home for entry in LISTED})
    code = (
        "import sys\nfrom importlib import import_module\n"
        f"for home in {homes!r}:\n"
        "    import_module(home)\n"
        "    heavy = [m for m in ('sklearn', 'scipy', 'hmmlearn') if m in sys.modules]\n"
        "    assert not heavy, (home, heavy)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_listing_the_catalogue_imports_nothing_heavy():
    code = (
        "import sys\nfrom vedette.detectors import catalogue\n"
        "assert catalogue.entries()\n"
        "assert not {'numpy', 'sklearn', 'scipy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Promises

# These two are asked table by table, below.
BY_TABLE = {
    tables.hard_tables_get_an_answer_or_a_clear_error,
    tables.ten_thousand_columns_get_an_answer_or_a_clear_error,
}
ASKED = [(e, c) for e in LISTED for c in checks_for(made(e)) if c not in BY_TABLE]


@pytest.mark.parametrize(("entry", "check"), [listed(*asked) for asked in ASKED])
def test_keeps_every_promise_of_its_kind(entry, check):
    check(made(entry))


@pytest.mark.parametrize(
    ("entry", "table"), [listed(e, name) for e in UNSUPERVISED for name in TABLES]
)
def test_a_hard_table_gets_an_answer_or_a_clear_error(entry, table):
    tables.answers_or_refuses(made(entry), TABLES[table], table)


@pytest.mark.long
@pytest.mark.parametrize("entry", UNSUPERVISED, ids=named)
def test_ten_thousand_columns_get_an_answer_or_a_clear_error(entry):
    tables.answers_or_refuses(made(entry), wide_table(), "10,000 columns", explained=0)


@pytest.mark.parametrize("entry", [listed(e) for e in LISTED])
@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
def test_is_an_estimator_of_scikit_learn(entry):
    from sklearn.utils.estimator_checks import check_estimator

    detector = made(entry)
    expected = expected_failed_checks(detector)
    results = check_estimator(
        detector, expected_failed_checks=expected, on_skip=None, on_fail=None
    )

    assert len(results) > 40
    failed = {r["check_name"]: r["exception"] for r in results if r["status"] == "failed"}
    assert failed == {}
    met = {r["check_name"] for r in results if r["status"] == "xfail"}
    assert met == set(expected), "a failure that is expected does not happen"


def test_at_most_five_failures_are_expected_each_for_a_reason():
    known = {entry.called for entry in catalogue.entries()}

    assert len(EXPECTED_FAILED_CHECKS) <= 5
    for expected in EXPECTED_FAILED_CHECKS.values():
        assert len(expected.reason.split()) >= 4
        assert set(expected.classes) <= known


def test_no_failure_is_expected_where_the_threshold_is_not_the_rule_of_its_own():
    detector = catalogue.make("zscore")

    assert len(expected_failed_checks(detector)) == 2
    assert expected_failed_checks(detector.set_params(contamination="auto")) == {}
    assert expected_failed_checks(catalogue.make("ensemble")) == {}
