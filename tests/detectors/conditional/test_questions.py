"""What may be asked of a fitted model: other cells, reasons, its state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from made.machines import (
    NOISE,
    PRODUCT,
    REGION,
    REQUESTS,
    REVENUE,
    STAFF,
    TEMP,
    WIDE,
    N,
    machines,
    number,
)
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted, UnknownName
from vedette.detectors.conditional.feature import Feature
from vedette.detectors.conditional.model import ConditionalModel


def test_rows_shown_again_get_the_same_bits(model: ConditionalModel) -> None:
    rows = np.arange(0, N, 3)
    again = model.predict(rows)
    for t in (REQUESTS, REVENUE, TEMP, WIDE):
        assert (again.expected(t) == model.expected(t)[rows]).all()
        assert (again.z(t) == model.z(t)[rows]).all()
        assert all((a == b).all() for a, b in zip(again.range(t), model.range(t, rows)))  # noqa: B905
    assert (
        again.classes(PRODUCT).p_observed == model.classes(PRODUCT).p_observed[rows]
    ).all()


def test_a_changed_cell_changes_what_leans_on_it(model: ConditionalModel) -> None:
    features, rows = machines(), np.arange(50)
    double = model.predict(rows, {REQUESTS: 2 * features[REQUESTS].values[rows]})
    before = model.range(REVENUE, rows)[0]
    assert double.range(REVENUE)[0] == pytest.approx(2 * before, rel=0.2)
    assert (double.expected(REQUESTS) == model.expected(REQUESTS)[rows]).all()
    assert np.median(np.abs(double.z(REVENUE))) > 5
    only = model.predict(rows, {PRODUCT: np.zeros(50, np.int32)}, targets=[REVENUE])
    with pytest.raises(InvalidParameter, match="target 0 was not predicted"):
        only.expected(REQUESTS)


@pytest.mark.parametrize("method", ["swap", "path"])
def test_reasons_name_the_true_partners(model: ConditionalModel, method: str) -> None:
    rows = np.arange(0, N, 80)
    shares = model.reasons(rows, REVENUE, method)  # type: ignore[arg-type]
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares >= 0).all()
    top = np.argsort(-shares, axis=1)[:, :2]
    assert np.isin(top, [REQUESTS, PRODUCT]).mean() > 0.85
    assert shares[:, NOISE].mean() < 0.03
    assert (shares[:, REVENUE] == 0).all()


def test_what_leans_on_nothing_has_no_reasons(model: ConditionalModel) -> None:
    assert (model.reasons(np.arange(5), NOISE) == 0).all()
    staff = model.reasons(np.arange(20), STAFF)
    assert (staff.argmax(axis=1) == REGION).mean() > 0.8


def test_a_saved_model_scores_alike_to_the_bit(model: ConditionalModel) -> None:
    features = machines()
    loaded = ConditionalModel.from_state(model.state())
    seen = loaded.score(features)
    for t in (REQUESTS, REVENUE, TEMP, NOISE, WIDE):
        assert (seen.z(t) == model.z(t)).all()
        assert (seen.range(t)[1] == model.range(t, np.arange(N))[1]).all()
    for t in (PRODUCT, REGION, STAFF):
        assert (seen.classes(t).p_observed == model.classes(t).p_observed).all()
        assert (seen.classes(t).likeliest == model.classes(t).likeliest).all()
    state = loaded.state()
    assert all((state[k] == v).all() for k, v in model.state().items())


def test_mistakes_are_told() -> None:
    x = np.zeros(5)
    with pytest.raises(NotFitted):
        ConditionalModel().expected(0)
    with pytest.raises(InvalidInput, match="no features"):
        ConditionalModel().fit([])
    with pytest.raises(InvalidInput, match=r"feature 1 has shape \(4,\)"):
        ConditionalModel().fit([number(x, 0), number(x[:4], 1)])
    with pytest.raises(InvalidInput, match="without infinities"):
        ConditionalModel().fit([number(np.array([1.0, np.inf]), 0)])
    with pytest.raises(InvalidInput, match="category with dtype"):
        ConditionalModel().fit([Feature(x, "category", 0, True)])
    with pytest.raises(InvalidParameter, match="sample is 5"):
        ConditionalModel(sample=5)


def test_questions_that_do_not_fit_a_feature_are_refused(model: ConditionalModel) -> None:
    with pytest.raises(InvalidParameter, match="ask for classes"):
        model.expected(PRODUCT)
    with pytest.raises(InvalidParameter, match="ask for expected"):
        model.classes(TEMP)
    with pytest.raises(InvalidParameter, match="no feature 99"):
        model.expected(99)
    with pytest.raises(UnknownName, match="swap"):
        model.reasons(np.arange(2), TEMP, "swaps")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="3 new values for 2 rows"):
        model.predict(np.arange(2), {TEMP: np.zeros(3)})
    with pytest.raises(InvalidInput, match="kinds"):
        model.score(machines(100)[:3])
    with pytest.raises(InvalidInput, match="version"):
        ConditionalModel.from_state({})


def test_the_example_of_the_documentation_finds_the_planted_cell() -> None:
    page = Path(__file__).parents[3] / "docs" / "conditional.md"
    code = page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["row"] == 7
    assert names["revenue"][7] > names["high"][0]
    assert names["why"][0].argsort()[::-1][:2].tolist() in ([0, 2], [2, 0])
