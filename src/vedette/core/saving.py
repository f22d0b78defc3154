"""Saving detectors without pickle: a zip of a JSON manifest and NumPy arrays.

Reading runs no code from the file: classes come from a list of our own (and those a caller
has defined), values are numbers, text and arrays. Scores after loading are bit-equal.
"""

from __future__ import annotations

import dataclasses
import io
import json
import os
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, unknown

FORMAT = 1
MANIFEST = "manifest.json"
_PLAIN = (bool, int, float, str, type(None))


def save(detector: Detector, path: str | os.PathLike[str]) -> None:
    """Write a detector, fitted or not, to a file. A file in the way is replaced whole.

    Raises
    ------
    InvalidParameter
        If the detector holds something that is no number, text, array or list of these.
    """
    arrays: list[np.ndarray] = []
    state = {k: v for k, v in vars(detector).items() if k.endswith("_")}
    manifest = {
        "format": FORMAT,
        "module": type(detector).__module__,
        "class": type(detector).__qualname__,
        "params": _pack(detector.get_params(deep=False), arrays),
        "state": _pack(state, arrays),
    }
    target = Path(path)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w") as file:
            file.writestr(MANIFEST, json.dumps(manifest))
            for i, array in enumerate(arrays):
                with file.open(f"{i}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, array, allow_pickle=False)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def load(path: str | os.PathLike[str]) -> Detector:
    """The detector that `save` wrote.

    Raises
    ------
    InvalidInput
        If the file is not one of ours, is damaged, or is of a later format.
    UnknownName
        If it holds a detector of a class that is not known here.
    """
    try:
        with zipfile.ZipFile(path) as file:
            manifest = json.loads(file.read(MANIFEST))
            _check_format(manifest, path)
            unpack = _unpacker(file)
            detector: Detector = _class(manifest["module"], manifest["class"])(
                **unpack(manifest["params"])
            )
            vars(detector).update(unpack(manifest["state"]))
    except InvalidInput:
        raise
    except (
        zipfile.BadZipFile,
        json.JSONDecodeError,
        UnicodeDecodeError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        if isinstance(error, OSError) and error.errno:  # missing, or not ours to read
            raise
        if isinstance(error, UnknownClass):
            raise
        raise InvalidInput(
            f"{os.fspath(path)} is not a saved detector, or is damaged: {error}",
            hint="save it again with vedette.save(detector, path)",
        ) from error
    return detector


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


def _class(module: str, name: str) -> Callable[..., Detector]:
    if module.startswith("vedette.detectors."):
        try:
            import_module(module)
        except ImportError:
            raise UnknownClass(f"no module is called {module!r}") from None
    known = {(c.__module__, c.__qualname__): c for c in _subclasses(Detector)}  # type: ignore[type-abstract]
    found = known.get((module, name))
    if found is None:
        names = [c for _, c in known]
        error = unknown("detector", name, names)
        raise UnknownClass(
            f"{error.message} in {module}", hint=error.hint or "import its module first"
        )
    return found


def _subclasses(cls: type[Detector]) -> list[type[Detector]]:
    return [s for c in cls.__subclasses__() for s in (c, *_subclasses(c))]


# Values as JSON: what is not plain is an object with one key that says what it is.


def _pack(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": repr(value)}
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return {"texts": [str(text) for text in value]}
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_pack(v, arrays) for v in value]}
    if isinstance(value, dict) and all(isinstance(k, str) for k in value):
        return {"dict": {k: _pack(v, arrays) for k, v in value.items()}}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        where = [type(value).__module__, type(value).__qualname__]
        return {"record": where, "fields": {k: _pack(v, arrays) for k, v in parts.items()}}
    raise InvalidParameter(f"cannot save a {type(value).__name__}: {value!r}")


def _unpacker(file: zipfile.ZipFile) -> Callable[[Any], Any]:
    def unpack(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "record" in value:
            fields = {k: unpack(v) for k, v in value["fields"].items()}
            return _record(*value["record"])(**fields)
        ((kind, inside),) = value.items()
        match kind:
            case "float":
                return float(inside)
            case "texts":
                return np.array(inside, dtype=object)
            case "array":
                data = io.BytesIO(file.read(f"{int(inside)}.npy"))
                return np.lib.format.read_array(data, allow_pickle=False)
            case "list":
                return [unpack(v) for v in inside]
            case "tuple":
                return tuple(unpack(v) for v in inside)
            case "dict":
                return {k: unpack(v) for k, v in inside.items()}
        raise ValueError(f"unknown kind of value {kind!r}")

    return unpack


def _record(module: str, name: str) -> Callable[..., Any]:
    """A dataclass of ours, by name; nothing else can be named."""
    if not module.startswith("vedette."):
        raise ValueError(f"{module} holds no records of ours")
    found = getattr(import_module(module), name, None)
    if not (isinstance(found, type) and dataclasses.is_dataclass(found)):
        raise ValueError(f"{module}.{name} is not a record")
    return found
