"""What stands of the rows beyond a gap: sources of echoes, and values on a step."""

from types import SimpleNamespace

import numpy as np
import pytest

from vedette.scanning.confirm import Candidate
from vedette.scanning.opinion import on_a_step
from vedette.scanning.settle import Hearing, blame_sources


def hearing(moved):
    """Row 3 lies beyond a gap of target 0; comparable rows have acquitted it."""
    view = SimpleNamespace(fit=SimpleNamespace(), target=0)
    accused = Candidate(3, view, -9.0, -4.0)
    charge = SimpleNamespace(view=view, candidates=lambda: [accused], rows=np.array([3]))
    return Hearing(charge, [], [accused], moved)


def test_a_row_that_echoes_in_the_next_one_stands_though_it_was_acquitted():
    heard = hearing(moved=[(3, 0)])

    blame_sources([heard])

    assert [candidate.row for candidate in heard.kept] == [3]
    assert not len(heard.explained)


@pytest.mark.parametrize("moved", [[], [(4, 0)], [(3, 1)]], ids=str)
def test_a_row_that_was_acquitted_and_echoes_nowhere_stays_so(moved):
    heard = hearing(moved)

    blame_sources([heard])

    assert heard.kept == []
    assert heard.explained.tolist() == [3]


def test_a_value_that_all_rows_on_one_side_hold_is_on_a_step():
    witness = np.arange(100.0)
    value = np.where(witness < 50, 0.0, 10.0)

    assert on_a_step(50, value, 0.0, witness)
    assert on_a_step(49, value, 10.0, witness)


def test_a_spike_in_a_smooth_function_is_on_no_step():
    witness = np.arange(100.0)
    value = 0.1 * witness
    value[50] += 10

    assert not on_a_step(50, value, 5.0, witness)
