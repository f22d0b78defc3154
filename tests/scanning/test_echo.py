"""Echoes of a wrong row in the row after it, and runs between a jump and the jump back."""

from types import SimpleNamespace

import numpy as np
import pytest

from vedette.core.table import Column
from vedette.scanning.confirm import Candidate
from vedette.scanning.echo import close_runs, is_run, lag_parts, silence_echoes
from vedette.scanning.encode import Design
from vedette.scanning.lags import with_lags
from vedette.scanning.views import fit_model

# A run and its surroundings


@pytest.mark.parametrize(
    ("before", "inside", "after", "answer"),
    [
        (0.0, [10.0, 10.0], 0.0, True),
        (0.0, [-10.0, -9.0, -11.0], 1.0, True),
        (0.0, [10.0, 8.0, np.nan, 12.0], 0.0, True),
        (0.0, [10.0], 0.0, False),  # one row is a spike
        (0.0, [10.0, 0.5], 0.0, False),  # back already
        (0.0, [10.0, -10.0], 0.0, False),
        (0.0, [10.0, 21.0], 0.0, False),  # further apart than the jump is high
        (0.0, [10.0, 10.0], 19.0, False),  # a climb: the rows after are no lower
        (np.nan, [10.0, 10.0], 0.0, False),
        (0.0, [10.0, 10.0], np.nan, False),
        (0.0, [np.nan, np.nan], 0.0, False),
    ],
)
def test_a_run_stays_on_one_side_of_what_is_around_it(before, inside, after, answer):
    assert is_run(before, np.array(inside), after) is answer
    assert is_run(-before, -np.array(inside), -after) is answer


def runs_of(y, jumps, n=None, key=None):
    """Runs that the jumps (row, sign) of one series of values close."""
    y = np.asarray(y, dtype=float)
    view = SimpleNamespace(target=0)
    some = [Candidate(row, view, 9.0 * sign, 4.0 * sign) for row, sign in jumps]
    places = np.arange(len(y))
    chain = np.zeros(len(y), dtype=int) if key is None else np.asarray(key)
    return close_runs(some, places, chain, SimpleNamespace(y={0: y}))


def test_a_jump_and_the_jump_back_close_a_run():
    y = np.zeros(30)
    y[10:15] = 8

    assert runs_of(y, [(10, 1), (15, -1)]) == [(0, 10, 15)]
    assert runs_of(-y, [(10, -1), (15, 1)]) == [(0, 10, 15)]


def test_two_runs_are_two():
    y = np.zeros(40)
    y[5:9], y[20:30] = 8, -8

    assert runs_of(y, [(5, 1), (9, -1), (20, -1), (30, 1)]) == [(0, 5, 9), (0, 20, 30)]


@pytest.mark.parametrize(
    "jumps",
    [
        [(10, 1)],  # a new level
        [(10, 1), (15, 1)],  # two steps up
        [(10, 1), (11, -1)],  # a spike and its echo
    ],
)
def test_other_jumps_close_no_run(jumps):
    y = np.zeros(30)
    y[10:15] = 8

    assert runs_of(y, jumps) == []


@pytest.mark.parametrize(("length", "closed"), [(60, True), (61, False)])
def test_a_long_run_is_a_new_level(length, closed):
    y = np.zeros(200)
    y[50 : 50 + length] = 8

    assert bool(runs_of(y, [(50, 1), (50 + length, -1)])) is closed


def test_a_run_lies_within_one_series():
    y = np.zeros(30)
    y[10:15] = 8

    assert runs_of(y, [(10, 1), (15, -1)], key=[0] * 12 + [1] * 18) == []


# Echoes in a small series


@pytest.fixture(scope="module")
def spiked():
    """A series that remembers, with a spike in row 150: its fit, and the rows before."""
    rng = np.random.default_rng(2)
    x = rng.normal(0, 1, 400)
    for i in range(1, 400):
        x[i] += 0.9 * x[i - 1]
    x[150] += 20
    design, before = Design(), np.arange(400) - 1
    design.judge(Column("level", "number", x))
    design.judge(Column("other", "number", rng.normal(0, 1, 400)))
    fit = fit_model(with_lags(design, [0], before), 0, lagged=True)
    return fit, before


def accused(fit, row):
    view = SimpleNamespace(target=0)
    z = float(fit.z[0][row])
    return Candidate(row, view, z, float(np.copysign(4.0, z)))


def test_only_columns_with_their_row_before_echo(spiked):
    fit, _ = spiked

    assert lag_parts(fit) == {0: 2}


def test_the_spike_and_its_echo_both_look_wrong(spiked):
    fit, _ = spiked

    assert fit.z[0][150] > 8
    assert fit.z[0][151] < -4


def test_an_echo_is_silenced_and_the_blame_moves_to_the_row_before(spiked):
    fit, before = spiked

    kept, moved = silence_echoes(fit, [accused(fit, 150), accused(fit, 151)], before)

    assert [candidate.row for candidate in kept] == [150]
    assert moved == [(150, 0)]


def test_a_row_wrong_after_a_wrong_row_is_no_echo(spiked):
    fit, before = spiked
    # Row 151 accused of what mending row 150 makes no smaller: the other side.
    other_side = Candidate(151, SimpleNamespace(target=1), 9.0, 4.0)
    fit.y[1][151] += 30
    try:
        kept, moved = silence_echoes(fit, [other_side], before)
    finally:
        fit.y[1][151] -= 30

    assert [candidate.row for candidate in kept] == [151]
    assert not moved


def test_the_first_row_of_a_series_echoes_nothing(spiked):
    fit, before = spiked
    first = Candidate(0, SimpleNamespace(target=0), 9.0, 4.0)

    assert silence_echoes(fit, [first], before) == ([first], [])
