"""What is done with clusters: frames, files, models, pages, pictures, the command."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

import vedette
from made import canaries
from made.blobs import blobs
from vedette.app.understanding import understand
from vedette.cli.run import run
from vedette.clustering.differences import differences
from vedette.clustering.space import fit_spaces
from vedette.clustering.stability import _in_common
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.core.wording import count, plain
from vedette.detectors.clustering.kmeans import KMeansDistance
from vedette.report import clusters_phrases as phrases
from vedette.report.ansi import columns

HOSTILE = "<script>alert(1)</script>\x1b[2J=1+1"


@pytest.fixture
def command(tmp_path, monkeypatch, capfdbinary, two):
    """Runs `vedette cluster` beside two.csv; gives its code and both streams."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "VEDETTE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    pd.DataFrame(two).to_csv("two.csv", index=False)

    def ended(*args):
        code = run(["cluster", *args])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return ended


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(0, 1, 200), rng.normal(10, 1, 100)])
    x[0] = 4.9
    kind = np.where(x < 5, "a", HOSTILE)
    return vedette.cluster({"x": x, "y": rng.normal(0, 1, 300), HOSTILE: kind}, most=4)


def test_every_row_has_its_cluster_and_its_distance(two):
    found = vedette.cluster(pd.DataFrame(two), most=4)
    frame = found.to_frame()

    assert isinstance(frame, pd.DataFrame)
    assert list(frame) == ["row", "cluster", "distance", "sigmas", "outlier"]
    assert frame.cluster.tolist() == [1] * 200 + [2] * 100
    points = pd.DataFrame(two)
    own = np.sqrt(
        ((points - points.groupby(frame.cluster).transform("mean")) ** 2).sum(axis=1)
    )
    first = own[:200]
    assert found.scale == "none"
    assert frame.distance.to_numpy() == pytest.approx(own.to_numpy())
    assert frame.sigmas[:200].to_numpy() == pytest.approx(
        (first - first.mean()) / first.std(ddof=0)
    )
    assert isinstance(vedette.cluster(pl.DataFrame(two), most=2).to_frame(), pl.DataFrame)


def test_a_row_beyond_n_sigma_of_its_own_cluster_is_an_outlier(two):
    two["y"][7] = 30.0
    found = vedette.cluster(two, 2, most=3, scale="none")
    strict = vedette.cluster(two, 2, most=3, scale="none", n_sigma=100)

    assert found.outliers[0].row == 7
    assert found.outliers[0].sigmas > 3
    assert "y 30 (usually" in found.outliers[0].text
    assert found.far == int((found.assignments.sigmas > 3).sum())
    assert strict.far == 0


def test_sigmas_are_those_of_the_detector_of_distances_to_centres():
    X = blobs(3, 2, 2, sizes=(300, 200, 100))[0]
    found = vedette.cluster(X, 3, most=3, scale="none")
    twin = KMeansDistance(3, n_init=10, scale=None).fit(X)

    beyond = -twin.score_samples(X)
    assert found.assignments.sigmas == pytest.approx(beyond, abs=0.02)
    assert found.far == int((found.assignments.sigmas > 3).sum()) > 0


def test_rows_that_a_condition_left_in_keep_their_numbers(two):
    found = vedette.cluster(two, where="x > 5", most=2)
    assert found.assignments.rows.tolist() == list(range(200, 300))


def test_the_same_seed_gives_the_same_and_clusters_are_by_size(two):
    one, other = (vedette.cluster(two, 3, most=3, seed=5) for _ in range(2))

    assert one.to_json() == other.to_json()
    sizes = [cluster.rows for cluster in one.clusters]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == 300


