"""Wrong labels: known ones are found, right ones are let alone, and what is said."""

from dataclasses import replace

import numpy as np
import pytest

import vedette
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.core.labels import Labels
from vedette.report import jsonl
from vedette.report import labels as phrases
from vedette.scanning.wrong_labels.humps import fit_humps, log_hump
from vedette.scanning.wrong_labels.likeness import APART, leaning, likeness, nearest
from vedette.scanning.wrong_labels.run import judged_of, overlapping, spoken
from vedette.tables.reading import read
from vedette.tables.roles import guess_roles


def classes(n=400, apart=7.0, seed=0, d=3, share=0.4):
    """Rows (n, d) of two classes that stand apart in the first column; the class of each."""
    rng = np.random.default_rng(seed)
    odd = rng.random(n) < share
    X = rng.normal(size=(n, d))
    X[:, 0] += apart * odd
    return X, np.where(odd, "gone", "here")


# Far from the border, and so many that they are not the tail of their class.
WRONG = [17, 41, 99, 150, 201, 263, 300, 350]


def exchanged(labels, rows=WRONG):
    labels = labels.copy()
    labels[rows] = np.where(labels[rows] == "gone", "here", "gone")
    return labels


def table_of(X, labels, **more):
    return {**{f"x{j}": X[:, j] for j in range(X.shape[1])}, **more, "left": labels}


def judged(table, fdr=0.1, **roles):
    held = read(table)
    roles = guess_roles(held, {"left": "label", **roles})
    return judged_of(held, roles, "left", fdr, np.arange(held.rows))


def rows_of(found: Labels):
    return sorted(one.row for one in found.suspicious)


def mostly(rows):
    """Whether nearly all of WRONG were found, and nothing else."""
    return set(rows) <= set(WRONG) and len(rows) >= len(WRONG) - 2


# Known values


def test_a_few_wrong_labels_are_found_and_nothing_else():
    X, labels = classes()
    found = judged(table_of(X, exchanged(labels)))

    assert rows_of(found) == WRONG
    first = found.suspicious[0]
    assert {first.label, first.likely} == {"gone", "here"}
    assert first.compared == 10
    assert first.agree >= 9
    assert first.probability < 1e-4
    assert first.text == (
        f"left is '{first.label}'; {first.agree} of the 10 rows most like it are "
        f"'{first.likely}'"
    )
    assert found.judged == 400
    assert found.classes == 2


def test_five_percent_of_wrong_labels_are_found_at_the_stated_rate():
    recall, false = [], []
    for seed in range(6):
        X, labels = classes(600, seed=seed)
        wrong = np.random.default_rng(seed + 50).choice(600, 30, replace=False)
        found = judged(table_of(X, exchanged(labels, wrong)))
        listed = rows_of(found)
        recall.append(np.isin(wrong, listed).mean())
        false.append((~np.isin(listed, wrong)).mean())
        assert found.noise == pytest.approx(0.05, abs=0.03)

    assert np.mean(recall) > 0.85
    assert np.mean(false) < 0.1


@pytest.mark.long
def test_right_labels_of_classes_that_overlap_are_let_alone():
    any_at_all = 0
    for seed in range(24):
        X, labels = classes(400, apart=[1.5, 2.5, 3.5][seed % 3], seed=seed)
        if seed % 2:
            X = np.exp(X / 2)
        any_at_all += len(judged(table_of(X, labels)).suspicious) > 0

    assert any_at_all <= 0.1 * 24 + 2 * np.sqrt(0.09 * 24)


@pytest.mark.parametrize("shape", ["kinds", "zeros", "whole numbers"])
def test_rows_of_few_different_values_are_not_compared(shape):
    for seed in range(3):
        rng = np.random.default_rng(seed)
        if shape == "kinds":
            columns = [rng.choice(list("abcd"), 400), rng.choice(list("xyz"), 400)]
            lean = 1.5 * (columns[0] == "a") - 1.5 * (columns[1] == "z")
        elif shape == "zeros":
            columns = [
                np.where(rng.random(400) < 0.7, 0, rng.exponential(size=400)) for _ in "123"
            ]
            lean = 1.5 * (columns[0] + columns[1] - columns[2]) - 0.5
        else:
            columns = [rng.integers(0, 5, 400) for _ in "12"]
            lean = columns[0] + columns[1] - 4.0
        labels = np.where(rng.random(400) < 1 / (1 + np.exp(-lean)), "gone", "here")
        found = judged({**{f"x{j}": c for j, c in enumerate(columns)}, "left": labels})

        assert found.suspicious == ()
        assert found.judged == 0
        assert "few different values" in found.notes[-1]


