"""Packed files are read as what is in them; damage and bombs are refused by name."""

import bz2
import gzip
import io
import lzma
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from vedette.core.errors import InvalidInput
from vedette.tables import packing
from vedette.tables.reading import read

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = ("a,b\n" + "".join(f"{k},{k * k % 97}\n" for k in range(4_000))).encode()


def zipped(text, *clutter):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in clutter:
            archive.writestr(name, "x")
        archive.writestr("inner/t.csv", text)
    return out.getvalue()


PACKERS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd.compress,
    "zip": zipped,
}


@pytest.fixture
def file(tmp_path):
    def write(content, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The folder for temporary files, empty before and to be empty afterwards."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("name", ["t.csv.packed", "t.csv"])
def test_a_packed_file_is_read_whatever_its_name(file, scratch, kind, name):
    packed = PACKERS[kind](TEXT)
    table = read(file(packed, name))
    assert (table.rows, table.names) == (4_000, ("a", "b"))
    assert table["a"].values.tolist() == list(range(4_000))
    assert table.source.size_bytes == len(packed)
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_file_that_is_cut_short_is_refused_wherever_the_cut_is(
    file, scratch, kind
):
    packed = PACKERS[kind](TEXT)
    for share in (0.02, 0.3, 0.9):
        with pytest.raises(InvalidInput, match=r"t\.csv is .*(cut short|damaged)"):
            read(file(packed[: int(share * len(packed))]))
    with pytest.raises(InvalidInput, match=r"cut short|damaged"):
        read(file(packed[:-1]))
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_file_that_is_damaged_is_refused(file, kind):
    packed = bytearray(PACKERS[kind](TEXT))
    middle = len(packed) // 2
    packed[middle : middle + 40] = bytes(b ^ 0xFF for b in packed[middle : middle + 40])
    with pytest.raises(InvalidInput, match=f"damaged {kind}|{kind} file cut short"):
        read(file(bytes(packed)))


def test_several_streams_in_one_file_are_one_text(file):
    half = TEXT.index(b"\n2000,") + 1
    for kind in ("gzip", "bzip2", "xz", "zstd"):
        pack = PACKERS[kind]
        assert read(file(pack(TEXT[:half]) + pack(TEXT[half:]))).rows == 4_000


def test_parquet_and_json_may_be_packed_too(file, tmp_path):
    import duckdb

    path = tmp_path / "t.parquet"
    duckdb.sql("SELECT range AS a FROM range(9)").write_parquet(str(path))
    assert read(file(zstd.compress(path.read_bytes()), "t.parquet.zst")).rows == 9
    assert read(file(bz2.compress(b'{"a": 1}\n{"a": 2}\n'), "t.jsonl.bz2")).rows == 2


def test_what_would_fill_the_disk_is_refused_and_leaves_nothing(file, scratch, monkeypatch):
    monkeypatch.setattr(packing, "ALWAYS", 1 << 20)
    monkeypatch.setattr(packing, "GROWTH", 10)
    for pack in (gzip.compress, zipped, zstd.compress):
        with pytest.raises(InvalidInput, match="becomes more than 1,048,576 bytes"):
            read(file(pack(b"a\n" + b"1\n" * 2_000_000)))
    assert not list(scratch.iterdir())


def test_clutter_in_a_zip_archive_is_no_second_file(file):
    table = read(file(zipped(TEXT, "__MACOSX/._t.csv", ".DS_Store"), "t.zip"))
    assert table.rows == 4_000


def test_zstd_without_its_library_says_what_to_install(file, monkeypatch):
    for name in ("backports", "backports.zstd", "compression", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"pip install 'vedette\[zstd\]'"):
        read(file(zstd.compress(TEXT), "t.csv.zst"))


def test_unpacking_needs_little_memory(file):
    import tracemalloc

    packed = file(gzip.compress(b"a\n" + b"1\n" * 20_000_000), "t.csv.gz")
    plain = packed.with_name("plain")
    tracemalloc.start()
    packing.unpack(packed, plain, "t", "gzip")
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()
    assert plain.stat().st_size == 40_000_002


def test_random_bytes_after_a_magic_number_are_refused_or_read_as_text(tmp_path):
    rng = np.random.default_rng(0)
    starts = [start for start, _ in packing.STARTS] + [packing.ZIP]
    for k in range(60):
        path = Path(tmp_path / "t.csv")
        path.write_bytes(starts[k % len(starts)] + rng.bytes(int(rng.integers(0, 300))))
        with pytest.raises(InvalidInput):
            read(path)


def test_a_packed_file_does_not_fill_the_disk(tmp_path, monkeypatch):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1000))
    free = shutil.disk_usage(tmp_path)._replace(free=2000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: free)

    with pytest.raises(InvalidInput, match="more than 1,000 bytes unpacked"):
        read(str(packed))
