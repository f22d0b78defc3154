"""Arrow IPC, the file and the stream format."""

import datetime

import pyarrow as pa
import pytest

from vedette.core.errors import InvalidInput
from vedette.tables.reading import read

TABLE = pa.table(
    {
        "n": pa.array([1, None, 3], pa.int64()),
        "t": pa.array(["x", "y", None]).dictionary_encode(),
        "d": pa.array([datetime.datetime(2024, 1, k) for k in (1, 2, 3)]),
        "b": [True, False, None],
    }
)


def written(path, form, table=TABLE, **options):
    new = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
    with new(str(path), table.schema, options=pa.ipc.IpcWriteOptions(**options)) as out:
        out.write_table(table)
    return path


@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
@pytest.mark.parametrize("form", ["file", "stream"])
def test_both_formats_are_read_with_their_types_whatever_the_name(
    tmp_path, form, compression
):
    table = read(written(tmp_path / "t.csv", form, compression=compression))
    assert [c.kind for c in table] == ["number", "text", "time", "flag"]
    assert table["n"].values[[0, 2]].tolist() == [1, 3]
    assert table["t"].texts().tolist() == ["x", "y", None]
    assert table["d"].cell(2) == "2024-01-03"
    assert [c.missing.sum() for c in table] == [1, 1, 0, 1]
    assert table.source.format == "Arrow"


@pytest.mark.parametrize("form", ["file", "stream"])
def test_every_cut_is_refused_or_a_table(tmp_path, form):
    whole = written(tmp_path / "t.arrow", form).read_bytes()
    path = tmp_path / "cut.arrow"
    for end in range(0, len(whole), 29):
        path.write_bytes(whole[:end])
        try:
            read(path)
        except InvalidInput as error:
            assert "cut.arrow" in str(error)  # noqa: PT017  some are tables
        else:  # of a stream only its end mark may be missing
            assert form == "stream"
            assert end > len(whole) - 16


def test_files_of_a_folder_are_one_table(tmp_path):
    written(tmp_path / "1.arrow", "file")
    written(tmp_path / "2.feather", "file")
    table = read(tmp_path)
    assert (table.rows, table.source.format) == (6, "2 Arrow files")
    assert [c.kind for c in table] == ["number", "text", "time", "flag", "text"]


def test_two_columns_of_one_name_are_refused(tmp_path):
    table = pa.table([[1], [2]], names=["a", "a"])
    with pytest.raises(InvalidInput, match="two columns that are called 'a'"):
        read(written(tmp_path / "t.arrow", "file", table))
