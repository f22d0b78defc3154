"""What was looked at and what was not, in a few words."""

from types import SimpleNamespace

import numpy as np
import pytest

from vedette.core.table import Column, Role, Source, Table
from vedette.scanning.coverage import checked, not_checked, notes, time_text
from vedette.scanning.encode import Design
from vedette.tables.series import Series

HOUR = 3_600_000_000


def series(n=24, step=HOUR, keys=(), timed=True, regular=True):
    place = np.arange(n, dtype=np.int64) * step
    key = np.arange(n) % (3 if keys else 1)
    return Series(place, key, timed, ("t",), keys, step if regular else None)


def judged(*columns, lagged=False, wholes=False, length=1, first=False):
    views = [
        SimpleNamespace(judged=True, column=c, target=i, length=length)
        for i, c in enumerate(columns)
    ]
    if wholes:
        views.append(SimpleNamespace(judged=True, column="", target=-1, length=1))
    fits = [SimpleNamespace(lagged=lagged)]
    return SimpleNamespace(views=views, fits=fits, unjudged_first=first, detector=None)


def limits(rows=1000, roles=None, skipped=None, decided=None, order=None, design=None):
    column = Column("x", "number", np.zeros(rows))
    table = Table((column,), rows, Source("made", "dict"))
    kinds = {name: Role(kind) for name, kind in (roles or {"x": "number"}).items()}
    design = design or Design(skipped=skipped or {})
    return not_checked(table, kinds, design, decided or judged("x"), order)


def test_what_was_looked_at_is_counted():
    assert checked(judged("a", "b"), None) == ("2 columns given the others",)
    assert checked(judged("a", lagged=True, wholes=True), series()) == (
        "1 column given the others",
        "each row given the one before",
        "rows as wholes",
    )
    assert checked(judged(), None) == ()


def test_columns_that_could_not_be_judged_do_not_count():
    some = judged("a", "b")
    some.views[0].judged = False

    assert checked(some, None) == ("1 column given the others",)


def test_a_table_without_limits_has_none():
    assert limits() == ()


@pytest.mark.parametrize(("rows", "small"), [(299, True), (300, False)])
def test_a_small_table_shows_only_gross_errors(rows, small):
    said = limits(rows=rows)

    assert said == (("small errors: 299 rows show only gross ones",) if small else ())


def test_each_kind_of_column_is_named_once():
    said = limits(
        skipped={
            "kind": "a category",
            "site": "a category",
            "zip": "a code",
            "dep": "a clock time",
            "wind": "an angle",
            "month": "a calendar part",
            "stars": "5 distinct values",
            "flaws": "7 distinct values",
            "total": "determined by a and b",
        }
    )

    assert said == (
        "whether a category is the right one (kind and site)",
        "whether a code is the right one (zip)",
        "whether a clock time is right (dep)",
        "whether a direction is right (wind)",
        "columns of few values by themselves (stars and flaws)",
        "total: determined by a and b",
    )


def test_many_columns_are_not_all_named():
    said = limits(skipped={f"k{i}": "a category" for i in range(9)})

    assert said == ("whether a category is the right one (k0, k1, k2, k3 and 5 more)",)


def test_columns_of_mostly_one_value_and_free_text_are_named():
    design = Design()
    rain = np.where(np.arange(300) % 3, 0.0, np.arange(300.0))
    design.judge(Column("rain", "number", rain), 0.0)

    said = limits(roles={"rain": "number", "comment": "text"}, design=design)

    assert said == (
        "whether rain should have the usual value",
        "free text (comment)",
    )


def test_times_that_repeat_without_a_key_are_a_limit():
    said = limits(roles={"t": "time", "x": "number"})

    assert said == (
        "the order of the rows (their times repeat and no key tells them apart)",
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (5, ("weekdays (5 days of data)",)),
        (14, ("seasons longer than a week (14 days of data)",)),
        (729, ("seasons longer than a week (729 days of data)",)),
        (730, ()),
    ],
)
def test_what_too_short_a_time_cannot_show_is_said(days, words):
    assert limits(order=series(days + 1, 24 * HOUR)) == words


def test_first_rows_and_slow_drifts_are_limits_of_a_series():
    long = series(800, 24 * HOUR)
    keyed = series(800, 24 * HOUR, keys=("station",))

    assert limits(order=long, decided=judged("x", first=True)) == (
        "the first row of the series",
    )
    assert limits(order=keyed, decided=judged("x", first=True)) == (
        "the first row of each series (3)",
    )
    assert limits(order=long, decided=judged("x", length=6)) == (
        "slow drifts within a series",
    )


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (None, ""),
        (series(), "hourly"),
        (series(keys=("origin",)), "hourly for each origin"),
        (series(keys=("a", "b")), "hourly for each a and b"),
        (series(regular=False), "irregular"),
        (series(timed=False), "in the order of t"),
    ],
)
def test_how_the_rows_run_in_time(order, words):
    assert time_text(Table((), 6, Source("made", "dict")), order) == words


def test_copies_are_noted():
    table = Table((), 6, Source("made", "dict"), notes=("column x renamed",))

    assert notes(table, (), None) == ("column x renamed",)
    assert notes(table, (), np.array([0, 0, 2, 2, 2, 5])) == (
        "column x renamed",
        "rows repeat: 3 distinct rows judged, copies with them",
    )
