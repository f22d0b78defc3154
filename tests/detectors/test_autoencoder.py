"""Autoencoder: like PCA where it is linear, beyond PCA on a curved surface."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter
from vedette.detectors.model.autoencoder import Autoencoder, activated, layer_sizes
from vedette.testing import checks_for
from vedette.testing.data import cloud

SETTINGS = [
    {"epochs": 20},
    {"epochs": 20, "scale": None},
    {"epochs": 100, "activation": "identity"},
    {"epochs": 20, "activation": "relu", "scale": "standard"},
]
ALL_CHECKS = checks_for(Autoencoder())


@pytest.mark.parametrize("params", SETTINGS, ids=str)
@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, params):
    if check in checks_for(Autoencoder(**params)):
        check(Autoencoder(**params))


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(Autoencoder(epochs=5), on_skip=None, on_fail=None)

    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_the_network_is_that_of_its_weights():
    X = cloud(100, 3)
    model = Autoencoder((5, 2, 5), epochs=3).fit(X)
    unit = model.fence_.draw_in(model.scaler_.scale(X) * 2.0**model.unit_)
    Z = (unit - model.centre_) / model.spread_

    hidden = Z
    for weights, biases in zip(model.weights_[:-1], model.biases_[:-1], strict=True):
        hidden = np.tanh(hidden @ weights + biases)
    out = hidden @ model.weights_[-1] + model.biases_[-1]

    assert [w.shape for w in model.weights_] == [(3, 5), (5, 2), (2, 5), (5, 3)]
    np.testing.assert_allclose(model._copied(Z), out, atol=1e-12)
    assert model.fence_.radius > 0


def test_activations_by_hand():
    Z = np.array([[-1.0, 0.0, 2.0]])

    np.testing.assert_allclose(activated(Z, "logistic"), 1 / (1 + np.exp(-Z)))
    assert activated(Z, "relu").tolist() == [[0, 0, 2]]
    assert activated(Z, "identity") is Z


def test_the_layers_of_a_table():
    assert layer_sizes(None, 9, "tanh") == (36, 2, 36)
    assert layer_sizes(None, 100, "tanh") == (64, 5, 64)
    assert layer_sizes(None, 9, "identity") == (2,)
    assert layer_sizes([3], 9, "tanh") == (3,)


# What it finds


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity"])
def test_farther_is_odder_for_every_activation(activation):
    X = cloud(300)
    away = np.array([[6.0], [1e2], [1e4], [1e8], [1e12]])
    steps = X.mean(axis=0) + away * X.std(axis=0)

    model = Autoencoder(activation=activation, epochs=20).fit(X)

    assert (np.diff(model.unusualness(steps)) > 0).all()
    assert model.unusualness(steps[:1])[0] > model.unusualness(X).max()


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity"])
def test_a_row_far_along_the_surface_is_not_copied(activation):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 1)) + 0.05 * rng.normal(size=(400, 4))
    model = Autoencoder((4, 1, 4), activation=activation, scale=None).fit(X)

    error = (
        model.unusualness(np.full((1, 4), 100.0))[0]
        * (model.spread_ / 2.0**model.unit_) ** 2
    )

    assert np.sqrt(error) > 0.9 * 200  # its distance is 200


def test_a_far_row_is_not_learned():
    X = np.vstack([cloud(300, 4), [[300.0, -300, 20, 1]]])

    assert Autoencoder().fit(X).unusualness(X).argmax() == 300


def test_many_columns_are_explained_by_their_own_errors():
    X = cloud(60, 400)
    X[3, 7] += 50 * X[:, 7].std()

    model = Autoencoder(epochs=5).fit(X)

    assert model.contributions(X[3:4]).argmax() == 7
    np.testing.assert_allclose(model._parts(X).sum(axis=1), model._unusualness(X))


def test_seeds_matter():
    X = cloud(50)

    scores = [
        Autoencoder(epochs=2, random_state=s).fit(X).unusualness(X) for s in (0, 1, None)
    ]

    assert len({s.tobytes() for s in scores}) == 3


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"hidden_layer_sizes": ()}, "hidden_layer_sizes must be None or like"),
        ({"hidden_layer_sizes": 5}, "hidden_layer_sizes must be None or like"),
        ({"hidden_layer_sizes": (3, 0)}, "a hidden layer size must be a whole number >= 1"),
        ({"activation": "softmax"}, "activation must be one of"),
        ({"epochs": 0}, "epochs must be a whole number >= 1"),
        ({"batch_size": 0}, "batch_size must be"),
        ({"learning_rate": 0}, "learning_rate must be"),
        ({"alpha": -1}, "alpha must be"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        Autoencoder(**params).fit(cloud())
