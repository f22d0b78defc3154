"""The folder of kept files: whole or not at all, bounded, and never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from vedette.app.cache import place
from vedette.app.cache.content import TICK, content_of
from vedette.app.cache.store import ABANDONED, PARTIAL, Store
from vedette.core.errors import InvalidParameter


def name(i: int, kind: str = "run") -> str:
    return f"{i:040x}.{kind}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "runs"


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder, 1_000)


def keep(store: Store, i: int, size: int = 100, used: int | None = None) -> bool:
    done = store.write(name(i), lambda file: file.write(b"x" * size))
    if used is not None:
        os.utime(store.path(name(i)), ns=(used, used))
    return done


def test_what_is_written_is_read(store):
    assert store.write(name(1), lambda file: file.write(b"abc"))
    assert store.read(name(1)) == b"abc"
    assert store.read(name(2)) is None


def test_nobody_else_may_look_into_the_folder_or_its_files(store, folder):
    keep(store, 1)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / name(1)).stat().st_mode & 0o777 == 0o600


def test_the_least_recently_used_go_first(store):
    for i in range(5):
        keep(store, i, 200, used=i + 1)
    store.read(name(0))  # now the last one used
    keep(store, 5, 150)
    assert {f.path.name for f in store.kept()} == {name(i) for i in (0, 2, 3, 4, 5)}
    assert sum(f.size for f in store.kept()) <= store.most


def test_a_file_larger_than_a_quarter_of_the_room_is_not_kept(store, folder):
    assert keep(store, 1, 250)
    assert not keep(store, 2, 251)
    assert os.listdir(folder) == [name(1)]


def test_a_writer_that_fails_leaves_what_was_there(store, folder):
    keep(store, 1)

    def fails(file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    assert not store.write(name(1), fails)
    assert store.read(name(1)) == b"x" * 100
    assert os.listdir(folder) == [name(1)]

    def interrupted(file):
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.write(name(1), interrupted)
    assert os.listdir(folder) == [name(1)]


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_writes_is_not(
    store, folder
):
    keep(store, 1)
    dead, living = folder / f"{PARTIAL}dead", folder / f"{PARTIAL}living"
    for path in (dead, living):
        path.write_bytes(b"half")
    old = time.time() - ABANDONED - 10
    os.utime(dead, (old, old))
    store.make_room()
    assert not dead.exists()
    assert living.exists()


def test_clearing_removes_ours_and_nothing_else(store, folder):
    keep(store, 1)
    keep(store, 2)
    (folder / "letter.txt").write_text("not ours")
    assert len(store.clear()) == 2
    assert os.listdir(folder) == ["letter.txt"]


@pytest.mark.parametrize("strange", ["../x.run", "x", name(1) + "/", name(1, "py"), ""])
def test_no_other_name_can_be_asked_for(store, strange):
    with pytest.raises(ValueError, match="no name of a kept file"):
        store.path(strange)


def test_a_folder_that_cannot_be_made_or_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "runs", 1_000)
    assert not keep(store, 1)
    assert store.read(name(1)) is None
    assert store.kept() == store.clear() == []


def test_a_full_disk_is_no_error(store, folder):
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from vedette.app.cache.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "store = Store(Path(sys.argv[1]), 10_000)\n"
        f"print(store.write({name(1)!r}, lambda file: file.write(b'x' * 1_000)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
    assert os.listdir(folder) == []


def test_readers_beside_writers_and_clearers_see_all_or_nothing(folder):
    store, wrong, done = Store(folder, 100_000), [], threading.Event()

    def write(letter):
        for _ in range(60):
            store.write(name(1), lambda file: [file.write(letter * 50) for _ in range(100)])

    def read():
        while not done.is_set():
            data = store.read(name(1))
            if data is not None and (len(data) != 5_000 or len(set(data)) != 1):
                wrong.append(data)

    def clear():
        while not done.is_set():
            store.clear()

    writers = [threading.Thread(target=write, args=(letter,)) for letter in (b"a", b"b")]
    others = [threading.Thread(target=act) for act in (read, clear)]
    for thread in (*writers, *others):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in others:
        thread.join()
    assert wrong == []


# Where it is.


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x"}, "/x/vedette/runs"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/vedette/runs"),
        ({"HOME": "/h"}, "/h/.cache/vedette/runs"),
        ({"VEDETTE_CACHE": "/own", "XDG_CACHE_HOME": "/x"}, "/own/runs"),
        ({"VEDETTE_CACHE": "off"}, None),
        ({"VEDETTE_CACHE": "OFF"}, None),
        ({"VEDETTE_CACHE": "0"}, None),
    ],
)
def test_the_environment_says_where(env, expected, monkeypatch):
    monkeypatch.setenv("HOME", env.get("HOME", "/h"))
    assert place.folder_of(env) == (Path(expected) if expected else None)


def test_no_room_keeps_nothing_and_no_number_is_refused(tmp_path):
    env = {"VEDETTE_CACHE": str(tmp_path)}
    assert place.store(env).most == place.MOST_BYTES
    assert place.store({**env, "VEDETTE_CACHE_BYTES": "5000"}).most == 5_000
    assert place.store({**env, "VEDETTE_CACHE_BYTES": "0"}) is None
    with pytest.raises(InvalidParameter, match="VEDETTE_CACHE_BYTES is '1 GB'"):
        place.store({**env, "VEDETTE_CACHE_BYTES": "1 GB"})


def test_a_folder_that_others_may_enter_is_not_used(tmp_path):
    env = {"VEDETTE_CACHE": str(tmp_path)}
    (tmp_path / "runs").mkdir(mode=0o700)
    assert place.store(env) is not None
    (tmp_path / "runs").chmod(0o755)
    assert place.store(env) is None


def test_a_link_to_another_folder_is_not_used(tmp_path):
    (tmp_path / "other").mkdir(mode=0o700)
    (tmp_path / "runs").symlink_to(tmp_path / "other")
    assert place.store({"VEDETTE_CACHE": str(tmp_path)}) is None


# What a file holds.


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a\n1\n")
    age(path)
    return path


def age(path: Path) -> None:
    """Let the file be as if it was written long ago; its change time stays."""
    old = time.time_ns() - 100 * TICK
    os.utime(path, ns=(old, old))


@pytest.fixture
def later(monkeypatch):
    """The clock of the machine goes on by a minute."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 30 * TICK)


