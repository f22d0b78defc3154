"""ECOD and COPOD: their promises, their formula by hand, and their laws."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from naive import ranks as naive
from vedette.core.errors import InvalidParameter
from vedette.detectors import catalogue
from vedette.detectors.statistical.copod import COPOD
from vedette.detectors.statistical.ecod import ECOD
from vedette.kernels import ranks
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables
from vedette.testing.promises.units import powers_of_two_change_no_bit

KINDS = [ECOD(), COPOD(), ECOD(larger="column"), COPOD(larger="column")]
# Six rows, the first column skewed to the right, as is the second.
SIX = np.array([[0, 5], [0.1, 3], [0.25, 4], [0.3, 1], [0.45, 2.5], [1, 9]])


@pytest.mark.parametrize("detector", [*KINDS, ECOD(scale="standard")], ids=repr)
@pytest.mark.parametrize(
    "check", checks_for(ECOD(scale="standard")), ids=lambda c: c.__name__
)
def test_keeps_every_promise_of_a_detector(check, detector):
    if check not in checks_for(detector):
        pytest.skip("no units are promised without a scale")
    check(detector)


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
@pytest.mark.parametrize("detector", [ECOD(), COPOD()], ids=repr)
def test_is_a_scikit_learn_estimator(detector):
    results = check_estimator(detector, on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_units_change_no_bit(detector):
    powers_of_two_change_no_bit(detector)


def test_is_found_by_name():
    assert isinstance(catalogue.make("ecod"), ECOD)
    assert isinstance(catalogue.make("copod", larger="column"), COPOD)


# Known values


@pytest.mark.parametrize("kind", [ECOD, COPOD])
def test_one_column_by_hand(kind):
    scores = kind().fit([[1.0], [2.0], [4.0]]).unusualness([[1.0], [2.0], [3.0], [4.0]])

    # Shares up to: 1/3 2/3 2/3 1; shares from: 1 2/3 1/3 1/3.
    np.testing.assert_allclose(scores, -np.log([1 / 3, 2 / 3, 1 / 3, 1 / 3]), atol=1e-15)


@pytest.mark.parametrize("kind", [ECOD, COPOD])
def test_the_largest_of_three_sums_as_the_papers_define(kind):
    X = [[1.0, 4.0], [2.0, 2.0], [4.0, 1.0]]  # both columns skewed to the right

    # Low in one column and high in the other: no tail has more than one log 3.
    scores = kind().fit(X).unusualness(X)

    np.testing.assert_allclose(scores, np.log([3, 2.25, 3]), atol=1e-15)


def test_the_skewed_sum_decides_where_columns_are_skewed_to_different_sides():
    X = np.array([[0.0, 0.0], [1.0, 9.0], [2.0, 10.0], [10.0, 11.0]])
    model = ECOD().fit(X)

    assert model.columns_.skewed_left.tolist() == [0, 1]
    far = model.unusualness([[10.0, 0.0]])[0]
    np.testing.assert_allclose(far, 2 * np.log(4))


def test_larger_column_equals_the_released_software_of_the_authors():
    # PyOD 3.6.7, decision_scores_ of SIX; its definitions are not the papers'.
    ecod = [
        2.8903717578961645,
        1.791759469228055,
        1.3862943611198906,
        2.4849066497880004,
        2.197224577336219,
        3.58351893845611,
    ]
    copod = [
        1.994492023282137,
        1.189773067065087,
        1.2424533248940002,
        1.5890269151739727,
        1.7390792113991416,
        3.58351893845611,
    ]

    np.testing.assert_allclose(ECOD(larger="column").fit(SIX).unusualness(SIX), ecod)
    np.testing.assert_allclose(COPOD(larger="column").fit(SIX).unusualness(SIX), copod)


def test_on_one_column_both_definitions_of_ecod_agree():
    X = cloud(300, 1)

    rows, columns = (ECOD(larger=by).fit(X).unusualness(X) for by in ("row", "column"))

    assert np.array_equal(rows, columns)


def test_just_outside_the_score_is_that_of_a_value_never_seen():
    X = np.arange(8.0)[:, None]  # IQR 4
    scores = ECOD().fit(X).unusualness([[7.0], [8.0], [11.0], [-4.0]])

    expected = [np.log(8), np.log(9) + np.log1p(0.25), np.log(9) + np.log(2)]
    np.testing.assert_allclose(scores, [*expected, expected[-1]])


# Laws


def tables():
    rng = np.random.default_rng(0)
    X = cloud(700, 3)
    yield "plain", X, cloud(300, 3, seed=1) * 2
    yield "ties", np.round(X), np.round(X[::-1] * 3) / 2
    yield "forty columns", cloud(90, 40), cloud(50, 40, seed=1) * 1.5
    yield "skewed", rng.lognormal(0, 3, (500, 2)) * [1, -1], rng.normal(size=(100, 2)) * 30
    constant = X.copy()
    constant[:, 1] = 0.1
    yield "a constant column", constant, X


@pytest.mark.parametrize("choice", ranks.CHOICES)
@pytest.mark.parametrize(
    ("name", "X", "there"), list(tables()), ids=[t[0] for t in tables()]
)
def test_the_kernel_agrees_with_its_twin(name, X, there, choice):
    columns, training = ranks.fit_columns(X, choice)

    assert np.array_equal(columns.sorted, np.sort(X.T, axis=1))
    np.testing.assert_allclose(training, naive.scores(X, X, choice), atol=1e-11)
    np.testing.assert_allclose(
        ranks.tail_scores(there, columns, choice),
        naive.scores(there, X, choice),
        rtol=1e-10,
        atol=1e-11,
    )
    for ours, theirs in zip(
        ranks.tails(there, columns), naive.tails(there, X), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("choice", ranks.CHOICES)
@pytest.mark.parametrize("d", [1, 3, 17])
def test_threads_change_no_bit(choice, d):
    X = np.round(cloud(3000, d), 2)

    results = [ranks.fit_columns(X, choice, n_jobs=jobs) for jobs in (1, 2, 7)]

    for columns, scores in results:
        assert np.array_equal(scores, results[0][1])
        assert np.array_equal(columns.starts, results[0][0].starts)
        for jobs in (1, 2, 7):
            again = ranks.tail_scores(X, columns, choice, n_jobs=jobs)
            assert np.array_equal(again, scores), "training rows score otherwise again"


@pytest.mark.parametrize(
    "X",
    [
        np.random.default_rng(0).standard_cauchy((20_000, 1)) ** 5,
        np.random.default_rng(0).integers(0, 3, (20_000, 1)).astype(float),
        np.append(np.random.default_rng(0).normal(size=20_000), [1.7e308, -1.7e308])[
            :, None
        ],
        np.arange(20_000.0)[::-1, None] * 5e-324,
        np.array([[0.0], [-0.0], [0.0], [1.0]]),
    ],
    ids=["long tails", "three values", "1e308", "subnormal", "both zeros"],
)
def test_sorts_whatever_comes(X):
    columns, scores = ranks.fit_columns(X, "largest sum")

    assert np.array_equal(columns.sorted[0], np.sort(X[:, 0]))
    assert np.array_equal(scores, ranks.tail_scores(X, columns, "largest sum"))


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_a_row_scores_the_same_in_any_batch(detector):
    X, there = cloud(500), cloud(100, seed=1) + 3
    model = detector.fit(X)

    alone = [model.unusualness(row[None])[0] for row in there]

    assert np.array_equal(model.unusualness(there), alone)
    assert np.array_equal(model.unusualness(np.vstack([there, X]))[:100], alone)


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_farther_outside_is_odder_without_end(detector):
    X = cloud(500)
    model = detector.fit(X)
    steps = X.max(axis=0) + np.array([[1e-9], [1.0], [1e2], [1e6], [1e100], [1e290]])

    for sign in (1.0, -1.0):
        scores = model.unusualness(5.0 + sign * (steps - 5.0))
        assert (np.diff(scores) > 0).all()
        assert scores[1:].min() > model.training_.max()


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_contributions_are_the_summands(detector):
    X = np.vstack([cloud(300), cloud(20, seed=1) * 3])
    model = detector.fit(X[:300])

    parts = model._parts(X)

    np.testing.assert_allclose(parts.sum(axis=1), model.unusualness(X), atol=1e-11)


def test_a_symmetric_column_is_skewed_to_neither_side():
    for centre in (0.0, 0.1, 1e9 + 0.1):
        X = centre + np.array([-2.0, -1.0, -1.0, 0.0, 1.0, 1.0, 2.0])[:, None]
        assert ECOD().fit(X).columns_.skewed_left.tolist() == [0]


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_hard_tables_are_scored(detector, name, X):
    model = detector.fit(X)

    assert np.isfinite(model.unusualness(X)).all()
    assert np.isfinite(model.unusualness(-X)).all()
    assert np.isfinite(model.contributions(-X[:1])).all()


def test_another_value_in_a_constant_column_is_odd():
    for value in (0.1, 0.0, -7e250):
        model = ECOD().fit(np.full((200, 2), value))
        assert model.predict(
            [[value, value], [value, value + 0.1 + abs(value) / 9]]
        ).tolist() == [
            1,
            -1,
        ]


def test_a_third_choice_is_refused():
    with pytest.raises(InvalidParameter, match="larger must be 'row' or 'column', got 'x'"):
        ECOD(larger="x").fit(cloud())
