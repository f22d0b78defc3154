"""A file of verdicts: what is written is read, what is broken is told, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.verdicts import Broken, Verdict
from vedette.labelling.notebook import append, line_of, parsed, read

FULL = Verdict(
    "real",
    "r17",
    row=16,
    saw={"fee": 9.5, "kind": None, "paid": True},
    when="2026-03-01T09:30:00Z",
    who="ada",
    note="a retry storm",
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "orders.labels.jsonl"


def test_a_verdict_is_one_line_that_a_person_can_read():
    assert line_of(FULL) == (
        '{"id":"r17","row":16,"verdict":"real","saw":{"fee":9.5,"kind":null,"paid":true},'
        '"when":"2026-03-01T09:30:00Z","who":"ada","note":"a retry storm"}'
    )
    assert line_of(Verdict("expected", content="00ff")) == (
        '{"content":"00ff","verdict":"expected"}'
    )


def test_what_is_appended_is_read_again_in_its_order(file):
    append(file, FULL)
    append(file, Verdict("undone", "r17"))
    held = read(file)
    assert [(v.verdict, v.line) for v in held.verdicts] == [("real", 1), ("undone", 2)]
    assert held.verdicts[0].saw == FULL.saw
    assert held.verdicts[0].note == "a retry storm"
    assert held.broken == ()


def test_a_file_that_is_not_there_holds_nothing(file):
    assert read(file).verdicts == ()


@pytest.mark.parametrize(
    "note",
    [
        "\x1b[2J\x07",
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A1",
        "a\nb\r\n",
        "\u202eä€",
        "\ud800",
        "\u2028",
        "x" * 2_000,
    ],
)
def test_hostile_notes_and_ids_come_back_as_they_were_and_do_not_act(file, note):
    append(file, Verdict("real", note, note=note, who=note, saw={note: note}))
    raw = file.read_bytes()
    assert raw.count(b"\n") == 1
    assert not set(raw) & {*range(10), *range(11, 32), 127}
    assert "\u2028" not in raw.decode()
    assert "\u202e" not in raw.decode()
    (verdict,) = read(file).verdicts
    assert (verdict.id, verdict.note, verdict.who) == (note, note, note)


BROKEN = [
    (b'{"id":"r1","verd', "is no JSON"),
    (b"\xff\xfe", "is no JSON"),
    (b"[" * 3_000, "is no JSON"),
    (b'{"id":"r1","verdict":"real","row":NaN}', "is no JSON"),
    (b"[]", "is no JSON object"),
    (
        b'{"id":"r1","verdict":"yes"}',
        'has a "verdict" that is none of real, expected, undone',
    ),
    (b'{"verdict":"real"}', 'names no row: it has no "id" and no "content"'),
    (b'{"id":[1],"verdict":"real"}', 'has an "id" that is no text and no number'),
    (
        b'{"id":1,"verdict":["real"]}',
        'has a "verdict" that is none of real, expected, undone',
    ),
    (b'{"id":1,"row":"x","verdict":"real"}', 'has a "row" that is no whole number'),
    (
        b'{"id":1,"saw":[],"verdict":"real"}',
        'has a "saw" that is not a value for each column',
    ),
    (b'{"id":1,"note":7,"verdict":"real"}', 'has a "note" that is no text'),
    (b"<<<<<<< HEAD", "is a mark of a merge that is not finished"),
    (b'{"id":"' + b"x" * 70_000 + b'","verdict":"real"}', "is too long to be a verdict"),
]


@pytest.mark.parametrize(("line", "why"), BROKEN, ids=[w for _, w in BROKEN])
def test_a_broken_line_is_told_by_its_number_and_stays_as_it_is(file, line, why):
    append(file, FULL)
    with file.open("ab") as add:
        add.write(line + b"\n")
    append(file, Verdict("expected", "r2"))
    before = file.read_bytes()
    held = read(file)
    assert held.broken == (Broken(2, why),)
    assert [v.line for v in held.verdicts] == [1, 3]
    append(file, Verdict("real", "r3"))
    assert file.read_bytes().startswith(before)


def test_empty_lines_windows_ends_and_a_mark_at_the_start_are_no_harm(file):
    line = line_of(FULL).encode()
    file.write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n" + line)
    held = read(file)
    assert [v.line for v in held.verdicts] == [1, 3]
    assert held.broken == ()


def test_after_half_a_line_a_verdict_begins_on_its_own(file):
    file.write_bytes(line_of(FULL).encode() + b'\n{"id":"r2","ver')
    append(file, Verdict("expected", "r3"))
    held = read(file)
    assert [v.id for v in held.verdicts] == ["r17", "r3"]
    assert [b.line for b in held.broken] == [2]


def test_a_table_is_refused_where_verdicts_are_expected(file):
    file.write_text("a,b\n1,2\n")
    with pytest.raises(InvalidInput, match="holds no verdict: line 1 is no JSON"):
        read(file)
    with pytest.raises(InvalidInput, match="folder"):
        read(file.parent)


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(InvalidParameter, match="cannot be written"):
        append(tmp_path / "missing" / "x.labels.jsonl", FULL)
    with pytest.raises(InvalidParameter, match="too long"):
        append(tmp_path / "x.labels.jsonl", Verdict("real", "r1", note="x" * 70_000))


def test_extra_fields_of_others_are_no_harm():
    assert parsed(b'{"id":1,"verdict":"real","ticket":"OPS-7"}').id == 1


WRITER = """
import sys
from pathlib import Path
from vedette.core.verdicts import Verdict
from vedette.labelling.notebook import append
for i in range(int(sys.argv[3])):
    append(Path(sys.argv[1]), Verdict("real", f"{sys.argv[2]}-{i}", note="x" * 300))
    print(i, flush=True)
"""


def writer(file, name, count):
    words = [sys.executable, "-c", WRITER, str(file), name, str(count)]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def test_several_writers_at_once_leave_whole_lines_only(file):
    writers = [writer(file, name, 60) for name in "abc"]
    for one in writers:
        one.communicate(timeout=60)
    held = read(file)
    assert held.broken == ()
    assert sorted(v.id for v in held.verdicts) == sorted(
        f"{name}-{i}" for name in "abc" for i in range(60)
    )


def test_a_writer_that_is_killed_has_lost_nothing_it_was_told_is_kept(file):
    for k in range(4):
        one = writer(file, f"w{k}", 100_000)
        for _ in range(5 + 7 * k):
            told = int(one.stdout.readline())
        os.kill(one.pid, signal.SIGKILL)
        one.communicate()
        kept = {v.id for v in read(file).verdicts}
        assert {f"w{k}-{i}" for i in range(told + 1)} <= kept
    append(file, FULL)
    assert read(file).verdicts[-1].id == "r17"
    assert json.loads(file.read_bytes().splitlines()[-1])["id"] == "r17"
