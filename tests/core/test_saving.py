"""Models in files: whole, checked, and never unpickled."""

import json
import zipfile

import numpy as np
import pytest

import vedette
from made.saved import sealed
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted
from vedette.detectors.combining.ensemble import Ensemble
from vedette.testing.data import cloud


def saved(tmp_path, model=None):
    path = tmp_path / "model.vedette"
    vedette.save(model or Ensemble(n_estimators=5).fit(cloud()), path)
    return path


def test_an_unfitted_detector_is_saved_as_such(tmp_path):
    loaded = vedette.load(saved(tmp_path, Ensemble(n_estimators=3)))

    assert repr(loaded) == "Ensemble(n_estimators=3)"
    with pytest.raises(NotFitted):
        loaded.predict(cloud())


def test_saving_replaces_whole_or_not_at_all(tmp_path):
    path = saved(tmp_path)
    before = path.read_bytes()
    model = Ensemble(n_estimators=5).fit(cloud())
    model.strange_ = object()

    with pytest.raises(InvalidParameter, match="cannot save a object"):
        vedette.save(model, path)

    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_file_keeps_its_rights_and_its_place_behind_a_link(tmp_path):
    path, link = saved(tmp_path), tmp_path / "link"
    path.chmod(0o600)
    link.symlink_to(path)

    vedette.save(Ensemble(n_estimators=5).fit(cloud()), link)

    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_a_truncated_file_is_refused(tmp_path, keep):
    path = saved(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: keep if isinstance(keep, int) else int(keep * len(data))])

    with pytest.raises(InvalidInput, match="damaged"):
        vedette.load(path)


@pytest.mark.parametrize("place", [0.2, 0.4, 0.6, 0.8])
def test_a_changed_byte_is_refused(tmp_path, place):
    path = saved(tmp_path)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 0xFF
    path.write_bytes(bytes(data))

    with pytest.raises(InvalidInput, match="damaged"):
        vedette.load(path)


def rewritten(path, **changes):
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(parts["manifest.json"]) | changes
    parts["manifest.json"] = json.dumps(manifest).encode()
    return sealed(path, parts)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 99}, "has format 99, this version reads up to 2"),
        ({"format": None}, "names no format"),
        ({"class": "Ensembel"}, "did you mean 'Ensemble'"),
        ({"module": "os", "class": "system"}, "no detector is called 'system' in os"),
        ({"module": "vedette.detectors.none"}, "no module is called"),
        ({"params": {"dict": {"surprise": 1}}}, "damaged"),
        ({"state": {"record": ["os", "system"], "fields": {}}}, "damaged"),
        (
            {"state": {"record": ["vedette.core.saving", "zipfile"], "fields": {}}},
            "damaged",
        ),
        ({"state": {"call": "x"}}, "unknown kind of value 'call'"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path, changes, reason):
    path = rewritten(saved(tmp_path), **changes)

    with pytest.raises(InvalidInput, match=reason):
        vedette.load(path)


def test_an_array_of_objects_is_not_unpickled(tmp_path):
    path = saved(tmp_path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    evil = tmp_path / "evil.npy"
    np.save(evil, np.array([{}], dtype=object), allow_pickle=True)
    sealed(path, parts | {"0.npy": evil.read_bytes()})

    with pytest.raises(InvalidInput, match="damaged"):
        vedette.load(path)


def test_a_file_of_the_first_format_which_had_no_checksum_is_read(tmp_path):
    path = saved(tmp_path)
    expected = vedette.load(path).score_samples(cloud())
    rewritten(path, format=1)
    with zipfile.ZipFile(path, "a") as file:
        file.comment = b""

    assert np.array_equal(vedette.load(path).score_samples(cloud()), expected)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../0.npy", "is called '../0.npy'"),
        ("/etc/passwd", "is called"),
        ("x.pkl", "called"),
    ],
)
def test_parts_with_other_names_are_refused(tmp_path, name, reason):
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(name, b"1")

    with pytest.raises(InvalidInput, match=reason):
        vedette.load(path)


def test_compressed_parts_which_could_unpack_to_anything_are_refused(tmp_path):
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("900.npy", bytes(10_000_000))

    with pytest.raises(InvalidInput, match="is compressed"):
        vedette.load(path)


def test_an_array_that_says_it_is_larger_than_it_is_takes_no_memory(tmp_path):
    path = saved(tmp_path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    array = parts["0.npy"]
    shape = array[array.index(b"'shape': (") :].split(b")")[0]
    parts["0.npy"] = array.replace(shape, b"'shape': (10000000000000,", 1)

    with pytest.raises(InvalidInput, match="damaged"):
        vedette.load(sealed(path, parts))


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        vedette.load(tmp_path / "none")


def test_a_file_whose_checksum_is_another_is_refused(tmp_path):
    path = tmp_path / "detector.vedette"
    vedette.save(Ensemble(), path)
    with zipfile.ZipFile(path, "a") as file:
        file.comment = file.comment[:-1] + (b"0" if file.comment[-1:] != b"0" else b"1")

    with pytest.raises(InvalidInput, match="do not match its checksum"):
        vedette.load(path)