@pytest.mark.parametrize(
    "asked",
    [
        {"clusters": 3},
        {"clusters": 2, "algorithm": "gmm"},
        {"clusters": 2, "algorithm": "hierarchical"},
        {"clusters": 3, "algorithm": "minibatch"},
        {"algorithm": "dbscan", "eps": 1.0, "scale": "none"},
        {"algorithm": "hdbscan", "scale": "none"},
    ],
    ids=str,
)
def test_a_saved_model_gives_rows_the_clusters_they_had(asked, two, tmp_path):
    two["kind"] = np.where(two["x"] < 5, "a", "b")
    found = vedette.cluster(two, most=3, **asked)
    vedette.save(found.model, tmp_path / "m.vedette")
    model = vedette.load(tmp_path / "m.vedette")
    again = model.assign(two)

    same = again.clusters == found.labels
    # Densities: a row at the rim of two may go to the nearer one.
    assert same.mean() > (
        0.97 if asked.get("algorithm") in ("dbscan", "hdbscan") else 0.9999
    )
    assert again.distances[same] == pytest.approx(
        found.assignments.distances[same], nan_ok=True
    )
    few = model.assign(
        {"kind": ["b", None, "new"], "x": [10.2, None, 0.1], "y": [0.0, 0.1, 0.0]}
    )
    assert len(few) == 3
    assert set(few.clusters) <= set(range(found.k + 1))


def test_two_moons_are_two_dense_regions():
    t = np.linspace(0, np.pi, 150)
    rng = np.random.default_rng(0)
    x = np.concatenate([np.cos(t), 1 - np.cos(t)]) + rng.normal(0, 0.04, 300)
    y = np.concatenate([np.sin(t), 0.5 - np.sin(t)]) + rng.normal(0, 0.04, 300)
    for algorithm, more in (("dbscan", {"eps": 0.2}), ("hdbscan", {})):
        found = vedette.cluster({"x": x, "y": y}, algorithm=algorithm, scale="none", **more)
        assert [c.rows for c in found.clusters] == [150, 150], algorithm
        assert found.criteria == ()


@pytest.mark.parametrize(
    "asked", [{"algorithm": "dbscan", "eps": 1.0}, {"algorithm": "hdbscan"}]
)
def test_a_new_row_beyond_all_dense_places_is_in_no_cluster_and_counted_so(two, asked):
    two["x"][7] = 500.0
    found = vedette.cluster(two, scale="none", **asked)
    placed = found.model.assign({"x": [0.0, 10.0, -300.0], "y": [0.0, 0.0, 90.0]})

    assert (placed.clusters > 0).tolist() == [True, True, False]
    assert placed.outliers[2]
    assert found.labels[7] == 0
    assert phrases.far(found).startswith(f"{count(found.far - found.noise, 'row')} more")
    assert f"{count(found.noise, 'row')} in no cluster" in phrases.far(found)


def test_rows_in_no_cluster_are_no_cluster_that_comes_again():
    inside = np.arange(6) < 4
    assert _in_common(inside, np.array([-1, -1, -1, 0, 0, -1])) == pytest.approx(1 / 5)
    assert _in_common(inside, np.array([1, 1, 1, -1, 0, 1])) == pytest.approx(3 / 5)
    assert _in_common(inside, np.full(6, -1)) == 0


@pytest.mark.parametrize(
    ("index", "words"),
    [(0.95, "form the same"), (0.7, "form much the same"), (0.3, "form others")],
)
def test_how_alike_clusters_come_again_is_said(found, index, words):
    assert words in phrases.stability(replace(found, stability=index))


def test_a_model_refuses_a_table_it_does_not_fit(two):
    model = vedette.cluster(two, 2, most=2).model
    with pytest.raises(UnknownName, match="'y'"):
        model.assign({"x": [1.0]})
    with pytest.raises(InvalidInput, match="'x'"):
        model.assign({"x": ["low", "high"], "y": [1.0, 2.0]})


def test_a_model_of_clusters_is_none_to_score_by(two, tmp_path):
    from vedette.app.model import load_model

    vedette.save(vedette.cluster(two, 2, most=2).model, tmp_path / "m.vedette")
    with pytest.raises(InvalidInput, match="clusters"):
        load_model(tmp_path / "m.vedette")


