"""The field's everyday cases, each with its known answer; then what each family alone can.

The cases are in the order of the page docs/cases.md.
"""

import matplotlib as mpl
import numpy as np
import pytest
import sklearn.ensemble
import sklearn.neighbors
from matplotlib import pyplot
from scipy import stats
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

from made.tables import blob_and_noise, broken_correlation, cycles, imbalanced, moons
from naive import cut as naive_cut
from naive import isolation as naive
from vedette import plot
from vedette.core.cut import best_cut, cut_at
from vedette.detectors import (
    KNN,
    Autoencoder,
    DBSCANNoise,
    Ensemble,
    Gaussian,
    GaussianCovariance,
    HiddenMarkov,
    IsolationForest,
    KMeansDistance,
    LocalOutlierFactor,
    OneClassSVM,
    PCADetector,
    ZScore,
    catalogue,
)
from vedette.detectors.isolation import trees
from vedette.testing.data import cloud

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


# Isolation forest


def test_isolation_forest_as_a_picture_rings_none_of_the_hundred():
    X, y = blob_and_noise()
    detector = IsolationForest(contamination=0.15, random_state=0).fit(X)

    ax = plot.scores(X, detector, labels=y)

    ringed = detector.predict(X) == -1
    assert ringed.sum() == 18
    assert not ringed[:100].any()
    assert ax.get_title(loc="left") == "18 of 120 rows odd, ringed"
    assert ax.figure.axes[-1].get_ylabel() == "surprise (higher is odder)"


def test_the_well_known_picture_finds_what_can_be_found():
    X, y = blob_and_noise()

    for seed in range(5):
        model = IsolationForest(random_state=seed).fit(X)
        scores = model.score_samples(X)
        assert roc_auc_score(y, -scores) == pytest.approx(0.9375, abs=0.015)
        assert -1 <= scores.min() < scores.max() <= 0
        # Two of the twenty lie within three sigma of the cluster.
        assert (scores < -0.5).sum() == pytest.approx(18, abs=2)
        assert model.predict(X)[:100].min() == 1


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"max_samples": 64},
        {"max_samples": 0.5, "max_features": 2},
        {"max_features": 0.5},
        {"n_estimators": 40, "max_samples": 1.0},
        {"bootstrap": True},
    ],
)
def test_the_five_parameters_of_the_isolation_forest_mean_what_they_mean_in_scikit_learn(
    params,
):
    X = np.vstack([cloud(400, 4), cloud(8, 4) * 3])

    def scores(cls):
        runs = [
            cls(random_state=seed, **params).fit(X).score_samples(X) for seed in range(8)
        ]
        return np.mean(runs, axis=0), np.std(runs, axis=0)

    (ours, spread), (theirs, other) = (
        scores(IsolationForest),
        scores(sklearn.ensemble.IsolationForest),
    )

    gap = (ours - theirs) / np.sqrt((spread**2 + other**2) / 8)
    assert np.sqrt(np.mean(gap**2)) < 1.5
    assert abs(np.mean(ours - theirs)) < 0.004


def test_a_number_for_contamination_flags_that_share():
    X, _ = blob_and_noise()

    assert (IsolationForest(contamination=0.15).fit_predict(X) == -1).sum() == 18


@pytest.mark.parametrize(
    ("size", "expected", "score"), [(3000, 15.167, 0.7957), (256, 10.245, 0.713)]
)
def test_the_formula_of_the_isolation_forest(size, expected, score):
    assert trees.expected_path(size) == pytest.approx(expected, abs=6e-4)
    assert trees.score_of_path(np.array([5.0]), size)[0] == pytest.approx(score, abs=5e-5)
    assert trees.expected_path(size) == pytest.approx(naive.expected_path(size))


