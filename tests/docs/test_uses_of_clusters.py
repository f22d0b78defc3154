"""What the examples of clusters say of segments, colours and topics is so."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

import vedette
from made.pages import ROOT, python_of
from vedette.report.clusters import Clusters

EXAMPLES = ROOT / "docs" / "examples"


def ran(
    page: str,
    blocks: int,
    folder: Path,
    *,
    seed: int = 0,
    changes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The names of a page after its first blocks of Python, drawn with a seed."""
    names: dict[str, Any] = {"__name__": "page"}
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        for block in python_of(EXAMPLES / page)[:blocks]:
            drawn = block.replace("default_rng(0)", f"default_rng({seed})")
            for old, new in (changes or {}).items():
                assert old in drawn
                drawn = drawn.replace(old, new)
            exec(compile(drawn, page, "exec"), names)
    pyplot.close("all")
    return names


def segments(
    folder: Path, seed: int, changes: Mapping[str, str] | None = None
) -> tuple[Clusters, pd.Series]:
    """The clusters of the customers, and their planted segments."""
    names = ran("customers.md", 1, folder, seed=seed, changes=changes)
    known = pd.read_csv(folder / "customers.csv").customer.str[1:].astype(int)
    return vedette.cluster(str(folder / "customers.csv")), names["kind"].segment[known]


def test_customers_form_their_planted_segments_and_the_reseller_is_far(tmp_path):
    found, planted = segments(tmp_path, 0)

    assert found.k == 4
    assert adjusted_rand_score(planted, found.labels) >= 0.97
    assert found.outliers[0].row == 0
    assert "money" in found.outliers[0].text


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 11))
def test_segments_are_found_in_every_draw(tmp_path, seed):
    found, planted = segments(tmp_path, seed)

    assert found.k == 4
    assert adjusted_rand_score(planted, found.labels) >= 0.96


@pytest.mark.long
def test_segments_that_hardly_are_apart_are_fewer_or_the_planted_ones(tmp_path):
    changes = {
        '("now and then", 0.3, 40,': '("now and then", 0.3, 75,',
        '("gone", 0.2, 8,': '("gone", 0.2, 18,',
    }
    drawn = [segments(tmp_path, seed, changes) for seed in range(3)]

    assert [found.k for found, _ in drawn] == [1, 4, 2]
    assert adjusted_rand_score(drawn[1][1], drawn[1][0].labels) >= 0.95


def test_a_model_of_the_segments_places_new_customers(tmp_path):
    names = ran("customers.md", 3, tmp_path)

    assert names["placed"].clusters.tolist() == [4, 3, 4]
    assert names["placed"].outliers.tolist() == [False, False, True]


@pytest.mark.long
def test_more_colours_cost_more_and_lose_less_as_the_page_shows(tmp_path):
    names = ran("colours.md", 2, tmp_path)

    measured = names["measured"]
    plain, packed, ratio = np.array(list(measured.values())).T
    for column in (plain, packed, ratio):
        assert (np.diff(column) > 0).all()
    assert ratio == pytest.approx([21.5, 24.9, 27.5, 30.1, 32.3], abs=0.1)
    assert packed.max() < 481_744 / 5  # its own PNG
    text = (EXAMPLES / "colours.md").read_text(encoding="utf-8")
    for k, (size, *_) in measured.items():
        assert re.search(rf"\| {k}( colours)? \| {size:,} \|", text)
    assert names["fewer"][8][1].sum() == pytest.approx(1)


@pytest.mark.long
def test_topics_come_back_and_a_text_about_something_else_is_an_outlier(tmp_path):
    names = ran("topics.md", 4, tmp_path)
    texts, real, near = names["texts"], names["real"], names["near"]

    assert real.sum() >= 1_000
    assert texts.subject[real].nunique() == 6
    assert names["index"] >= 0.55
    odd = texts.name[names["far"] & (near < np.median(near))].tolist()
    assert "bread" in odd
    assert len(odd) <= 10  # of over 1,000
    given_away = {"scipy", "sklearn", "matplotlib", "pyplot", "linalg", "stats"}
    assert not given_away & set(names["terms"])


@pytest.mark.long
def test_topics_come_back_whatever_the_draw(tmp_path):
    names = ran("topics.md", 2, tmp_path)
    real = names["real"]
    for directions, draw in ((10, 1), (20, 1), (30, 2)):
        made = TruncatedSVD(directions, random_state=draw).fit_transform(names["words"])
        found = vedette.cluster(normalize(made), 6, scale="none", most=1, seed=draw)
        subjects = names["texts"].subject[real]
        assert adjusted_rand_score(subjects, found.labels[real]) >= 0.5