@pytest.mark.parametrize(
    ("table", "used"),
    [
        ({"a": [1.0], "b": [2.0]}, ()),
        ({"a": [1.0] * 50, "b": ["x"] * 50}, ()),
        ({"a": np.full(40, np.nan), "b": [None] * 40}, ()),
        ({"a": [1.0, 2.0], "b": [3.0, 5.0]}, ("a", "b")),
    ],
    ids=["one row", "copies", "all missing", "two rows"],
)
@pytest.mark.parametrize("algorithm", ["auto", "gmm", "hierarchical", "dbscan", "hdbscan"])
def test_a_table_that_holds_no_clusters_is_answered(table, used, algorithm):
    found = vedette.cluster(table, algorithm=algorithm)

    assert (found.k, found.used, found.far) == (1, used, 0)
    assert "No clusters" in str(found)
    assert ("No column tells rows apart" in str(found)) == (not used)
    assert "NaN" not in found.to_json()
    assert "<svg" in found.to_html() or not used
    assert len(found.to_frame()) in (5, found.rows)


def test_all_copies_of_two_rows_are_divided_at_most_in_two():
    table = {"a": [1.0, 5.0] * 30, "b": [2.0, 9.0] * 30}
    assert vedette.cluster(table, 2, most=4).silhouette == pytest.approx(1)
    with pytest.raises(InvalidInput, match="2 different rows"):
        vedette.cluster(table, 3)


def test_more_clusters_than_rows_are_refused():
    with pytest.raises(InvalidInput, match="5 clusters are asked for"):
        vedette.cluster({"a": [1.0, 2.0, 4.0], "b": [3.0, 5.0, 1.0]}, 5)


def test_few_rows_are_not_said_to_be_one_group():
    said = str(vedette.cluster({"a": [1.0, 1.1, 9.0, 9.1], "b": [1.0, 1.2, 8.0, 8.1]}))
    assert "No clusters that so few rows could show" in said
    assert "Of under 12 rows it cannot be told" in said


