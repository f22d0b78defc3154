"""The model that most tests ask."""

from __future__ import annotations

import pytest

from made.machines import machines
from vedette.detectors.conditional.model import ConditionalModel


@pytest.fixture(scope="session")
def model() -> ConditionalModel:
    return ConditionalModel(threads=2).fit(machines())