@pytest.fixture
def reads(monkeypatch):
    """The files whose bytes were read."""
    from vedette.app.cache import content

    read, really = [], content.hash_of

    def hash_of(path):
        read.append(path)
        return really(path)

    monkeypatch.setattr(content, "hash_of", hash_of)
    return read


def test_a_file_at_rest_is_read_once(table, store, later, reads):
    first = content_of(str(table), store)
    assert first.settled
    assert content_of(str(table), store) == first
    assert reads == [str(table)]


def test_a_touched_file_is_read_again_and_holds_the_same(table, store, later, reads):
    first = content_of(str(table), store)
    os.utime(table)
    assert content_of(str(table), store).digest == first.digest
    assert len(reads) == 2


def test_a_file_that_was_just_written_is_not_trusted_to_stay(table, store, reads):
    # Its change time is of now: it may change again within the same tick of the clock.
    first = content_of(str(table), store)
    assert not first.settled
    assert first.still()
    content_of(str(table), store)
    assert len(reads) == 3
    assert store.kept() == []


def test_a_change_within_one_tick_is_seen(table, store):
    first = content_of(str(table), store)
    state = table.stat()
    table.write_bytes(b"a\n2\n")
    os.utime(table, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert content_of(str(table), store).digest != first.digest
    assert not first.still()


def test_a_file_changed_with_its_time_put_back_is_read_again(table, store, later, reads):
    first = content_of(str(table), store)
    state = table.stat()
    table.write_bytes(b"a\n2\n")
    os.utime(table, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert content_of(str(table), store).digest != first.digest


@pytest.mark.parametrize("what", ["-", ".", "nothing.csv", "postgresql://host/db", "a\0b"])
def test_what_is_no_file_has_no_content(what, store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert content_of(what, store) is None


def test_a_database_with_a_log_beside_it_has_no_content(table, store):
    Path(f"{table}-wal").write_bytes(b"more")
    assert content_of(str(table), store) is None


def test_a_damaged_memory_is_forgotten(table, store, later, reads):
    first = content_of(str(table), store)
    (kept,) = store.kept()
    kept.path.write_bytes(kept.path.read_bytes()[:-5])
    assert content_of(str(table), store) == first
    assert len(reads) == 2


def test_what_replaced_the_file_that_was_made_is_closed_to_others_too(tmp_path):
    kept = Store(tmp_path / "runs", 1_000_000)

    def save(path: Path) -> None:
        path.unlink()
        path.write_bytes(b"x")
        path.chmod(0o644)

    name = f"{'0' * 40}.run"
    assert kept.place(name, save)
    assert kept.path(name).stat().st_mode & 0o777 == 0o600