def test_two_thousand_columns_are_answered():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 2_000))
    X[:60] += rng.normal(size=2_000)
    found = vedette.cluster(X, most=2)
    noise = vedette.cluster(rng.normal(size=(120, 2_000)), most=2)

    assert found.k == 2
    assert found.labels[:60].tolist() == [found.labels[0]] * 60
    assert noise.k == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"clusters": 0}, "clusters is 0"),
        ({"clusters": True}, "clusters is True"),
        ({"clusters": 2, "algorithm": "hdbscan"}, "by itself"),
        ({"n_sigma": -1}, "n_sigma is -1"),
        ({"n_sigma": float("nan")}, "n_sigma is nan"),
        ({"eps": 1.0}, "DBSCAN alone"),
        ({"least": 5}, "DBSCAN and HDBSCAN alone"),
        ({"most": 1_000}, "at most 100"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_before_anything_is_read(asked, message):
    with pytest.raises(InvalidParameter, match=message):
        vedette.cluster("no-such-file.csv", **asked)


def test_a_mistyped_algorithm_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'kmeans'"):
        vedette.cluster({"a": [1.0]}, algorithm="kmean")


def test_the_screen_fits_eighty_columns_and_says_what_was_chosen(found):
    screen = str(found)

    assert max(map(columns, screen.splitlines())) <= 80
    assert "2 clusters" in screen
    assert "2 is the most clusters that all are apart" in screen
    for name in ("elbow", "silhouette", "Davies-Bouldin", "Calinski", "gap", "BIC"):
        assert name in screen


def test_nothing_in_a_table_acts_on_a_face(found):
    assert "\x1b" not in str(found)
    page = found.to_html()
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert plain(HOSTILE)[:12] in str(found)


def test_the_page_has_the_elbow_with_its_knee_and_the_rows_as_points(found):
    page = found.to_html()
    for words in ("Elbow", "knee at", "Silhouettes, mean", "Rows as points", "Far out"):
        assert words in page


def test_the_lines_are_valid_and_complete(found):
    lines = [json.loads(text) for text in found.to_json().splitlines()]
    kinds = [line["kind"] for line in lines]

    assert kinds[0] == "clusters"
    assert kinds.count("criterion") == 7
    assert kinds.count("cluster") == lines[0]["k"] == 2
    assert kinds.count("outlier") == min(100, lines[0]["outliers"])
    assert "NaN" not in found.to_json()


def test_a_redacted_column_takes_part_and_no_value_of_it_is_shown():
    table = canaries.shop()
    found = vedette.cluster(table, 3, most=3, redact=list(canaries.MARKS))
    everything = str(found) + found.to_html() + found.to_json() + str(found)

    assert found.used
    for mark in canaries.MARKS.values():
        assert str(mark) not in everything


def test_what_makes_a_cluster_different_is_told_with_numbers_and_shares():
    rng = np.random.default_rng(0)
    inside = np.arange(400) < 100
    table = pd.DataFrame(
        {
            "age": np.where(inside, 60, 30) + rng.normal(0, 3, 400),
            "plan": np.where(inside, "gold", "basic"),
            "same": rng.normal(size=400),
            "gap": np.where(inside, np.nan, rng.normal(size=400)),
        }
    )
    found = vedette.cluster(table, 2, most=3)
    small = found.clusters[1]
    by = {one.column: one for one in small.differences}

    assert small.rows == 100
    assert by["plan"].text == "plan = gold in 100 % (others 0 %)"
    assert by["age"].inside == pytest.approx(60, abs=1)
    assert by["age"].outside == pytest.approx(30, abs=1)
    assert 8 < by["age"].effect < 12
    assert by["gap"].text == "gap missing in 100 % (others 0 %)"
    assert "same" not in by


def test_a_wild_value_hides_no_difference_and_of_a_column_the_largest_is_told():
    rng = np.random.default_rng(0)
    inside = np.arange(400) < 100
    age = np.where(inside, 60, 30) + rng.normal(0, 3, 400)
    age[399] = 1e7
    age[:12] = np.nan
    table, roles = understand({"age": age})
    (found,) = differences(table, roles, inside)

    assert found.what == "number"
    assert 6 < found.effect < 14


def test_no_value_of_a_redacted_column_is_named_of_a_far_row(two):
    two["y"][7] = 30.0
    found = vedette.cluster(two, 2, most=3, scale="none", redact=["y"])

    assert found.outliers[0].row == 7
    assert " y " not in found.outliers[0].text


def test_two_levels_are_as_far_apart_in_a_column_of_two_as_of_more():
    both = {"flag": list("abababababab"), "kind": list("ppqqrrppqqrr")}
    table, roles = understand({name: values * 10 for name, values in both.items()})
    ((space,), _) = fit_spaces(table, roles, "unit")
    points = space.points(table)

    assert np.linalg.norm(points[0] - points[1]) == pytest.approx(np.sqrt(2))
    assert np.linalg.norm(points[0] - points[6]) == 0
    assert np.linalg.norm(points[0] - points[2]) == pytest.approx(np.sqrt(2))


@pytest.mark.parametrize(("wide", "first"), [(2.5, "none"), (4, "unit")])
def test_columns_stand_as_they_are_unless_one_decides_alone(wide, first):
    rng = np.random.default_rng(0)
    table, roles = understand({"x": rng.normal(0, wide, 500), "y": rng.normal(size=500)})
    spaces, _ = fit_spaces(table, roles)

    assert spaces[0].scale == first


def test_clusters_that_are_there_come_again_and_others_do_not(two):
    rng = np.random.default_rng(2)
    sure = vedette.cluster(two, 2, most=2)
    loose = vedette.cluster(
        {"x": rng.normal(size=300), "y": rng.normal(size=300)}, 5, most=5
    )

    assert sure.stability > 0.98
    assert all(cluster.stability > 0.98 for cluster in sure.clusters)
    assert loose.stability < 0.8


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_the_assignments_are_written_with_a_row_for_each(command, suffix):
    code, out, err = command(
        "two.csv", "--clusters", "2", "--most", "3", "-o", f"rows.{suffix}"
    )
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "jsonl": pl.read_ndjson}[suffix]
    table = read(f"rows.{suffix}")

    assert (code, out) == (0, "")
    assert "2 clusters, as asked for: written to" in err
    assert table.columns == ["row", "cluster", "distance", "sigmas", "outlier"]
    assert table["cluster"].to_list() == [1] * 200 + [2] * 100


