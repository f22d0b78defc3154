"""Small pictures: what is drawn is where it belongs."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest

from made.html import read
from vedette.core.pictures import (
    Axis,
    Classes,
    Distribution,
    Levels,
    Line,
    Lines,
    Scatter,
    Stretch,
)
from vedette.report import charts
from vedette.report.charts import svg
from vedette.report.charts.scale import Scale, moment

EVIL = '"><script>alert(1)</script>'


def shape(**changed):
    return Distribution(
        **{"column": "x", "axis": Axis(0.0, 100.0), "counts": (1, 0, 3, 2)} | changed
    )


def test_a_scale_lays_values_from_end_to_end():
    along = Scale(Axis(0.0, 10.0), 50, 250)
    assert [along(v) for v in (0, 5, 10)] == [50, 150, 250]
    assert [along(v) for v in (-3, 99)] == [50, 250]
    assert [along.beyond(v) for v in (-3, 0, 10, 99)] == [-1, 0, 0, 1]
    ratio = Scale(Axis(1.0, 100.0, log=True), 0, 100)
    assert [ratio(v) for v in (1, 10, 100, -5)] == pytest.approx([0, 50, 100, 0])
    assert Scale(Axis(3.0, 3.0), 0, 100)(3.0) == 50


@pytest.mark.parametrize(
    ("axis", "written"),
    [
        (Axis(0.0, 10.0), ["0", "2", "4", "6", "8", "10"]),
        (Axis(10.0, 11.1), ["10.0", "10.5", "11.0"]),
        (Axis(0.0, 30_000.0), ["0", "10,000", "20,000", "30,000"]),
        (Axis(-0.02, 0.02), ["-0.02", "-0.01", "0", "0.01", "0.02"]),
        (Axis(0.5, 2_000.0, log=True), ["1", "10", "100", "1000"]),
        (Axis(7.0, 7.0), ["7"]),
        (Axis(1e16, 1e16 + 2.0), None),
    ],
)
def test_ticks_are_round_and_on_the_axis(axis, written):
    ticks = Scale(axis, 0, 100).ticks(5)
    assert 1 <= len(ticks) <= 6
    assert all(axis.low <= value <= axis.high for value, _ in ticks)
    if written is not None:
        assert [said for _, said in ticks] == written


def test_a_moment_is_written_as_finely_as_the_picture_needs():
    at = 1_767_225_600.0 + 3_723  # 2026-01-01 01:02:03
    assert moment(at, 86_400 * 30) == "2026-01-01"
    assert moment(at, 7_200) == "01-01 01:02"
    assert moment(at, 60) == "01:02:03"
    assert moment(1e18, 60) == "1e18"


def test_the_value_and_the_range_are_marked_where_they_are():
    text = charts.tiny_distribution(shape(), "h0", 50.0, 20.0, 40.0, "words")
    left, right = 8, 292
    at = {v: left + v / 100 * (right - left) for v in (20, 40, 50)}
    assert f"x={svg.number(at[20])} " in text
    assert f"width={svg.number(at[40] - at[20])} " in text
    assert f"M{svg.number(at[50])} 3V46" in text


def test_what_lies_beyond_the_axis_points_outward():
    right = charts.tiny_distribution(shape(), "h0", 1e9, None, None, "words")
    left = charts.tiny_distribution(shape(), "h0", -1e9, None, None, "words")
    assert re.search(r"M285 [\d.]+L292 [\d.]+L285", right)
    assert re.search(r"M15 [\d.]+L8 [\d.]+L15", left)


def test_the_tallest_bin_reaches_the_top_and_none_that_holds_a_row_is_lost():
    text = charts.sparkline(shape(counts=(1, 0, 100_000)))
    heights = [float(h) for h in re.findall(r"V([\d.]+)", text)]
    assert min(heights) == 2
    assert 19.0 in heights


def test_a_line_breaks_where_values_or_rows_are_missing():
    at = (0.0, 1.0, 2.0, 3.0, 30.0, 31.0)
    along = Stretch("x", at, False, (1.0, None, 3.0, 4.0, 5.0, 6.0), (), (), 2, 2)
    line = re.search(r'd="([^"]*)" class=y', charts.series(along, "words"))[1]
    assert line.count("M") == 3
    assert "h0M" in line  # the first point stands alone


def test_an_expected_range_is_drawn_in_pieces():
    low, high = (0.0, None, 0.0, 0.0), (2.0, None, 2.0, 2.0)
    along = Stretch("x", (0.0, 1.0, 2.0, 3.0), True, (1.0,) * 4, low, high, 1, 1, "k")
    band = re.search(r'd="([^"]*)" class=b', charts.series(along, "words"))[1]
    assert band.count("M") == band.count("z") == 2


def test_points_that_cannot_be_told_apart_are_drawn_once():
    axis = Axis(0.0, 1.0)
    rows = Scatter("x", "y", axis, axis, ((0.5, 0.5),) * 900, ((0.5, 2.0),), 900, 1)
    text = charts.scatter(rows, "words")
    assert len(re.search(r'd="([^"]*)" class=o', text)[1]) < 20
    tip, *back = re.findall(r"[\d.]+ ([\d.]+)", re.search(r'd="([^"]*)z" class=m', text)[1])
    assert float(tip) < min(map(float, back))  # it points up, to where the row is


def test_a_share_fills_its_part_of_the_bar():
    ends = [
        float(re.search(r"H([\d.]+)", charts.share_bar(s))[1]) for s in (0, 0.5, -0.5, 1, 9)
    ]
    assert ends[0] < ends[1] == ends[2] < ends[3] == ends[4] == 52


ONE = Axis(0.0, 1.0)


def several(*ends, **changed):
    lines = tuple(Line(f"to {y}", ((0.0, 0.0), (1.0, y))) for y in ends)
    given = {"title": "T", "x": "X", "y": "Y", "x_axis": ONE, "y_axis": ONE}
    return Lines(**given | {"lines": lines} | changed)


def places(text, said):
    return [
        float(y)
        for y, t in re.findall(r"<text x=\S+ y=(\S+) [^>]*>([^<]*)<", text)
        if said in t
    ]


def test_each_line_is_named_where_it_ends_and_no_name_covers_another():
    text = charts.lines(several(0.5, 0.49, 0.48, 1.0), "words")
    found = {end: places(text, f"to {end}")[0] for end in (1.0, 0.5, 0.49, 0.48)}
    assert list(found) == sorted(found, key=found.get)
    heights = sorted(found.values())
    assert all(b - a >= 14 for a, b in pairwise(heights))
    assert abs(found[0.49] - (206 - 0.49 * 176)) < 20


def test_lines_with_the_same_end_are_named_in_the_order_of_their_heights():
    low = Line("low", ((0.0, 0.0), (0.9, 0.1), (1.0, 1.0)))
    high = Line("high", ((0.0, 0.0), (0.1, 0.5), (1.0, 1.0)))
    assert (low.height, high.height) == pytest.approx((0.1, 0.7))
    text = charts.lines(several(lines=(low, high)), "words")
    assert places(text, "high") < places(text, "low")
    assert Line("", ()).height == 0
    assert Line("", ((1.0, 3.0),)).height == 3


def test_names_at_the_bottom_stay_in_the_picture():
    text = charts.lines(several(*[i / 1000 for i in range(9)]), "words")
    assert max(places(text, "to 0.")) <= 206 + 4


def test_more_names_than_fit_make_the_picture_taller():
    text = charts.lines(several(*[i / 30 for i in range(30)]), "words")
    height = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', text)[1])
    assert 252 < max(places(text, "to 0.")) < height


def test_a_line_alone_has_the_whole_width_and_no_name():
    text = charts.lines(several(1.0), "words")
    assert "to 1.0" not in text
    assert "M47 206L350 30" in text


def test_long_names_have_more_room_and_differ_at_their_ends():
    long = "k-nearest-neighbours(n_neighbors={})"
    loud = [Line(long.format(n), ((0.0, 0.0), (1.0, n / 50))) for n in (5, 50)]
    text = charts.lines(several(lines=tuple(loud)), "words")
    said = re.findall(r">(k-near[^<]*)<", text)
    assert len(set(said)) == 2
    assert max(map(len, said)) <= 22
    ends = [float(x) for x in re.findall(r"<text x=(\S+) y=\S+ [^>]*>k-near", text)]
    assert max(ends) + 22 * 6.2 <= 360


def test_lines_of_one_colour_have_other_strokes():
    text = charts.lines(several(*[i / 12 for i in range(12)]), "words")
    kinds = {" ".join(c.split()) for c in re.findall(r'class="(v v\d(?: x)?)"', text)}
    assert len(kinds) == 12


def test_what_is_there_for_comparison_is_drawn_first_and_not_named():
    chance = Line("chance", ((0.0, 0.0), (1.0, 1.0)), quiet=True)
    loud = several(0.5, 1.0).lines
    text = charts.lines(several(lines=(*loud, chance)), "words")
    assert "chance" not in text
    assert text.index('class="v u"') < text.index('class="v v0"')


def test_few_points_are_drawn_as_points_too():
    assert 'class="v v0 pt"' in charts.lines(several(1.0), "words")
    fine = Line("", tuple((i / 100, i / 100) for i in range(101)))
    assert "pt" not in charts.lines(several(lines=(fine,)), "words")


@pytest.mark.parametrize(("at", "end"), [(0.1, "t i"), (0.9, "t i e")])
def test_a_marked_place_has_its_words_where_there_is_room(at, end):
    text = charts.lines(several(1.0, mark=(at, "threshold 3")), "words")
    assert f'class="{end}">threshold 3<' in text
    x = svg.number(47 + at * 303)
    assert f"M{x} 22V206" in text


def test_each_class_has_bars_of_its_own_height():
    picture = Classes("T", "X", Axis(0.0, 4.0), (1000, 500, 0, 0), (0, 0, 1, 2))
    text = charts.classes(picture, "words")
    usual, odd = (re.search(rf'd="([^"]*)" class={c}/?', text)[1] for c in "hc")
    for bars, tall in ((usual, 73), (odd, 73)):
        heights = [-float(h) for h in re.findall(r"v(-[\d.]+)", bars)]
        assert sorted(heights) == [tall / 2, tall]
    assert places(text, "1,500 usual rows") < places(text, "3 odd rows")


@pytest.mark.parametrize(("at", "place"), [(3.5, "x=0"), (0.5, "x=350")])
def test_the_names_of_classes_stand_where_the_mark_is_not(at, place):
    picture = Classes("T", "X", Axis(0.0, 4.0), (1, 2), (2, 1), (at, "threshold"))
    text = charts.classes(picture, "words")
    assert len(re.findall(rf"<text {place} y=[^>]*>3 (?:usual|odd) rows<", text)) == 2


def test_lines_without_points_and_axes_without_width_are_drawn_too():
    empty = several(lines=(Line("a", ()), Line("b", ())), x_axis=Axis(3.0, 3.0))
    assert not re.search(r"\b(nan|inf)", charts.lines(empty, "words"))
    none = Classes("T", "X", Axis(0.0, 1.0), (), ())
    assert "0 odd rows" in charts.classes(none, "words")


def test_nothing_in_a_name_acts_and_no_number_is_broken():
    axis = Axis(-1e308, 1e308)
    along = Stretch(EVIL, (0.0, 1.0, 2.0), True, (1e308, -1e308, 0.0), (), (), 0, 2, EVIL)
    drawn = [
        charts.marked_distribution(shape(column=EVIL, axis=axis), [1.0, 1e308], EVIL),
        charts.scatter(Scatter(EVIL, EVIL, axis, axis, ((0, 0),), ((1e308, 0),), 1), EVIL),
        charts.series(along, EVIL),
        charts.sparkline(Levels(EVIL, (EVIL,), (3,))),
        charts.lines(
            Lines(
                EVIL,
                EVIL,
                EVIL,
                axis,
                ONE,
                (Line(EVIL, ((0, 0), (1e308, 1))), Line(EVIL, ((-1e308, 1),))),
                (0, EVIL),
            ),
            EVIL,
        ),
        charts.classes(Classes(EVIL, EVIL, axis, (1,), (2,), (1e308, EVIL)), EVIL),
        charts.silhouette(shape(axis=Axis(-math.pi * 1e15, 1e300, timed=True))),
    ]
    for text in drawn:
        seen = read(text)
        assert "script" not in seen.tags
        assert not re.search(r"\b(nan|inf)", text)
