"""What all models of the usual rows share: bits that do not depend on the batch."""

import numpy as np
import pytest

from vedette.detectors.catalogue import make
from vedette.testing.data import cloud

CHEAP = {
    "pca": [{}, {"method": "mahalanobis"}],
    "ocsvm": [{}, {"scale": "robust", "nu": 0.1}, {"kernel": "linear"}, {"kernel": "poly"}],
    "sgd-ocsvm": [{}],
    "gmm": [{}, {"covariance_type": "diag"}],
    "autoencoder": [{"epochs": 3}, {"epochs": 3, "activation": "relu"}],
    "hmm": [{"n_components": 3, "max_iter": 3}],
}
ALL = [(name, params) for name, settings in CHEAP.items() for params in settings]


@pytest.mark.parametrize(("name", "params"), ALL, ids=str)
def test_a_row_scores_the_same_alone_in_a_large_batch_and_anywhere_in_it(name, params):
    X = cloud(3000, 12, seed=1)
    X[::100] *= 50
    model = make(name, **params).fit(cloud(150, 12))

    whole = model.score_samples(X)

    some = range(0, 3000, 75)
    alone = np.concatenate([model.score_samples(X[i : i + 1]) for i in some])
    assert np.array_equal(whole[some], alone)
    assert np.array_equal(whole[1:], model.score_samples(X[1:]))
    assert np.array_equal(whole[::-1], model.score_samples(X[::-1]))
    assert np.array_equal(whole[::7], model.score_samples(np.asfortranarray(X[::7])))
