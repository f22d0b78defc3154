"""What every threshold rule promises, one promise to a function, and all of them at once.

Each takes an unfitted rule, leaves it as it is, and raises AssertionError if the promise that
it is named after is broken.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput, NotFitted, VedetteError
from vedette.core.saving import load, save
from vedette.testing.data import cloud
from vedette.testing.promises.asking import raises
from vedette.thresholds import Thresholded
from vedette.thresholds.joining import copy_of
from vedette.thresholds.rule import Flags, Rule

RuleCheck = Callable[[Rule], None]
ROWS_PER_DAY = 100


def check_rule(rule: Rule) -> None:
    """Run every check; the AssertionError names each promise that is broken."""
    broken = []
    for check in rule_checks():
        try:
            check(rule)
        except Exception as error:  # an unexpected error breaks the promise too
            broken.append(f"{check.__name__}: {type(error).__name__}: {error}")
    assert not broken, f"{rule!r} breaks {len(broken)} promises\n" + "\n".join(broken)


def rule_checks() -> list[RuleCheck]:
    """All checks of a rule."""
    return list(CHECKS)


def labelled_scores(seed: int = 0, n: int = 600) -> tuple[Vector, Flags]:
    """Scores, some of them tied, of which the odd ones tend to be greater."""
    rng = np.random.default_rng(seed)
    odd = np.arange(n) % 20 == 7
    return np.round(rng.normal(size=n) + 4 * odd, 2), odd


def hard_scores() -> dict[str, tuple[Vector, Flags]]:
    """Scores and which are odd, by what is hard about them."""
    scores, odd = labelled_scores()
    none, first = np.zeros(len(odd), dtype=bool), np.arange(len(odd)) == 0
    return {
        "one row": (scores[:1], first[:1]),
        "two rows": (scores[:2], first[:2]),
        "all equal": (np.full(len(odd), 0.1), odd),
        "two values": (np.where(odd, 2.0, 1.0), odd),
        "odd ones last": (-scores, odd),
        "one odd row": (scores, first),
        "no odd row": (scores, none),
        "only odd rows": (scores, ~none),
        "values near 1e308": (scores / np.abs(scores).max() * 1.7e308, odd),
        "subnormal values": (scores * 1e-320, odd),
        "a large offset": (scores + 1e12, odd),
        "one far out": (np.append(scores, 1e300), np.append(odd, True)),
    }


def learned(rule: Rule, scores: Vector, odd: Flags | None) -> Rule:
    """A fresh rule, learned from the scores."""
    return copy_of(rule).fit(scores, odd, days=len(scores) / ROWS_PER_DAY)


def learned_or_refusal(rule: Rule, scores: Vector, odd: Flags) -> Rule | str:
    """The rule, or the words in which it refuses the scores."""
    try:
        return learned(rule, scores, odd)
    except VedetteError as error:
        return str(error)


def a_row_is_odd_beyond_the_threshold(rule: Rule) -> None:
    scores, odd = labelled_scores()
    model = learned(rule, scores, odd)
    asked = np.append(scores, [model.threshold_, np.nextafter(model.threshold_, np.inf)])
    assert model.beyond(asked).dtype == bool
    assert np.array_equal(model.beyond(asked), asked > model.threshold_)
    assert model.flags(asked).shape == asked.shape
    if not model.judges_batches:
        assert np.array_equal(model.flags(asked), model.beyond(asked))
    assert model.beyond([1e9])[0], "a score beyond all others is passed"


def a_greater_score_is_never_less_odd(rule: Rule) -> None:
    scores, odd = labelled_scores()
    model = learned(rule, scores, odd)
    later, _ = labelled_scores(1)
    found = model.flags(later)[np.argsort(later)]
    assert (np.diff(found.astype(int)) >= 0).all()


def equal_scores_are_never_parted(rule: Rule) -> None:
    scores, odd = labelled_scores()
    model = learned(rule, np.round(scores), odd)
    later = np.round(labelled_scores(1)[0])
    for value in np.unique(later):
        assert len(set(model.flags(later)[later == value])) == 1, f"{value} is parted"


def the_order_of_the_rows_does_not_matter(rule: Rule) -> None:
    scores, odd = labelled_scores()
    order = np.random.default_rng(1).permutation(len(scores))
    same = learned(rule, scores, odd).threshold_
    assert learned(rule, scores[order], odd[order]).threshold_ == same


def fitting_forgets_and_leaves_its_arguments(rule: Rule) -> None:
    scores, odd = labelled_scores()
    given = scores.copy(), odd.copy()
    model = learned(rule, *labelled_scores(1))
    model.fit(scores, odd, days=len(scores) / ROWS_PER_DAY)
    assert model.threshold_ == learned(rule, scores, odd).threshold_
    assert np.array_equal(scores, given[0])
    assert np.array_equal(odd, given[1])


def other_units_move_the_line_along(rule: Rule) -> None:
    scores, odd = labelled_scores()
    model, larger = learned(rule, scores, odd), learned(rule, 1024 * scores, odd)
    assert np.isclose(larger.threshold_, 1024 * model.threshold_, rtol=1e-6)
    assert np.array_equal(larger.flags(1024 * scores), model.flags(scores))


def hard_scores_get_an_answer_or_a_clear_error(rule: Rule) -> None:
    for what, (scores, odd) in hard_scores().items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model = learned_or_refusal(rule, scores, odd)
            if isinstance(model, str):
                assert len(model) > 20, f"{what}: refused without a word"
                continue
            assert np.isfinite(model.threshold_), f"{what}: {model.threshold_}"
            assert model.flags(scores).shape == scores.shape, what


def scores_that_cannot_be_compared_are_refused(rule: Rule) -> None:
    scores, odd = labelled_scores()
    model = learned(rule, scores, odd)
    for wrong in (np.nan, np.inf, -np.inf):
        spoiled = np.where(np.arange(len(scores)) == 5, wrong, scores)
        assert raises(InvalidInput, lambda s=spoiled: learned(rule, s, odd))  # type: ignore[misc]
        assert raises(InvalidInput, lambda s=spoiled: model.flags(s))  # type: ignore[misc]


def labels_are_asked_for_just_where_they_are_needed(rule: Rule) -> None:
    scores, _ = labelled_scores()
    if rule.needs_labels:
        assert raises(InvalidInput, lambda: learned(rule, scores, None))
    else:
        assert np.isfinite(learned(rule, scores, None).threshold_)


def saved_and_loaded_rules_draw_the_same_line(rule: Rule) -> None:
    X = cloud(120)
    odd = np.arange(120) % 10 == 3
    X[odd] += 9
    model = Thresholded("gaussian", copy_of(rule)).fit(X, odd, days=1.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.vedette"
        save(model, path)
        loaded = load(path)
    assert isinstance(loaded, Thresholded)
    assert repr(loaded) == repr(model)
    assert vars(loaded.rule_).keys() == vars(model.rule_).keys()
    assert loaded.offset_ == model.offset_ == -loaded.rule_.threshold_
    scores = model.unusualness(X)
    assert np.array_equal(loaded.rule_.flags(scores), model.rule_.flags(scores))


def unfitted_is_refused(rule: Rule) -> None:
    assert raises(NotFitted, lambda: copy_of(rule).flags([1.0]))
    assert raises(NotFitted, lambda: copy_of(rule).beyond([1.0]))


def parameters_make_an_equal_rule(rule: Rule) -> None:
    params = rule.get_params(deep=False)
    other = type(rule)(**params)
    assert all(getattr(other, name) is value for name, value in params.items())
    assert repr(other) == repr(rule)
    assert raises(ValueError, lambda: other.set_params(no_such_parameter=1))


CHECKS: list[RuleCheck] = [
    a_row_is_odd_beyond_the_threshold,
    a_greater_score_is_never_less_odd,
    equal_scores_are_never_parted,
    the_order_of_the_rows_does_not_matter,
    fitting_forgets_and_leaves_its_arguments,
    other_units_move_the_line_along,
    hard_scores_get_an_answer_or_a_clear_error,
    scores_that_cannot_be_compared_are_refused,
    labels_are_asked_for_just_where_they_are_needed,
    saved_and_loaded_rules_draw_the_same_line,
    unfitted_is_refused,
    parameters_make_an_equal_rule,
]
