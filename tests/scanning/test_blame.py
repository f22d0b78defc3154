"""Which cell of a row is to blame, where the distribution is known."""

from types import SimpleNamespace

import numpy as np
import pytest

import naive.scanning as naive
from vedette.scanning.blame import Scene, blame, settle

# One cause that three columns share, and a fourth column by itself.
SHARED = np.array([5.0, 10.0, -4.0, 0.0])
COVARIANCE = np.outer(SHARED, SHARED) + np.diag([1.5, 3.0, 1.2, 30.0]) ** 2


def fit_of(*moves, covariance=COVARIANCE, seed=0):
    """One usual row, some of its cells moved by so many conditional deviations."""
    row = np.random.default_rng(seed).multivariate_normal(np.zeros(4), covariance)
    usual = naive.Gaussian(row[None], covariance)
    expected = row - usual.z(row) * usual.sd
    for t, size in moves:
        row[t] = expected[t] + size * usual.sd[t]
    model = naive.Gaussian(row[None], covariance)
    z = {t: np.array([value]) for t, value in enumerate(model.z(row))}
    y = {t: np.array([value]) for t, value in enumerate(row)}
    return SimpleNamespace(model=model, z=z, y=y), expected, model.sd


@pytest.mark.parametrize("target", range(4))
@pytest.mark.parametrize("size", [-12.0, 8.0, 30.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_moved_cell_is_blamed_whichever_looks_wrong(target, size, seed):
    fit, expected, sd = fit_of((target, size), seed=seed)
    accused = {t: 4.0 for t, z in fit.z.items() if abs(z[0]) > 4}

    verdict = blame(Scene(fit, 0), accused)

    assert verdict.blamed == (target,)
    assert verdict.z[target] == pytest.approx(size)
    assert verdict.expected[target] == pytest.approx(expected[target])
    assert verdict.low[target] == pytest.approx(expected[target] - 1.96 * sd[target])
    assert verdict.high[target] == pytest.approx(expected[target] + 1.96 * sd[target])


@pytest.mark.parametrize("seed", range(5))
def test_the_cell_that_was_accused_need_not_be_the_one_to_blame(seed):
    fit, _, _ = fit_of((1, 14.0), seed=seed)

    assert blame(Scene(fit, 0), {0: -3.6}).blamed == (1,)


@pytest.mark.parametrize("seed", range(5))
def test_two_wrong_cells_are_both_blamed(seed):
    fit, _, _ = fit_of((1, 20.0), (3, -15.0), seed=seed)

    assert set(blame(Scene(fit, 0), {1: 4.0, 3: -4.0}).blamed) == {1, 3}


def test_cells_known_to_be_wrong_together_are_no_witnesses_for_each_other():
    fit, _, _ = fit_of()
    row = fit.model.X[0]
    for t in (0, 1):  # both as if their shared cause were higher by 6
        row[t] += 6 * SHARED[t]
        fit.y[t][0] = row[t]
    for t, value in enumerate(fit.model.z(row)):
        fit.z[t][0] = value

    verdict = blame(Scene(fit, 0), {0: 3.5, 1: 3.5}, together=(0, 1))

    assert set(verdict.blamed) == {0, 1}
    for t in (0, 1):
        assert verdict.expected[t] == pytest.approx(
            row[t] - 6 * SHARED[t], abs=abs(SHARED[t])
        )


def test_settled_cells_agree_with_each_other():
    fit, _, _ = fit_of((0, 9.0), (1, 9.0))

    values = settle(Scene(fit, 0), [0, 1])

    row = fit.model.X[0].copy()
    row[0], row[1] = values[0], values[1]
    assert np.abs(fit.model.z(row)[:2]).max() < 0.1


def test_of_cells_that_both_clear_the_row_the_likelier_one_is_blamed():
    # A second column of the first: repairing either leaves the others below their limits,
    # but repairing the right one leaves 0 to explain, and the other one most of it.
    mixing = np.array(
        [[5, 0, 0, 0], [10, 2.2, 0, 0], [-4, 0.7, 1.5, 0], [0, 0, 0, 30]], dtype=float
    )
    fit, _, _ = fit_of((1, 12.0), covariance=mixing @ mixing.T, seed=0)

    assert blame(Scene(fit, 0), {1: 4.5}).blamed == (1,)
