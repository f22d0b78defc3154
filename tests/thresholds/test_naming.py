"""Rules as they are typed."""

import pytest

from vedette.core.errors import InvalidParameter, UnknownName
from vedette.thresholds import (
    AlarmsPerDayRule,
    BestFRule,
    ConformalRule,
    ContaminationRule,
    CostRule,
    SigmaRule,
    TailRule,
    rule_of,
)
from vedette.thresholds.naming import examples

TYPED = [
    ("best-f1", BestFRule()),
    ("best-fbeta(2)", BestFRule(2.0)),
    ("contamination(0.05)", ContaminationRule(0.05)),
    ("contamination", ContaminationRule()),
    (" Sigma ( 2.5 ) ", SigmaRule(2.5)),
    ("robust-sigma(3)", SigmaRule(3.0, robust=True)),
    ("cost(100, 1)", CostRule(100.0, 1.0)),
    ("conformal(0.1)", ConformalRule(0.1)),
    ("conformal(0.2, 0.05)", ConformalRule(0.2, 0.05)),
    ("tail(1e-4)", TailRule(1e-4)),
    ("alarms_per_day(2)", AlarmsPerDayRule(2.0)),
    ("alarms-per-day(2, 1440)", AlarmsPerDayRule(2.0, 1440.0)),
]


@pytest.mark.parametrize(("typed", "meant"), TYPED)
def test_a_rule_is_found_by_its_name_and_numbers(typed, meant):
    assert repr(rule_of(typed)) == repr(meant)


@pytest.mark.parametrize(("_", "rule"), TYPED)
def test_a_rule_says_how_it_is_typed(_, rule):
    assert repr(rule_of(str(rule))) == repr(rule)


def test_every_example_can_be_typed():
    assert len({type(rule_of(example)) for example in examples()}) == 7


def test_a_rule_is_itself():
    rule = SigmaRule(2)

    assert rule_of(rule) is rule


@pytest.mark.parametrize(
    ("typed", "error", "said"),
    [
        ("best-f2", UnknownName, "did you mean 'best-f1'"),
        ("sigma(1, 2)", InvalidParameter, "at most 1 number, got 'sigma"),
        ("best-f1(2)", InvalidParameter, "takes no numbers"),
        ("sigma(three)", InvalidParameter, "hold numbers"),
        ("sigma(-3)", InvalidParameter, "n must be a number above 0"),
        ("contamination(0.7)", InvalidParameter, "share must be"),
        ("sigma(3", InvalidParameter, "a name and its numbers"),
        ("sigma(\x1b[2J)", InvalidParameter, r"\\x1b\[2J"),
        ("", InvalidParameter, "a name and its numbers"),
        (3, InvalidParameter, "a name and its numbers"),
    ],
)
def test_what_is_no_rule_is_refused(typed, error, said):
    with pytest.raises(error, match=said):
        rule_of(typed)