def test_the_command_prints_saves_and_draws(command):
    code, out, _ = command("two.csv", "--most", "3", "--save-model", "m.vedette")
    assert code == 0
    assert out.splitlines()[1] == "2 clusters"
    assert vedette.load("m.vedette").k == 2
    code, out, _ = command("two.csv", "--clusters", "2", "--most", "3", "-o", "two.html")
    assert (code, out) == (0, "")
    with open("two.html", encoding="utf-8") as file:
        assert "vedette cluster two.csv --clusters 2" in file.read()
    code, out, _ = command("two.csv", "--most", "2", "--json")
    assert json.loads(out.splitlines()[0])["k"] == 2


def test_the_command_refuses_what_it_cannot_do(command):
    assert command("two.csv", "-o", "two.csv")[0] == 2
    assert command("two.csv", "-o", "x.sarif")[0] == 2
    assert command("two.csv", "-o", "a.csv", "--save-model", "./a.csv")[0] == 2
    code, out, err = command("two.csv", "--clusters", "1000")
    assert (code, out) == (3, "")
    assert "1000 clusters are asked for" in err
    assert command("nothing.csv")[0] == 3


def test_pictures_are_drawn(found):
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    from vedette import plot

    ax = plot.elbow(found)
    knee = found.criterion("elbow").k
    assert any(f"knee at {knee}" in text.get_text() for text in ax.texts)
    assert plot.silhouette(found).get_xlabel() == "rows of the cluster, %"
    assert len(plot.projection(found).collections) == 2
    single = vedette.cluster({"a": [1.0]})
    for draw in (plot.elbow, plot.silhouette, plot.projection):
        with pytest.raises(InvalidInput):
            draw(single)
    pyplot.close("all")


def with_ids(n=300, **more):
    """Two groups in x; row 0 is far from its own, and is called 'C000'."""
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(0, 1, 200), rng.normal(100, 1, 100)])
    x[0] = 30.0
    names = [f"C{i:03d}" for i in range(n)]
    return {"customer_id": names, "x": x, "y": rng.normal(0, 1, n), **more}


@pytest.mark.parametrize("form", ["table", "md", "html", "jsonl"])
def test_a_far_row_is_called_by_its_id(form):
    found = vedette.cluster(with_ids(), most=4)

    assert found.outliers[0].id == "C000"
    assert "C000" in found.drawn(form)


@pytest.mark.parametrize("form", ["table", "md", "html", "jsonl"])
def test_a_far_row_is_called_by_its_number_if_ids_are_redacted(form):
    found = vedette.cluster(with_ids(), most=4, redact=["customer_id"])

    assert (found.outliers[0].row, found.outliers[0].id) == (0, None)
    assert "C000" not in found.drawn(form)


def test_a_middle_that_is_nothing_beside_the_others_is_0(two):
    x = two["x"] * 1000
    x -= np.median(x[:200]) - 0.004
    first = vedette.cluster({**two, "x": x}, most=4).clusters[0].differences[0]

    assert first.inside == pytest.approx(0.004)
    assert first.text.startswith("x 0 (others ")


def test_told_more_than_one_wide_column_shows_it_is_not_cut_up():
    rng = np.random.default_rng(1)
    income = rng.normal(0, 10_000, 400) + 60_000 * (np.arange(400) < 200)
    data = {"income": income, **{name: rng.normal(0, 1, 400) for name in "abcdefgh"}}

    assert vedette.cluster(data, 2).scale == vedette.cluster(data).scale == "none"
    assert vedette.cluster(data, 4).scale != "none"
