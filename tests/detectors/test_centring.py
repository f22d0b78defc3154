"""Rows about their middle: exact where float32 alone would not be."""

import numpy as np
import pytest

from vedette.kernels.centring import LARGEST, fit_centring
from vedette.kernels.ensemble import row_hashes
from vedette.kernels.sampling import first_of_copies, samples_of
from vedette.testing.data import cloud, hard_tables


def test_an_offset_and_a_unit_leave_distances_as_they_are():
    X = cloud(200)
    for there in (X, X + 1e9, X * 1e-300, X * 1e300):
        centring = fit_centring(there)
        rows = centring.rows(there)

        apart = np.linalg.norm(rows[:, None].astype(float) - rows, axis=2)
        found = centring.in_units_of_data(np.sort(apart, axis=1)[:, 3])
        gaps = np.linalg.norm((X[:, None] - X) / 8, axis=2) * 8
        unit = np.median(np.ptp(there, axis=0) / np.ptp(X, axis=0))
        np.testing.assert_allclose(found / unit, np.sort(gaps, axis=1)[:, 3], rtol=1e-5)


def test_one_wild_value_does_not_take_the_digits_of_the_others():
    X = cloud(200)
    X[0, 0] = 1.7e308

    rows = fit_centring(X).rows(X)

    assert 0.1 < rows[1:].std() < 10
    assert rows[0, 0] == pytest.approx(1e15)


@pytest.mark.parametrize(
    "name", [n for n, X in hard_tables().items() if np.isfinite(X).all()]
)
def test_hard_tables_are_centred_without_a_word(name):
    X = hard_tables()[name].astype(np.float64)
    centring = fit_centring(X)

    assert np.isfinite(centring.rows(X)).all()
    assert np.isfinite(centring.in_units_of_data(np.array([0.0, 1.0, 1e15]))).all()


def test_a_distance_too_large_for_a_number_is_the_largest():
    centring = fit_centring(np.array([[-1.7e308], [1.7e308], [0.0]]))

    assert centring.in_units_of_data(np.array([1e15])).tolist() == [LARGEST]


def test_there_and_back_is_the_same_distance():
    centring = fit_centring(cloud() * 1000)

    assert centring.in_units_of_data(np.array([centring.in_own_units(0.3)])).tolist() == [
        0.3
    ]


def test_samples_are_without_replacement_and_copies_known():
    rng = np.random.default_rng(0)
    samples = samples_of(rng, 10, 50, 4)
    rows = np.array([[1, 2], [3, 4], [1, 2], [-0.0, 0], [0, 0]], dtype=np.float32)

    assert all(len(set(sample)) == 4 for sample in samples.tolist())
    assert first_of_copies(row_hashes(rows)).tolist() == [True, True, False, True, False]
