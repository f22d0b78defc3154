"""Which checks are for which kind of detector, and all of them at once.

A check takes an unfitted detector, leaves it as it is, and raises AssertionError if the
promise that it is named after is broken. The checks are in `vedette.testing.promises`, those
of classifiers in `vedette.testing.classifier_promises`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.estimator import Estimator
from vedette.testing.classifier_promises import imbalance, labels
from vedette.testing.classifier_promises import keeping as classifier_keeping
from vedette.testing.classifier_promises import learning as classifier_learning
from vedette.testing.classifier_promises import scores as classifier_scores
from vedette.testing.classifier_promises import tables as classifier_tables
from vedette.testing.promises import (
    keeping,
    learning,
    own,
    scores,
    tables,
    thresholds,
    units,
)

Check = Callable[[Any], None]


def check_detector(detector: Estimator) -> None:
    """Run every check; the AssertionError names each promise that is broken."""
    broken = []
    for check in checks_for(detector):
        try:
            check(detector)
        except Exception as error:  # an unexpected error breaks the promise too
            broken.append(f"{check.__name__}: {type(error).__name__}: {error}")
    assert not broken, f"{detector!r} breaks {len(broken)} promises\n" + "\n".join(broken)


def checks_for(detector: Estimator) -> list[Check]:
    """The checks that apply to a detector of this kind."""
    kind = detector.estimator_type
    if kind not in KINDS:
        raise InvalidParameter(
            f"there are no checks for {type(detector).__name__}, of type {kind!r}",
            hint=f"there are checks for: {', '.join(KINDS)}",
        )
    return KINDS[kind](detector)


def of_detectors(detector: Detector) -> list[Check]:
    """Those of a class that learns what is usual without labels."""
    rule = NO_RULE if detector.own_rule is None else OWN_RULE
    by_units = detector.scale is not None or detector.unit_free
    return COMMON + rule + (UNITS if by_units else [])


def of_classifiers(classifier: Estimator) -> list[Check]:
    """Those of a class that learns from labels which rows are odd."""
    return CLASSIFIERS + (CLASSIFIER_UNITS if classifier.scale is not None else [])


COMMON: list[Check] = [
    scores.scores_are_one_finite_float_per_row,
    scores.scores_are_not_all_alike,
    scores.a_far_row_is_odder_than_every_usual_one,
    scores.what_is_usual_comes_from_the_training_rows,
    scores.rows_are_scored_alone,
    scores.a_training_row_does_not_vouch_for_itself,
    learning.scoring_changes_nothing,
    learning.fitting_leaves_its_argument,
    learning.fit_forgets,
    learning.the_same_seed_gives_the_same_bits,
    learning.training_rows_score_again_as_in_fit,
    thresholds.signs_are_those_of_scikit_learn,
    thresholds.auto_flags_about_one_usual_row_in_a_hundred,
    thresholds.contamination_is_a_share_of_the_training_rows,
    thresholds.surprise_counts_how_rare_a_score_is,
    tables.the_type_of_the_array_does_not_matter,
    tables.hard_tables_get_an_answer_or_a_clear_error,
    tables.an_odd_row_of_a_hard_table_is_the_oddest,
    tables.ten_thousand_columns_get_an_answer_or_a_clear_error,
    tables.missing_values_are_handled_or_refused_by_name,
    tables.infinite_values_are_refused_by_name,
    tables.wrong_shapes_are_refused,
    keeping.contributions_are_shares_of_the_columns,
    keeping.saved_and_loaded_scores_are_bit_equal,
    keeping.unfitted_is_refused,
    keeping.parameters_make_an_equal_detector,
]
UNITS: list[Check] = [
    units.other_units_change_no_ranking,
    units.powers_of_two_change_no_bit,
]
OWN_RULE: list[Check] = [own.a_rule_of_its_own_draws_the_line]
NO_RULE: list[Check] = [own.a_rule_that_is_not_there_is_refused]
CLASSIFIERS: list[Check] = [
    labels.labels_come_back_as_they_were_given,
    labels.the_anomaly_may_be_named,
    labels.labels_that_cannot_be_used_are_refused,
    classifier_scores.scores_are_one_finite_float_per_row,
    classifier_scores.what_was_labelled_is_found_again,
    classifier_scores.signs_are_those_of_scikit_learn,
    classifier_scores.rows_are_scored_alone,
    classifier_learning.scoring_changes_nothing,
    classifier_learning.fitting_leaves_its_arguments,
    classifier_learning.fit_forgets,
    classifier_learning.the_same_seed_gives_the_same_bits,
    imbalance.a_rare_class_is_not_passed_over,
    imbalance.figures_are_out_of_fold,
    imbalance.the_line_is_drawn_at_the_best_f1,
    imbalance.surprise_counts_how_rare_a_score_is,
    imbalance.few_labels_will_do,
    classifier_tables.the_type_of_the_arrays_does_not_matter,
    classifier_tables.hard_tables_get_an_answer_or_a_clear_error,
    classifier_tables.ten_thousand_columns_get_an_answer_or_a_clear_error,
    classifier_tables.missing_values_are_handled_or_refused_by_name,
    classifier_tables.infinite_values_are_refused_by_name,
    classifier_tables.wrong_shapes_are_refused,
    classifier_keeping.contributions_are_shares_of_the_columns,
    classifier_keeping.saved_and_loaded_scores_are_bit_equal,
    classifier_keeping.unfitted_is_refused,
    classifier_keeping.parameters_make_an_equal_classifier,
]
CLASSIFIER_UNITS: list[Check] = [classifier_tables.powers_of_two_change_no_bit]
# The checks of each kind of estimator, by what scikit-learn calls the kind.
KINDS: dict[str, Callable[[Any], list[Check]]] = {
    "outlier_detector": of_detectors,
    "classifier": of_classifiers,
}
