"""Saving detectors without pickle: a zip of a JSON manifest and NumPy arrays.

Reading runs no code from the file: classes come from a list of our own (and those a caller
has defined), values are numbers, text and arrays. A model of scikit-learn inside a detector
is written by skops, and read if it holds nothing but types of TRUSTED. Scores after loading
are bit-equal.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import math
import os
import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter, unknown
from vedette.core.estimator import Estimator
from vedette.core.files import together
from vedette.core.parametrised import Parametrised
from vedette.core.saved_trees import check_trees

FORMAT = 2  # 1 had no checksum
MANIFEST = "manifest.json"
_PLAIN = (bool, int, float, str, type(None))
# Where the classes are that a file may name before they are imported.
HOMES = ("vedette.detectors.", "vedette.thresholds.")
# Libraries whose models a detector may hold, and what of them skops does not trust by itself.
WRAPPED = ("sklearn", "hmmlearn")
TRUSTED = frozenset(
    {
        "hmmlearn.hmm.CategoricalHMM",
        "hmmlearn.hmm.GaussianHMM",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.tree._tree.Tree",
    }
)


def save(detector: Estimator, path: str | os.PathLike[str]) -> None:
    """Write a detector, fitted or not, to a file. A file in the way is replaced whole.

    Raises
    ------
    InvalidParameter
        If the detector holds something that is no number, text, array or list of these.
    """
    parts: list[Part] = []
    _write({"format": FORMAT, **_described(detector, parts)}, parts, Path(path))


def save_content(kind: str, content: dict[str, Any], path: str | os.PathLike[str]) -> None:
    """Write values, arrays and detectors that are no detector themselves to a file."""
    parts: list[Part] = []
    manifest = {"format": FORMAT, "kind": kind, "content": _pack(content, parts)}
    _write(manifest, parts, Path(path))


def _write(manifest: dict[str, Any], parts: list[Part], target: Path) -> None:
    with together(target) as (beside,):
        with zipfile.ZipFile(beside, "w") as file:
            file.writestr(MANIFEST, json.dumps(manifest))
            for i, part in enumerate(parts):
                if isinstance(part, bytes):
                    file.writestr(f"{i}.skops", part)
                    continue
                with file.open(f"{i}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, part, allow_pickle=False)
            file.comment = bytes(len(_seal(b"")))
        _seal_file(beside)


def _seal_file(path: Path) -> None:
    """Put the checksum of the file into the comment at its end."""
    seal = _seal_of(path)
    with path.open("r+b") as file:
        file.seek(-len(seal), os.SEEK_END)
        file.write(seal)


def _seal_of(path: str | os.PathLike[str]) -> bytes:
    """The checksum of all of a file but the seal at its end."""
    left = os.path.getsize(path) - len(_seal(b""))
    digest = hashlib.blake2b(digest_size=32)
    with open(path, "rb") as file:
        while left > 0 and (block := file.read(min(left, 1 << 20))):
            digest.update(block)
            left -= len(block)
    return _seal(digest.digest())


def _seal(digest: bytes) -> bytes:
    return b"vedette blake2b " + digest.hex().rjust(64, "0").encode()


def load(path: str | os.PathLike[str]) -> Estimator:
    """The detector that `save` wrote.

    Raises
    ------
    InvalidInput
        If the file is not one of ours, is damaged, or is of a later format.
    UnknownName
        If it holds a detector of a class that is not known here.
    """
    kind, detector = load_any(path)
    if kind != "detector":
        raise InvalidInput(
            f"{os.fspath(path)} holds a {kind}, not a detector",
            hint="vedette.load reads both",
        )
    assert isinstance(detector, Estimator)
    return detector


def load_any(path: str | os.PathLike[str]) -> tuple[str, Any]:
    """What a saved file holds: ("detector", it), or the kind and the values it was saved as."""
    try:
        with zipfile.ZipFile(path) as file:
            _check_members(file, os.path.getsize(path))
            manifest = json.loads(file.read(MANIFEST))
            _check_format(manifest, path)
            if manifest["format"] > 1 and file.comment != _seal_of(path):
                raise ValueError("its contents do not match its checksum")
            unpack = _unpacker(file)
            if "kind" in manifest:
                return str(manifest["kind"]), unpack(manifest["content"])
            return "detector", _rebuilt(manifest, unpack)
    except InvalidInput:
        raise
    except Exception as error:  # what a damaged file does to its readers has no end
        if isinstance(error, OSError) and error.errno:  # missing, or not ours to read
            raise
        raise damaged(path, error) from error


def damaged(path: str | os.PathLike[str], error: Exception) -> InvalidInput:
    """The error for a file that cannot be made sense of."""
    said = str(error) or type(error).__name__
    return InvalidInput(
        f"{os.fspath(path)} is no file that vedette saved, or is damaged: {said}",
        hint="save it again: vedette fit, or vedette.save(detector, path)",
    )


_MEMBER = re.compile(r"manifest\.json|\d+\.(npy|skops)")


def _check_members(file: zipfile.ZipFile, size: int) -> None:
    """Refuse what is never written: compressed members, which may be of any size, other
    names than ours, and members that overlap."""
    members = file.infolist()
    for member in members:
        if _MEMBER.fullmatch(member.filename) is None:
            raise ValueError(f"it has a part that is called {member.filename!r}")
        if member.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{member.filename} is compressed")
    if len({member.filename for member in members}) < len(members):
        raise ValueError("it has two parts of one name")
    if sum(member.file_size for member in members) > size:
        raise ValueError("its parts are larger than the file")


class UnknownClass(InvalidInput, KeyError):
    """The file names a detector that is not there."""


def _check_format(manifest: Any, path: str | os.PathLike[str]) -> None:
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise InvalidInput(f"{os.fspath(path)} is not a saved detector: it names no format")
    if found > FORMAT:
        raise InvalidInput(
            f"{os.fspath(path)} has format {found}, this version reads up to {FORMAT}",
            hint="update vedette",
        )


def _class(module: str, name: str) -> Callable[..., Parametrised]:
    if module.startswith(HOMES):
        try:
            import_module(module)
        except ImportError:
            raise UnknownClass(f"no module is called {module!r}") from None
    known = {(c.__module__, c.__qualname__): c for c in _subclasses(Parametrised)}
    found = known.get((module, name))
    if found is None:
        names = [c for _, c in known]
        error = unknown("detector", name, names)
        raise UnknownClass(
            f"{error.message} in {module}", hint=error.hint or "import its module first"
        )
    return found


def _subclasses(cls: type[Parametrised]) -> list[type[Parametrised]]:
    return [s for c in cls.__subclasses__() for s in (c, *_subclasses(c))]


# Values as JSON: what is not plain is an object with one key that says what it is.


# An array, or a model of another library as skops writes it.
Part: TypeAlias = np.ndarray | bytes


def _described(detector: Parametrised, parts: list[Part]) -> dict[str, Any]:
    state = {k: v for k, v in vars(detector).items() if k.endswith("_")}
    return {
        "module": type(detector).__module__,
        "class": type(detector).__qualname__,
        "params": _pack(detector.get_params(deep=False), parts),
        "state": _pack(state, parts),
    }


def _rebuilt(described: Any, unpack: Callable[[Any], Any]) -> Parametrised:
    make = _class(described["module"], described["class"])
    detector = make(**unpack(described["params"]))
    vars(detector).update(unpack(described["state"]))
    return detector


def _pack(value: Any, parts: list[Part]) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": repr(value)}
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return {"texts": [str(text) for text in value]}
        parts.append(value)
        return {"array": len(parts) - 1}
    if isinstance(value, Parametrised):
        return {"detector": _described(value, parts)}
    if type(value).__module__.split(".")[0] in WRAPPED and hasattr(value, "get_params"):
        from skops import io as skops

        parts.append(skops.dumps(value))
        return {"model": len(parts) - 1}
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_pack(v, parts) for v in value]}
    if isinstance(value, dict) and all(isinstance(k, str) for k in value):
        return {"dict": {k: _pack(v, parts) for k, v in value.items()}}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        where = [type(value).__module__, type(value).__qualname__]
        return {"record": where, "fields": {k: _pack(v, parts) for k, v in named.items()}}
    raise InvalidParameter(f"cannot save a {type(value).__name__}: {value!r}")


def _unpacker(file: zipfile.ZipFile) -> Callable[[Any], Any]:
    def unpack(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "record" in value:
            fields = {k: unpack(v) for k, v in value["fields"].items()}
            record = _record(*value["record"])
            # Arrays that compiled code follows are checked by the record that holds them.
            return getattr(record, "restored", record)(**fields)
        ((kind, inside),) = value.items()
        match kind:
            case "float":
                return float(inside)
            case "texts":
                return np.array(inside, dtype=object)
            case "array":
                return _array(file.read(f"{int(inside)}.npy"))
            case "detector":
                return _rebuilt(inside, unpack)
            case "model":
                return _model(file.read(f"{int(inside)}.skops"))
            case "list":
                return [unpack(v) for v in inside]
            case "tuple":
                return tuple(unpack(v) for v in inside)
            case "dict":
                return {k: unpack(v) for k, v in inside.items()}
        raise ValueError(f"unknown kind of value {kind!r}")

    return unpack


def _array(data: bytes) -> npt.NDArray[Any]:
    """The array of an .npy file, if it is as long as it says."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0
    if version != (1, 0):
        read = np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize != len(data) - file.tell():
        raise ValueError(f"an array of shape {shape} has {len(data):,} bytes")
    file.seek(0)
    return np.asarray(np.lib.format.read_array(file, allow_pickle=False))


def _model(data: bytes) -> Any:
    """A model of another library, if it is made of nothing but what is trusted."""
    from skops import io as skops

    strange = sorted(set(skops.get_untrusted_types(data=data)) - TRUSTED)
    if strange:
        raise ValueError(f"it holds types that are not trusted: {', '.join(strange)}")
    model = skops.loads(data, trusted=sorted(TRUSTED))
    check_trees(model)
    return model


def _record(module: str, name: str) -> Callable[..., Any]:
    """A dataclass of ours, by name; nothing else can be named."""
    if not module.startswith("vedette."):
        raise ValueError(f"{module} holds no records of ours")
    found = getattr(import_module(module), name, None)
    if not (isinstance(found, type) and dataclasses.is_dataclass(found)):
        raise ValueError(f"{module}.{name} is not a record")
    return found