FOREST_SNIPPET = """
import numpy as np
import matplotlib.pyplot as plt
from sklearn.ensemble import IsolationForest

rng = np.random.RandomState(42)
X = np.r_[0.3 * rng.randn(100, 2), rng.uniform(low=-4, high=4, size=(20, 2))]

clf = IsolationForest(n_estimators=100, max_samples='auto', contamination=0.1,
                      random_state=42)
clf.fit(X)
scores = clf.decision_function(X)
y_pred = clf.predict(X)

xx, yy = np.meshgrid(np.linspace(-5, 5, 50), np.linspace(-5, 5, 50))
Z = clf.decision_function(np.c_[xx.ravel(), yy.ravel()])
Z = Z.reshape(xx.shape)
plt.contourf(xx, yy, Z, cmap=plt.cm.Blues_r)
points = plt.scatter(X[:, 0], X[:, 1], c=scores, cmap='coolwarm')
plt.colorbar(label='Anomaly Score')
"""


def with_both_imports(snippet, module):
    """The names of a snippet run with scikit-learn's import, and with ours."""
    assert snippet.count(f"from {module} import") == 1
    found = []
    for source in (module, "vedette.detectors"):
        pyplot.figure()
        names = {}
        exec(snippet.replace(f"from {module} import", f"from {source} import"), names)
        found.append(names)
    theirs, ours = found
    assert type(ours["clf"]).__module__.startswith("vedette.")
    assert type(theirs["clf"]).__module__.startswith("sklearn.")
    return theirs, ours


def test_the_well_known_isolation_forest_snippet_runs_with_only_the_import_changed():
    theirs, ours = with_both_imports(FOREST_SNIPPET, "sklearn.ensemble")

    y = np.arange(120) >= 100
    assert (ours["y_pred"] == -1).sum() == (theirs["y_pred"] == -1).sum() == 12
    assert not (ours["y_pred"][~y] == -1).any()
    assert np.array_equal(ours["points"].get_array().data, ours["scores"])
    assert np.array_equal(ours["scores"] < 0, ours["y_pred"] == -1)
    assert roc_auc_score(y, -ours["scores"]) == pytest.approx(0.9375, abs=0.015)
    assert ours["Z"].shape == (50, 50)
    assert ours["Z"][25, 25] > 0 > ours["Z"][0, 0]
    assert spearmanr(ours["scores"], theirs["scores"])[0] > 0.95


# Local outlier factor


def test_the_local_outliers_of_iris_are_these_fifteen_rows():
    X = load_iris().data

    model = LocalOutlierFactor(n_neighbors=20, contamination=0.1)
    odd = np.flatnonzero(model.fit_predict(X) == -1)

    factors = -model.negative_outlier_factor_
    expected = [13, 14, 15, 33, 41, 57, 60, 93, 98, 105, 106, 117, 118, 122, 131]
    assert odd.tolist() == expected
    assert np.argsort(-factors)[:3].tolist() == [41, 15, 118]
    assert np.round(factors[[41, 15, 118]], 4).tolist() == [1.7776, 1.6719, 1.6217]
    assert round(-model.offset_, 4) == 1.3039


FACTOR_SNIPPET = """
from sklearn.datasets import load_iris
from sklearn.neighbors import LocalOutlierFactor

X = load_iris().data
clf = LocalOutlierFactor(n_neighbors=20, contamination=0.1)
y_pred = clf.fit_predict(X)
X_scores = clf.negative_outlier_factor_
"""


def test_the_well_known_local_outlier_snippet_runs_with_only_the_import_changed():
    theirs, ours = with_both_imports(FACTOR_SNIPPET, "sklearn.neighbors")

    assert np.array_equal(ours["y_pred"], theirs["y_pred"])
    # Where two rows are as near as the 20th nearest, either may be taken for it.
    same = np.isclose(ours["X_scores"], theirs["X_scores"], rtol=1e-9)
    assert same.sum() >= 147
    assert same[ours["y_pred"] == -1].all()
    np.testing.assert_allclose(ours["X_scores"], theirs["X_scores"], atol=0.004)
    assert ours["clf"].offset_ == pytest.approx(theirs["clf"].offset_, rel=1e-9)
    assert ours["clf"].n_neighbors_ == 20


