"""What one should know to read the figures of an evaluation, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vedette.core.evaluation import FEW_ODD
from vedette.core.wording import count, join, percent, plain
from vedette.evaluating.labels import YES, Labels
from vedette.evaluating.sample import Sample
from vedette.evaluating.splits import Split
from vedette.evaluating.suspicion import Suspicion

ACCUSED = {
    "same": "has one value in all anomalies and another in all usual rows: it is the label "
    "by another name, so it was left out",
    "filled": "has a value in rows of one class only: it is the label by another name, so "
    "it was left out",
    "only": "has a value that occurs in anomalies only: is it known only afterwards? "
    "--ignore leaves it out",
    "level": "has no value that occurs both in anomalies and in usual rows: is it known "
    "only afterwards? --ignore leaves it out",
    "size": "is larger in all anomalies than in all usual rows, or smaller: is it known "
    "only afterwards? --ignore leaves it out",
}


def accusations(found: Sequence[Suspicion], tested: Sequence[Suspicion]) -> tuple[str, ...]:
    """Columns that tell the label in all rows; and in the rows tested on, but not in others."""
    everywhere = {one.column for one in found}
    said = [f"{plain(one.column)} {ACCUSED[one.how]}" for one in found]
    said += [
        f"{plain(one.column)} tells the label in every row that was tested on, and not in "
        "the others: was it filled in afterwards? --ignore leaves it out"
        for one in tested
        if one.column not in everywhere
    ]
    return tuple(said)


def of_labels(labels: Labels) -> list[str]:
    """Which value is the anomaly, where that was guessed; rows without a label."""
    said = []
    positive, negative = join(labels.positive, most=3), join(labels.negative, most=3)
    if not labels.chosen and labels.positive[0].lower() not in YES:
        taken = (
            f"taken for the anomaly: {positive}, the rarer value of {plain(labels.column)}"
        )
        if labels.doubtful:
            taken += f"; if it is {negative}: --positive {negative}"
        said.append(taken)
    unlabelled = int((~labels.known).sum())
    if unlabelled:
        verb = "has" if unlabelled == 1 else "have"
        said.append(
            f"{count(unlabelled, 'row')} {verb} no label: learned from where rows without "
            "labels are, and in no figure"
        )
    odd = int(labels.odd.sum())
    if 2 * odd > labels.known.sum():
        said.append(
            f"{percent(odd, int(labels.known.sum()))} of the labelled rows are anomalies: "
            "what is unusual and what is wrong are then not the same, and detectors that "
            "need no labels are of little use"
        )
    return said


def of_splits(sample: Sample, splits: Sequence[Split]) -> list[str]:
    """Few anomalies, parts without any, and what was not kept apart."""
    said = _of_one(sample, splits[0]) if len(splits) == 1 else _of_folds(sample, splits)
    return said + _not_apart(sample, splits[0])


def _of_folds(sample: Sample, splits: Sequence[Split]) -> list[str]:
    said = []
    tested = [split.test[sample.odd[split.test]] for split in splits]
    without = sum(not len(rows) for rows in tested)
    if without:
        said.append(
            f"{count(without, 'fold')} of {len(splits)} without an anomaly to test on: in no "
            "mean"
        )
    different = len(np.unique(np.concatenate(tested)))
    if 0 < different < FEW_ODD:
        said.append(f"{_few(different)}: the intervals are wide")
    return said


def _of_one(sample: Sample, split: Split) -> list[str]:
    said = []
    if not sample.odd[split.validation].any():
        said.append(
            f"the validation part has no anomaly to set a threshold by ({_more(split)})"
        )
    tested = int(sample.odd[split.test].sum())
    if tested == 0:
        said.append(
            "the test part has no anomaly: recall, AUROC and average precision are not "
            f"known ({_more(split)})"
        )
    elif tested < FEW_ODD:
        said.append(f"{_few(tested)}: the intervals are wide ({_more(split)})")
    if split.way == "key":
        said.append(
            f"the intervals take rows for independent; rows of one {join(sample.key_names)} "
            "are alike, so they are too narrow (--folds 5 shows what another choice does)"
        )
    return said


def _more(split: Split) -> str:
    """What tests on more anomalies."""
    if split.way != "time":
        return "--folds 5 tests on all rows"
    return "--folds 5 tests on more rows; --by-chance on all, with the future known"


def _few(odd: int) -> str:
    return f"only {count(odd, 'anomaly')} to test on"


def _not_apart(sample: Sample, split: Split) -> list[str]:
    said = []
    if split.way == "random" and sample.times is not None:
        said.append(
            f"divided by chance although rows have a time ({join(sample.time_names)}): what "
            "came later was learned from, which flatters where things change"
        )
    if split.way != "key" and sample.keys is not None:
        names = join(sample.key_names)
        said.append(
            f"the same {names} is in several parts (--by-key keeps each in one): figures are "
            f"for rows of a {names} that is known"
        )
    if split.way == "time" and sample.times is not None:
        lost = int(np.isnat(sample.times).sum())
        if lost:
            verb = "has" if lost == 1 else "have"
            said.append(f"{count(lost, 'row')} {verb} no time, and {verb} no part")
    return said