def test_labels_that_are_mostly_near_the_border_are_not_called_exchanged():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.uniform(-10, 0, 400), rng.uniform(0, 10, 400)])
    own = np.repeat([1, 0], 400)  # the first are of class 1, far from class 0
    anywhere, near = np.arange(0, 400, 20), np.argsort(-x[:400])[:20]
    for rows, smooth in ((anywhere, False), (near, True)):
        code = own.copy()
        code[rows] = 0
        # One that is as far beyond the border as any other.
        code[np.argmin(x)] = 0
        listed = np.flatnonzero((code == 0) & (x < 0))
        likely = np.where(x < 0, 1, 0)

        assert (overlapping(listed, code, likely, {0: x, 1: -x}) == smooth).all()


def test_a_row_whose_neighbours_do_not_agree_on_another_label_is_not_listed():
    # Two classes mixed in one place: a row of the third there is odd, but which it is, is open.
    rng = np.random.default_rng(4)
    X, labels = classes(n=900)
    labels = np.where((labels == "here") & (rng.random(900) < 0.5), "left", labels)
    astray = np.flatnonzero(labels != "gone")[:40:2]
    labels[astray] = "gone"
    found = judged(table_of(X, labels))

    assert all(one.agree >= 6 for one in found.suspicious)
    assert len(found.suspicious) < len(astray)


def test_a_third_class_and_a_rare_one_are_compared_too():
    rng = np.random.default_rng(0)
    kind = np.repeat([0, 1, 2], [400, 300, 30])
    X = rng.normal(size=(730, 3)) + 8 * np.eye(3)[kind]
    labels = np.array(["a", "b", "rare"])[kind]
    wrong = list(range(5, 365, 30))
    labels[wrong] = "b"

    found = judged(table_of(X, labels))

    assert {(one.label, one.likely) for one in found.suspicious} == {("b", "a")}
    assert set(rows_of(found)) <= set(wrong)
    assert len(found.suspicious) >= 10


def test_two_levels_are_apart_whatever_levels_they_are():
    held = read({"kind": np.repeat(["a", "b", "c"], 20), "left": np.tile(["x", "y"], 30)})
    roles = guess_roles(held, {"left": "label", "kind": "category"})
    points = likeness(held, roles, "left", np.tile([0, 1], 30))

    assert np.linalg.norm(points[0] - points[30]) == pytest.approx(APART)
    assert np.linalg.norm(points[0] - points[50]) == pytest.approx(APART)
    assert np.linalg.norm(points[0] - points[5]) == 0


def test_the_leaning_is_the_log_of_two_distances():
    points = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
    inside = np.array([True, True, True, False, False])

    x = leaning(points, inside, 1)

    assert x[0] == pytest.approx(np.log(10.225 / 1.225))
    assert x[3] == pytest.approx(np.log(1.225 / 8.225))


def test_the_nearest_leave_out_the_row_itself_also_among_copies():
    points = np.vstack([np.zeros((15, 1)), [[1.0]]])
    near = nearest(points, 3)

    assert (near != np.arange(16)[:, None]).all()
    assert (near < 15).all()


def test_a_hump_is_a_density():
    x = np.linspace(-400, 400, 800_001)
    hump = np.array([1.0, np.log(0.5), np.log(2.0), np.log(4.0)])

    assert np.trapezoid(np.exp(log_hump(x, hump)), x) == pytest.approx(1, abs=1e-3)


def test_shares_of_exchanged_labels_are_fitted_only_where_the_data_speak_for_them():
    rng = np.random.default_rng(0)
    inside = np.arange(800) < 400
    x = np.where(inside, 3.0, -3.0) + rng.normal(size=800)
    assert fit_humps(x, inside).exchanged == (0.0, 0.0)

    wrong = inside.copy()
    wrong[:40] = False
    a, b = fit_humps(x, wrong).exchanged
    assert a < 0.02
    assert b == pytest.approx(40 / 440, abs=0.03)


# Laws


def test_gaps_copies_and_mixed_columns_change_little():
    X, labels = classes()
    rng = np.random.default_rng(5)
    X[:, 1:][rng.random((400, 2)) < 0.05] = np.nan
    X[WRONG] = classes()[0][WRONG]
    kind = np.where(rng.random(400) < 0.5, "p", "q")
    wrong = exchanged(labels).astype(object)
    wrong[7] = None
    first = table_of(X, wrong, kind=kind)
    # Copied ten times with its wrong label, it would be its own company.
    copied = {name: np.append(v, np.repeat(v[41:42], 10)) for name, v in first.items()}

    assert mostly(rows_of(judged(first)))
    assert mostly(rows_of(judged(copied)))
    assert 41 in rows_of(judged(copied))
    assert "1 row without a label" in judged(first).notes


