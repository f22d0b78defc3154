"""Models in files: whole, checked, and never unpickled."""

import json
import zipfile

import numpy as np
import pytest

import vedette
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
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 99}, "has format 99, this version reads up to 1"),
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
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, evil.read_bytes() if name == "0.npy" else data)

    with pytest.raises(InvalidInput, match="damaged"):
        vedette.load(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        vedette.load(tmp_path / "none")