# Nearest neighbours


def test_knn_by_hand_two_near_rows_do_not_make_a_row_usual():
    usual = np.linspace(0.0, 1.0, 40)
    X = np.concatenate([usual, [9.0, 9.2, 9.5]])[:, None]  # 9.0 has two rows within 0.5

    model = KNN(n_neighbors=10, scale=None).fit(X)

    ninth = usual[-8]  # the two near ones, then 1.0, ... : the 10th is the 8th of the usual
    assert model.unusualness([[9.0]])[0] == pytest.approx(9.0 - ninth)
    assert set(np.argsort(-model.unusualness(X))[:3]) == {40, 41, 42}


@pytest.mark.parametrize(
    ("method", "expected"), [("largest", 7.0), ("mean", 3.5), ("median", 3.0)]
)
def test_knn_takes_the_largest_mean_or_median_distance(method, expected):
    X = np.array([[0.0], [1.0], [3.0], [7.0], [-3.0], [50.0]])

    score = KNN(4, method=method, scale=None).fit(X).unusualness([[0.0]])

    assert score[0] == pytest.approx(expected)


def test_the_assumptions_of_knn_are_in_its_entry():
    assumed = catalogue.entry("knn").assumes

    for words in ("close together", "odd ones far", "metric fits", "one kind", "dense"):
        assert words in assumed


# Gaussian densities


def test_z_scores_by_hand():
    model = ZScore().fit([[2.0], [4.0], [4.0], [4.0], [5.0], [5.0], [7.0], [9.0]])

    assert model.centre_ == [5.0]
    assert model.spread_ == [2.0]
    assert model.unusualness([[9.0], [5.0], [-1.0]]).tolist() == [2.0, 0.0, 3.0]
    assert model.predict([[11.0], [-1.0], [-1.1]]).tolist() == [1, 1, -1]


def test_the_density_of_columns_by_hand_has_one_sigma_in_both_places():
    model = Gaussian().fit([[1.0, 10.0], [3.0, 10.0], [1.0, 30.0], [3.0, 30.0]])

    # Means 2 and 20, deviations 1 and 10.
    at_mean = 1 / (2 * np.pi * 1 * 10)
    assert model.density([[2.0, 20.0]]) == pytest.approx([at_mean], rel=1e-12)
    assert model.density([[3.0, 0.0]]) == pytest.approx([at_mean * np.exp(-2.5)], rel=1e-12)
    assert model.unusualness([[2.0, 20.0], [3.0, 0.0]]).tolist() == [0.0, 2.5]


