"""Each promise of a rule is kept by ours and catches the one that breaks it."""

import numpy as np
import pytest

from vedette.core.errors import TooLittleData
from vedette.testing import check_rule, rules
from vedette.thresholds import rule_of
from vedette.thresholds.naming import examples
from vedette.thresholds.rule import Rule


class Quantile(Rule):
    """Honest: one score in ten is greater."""

    name = "quantile"

    def __init__(self, share=0.1):
        self.share = share

    def _learn(self, part):
        return float(np.quantile(part.scores, 1 - self.share, method="lower"))


class FlagsTheLineItself(Quantile):
    def beyond(self, scores):
        return np.asarray(scores) >= self.threshold_


class PassesTheFarthest(Quantile):
    def flags(self, scores):
        return super().flags(scores) & (np.asarray(scores) < np.max(scores))


class PartsEqualScores(Quantile):
    def flags(self, scores):
        found = super().flags(scores)
        found[np.flatnonzero(found)[::2]] = False
        return found


class MindsTheOrder(Quantile):
    def _learn(self, part):
        return float(np.quantile(part.scores[: len(part.scores) // 2], 0.9))


class NeverForgets(Quantile):
    def _forget(self):
        pass

    def _learn(self, part):
        self.seen_ = np.append(getattr(self, "seen_", []), part.scores)
        return float(np.quantile(self.seen_, 0.9, method="lower"))


class SortsItsArgument(Quantile):
    def _learn(self, part):
        part.scores.sort()
        return super()._learn(part)


class MindsTheUnits(Quantile):
    def _learn(self, part):
        return super()._learn(part) + 1


class Overflows(Quantile):
    def _learn(self, part):
        return float(np.mean(part.scores) + part.scores.std())


class RefusesWithoutAWord(Quantile):
    def _learn(self, part):
        if len(part.scores) < 3:
            raise TooLittleData("no")
        return super()._learn(part)


class TakesInfinity(Quantile):
    def beyond(self, scores):
        return np.asarray(scores) > self.threshold_


class AsksForLabels(Quantile):
    def _learn(self, part):
        return float(part.scores[part.odd.nonzero()].min())


class DoesWithoutLabels(Quantile):
    needs_labels = True

    def _check_labels(self, odd):
        pass


class LosesWhatItLearned(Quantile):
    def _learn(self, part):
        self.line = super()._learn(part)
        return self.line

    def beyond(self, scores):
        self._check_fitted()
        return super().beyond(scores) & (np.asarray(scores) > getattr(self, "line", np.inf))


class JudgesUnfitted(Quantile):
    threshold_ = 0.0


class CopiesParameters(Quantile):
    def __init__(self, share=0.1):
        self.share = share * 1.0000001


BROKEN = [
    (FlagsTheLineItself, rules.a_row_is_odd_beyond_the_threshold),
    (PassesTheFarthest, rules.a_greater_score_is_never_less_odd),
    (PartsEqualScores, rules.equal_scores_are_never_parted),
    (MindsTheOrder, rules.the_order_of_the_rows_does_not_matter),
    (NeverForgets, rules.fitting_forgets_and_leaves_its_arguments),
    (SortsItsArgument, rules.fitting_forgets_and_leaves_its_arguments),
    (MindsTheUnits, rules.other_units_move_the_line_along),
    (Overflows, rules.hard_scores_get_an_answer_or_a_clear_error),
    (RefusesWithoutAWord, rules.hard_scores_get_an_answer_or_a_clear_error),
    (TakesInfinity, rules.scores_that_cannot_be_compared_are_refused),
    (AsksForLabels, rules.labels_are_asked_for_just_where_they_are_needed),
    (DoesWithoutLabels, rules.labels_are_asked_for_just_where_they_are_needed),
    (LosesWhatItLearned, rules.saved_and_loaded_rules_draw_the_same_line),
    (JudgesUnfitted, rules.unfitted_is_refused),
    (CopiesParameters, rules.parameters_make_an_equal_rule),
]


@pytest.mark.parametrize(("broken", "promise"), BROKEN)
def test_a_broken_promise_is_caught(broken, promise):
    with pytest.raises((AssertionError, AttributeError, RuntimeWarning)):
        promise(broken())


def test_every_check_is_shown_something_broken():
    assert {promise for _, promise in BROKEN} == set(rules.rule_checks())


@pytest.mark.parametrize("check", rules.rule_checks(), ids=lambda check: check.__name__)
@pytest.mark.parametrize("typed", [*examples(), "alarms-per-day(2, 1440)"])
def test_our_rules_keep_every_promise(typed, check):
    check(rule_of(typed))


def test_an_honest_rule_passes_and_all_broken_promises_are_told_together():
    check_rule(Quantile())

    with pytest.raises(AssertionError, match="the_order_of_the_rows_does_not_matter"):
        check_rule(MindsTheOrder())
