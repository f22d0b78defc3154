"""The N most surprising rows, whatever the rate."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from vedette.calibrate.gap import GapScan
from vedette.calibrate.tail import tail_probability
from vedette.scanning.budget import most_surprising, smallest
from vedette.scanning.views import View


def view(z, target=0, *, two_sided=True, judged=True):
    fit = SimpleNamespace() if target >= 0 else None
    side = GapScan(judged, len(z), 0, (), 1.0)
    z = np.asarray(z, dtype=float)
    return View("", target, fit, z, 1, upper=side, lower=side if two_sided else None)


def decided(*views, rows=500):
    space = SimpleNamespace(rows=np.arange(rows))
    found = SimpleNamespace(views=list(views), space=space)
    found.cells, found.wholes, found.crowds, found.alike = (
        ["old"],
        ["old"],
        ["old"],
        ["old"],
    )
    return found


def normal(seed=0, **wrong):
    z = np.random.default_rng(seed).normal(size=500)
    for name, value in wrong.items():
        z[int(name[1:])] = value
    return z


def test_the_rows_furthest_out_on_both_sides_are_taken():
    rows, p = smallest(view(normal(r7=9.0, r30=-8.0)), 1)

    assert rows.tolist() == [7, 30]
    assert p.max() < -2


def test_a_score_with_one_side_has_no_other():
    rows, _ = smallest(view(normal(r7=9.0, r30=-8.0), two_sided=False), 1)

    assert rows.tolist() == [7]


def test_both_sides_count_for_a_two_sided_score():
    z = normal(r7=4.0)

    one = smallest(view(z, two_sided=False), 1)[1][0]
    two = smallest(view(z), 1)[1][0]

    assert one == tail_probability(z, np.array([4.0]))[0]
    assert two == pytest.approx(one + np.log10(2))


def test_rows_without_a_score_are_never_taken():
    z = np.full(500, np.nan)
    z[:60] = normal()[:60]

    assert set(smallest(view(z), 500)[0]) == set(range(60))


def test_so_many_rows_are_found_most_surprising_first():
    # On one side: two rows far out are no part of a usual tail, and hide each other a little.
    found = decided(view(normal(r7=9.0, r30=8.0, r44=12.0)))

    most_surprising(found, 3)

    assert [cell.row for cell in found.cells] == [44, 7, 30]
    assert found.wholes == found.crowds == found.alike == []
    p = [cell.log10_p for cell in found.cells]
    assert p == sorted(p)
    assert max(p) <= 0


def test_a_row_far_out_in_two_columns_is_found_once():
    views = [normal(r7=6.0), normal(r7=12.0), normal(2, r9=8.0)]
    found = decided(*(view(z, target) for target, z in enumerate(views)))

    most_surprising(found, 2)

    assert [(cell.row, cell.target) for cell in found.cells] == [(7, 1), (9, 2)]


def test_columns_share_and_rows_as_wholes_have_their_half():
    z = normal(r7=6.0)
    alone, among = (
        decided(view(z)),
        decided(view(z), *(view(normal(s), s) for s in (1, 2, 3))),
    )
    whole = decided(view(z, -1, two_sided=False))

    for some in (alone, among, whole):
        most_surprising(some, 1)

    p = smallest(view(z), 1)[1][0]
    assert alone.cells[0].log10_p == pytest.approx(p + np.log10(2))
    assert among.cells[0].log10_p == pytest.approx(p + np.log10(8))
    assert whole.cells == []
    assert whole.wholes[0].row == 7
    assert whole.wholes[0].log10_p == pytest.approx(p)  # twice one side


def test_columns_that_cannot_be_judged_are_left_out():
    found = decided(view(normal(r7=9.0), judged=False), view(normal(1, r9=8.0), target=1))

    most_surprising(found, 1)

    assert [cell.row for cell in found.cells] == [9]


def test_nothing_that_can_be_judged_is_nothing_found():
    found = decided(view(normal(), judged=False))

    most_surprising(found, 5)

    assert found.cells == found.wholes == []


@pytest.mark.parametrize(("needed", "rows"), [(400, [7]), (600, [])])
def test_rows_that_only_their_order_leaves_unjudged_are_listed(needed, rows):
    unjudged = view(normal(r7=9.0), -1, two_sided=False, judged=False)
    unjudged = replace(unjudged, upper=GapScan(False, 500, needed, (), 1.0), length=30)
    found = decided(unjudged)

    most_surprising(found, 1)

    assert [whole.row for whole in found.wholes] == rows
