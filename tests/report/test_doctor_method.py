"""What a diagnosis says of findings where nothing was planted."""

from dataclasses import replace

import pytest

import vedette
from vedette.core.diagnosis import Diagnosis
from vedette.report.doctor_phrases import method


@pytest.fixture(scope="module")
def said() -> Diagnosis:
    import numpy as np

    data = {"x": np.random.default_rng(0).normal(size=200)}
    return vedette.doctor(data, kinds=["spike"], times=1)


def test_more_of_them_than_the_rate_allows_are_explained(said: Diagnosis) -> None:
    assert "That is more than --fdr" in method(replace(said, findings=100, false_alarms=30))


def test_as_many_as_the_rate_allows_are_only_told(said: Diagnosis) -> None:
    told = method(replace(said, findings=100, false_alarms=12))
    assert told.endswith("Of 100 findings, 12 (12 %) were where nothing was planted.")


def test_a_detector_that_keeps_no_rate_is_not_measured_by_one(said: Diagnosis) -> None:
    told = method(replace(said, detector="lof", findings=100, false_alarms=30))
    assert "--fdr" not in told
