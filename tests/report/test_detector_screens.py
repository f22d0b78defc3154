"""The screen of one detector, and that of the catalogue."""

from __future__ import annotations

from vedette.core.catalogue import Entry
from vedette.report import ansi, detector_screen, detectors_screen
from vedette.report.detector_screen import Known, Parameter

ENTRY = Entry(
    name="fences",
    home="vedette.detectors.statistical.fences",
    called="Fences",
    family="statistical",
    finds="values beyond the fences of their column",
    assumes="one peak a column",
    cost="fit n log n d; score n d",
    wide="any number",
    paper="Tukey (1977), Exploratory data analysis",
    streams=True,
    needs="plot",
    also=("iqr", "box"),
)
KNOWN = Known(
    entry=ENTRY,
    about="Beyond the quartiles.\n\nAs in a box plot.",
    parameters=(
        Parameter("factor", "1.5", "How many interquartile ranges a fence is away."),
        Parameter("scale", "None", ""),
    ),
    own_rule="beyond 1.5 IQR",
)
SCREEN = """\
fences (statistical; also iqr, box)

Beyond the quartiles.

As in a box plot.

finds       values beyond the fences of their column
assumes     one peak a column
copes with  missing values, streams
not with    categories
columns     any number
cost        fit n log n d; score n d (n rows, d columns)
its rule    beyond 1.5 IQR (contamination='own')
paper       Tukey (1977), Exploratory data analysis
needs       pip install 'vedette[plot]'

parameters
  factor = 1.5
      How many interquartile ranges a fence is away.
  scale = None

in a shell
  vedette scan orders.csv --detector fences
in Python
  from vedette.detectors import Fences
  model = Fences().fit(X)
  model.predict(X), model.surprise(X), model.contributions(X)
"""


def test_one_detector_is_shown_in_full():
    assert detector_screen.render(KNOWN) == SCREEN


def test_a_classifier_is_shown_with_its_labels_and_without_a_command():
    entry = Entry(
        **{f: getattr(ENTRY, f) for f in Entry.__slots__} | {"family": "supervised"}
    )

    text = detector_screen.render(Known(entry, "", (), None))

    assert "model = Fences().fit(X, y)" in text
    assert "vedette scan" not in text
    assert "its rule" not in text


def test_colour_adds_styles_and_no_words():
    import re

    for plain, painted in (
        (detector_screen.render(KNOWN), detector_screen.render(KNOWN, colour=True)),
        (
            detectors_screen.render([ENTRY]),
            detectors_screen.render([ENTRY], colour=True),
        ),
    ):
        assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain != painted


def test_screens_fit_any_terminal():
    for wide in (1, 40, 80, 300):
        most = max(40, min(wide, 100))
        for text in (
            detector_screen.render(KNOWN, columns=wide),
            detectors_screen.render([ENTRY] * 3, columns=wide),
        ):
            assert max(map(ansi.columns, text.splitlines())) <= most
