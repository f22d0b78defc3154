"""Samples made from columns."""

from __future__ import annotations

import pytest

from vedette.app.understanding import understand
from vedette.evaluating.labels import labels_of
from vedette.evaluating.sample import sample_of


@pytest.fixture
def sample():
    """Makes a sample from columns, one of which is called `odd`."""

    def make(columns, *, roles=None, keys=None, leave_out=()):
        table, known = understand(columns, roles={"odd": "label", **(roles or {})})
        labels = labels_of(table, "odd", [1])
        return sample_of(table, known, labels, keys=keys, leave_out=leave_out)

    return make
