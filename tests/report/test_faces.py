"""The views that every outcome has: evaluation, comparison, diagnosis, profile, clusters."""

from __future__ import annotations

import json

import numpy as np
import pytest

import vedette
from vedette.core.errors import InvalidParameter

HOSTILE = "<script>alert(1)</script>"


def table():
    rng = np.random.default_rng(5)
    odd = np.arange(120) % 12 == 5
    return {
        HOSTILE: rng.normal(size=120) + 6 * odd,
        "b": rng.normal(size=120),
        "odd": odd,
    }


MADE = {
    "evaluation": lambda: vedette.evaluate(table(), "odd", detector="gaussian", scan=False),
    "comparison": lambda: vedette.compare(table(), "odd", detector="gaussian,hbos", jobs=1),
    "diagnosis": lambda: vedette.doctor(
        table(), "odd", kinds=["spike"], columns=["b"], times=1
    ),
    "profile": lambda: vedette.profile(table()),
    "clusters": lambda: vedette.cluster(table(), 2),
}


@pytest.fixture(scope="module", params=MADE)
def outcome(request):
    return MADE[request.param]()


def test_every_outcome_has_the_same_views(outcome, tmp_path):
    summary = outcome.summary()
    assert summary
    assert "\n" not in summary
    assert summary in repr(outcome)
    assert str(outcome)
    assert all(json.loads(line)["kind"] for line in outcome.to_json().splitlines())
    assert outcome.to_markdown().startswith("## ")
    page = outcome.to_html()
    assert page.startswith("<!doctype html>")
    assert outcome.to_html(tmp_path / "page.html") is None
    assert (tmp_path / "page.html").read_text() == page


def test_nothing_in_a_view_acts(outcome):
    assert HOSTILE not in outcome.to_html() + outcome._repr_html_() + outcome.to_markdown()
    assert str(outcome).splitlines()[0][:20] in outcome._repr_html_()


def test_without_labels_there_is_no_page():
    looked = vedette.evaluate({"a": np.arange(60.0), "b": np.arange(60.0) % 7})
    assert json.loads(looked.to_json().splitlines()[0])
    with pytest.raises(InvalidParameter, match="not written as html"):
        looked.to_html()
