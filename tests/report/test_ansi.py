"""Styled lines and their widths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.report import ansi

words = st.text("ab漢e\u0301😀 \x1b\n", max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("😀", 2), ("", 0)]
)
def test_columns_known(text, columns):
    assert ansi.columns(text) == columns


@given(words, st.integers(1, 30))
def test_a_clipped_line_fits_and_is_the_beginning(text, most):
    spans = ansi.line(text, (text, "bold"))
    clipped = ansi.clip(spans, most)
    assert ansi.width(clipped) <= most
    whole = "".join(t for t, _ in spans)
    if ansi.width(spans) > most:
        assert "".join(t for t, _ in clipped)[-1] == ansi.ELLIPSIS
        assert whole.startswith("".join(t for t, _ in clipped)[:-1])
    else:
        assert clipped == spans


@given(words, st.integers(4, 30), st.integers(1, 4), st.integers(0, 2))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks_unless_cut(
    text, most, lines, indent
):
    spans = ansi.line(text, ("tail", "dim"))
    wrapped = ansi.wrap(spans, most, lines=lines, indent=indent)
    assert 1 <= len(wrapped) <= lines
    assert all(ansi.width(spans) <= most for spans in wrapped)
    said = "".join(t for part in wrapped for t, _ in part)
    if not said.endswith(ansi.ELLIPSIS):
        whole = "".join(t for t, _ in spans)
        assert said.replace(" ", "") == whole.replace(" ", "")


def test_painting_without_colour_writes_no_escape():
    lines = [ansi.line(("a", "red"), "b"), ansi.line()]
    assert ansi.paint(lines, colour=False) == "ab\n\n"
    assert ansi.paint(lines, colour=True) == "\x1b[1;38;5;203ma\x1b[0mb\n\n"