@pytest.mark.parametrize("units", [1.0, 1e-200, 1e200])
def test_log_densities_of_columns_are_those_of_scipy(units):
    X, there = cloud(400, 5) * units, cloud(50, 5, seed=1) * units

    found = Gaussian().fit(X).log_density(there)

    mean, sigma = X.mean(axis=0), (X / units).std(axis=0) * units
    expected = stats.norm.logpdf(there, mean, sigma).sum(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_product_of_500_densities_underflows_and_its_log_does_not():
    X = np.random.default_rng(0).normal(0, 100, size=(1000, 500))
    model = Gaussian().fit(X)
    there = X[:20]

    with np.errstate(under="ignore"):
        assert stats.norm.pdf(there, X.mean(axis=0), X.std(axis=0)).prod(axis=1).max() == 0
    found = model.log_density(there)

    expected = stats.norm.logpdf(there, X.mean(axis=0), X.std(axis=0)).sum(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert (found < -2000).all()
    assert (model.density(there) == 0).all()
    odd = X[:1] + 30.0  # a little off in every column
    assert model.unusualness(odd)[0] > model.unusualness(X[:1])[0]


@pytest.mark.parametrize("units", [[1, 1, 1, 1], [1e-6, 1, 1e9, 1e3]], ids=str)
def test_log_densities_of_correlated_columns_are_those_of_scipy(units):
    X, there = cloud(400, 4) * units, cloud(50, 4, seed=1) * units

    found = GaussianCovariance().fit(X).log_density(there)

    plain, rows = X / units, there / units  # scipy takes very unequal units for a plane
    normal = stats.multivariate_normal(plain.mean(axis=0), np.cov(plain.T, bias=True))
    expected = normal.logpdf(rows) - np.log(units).sum()
    np.testing.assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("kind", ["full", "shrunk", "mcd"])
def test_a_singular_covariance_is_answered_a_row_off_the_plane_is_odder_than_any_on_it(
    kind,
):
    X = cloud(200, 3)
    X[:, 2] = X[:, 0] + X[:, 1]
    off, on = X[:1] + np.array([0, 0, 0.01]), X[:1] + np.array([20, 0, 20])

    model = GaussianCovariance(kind).fit(X)

    if kind == "shrunk":  # a little of every variance is left in every direction
        assert model.rank_ == 3
        return
    assert model.rank_ == 2
    assert model.covariance_.shape == (3, 3)
    np.testing.assert_allclose(
        model.covariance_[2], model.covariance_[0] + model.covariance_[1], rtol=1e-6
    )
    scores = model.unusualness(np.vstack([X, on, off]))
    assert scores[:200].max() < 100 < scores[-2] < scores[-1]
    assert model.contributions(off).argmax() != 3
    plain = GaussianCovariance(kind).fit(X[:, :2])
    np.testing.assert_allclose(scores[:200], plain.unusualness(X[:, :2]), rtol=1e-4)


# Epsilon, precision, recall, F1


def parts(seed=0):
    """Usual rows to learn from, then twice 1,000 rows with 10 odd ones, and which."""
    rng = np.random.default_rng(seed)
    train = rng.normal(size=(2000, 5))
    odd = np.arange(1000) < 10
    validation, test = rng.normal(size=(2, 1000, 5))
    for rows in (validation, test):
        rows[:10] += rng.choice([-1, 1], (10, 5)) * np.linspace(2, 14, 10)[:, None]
    return train, validation, test, odd


def test_epsilon_is_the_best_of_all_cuts_of_densities_that_span_a_hundred_powers_of_ten():
    train, validation, test, odd = parts()
    model = Gaussian().fit(train)
    log_density = model.log_density(validation)
    assert np.ptp(log_density) / np.log(10) > 100

    cut = best_cut(-log_density, odd)

    assert cut.f1 == pytest.approx(naive_cut.best_f1(-log_density, odd), rel=1e-12)
    density = np.exp(log_density)
    grid = np.linspace(density.min(), density.max(), 1000)
    of_grid = max(cut_at(-density, odd, -epsilon).f1 for epsilon in grid)
    assert cut.f1 > of_grid + 0.2, "a grid of 1,000 steps would do"
    there = cut_at(-model.log_density(test), odd, cut.threshold)
    assert min(cut.f1, there.f1) > 0.9
    assert there.f1 == pytest.approx(
        2 * there.precision * there.recall / (there.precision + there.recall)
    )


def test_precision_recall_and_f1_of_263_hits_255_false_alarms_and_237_missed():
    scores = np.concatenate([np.ones(263 + 255), np.zeros(237 + 1000)])
    odd = np.zeros(len(scores), dtype=bool)
    odd[:263] = odd[518 : 518 + 237] = True

    cut = cut_at(scores, odd, 0.5)

    assert cut.precision == pytest.approx(0.50772, abs=5e-6)
    assert cut.recall == pytest.approx(0.526)
    assert cut.f1 == pytest.approx(0.51670, abs=5e-6)


def test_precision_recall_and_f1_of_nothing_flagged_are_0():
    cut = cut_at(np.zeros(5), np.arange(5) < 2, 1.0)

    assert (cut.precision, cut.recall, cut.f1) == (0.0, 0.0, 0.0)


# One-class support vector machine


@pytest.mark.parametrize("nu", [0.02, 0.05, 0.1, 0.3, 0.6])
def test_nu_is_between_the_outside_and_the_support_vectors(nu):
    X = cloud(500, 3)

    model = OneClassSVM(nu=nu, tol=1e-6, scale="robust").fit(X)

    # Rows that the solver leaves on the boundary are not outside.
    outside = model.decision_function(X) < -1e-4 * model.rho_
    assert outside.mean() <= nu <= len(model.support_) / len(X)
    assert abs((model.predict(X) == -1).mean() - nu) < 0.02


# Distance from the centres of k-means


def two_clusters():
    """Two clusters on a line, at 0 and 100, with the same distances to their centres."""
    steps = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    rows = np.concatenate([np.tile(steps, 10), np.tile(2 * steps, 10) + 100])
    return rows[:, None]


def test_the_distance_from_the_own_centre_in_sigmas_by_hand():
    model = KMeansDistance(2, scale=None).fit(two_clusters())

    order = np.argsort(model.centres_[:, 0])
    sigma = np.std([3, 2, 1, 0, 1, 2, 3])
    np.testing.assert_allclose(model.centres_[order], [[0], [100]], atol=1e-12)
    np.testing.assert_allclose(
        model.means_[order] * 2.0**model.centring_.unit, [12 / 7, 24 / 7]
    )
    np.testing.assert_allclose(model.unusualness([[9.0]]), (9 - 12 / 7) / sigma)
    np.testing.assert_allclose(model.unusualness([[118.0]]), (18 - 24 / 7) / (2 * sigma))


def test_beyond_n_sigma_of_the_own_cluster_is_odd():
    sigma, mean = np.std([3, 2, 1, 0, 1, 2, 3]), 12 / 7
    rows = [[mean + 2.9 * sigma], [mean + 3.1 * sigma], [100 + 3.1 * sigma]]

    assert KMeansDistance(2, scale=None).fit(two_clusters()).predict(rows).tolist() == [
        1,
        -1,
        1,
    ]
    model = KMeansDistance(2, n_sigma=2.5, scale=None).fit(two_clusters())
    assert model.predict(rows).tolist() == [-1, -1, 1]


def test_distances_on_iris_are_those_from_the_own_centre_of_scikit_learns_clusters():
    X = load_iris().data
    model = KMeansDistance(3, n_init=10, scale=None).fit(X)

    theirs = KMeans(3, n_init=10, random_state=0).fit(X)

    gap = np.linalg.norm(X - theirs.cluster_centers_[theirs.labels_], axis=1)
    for k in range(3):
        own = theirs.labels_ == k
        z = (gap[own] - gap[own].mean()) / gap[own].std()
        np.testing.assert_allclose(model.unusualness(X[own]), z, rtol=1e-6, atol=1e-9)


# Noise, reconstruction error, likelihood of a sequence


SIX = np.array([[1, 2], [2, 2], [2, 3], [8, 7], [8, 8], [25, 80]], dtype=float)


def test_noise_of_dbscan_by_hand():
    model = DBSCANNoise(eps=3, min_samples=2, scale=None).fit(SIX)

    far = np.hypot(17, 72) / 3
    expected = [1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3, far]
    np.testing.assert_allclose(model.unusualness(SIX), expected, rtol=1e-5)
    assert model.labels_.tolist() == [0, 0, 0, 1, 1, -1]
    assert model.predict(SIX).tolist() == [1, 1, 1, 1, 1, -1]
    assert model.predict([[5.0, 2.0], [5.1, 2.0]]).tolist() == [1, -1]


@pytest.mark.parametrize("k", [1, 2, 4])
def test_the_reconstruction_error_of_pca_is_that_of_scikit_learn(k):
    X = cloud(300, 5)
    theirs = PCA(k).fit(X)
    expected = np.square(X - theirs.inverse_transform(theirs.transform(X))).sum(axis=1)

    plain = PCADetector(k, scale=None, robust=False).fit(X)

    np.testing.assert_allclose(
        plain.unusualness(X) * 4.0**-plain.unit_, expected, rtol=1e-9
    )
    np.testing.assert_allclose(
        plain.components_, theirs.components_ * plain_sign(plain, theirs)
    )


def plain_sign(ours, theirs):
    return np.sign((ours.components_ * theirs.components_).sum(axis=1, keepdims=True))


def test_a_sequence_has_the_likelihood_that_hmmlearn_says():
    hmm = pytest.importorskip("hmmlearn.hmm")
    X = cycles(60, 25, 0)
    model = HiddenMarkov().fit(X)
    theirs = hmm.CategoricalHMM(6)
    theirs.startprob_, theirs.transmat_ = model.start_, model.transitions_
    theirs.emissionprob_, theirs.n_features = model.emissions_, 7

    expected = [theirs.score(row.astype(int)[:, None]) / 25 for row in X]

    np.testing.assert_allclose(model.score_samples(X), expected, rtol=1e-9)


# With labels


@pytest.mark.parametrize("name", ["tree", "svm", "mlp", "logistic", "extra-trees"])
def test_tree_svm_and_network_on_imbalanced_labels_beside_the_unsupervised_result(name):
    X, odd = imbalanced(0)
    there, truth = imbalanced(1)
    small = {"mlp": {"max_iter": 40}, "extra-trees": {"n_estimators": 60}}.get(name, {})

    model = catalogue.make(name, **small).fit(X, odd)

    figures = model.cross_validated_
    fresh = cut_at(model.unusualness(there), truth, model.threshold_)
    blind = Ensemble().fit(X)
    unsupervised = best_cut(blind.unusualness(there), truth)  # its best, in hindsight
    assert min(figures.precision, figures.recall) > 0.35
    assert figures.f1 == pytest.approx(fresh.f1, abs=0.15), "the figures were flattered"
    assert fresh.f1 > unsupervised.f1 + 0.05
    assert fresh.recall == pytest.approx(model.predict(there)[truth].mean())


# What each family alone can


@pytest.mark.parametrize(("d", "k"), [(6, 2), (10, 4)])
def test_a_linear_autoencoder_ranks_like_pca(d, k):
    X = cloud(800, d)

    ours = Autoencoder((k,), activation="identity").fit(X).unusualness(X)
    linear = PCADetector(k).fit(X).unusualness(X)

    assert spearmanr(ours, linear)[0] > 0.99


def arc(n, seed, *, inside=False):
    """An arc in a plane of five dimensions, with noise; or rows that the arc goes round."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(-0.8, 0.8, (n, 1)) * np.pi
    radius = rng.uniform(0.3, 0.75, (n, 1)) if inside else 1.0
    plane = np.linalg.qr(np.random.default_rng(7).normal(size=(5, 2)))[0].T
    flat = radius * np.hstack([np.cos(angle), np.sin(angle)])
    return flat @ plane + 0.03 * rng.normal(size=(n, 5))


@pytest.mark.parametrize("seed", [0, 1])
def test_an_autoencoder_follows_a_curved_surface_where_pca_cannot(seed):
    X = arc(1000, seed)
    rows = np.vstack([arc(400, seed + 10), arc(100, seed + 20, inside=True)])
    y = np.r_[np.zeros(400), np.ones(100)]

    curved = Autoencoder((24, 1, 24), scale=None, random_state=seed).fit(X)
    flat = [PCADetector(k, scale=None).fit(X) for k in (0, 1, 2, 3, 4)]
    flat.append(PCADetector(method="mahalanobis", scale=None).fit(X))

    assert roc_auc_score(y, curved.unusualness(rows)) > 0.95
    assert max(roc_auc_score(y, model.unusualness(rows)) for model in flat) < 0.7


def test_a_hidden_markov_model_finds_wrong_orders_where_detectors_of_rows_cannot():
    pytest.importorskip("hmmlearn")
    X = cycles(200, 100, 0)
    rows = np.vstack([cycles(300, 100, 1), cycles(150, 100, 2, backwards=True)])
    y = np.r_[np.zeros(300), np.ones(150)]

    assert roc_auc_score(y, HiddenMarkov().fit(X).unusualness(rows)) > 0.95
    near = NearestNeighbors(n_neighbors=5).fit(X).kneighbors(rows)[0][:, -1]
    of_rows = [near]
    for other in (
        Ensemble(),
        PCADetector(),
        PCADetector(method="mahalanobis"),
        IsolationForest(random_state=0),
    ):
        of_rows.append(-other.fit(X).score_samples(rows))
    aucs = [roc_auc_score(y, scores) for scores in of_rows]
    assert max(np.abs(np.array(aucs) - 0.5)) < 0.1, aucs


def test_pca_finds_a_broken_correlation_that_no_single_column_shows():
    X, odd = broken_correlation()
    rows, y = np.vstack([X[:500], odd]), np.r_[np.zeros(500), np.ones(50)]

    model = PCADetector().fit(X[500:])

    assert roc_auc_score(y, model.unusualness(rows)) > 0.95
    for column in rows.T:
        assert roc_auc_score(y, np.abs(column - np.median(column))) < 0.6
    far = np.abs(odd[:, 2] - odd[:, [0, 1, 3, 4, 5]].mean(axis=1)) > 1
    assert (model.contributions(odd[far]).argmax(axis=1) == 2).all()


def test_lof_beats_knn_where_clusters_differ_in_density():
    rng = np.random.default_rng(0)
    tight, thin = (
        rng.normal(scale=0.05, size=(500, 2)),
        rng.normal(scale=3.0, size=(500, 2)),
    )
    around = rng.uniform(0, 2 * np.pi, size=25)
    planted = 0.4 * np.column_stack([np.cos(around), np.sin(around)])  # 8 of its sigmas
    X = np.vstack([planted, tight, thin + 20.0])
    odd = np.arange(len(X)) < 25

    local = LocalOutlierFactor(40, scale="robust").fit(X).unusualness(X)
    plain = KNN(40).fit(X).unusualness(X)

    assert roc_auc_score(odd, local) > 0.99
    assert roc_auc_score(odd, plain) < 0.60


def test_mahalanobis_beats_euclidean_on_correlated_columns():
    rng = np.random.default_rng(0)
    along = rng.normal(size=(400, 2)) * 3
    X = np.column_stack([along, along.sum(axis=1) + rng.normal(scale=0.1, size=400)])
    odd = np.zeros(400, dtype=bool)
    odd[:20] = True
    X[:20, 2] += rng.choice([-1.0, 1.0], 20)  # off the plane, within every column's range

    plain, turned = (
        roc_auc_score(odd, KNN(metric=metric).fit(X).unusualness(X))
        for metric in ("euclidean", "mahalanobis")
    )

    assert turned > 0.99
    assert plain < 0.80


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_dbscan_finds_noise_between_moons_where_a_gaussian_cannot(seed):
    X, strange = moons(seed)
    gaps = X - X.mean(axis=0)
    gaussian = np.einsum("ij,jk,ik->i", gaps, np.linalg.inv(np.cov(X.T)), gaps)

    model = DBSCANNoise().fit(X)

    # Rows no farther out than the moons are.
    between = gaussian <= gaussian[strange == 0].max()
    assert strange[between].sum() > 70
    assert roc_auc_score(strange[between], model.unusualness(X)[between]) > 0.97
    assert roc_auc_score(strange[between], gaussian[between]) < 0.75
    found = model.predict(X) == -1
    assert found[strange == 1].mean() > 0.85
    assert found[strange == 0].mean() < 0.01
