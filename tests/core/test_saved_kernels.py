"""Files with arrays that would lead a kernel out of memory are refused, at the latest when
rows are scored."""

import io
import zipfile

import numpy as np
import pytest

import vedette
from made.saved import parts_of, sealed
from vedette.detectors import ECOD, HBOS, LODA
from vedette.testing.data import cloud


def spoilt(detector, wanted, spoil, tmp_path):
    """Score rows with a saved detector after `spoil` changed its arrays of shape `wanted`."""
    fitted, changed = tmp_path / "fitted", tmp_path / "changed"
    X = cloud(60)
    vedette.save(detector.fit(X), fitted)
    parts = parts_of(fitted)
    for name, data in parts.items():
        if name.endswith(".npy"):
            array = np.lib.format.read_array(io.BytesIO(data)).copy()
            if (array.shape, array.dtype) == wanted:
                spoil(array)
            file = io.BytesIO()
            np.lib.format.write_array(file, array)
            parts[name] = file.getvalue()
    sealed(changed, parts)
    return vedette.load(changed).unusualness(X)


def first_to(value):
    def spoil(array):
        array.flat[0] = value

    return spoil


def last_column_to(value):
    def spoil(array):
        array[:, -1] = value

    return spoil


@pytest.mark.parametrize("value", [-1, 3, 2**31 - 1])
def test_cuts_of_columns_that_are_not_there_are_refused(value, tmp_path):
    wanted = ((20, 1), np.dtype(np.int32))
    with pytest.raises(ValueError, match="the cuts are of other columns"):
        spoilt(LODA(n_random_cuts=20), wanted, first_to(value), tmp_path)


@pytest.mark.parametrize("value", [0, 10**6, np.nan, np.inf, 2.5])
def test_bins_without_scores_are_refused(value, tmp_path):
    wanted = ((20, 3), np.dtype(np.float32))
    with pytest.raises(ValueError, match="or have no scores"):
        spoilt(LODA(n_random_cuts=20), wanted, last_column_to(value), tmp_path)

    def more_bins(array):
        array[:, 3] = value

    with pytest.raises(ValueError, match="or have no scores"):
        spoilt(HBOS(), ((3, 5), np.dtype(np.float64)), more_bins, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "spoil"),
    [
        ((3, 61), first_to(2**32 - 1)),
        ((3, 61), last_column_to(2**32 - 1)),
        ((3, 76), first_to(2**32 - 1)),
    ],
)
def test_an_index_that_leads_out_of_its_columns_is_refused(wanted, spoil, tmp_path):
    with pytest.raises(ValueError, match="the index leads out of its columns"):
        spoilt(ECOD(), (wanted, np.dtype(np.uint32)), spoil, tmp_path)


def test_a_compressed_file_is_refused_before_it_is_unpacked(tmp_path):
    fitted, packed = tmp_path / "fitted", tmp_path / "packed"
    vedette.save(HBOS().fit(cloud()), fitted)
    with (
        zipfile.ZipFile(fitted) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with pytest.raises(vedette.VedetteError, match="is compressed"):
        vedette.load(packed)


def test_a_module_that_is_not_there_is_a_damaged_file(tmp_path):
    fitted, changed = tmp_path / "fitted", tmp_path / "changed"
    vedette.save(HBOS().fit(cloud()), fitted)
    with zipfile.ZipFile(fitted) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"vedette.kernels", b"vedette.kern}ls"))
    with pytest.raises(vedette.VedetteError, match="damaged"):
        vedette.load(changed)
