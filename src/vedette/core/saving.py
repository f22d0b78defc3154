"""Saving detectors without pickle: a zip of a JSON manifest and NumPy arrays.

Reading runs no code from the file: classes come from a list of our own (and those a caller
has defined), values are numbers, text and arrays. A model of scikit-learn inside a detector
is written by skops, and read if it holds nothing but types of TRUSTED. Scores after loading
are bit-equal.
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
from typing import Any, TypeAlias

import numpy as np

from vedette.core.errors import InvalidInput, InvalidParameter, unknown
from vedette.core.estimator import Estimator
from vedette.core.saved_trees import check_trees

FORMAT = 1
MANIFEST = "manifest.json"
_PLAIN = (bool, int, float, str, type(None))
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
    manifest = {"format": FORMAT, **_described(detector, parts)}
    target = Path(path)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w") as file:
            file.writestr(MANIFEST, json.dumps(manifest))
            for i, part in enumerate(parts):
                if isinstance(part, bytes):
                    file.writestr(f"{i}.skops", part)
                    continue
                with file.open(f"{i}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, part, allow_pickle=False)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def load(path: str | os.PathLike[str]) -> Estimator:
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
            _check_stored(file)
            manifest = json.loads(file.read(MANIFEST))
            _check_format(manifest, path)
            detector = _rebuilt(manifest, _unpacker(file))
    except InvalidInput:
        raise
    except Exception as error:  # what a damaged file does to its readers has no end
        if isinstance(error, OSError) and error.errno:  # missing, or not ours to read
            raise
        raise InvalidInput(
            f"{os.fspath(path)} is not a saved detector, or is damaged: {error}",
            hint="save it again with vedette.save(detector, path)",
        ) from error
    return detector


def _check_stored(file: zipfile.ZipFile) -> None:
    """Refuse what `save` does not write: compressed members, which may be of any size."""
    packed = [i.filename for i in file.infolist() if i.compress_type != zipfile.ZIP_STORED]
    if packed:
        raise ValueError(f"{packed[0]} is compressed")


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


def _class(module: str, name: str) -> Callable[..., Estimator]:
    if module.startswith("vedette.detectors."):
        try:
            import_module(module)
        except ImportError:
            raise UnknownClass(f"no module is called {module!r}") from None
    known = {(c.__module__, c.__qualname__): c for c in _subclasses(Estimator)}
    found = known.get((module, name))
    if found is None:
        names = [c for _, c in known]
        error = unknown("detector", name, names)
        raise UnknownClass(
            f"{error.message} in {module}", hint=error.hint or "import its module first"
        )
    return found


def _subclasses(cls: type[Estimator]) -> list[type[Estimator]]:
    return [s for c in cls.__subclasses__() for s in (c, *_subclasses(c))]


# Values as JSON: what is not plain is an object with one key that says what it is.


# An array, or a model of another library as skops writes it.
Part: TypeAlias = np.ndarray | bytes


def _described(detector: Estimator, parts: list[Part]) -> dict[str, Any]:
    state = {k: v for k, v in vars(detector).items() if k.endswith("_")}
    return {
        "module": type(detector).__module__,
        "class": type(detector).__qualname__,
        "params": _pack(detector.get_params(deep=False), parts),
        "state": _pack(state, parts),
    }


def _rebuilt(described: Any, unpack: Callable[[Any], Any]) -> Estimator:
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
    if isinstance(value, Estimator):
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
                data = io.BytesIO(file.read(f"{int(inside)}.npy"))
                return np.lib.format.read_array(data, allow_pickle=False)
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
