"""Files that are there whole or not at all."""

from __future__ import annotations

import os

import pytest

from vedette.core.files import together, write_whole


def test_files_are_written_and_replaced_with_the_rights_they_had(tmp_path):
    old = tmp_path / "a"
    old.write_text("old")
    old.chmod(0o600)
    write_whole({old: b"new", tmp_path / "b": b"two"})
    assert old.read_bytes() == b"new"
    assert old.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]


def test_if_one_cannot_be_written_none_is(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        write_whole({tmp_path / "a": b"1", tmp_path / "missing" / "b": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole({tmp_path / "a": b"new"})
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("before", [b"old", None])
def test_if_the_last_file_cannot_take_its_place_those_before_it_are_as_they_were(
    tmp_path, before
):
    first, second = tmp_path / "clean.csv", tmp_path / "folder"
    if before is not None:
        first.write_bytes(before)
    second.mkdir()

    with pytest.raises(IsADirectoryError), together(first, second) as written:
        written[0].write_bytes(b"new")
    assert (first.read_bytes() if first.exists() else None) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["folder"] + ["clean.csv"] * (before is not None)
    )
