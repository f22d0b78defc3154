"""Each promise is kept by honest detectors and catches the one that breaks it."""

import numpy as np
import pytest

from made import detectors as made
from vedette.core.arrays import as_matrix
from vedette.core.errors import (
    InvalidParameter,
    NotFitted,
    VedetteError,
)
from vedette.core.estimator import Estimator
from vedette.testing import check_detector, checks_for
from vedette.testing.data import cloud, hard_tables, wide_table
from vedette.testing.promises import (
    keeping,
    learning,
    own,
    scores,
    tables,
    thresholds,
    units,
)


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (made.GivesTwoColumns, scores.scores_are_one_finite_float_per_row),
        (made.SaysNothing, scores.scores_are_not_all_alike),
        (made.LooksTheOtherWay, scores.a_far_row_is_odder_than_every_usual_one),
        (made.LearnsNothing, scores.what_is_usual_comes_from_the_training_rows),
        (made.ScoresTheBatch, scores.rows_are_scored_alone),
        (made.LearnsWhileScoring, learning.scoring_changes_nothing),
        (made.ChangesItsArgument, learning.fitting_leaves_its_argument),
        (made.NeverForgets, learning.fit_forgets),
        (made.RollsDice, learning.the_same_seed_gives_the_same_bits),
        (made.ScoresTrainingRowsAnew, learning.training_rows_score_again_as_in_fit),
        (made.KnowsItsTrainingRows, scores.a_training_row_does_not_vouch_for_itself),
        (made.PredictsTheWrongSign, thresholds.signs_are_those_of_scikit_learn),
        (made.FlagsOneInTen, thresholds.auto_flags_about_one_usual_row_in_a_hundred),
        (made.FlagsOneInTen, thresholds.contamination_is_a_share_of_the_training_rows),
        (made.CountsSurpriseWrong, thresholds.surprise_counts_how_rare_a_score_is),
        (made.MindsTheType, tables.the_type_of_the_array_does_not_matter),
        (made.DividesByZero, tables.hard_tables_get_an_answer_or_a_clear_error),
        (made.BlindAmongEqualRows, tables.an_odd_row_of_a_hard_table_is_the_oddest),
        (
            made.FindsManyColumnsTooMany,
            tables.ten_thousand_columns_get_an_answer_or_a_clear_error,
        ),
        (made.DrawsAnotherLine, own.a_rule_of_its_own_draws_the_line),
        (made.TakesAnyRule, own.a_rule_that_is_not_there_is_refused),
        (made.CallsMissingUsual, tables.missing_values_are_handled_or_refused_by_name),
        (made.LetsMissingThrough, tables.missing_values_are_handled_or_refused_by_name),
        (made.TakesInfinity, tables.infinite_values_are_refused_by_name),
        (made.TakesOtherColumns, tables.wrong_shapes_are_refused),
        (made.BlamesTheFirstColumn, keeping.contributions_are_shares_of_the_columns),
        (made.ForgetsWhenSaved, keeping.saved_and_loaded_scores_are_bit_equal),
        (made.ScoresUnfitted, keeping.unfitted_is_refused),
        (made.CopiesParameters, keeping.parameters_make_an_equal_detector),
        (made.MindsTheUnits, units.powers_of_two_change_no_bit),
        (made.MindsTheUnits, units.other_units_change_no_ranking),
    ],
)
def test_a_broken_promise_is_caught(broken, promise):
    with pytest.raises(AssertionError):
        promise(broken())


def test_all_broken_promises_are_told_together():
    with pytest.raises(AssertionError, match="scores_are_not_all_alike") as told:
        check_detector(made.SaysNothing())

    assert "a_far_row_is_odder_than_every_usual_one" in str(told.value)


def test_every_check_is_shown_something_broken():
    (parameters,) = (
        mark.args[1]
        for mark in test_a_broken_promise_is_caught.pytestmark
        if mark.name == "parametrize"
    )
    assert {promise for _, promise in parameters} == set(checks_for(made.Distance())) | set(
        checks_for(made.Ruled())
    )


@pytest.mark.parametrize("detector", made.HONEST, ids=repr)
def test_an_honest_detector_passes(detector):
    check_detector(detector)


def test_a_check_leaves_the_detector_unfitted():
    detector = made.Distance()

    check_detector(detector)

    with pytest.raises(NotFitted):
        detector.score_samples(cloud())


def test_units_are_only_asked_of_detectors_that_scale_or_need_no_scale():
    assert units.powers_of_two_change_no_bit not in checks_for(made.Raw())
    assert units.powers_of_two_change_no_bit in checks_for(made.Ruled())


def test_a_rule_is_asked_only_of_those_that_have_one():
    assert own.a_rule_of_its_own_draws_the_line not in checks_for(made.Distance())
    assert own.a_rule_that_is_not_there_is_refused not in checks_for(made.Ruled())


def test_what_is_no_detector_has_no_checks():
    with pytest.raises(InvalidParameter, match="no checks for Cluster, of type 'cluster"):
        checks_for(Cluster())


class Cluster(Estimator):
    estimator_type = "clusterer"


@pytest.mark.parametrize("broken", [made.RefusesWithoutAWord, made.RefusesOnlyWhenScoring])
def test_a_hard_table_is_refused_in_words_and_when_fitted(broken):
    with pytest.raises(AssertionError):
        tables.hard_tables_get_an_answer_or_a_clear_error(broken())


def test_the_hard_tables_are_hard():
    hard = hard_tables() | {"10,000 columns": wide_table()}
    refused = 0
    for X in hard.values():
        try:
            as_matrix(X, missing=True)
        except VedetteError:
            refused += 1
    assert refused == 0, "the border refuses a table that a detector should see"
    assert np.abs(hard["subnormal values"]).max() < np.finfo(np.float64).tiny
