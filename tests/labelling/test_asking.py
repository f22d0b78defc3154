"""In which order a person is asked."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.labelling.asking import CYCLE, FIRST, REFIT, Asking, Question, in_turn

N = 60


def asking(findings=((3, 4, 5), (9,)), alike=(), fit=None, y=None):
    order = np.arange(N, 0, -1.0)
    X = np.arange(N, dtype=float)[:, None]
    known = np.full(N, -1) if y is None else y
    return Asking(order, findings, alike, X, known, fit or (lambda X, y: X[:, 0]))


def answers(chooser, count, truth):
    asked = []
    for _ in range(count):
        question = chooser.next()
        if question is None:
            break
        asked.append(question)
        chooser.take(question.place, truth(question.place))
    return asked


def test_the_first_finding_of_every_reason_comes_before_the_second_of_any():
    assert in_turn([(3, 4, 5), (9,), (11, 12)], [20]) == [3, 9, 11, 20, 4, 12, 5]
    asked = answers(asking(alike=(20,)), 5, lambda place: 1)
    assert [(q.place, q.why) for q in asked] == [
        (3, "finding"),
        (9, "finding"),
        (20, "alike"),
        (4, "finding"),
        (5, "finding"),
    ]


def test_once_both_were_said_the_model_chooses_and_says_why():
    fits = []

    def fit(X, y):
        fits.append(y.copy())
        return X[:, 0]  # the last row is the most likely

    chooser = asking([tuple(range(FIRST))], fit=fit)
    asked = answers(chooser, FIRST + len(CYCLE), lambda place: int(place > 4))
    assert [q.place for q in asked[:FIRST]] == list(range(FIRST))
    later = asked[FIRST:]
    assert [q.why for q in later] == list(CYCLE)
    likely = [q.place for q in later if q.why == "likely"]
    assert likely == sorted(likely, reverse=True)
    assert likely[0] == N - 1
    (below,) = [q.place for q in later if q.why == "below"]
    # The most surprising row that is no finding and was not asked about yet.
    assert below == min(
        set(range(FIRST, N)) - {q.place for q in later if q.why == "unsure"}
    )
    assert len(fits) == len(CYCLE) // REFIT


def test_the_undecided_row_lies_between_what_was_called_real_and_expected():
    y = np.full(N, -1)
    y[[50, 52]], y[[10, 12]] = 1, 0
    chooser = asking([], y=y)
    assert chooser._next().why in ("likely", "unsure", "below")
    chooser._refit()
    assert chooser._unsure() == Question(31, "unsure")


def test_with_verdicts_of_one_kind_only_the_scan_chooses():
    def refuse(X, y):
        raise AssertionError("nothing can be learned yet")

    asked = answers(asking(fit=refuse), 20, lambda place: 1)
    assert {q.why for q in asked} == {"finding", "below"}


def test_no_row_is_asked_twice_and_every_row_is_asked_in_the_end():
    rng = np.random.default_rng(0)
    asked = answers(asking(), N + 5, lambda place: int(rng.integers(-1, 2)))
    assert sorted(q.place for q in asked) == list(range(N))


def test_what_has_a_verdict_already_is_not_asked():
    y = np.full(N, -1)
    y[3] = 1
    assert asking(y=y).next() == Question(9, "finding")


def test_an_answer_that_is_taken_back_can_be_asked_again():
    chooser = asking()
    first = chooser.next()
    chooser.take(first.place, 1)
    chooser.forget(first.place, -1)
    assert chooser.next().place == first.place


@pytest.mark.parametrize("findings", [[], [()]])
def test_without_findings_the_most_surprising_row_is_asked_as_below_the_cut(findings):
    assert asking([f for f in findings if f]).next() == Question(0, "below")