def test_the_order_and_the_units_of_the_rows_do_not_matter():
    X, labels = classes()
    labels = exchanged(labels)
    there = np.random.default_rng(1).permutation(400)
    found = judged(table_of(X, labels))
    moved = judged(table_of(1000 * X[there], labels[there]))

    assert sorted(there[rows_of(moved)]) == rows_of(found)


def test_a_scan_finds_the_same_with_the_labels_or_without():
    X, labels = classes()
    X[18, 1] = 40.0
    table = table_of(X, exchanged(labels))
    plain = vedette.scan(table, roles={"left": "label"})
    asked = vedette.scan(table, label="left")

    assert asked.findings == plain.findings
    assert plain.labels is None
    assert rows_of(asked.labels) == WRONG


def test_rows_keep_their_numbers_where_a_condition_left_some_out():
    X, labels = classes()
    table = table_of(X, exchanged(labels), n=np.arange(400.0))
    result = vedette.scan(table, label="left", where="n >= 10", ignore=["n"])

    assert mostly(rows_of(result.labels))


# What is said


def test_what_cannot_be_compared_is_said():
    X, labels = classes(60)
    few = np.array(["a", "b", "c"])[np.r_[np.zeros(50, int), 1, 1, np.full(8, 2)]]
    found = judged(table_of(X, few))
    assert found.judged == 0
    assert found.notes == (
        "10 rows of 2 labels that fewer than 20 rows have",
        "nothing is compared: no two labels stand in 20 rows each",
    )
    assert phrases.headline(found) == "labels of left were not compared"
    alone = judged({"left": labels, "id": np.arange(60)}, id="id")
    assert alone.notes == ("nothing is compared: no column says what a row is like",)


def test_a_table_that_is_not_judged_as_a_whole_is_not_compared():
    X, labels = classes(1500)
    result = vedette.scan(table_of(X, labels), label="left", sample=1000)

    assert result.labels.notes == (
        "labels are compared only in tables that are judged as a whole",
    )


def test_every_face_shows_them_apart_and_inert():
    X, labels = classes()
    labels = np.where(labels == "gone", "<b>gone\x1b[1m", "here").astype(object)
    there = labels[WRONG] == "here"
    labels[WRONG] = np.where(there, "<b>gone\x1b[1m", "here")
    result = vedette.scan(table_of(X, labels), label="left")

    assert rows_of(result.labels) == WRONG
    assert "8 suspicious labels of left in 400 rows" in str(result)
    assert "row 41: left is" in str(result)
    assert "\x1b" not in str(result)
    page = result.to_html()
    assert "suspicious label" in page
    assert "<b>gone" not in page
    assert "<b>gone" not in result._repr_html_()
    lines = [one for one in jsonl.records(result) if one["kind"] == "suspicious_label"]
    assert sorted(one["row"] for one in lines) == WRONG
    frame = result.to_frame("labels")
    assert sorted(frame["row"]) == WRONG
    assert list(frame["label"]) == [one["label"] for one in lines]
    with pytest.raises(UnknownName, match="labels"):
        result.to_frame("label")


def test_no_label_of_a_redacted_column_is_shown():
    X, labels = classes()
    table = table_of(X, exchanged(labels))
    result = vedette.scan(table, label="left", redact=["left"])

    assert rows_of(result.labels) == WRONG
    for face in (str(result), result.to_html(), jsonl.dump(result), result._repr_html_()):
        assert "gone" not in face
        assert "here'" not in face


def test_nothing_found_is_said_with_its_rate():
    found = judged(table_of(*classes()))

    assert phrases.headline(found) == (
        "no label of left looks wrong among 400 rows (at a false share of 0.1)"
    )
    assert phrases.not_compared(found) == ""
    assert "a; b" in phrases.not_compared(replace(found, notes=("a", "b")))
    assert spoken("yes") == "'yes'"
    assert spoken(True) == "true"
    assert spoken(2019) == "2019"


# Refusals


def test_what_is_no_column_of_labels_is_refused():
    X, labels = classes(100)
    table = table_of(X, labels)
    with pytest.raises(UnknownName):
        vedette.scan(table, label="lefd")
    with pytest.raises(InvalidParameter, match="100 different values"):
        vedette.scan(table, label="x0")
    with pytest.raises(InvalidParameter, match="1 label"):
        vedette.scan({**table, "left": np.repeat("here", 100)}, label="left")
    with pytest.raises(InvalidParameter, match="its role"):
        vedette.scan(table, label="left", roles={"left": "category"})
    with pytest.raises(InvalidParameter, match="name of a column"):
        vedette.scan(table, label=3)
