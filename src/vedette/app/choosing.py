"""From what a user calls a detector to one that is ready to be fitted on a table."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from vedette.core.errors import InvalidParameter

if TYPE_CHECKING:
    from vedette.core.detector import Detector
    from vedette.core.estimator import Estimator


def detector_of(asked: object, seed: int) -> Detector | None:
    """The unfitted detector that was asked for.

    asked
        None; a name of the catalogue, with parameters if need be ("lof(n_neighbors=50)");
        several names between commas, which are combined; or a detector, which is copied.

    Raises
    ------
    UnknownName, InvalidParameter
        If there is no such detector, or it cannot judge the rows of a table.
    """
    if asked is None:
        return None
    from vedette.core.detector import Detector
    from vedette.detectors.members import copied

    if isinstance(asked, Detector):
        return copied(asked)
    if not isinstance(asked, str):
        raise InvalidParameter(
            f"detector is {asked!r}: it is a name or a detector",
            hint="vedette detectors lists the names",
        )
    made = [_unlabelled(_made(call, seed)) for call in _calls(asked)]
    if len(made) == 1:
        return made[0]
    from vedette.detectors.catalogue import make

    joined: Any = make("combination", detectors=made, scale=None, hold=False)
    return joined  # type: ignore[no-any-return]


def detectors_of(asked: object, seed: int) -> list[Estimator]:
    """The unfitted detectors that were asked for, each by itself; none is there twice.

    asked
        Names of the catalogue between commas, with parameters if need be ("gaussian,
        lof(n_neighbors=50)"); a detector; or a list of names and detectors. Those that
        learn from labels may be among them.

    Raises
    ------
    UnknownName, InvalidParameter
        If there is no such detector, or it cannot judge the rows of a table.
    """
    from vedette.core.estimator import Estimator
    from vedette.detectors.catalogue import said_of
    from vedette.detectors.members import copied

    made: dict[str, Estimator] = {}
    for one in asked if isinstance(asked, list | tuple) else [asked]:
        if isinstance(one, Estimator):
            some = [copied(one)]
        elif isinstance(one, str):
            some = [_made(call, seed) for call in _calls(one)]
        else:
            raise InvalidParameter(
                f"detector is {one!r}: it is a name or a detector",
                hint="vedette detectors lists the names",
            )
        made |= {said_of(detector): detector for detector in some}
    if not made:
        raise InvalidParameter(
            "no detector is named", hint="vedette detectors lists the names"
        )
    return list(made.values())


def _unlabelled(detector: Estimator) -> Detector:
    """The detector, if it needs no labels."""
    from vedette.core.detector import Detector
    from vedette.detectors.catalogue import said_of

    if not isinstance(detector, Detector):
        raise InvalidParameter(
            f"{said_of(detector)} learns from labels, which a scan does not look at",
            hint="vedette detectors lists those that need none",
        )
    return detector


def _made(call: tuple[str, dict[str, Any]], seed: int) -> Estimator:
    from vedette.detectors.catalogue import class_of, entry, make

    name, given = call
    found = entry(name)
    cls = class_of(found)
    if found.family == "sequence":
        raise InvalidParameter(
            f"{found.name} judges sequences; the rows of a table are none",
            hint=f"from Python: vedette.detectors.{found.called}",
        )
    # The features of a table come scaled; another scale would blow rare levels up.
    ready: dict[str, Any] = {"scale": None, "random_state": seed % 2**32}
    known = cls._param_names()
    return make(name, **({k: v for k, v in ready.items() if k in known} | given))


def _calls(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Names and parameters: "lof(n_neighbors=50), knn" is [("lof", {...}), ("knn", {})]."""
    return [_call(part.strip(), text) for part in parts_of(text)]


def parts_of(text: str) -> list[str]:
    """What stands between commas that are in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _call(part: str, text: str) -> tuple[str, dict[str, Any]]:
    name, bracket, inside = part.partition("(")
    if not bracket:
        return name, {}
    try:
        call = ast.parse(f"_({inside}", mode="eval").body
        assert isinstance(call, ast.Call)
        names = [keyword.arg for keyword in call.keywords]
        if call.args or None in names or len(set(names)) < len(names):
            raise ValueError
        given = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    except (SyntaxError, ValueError, AssertionError):
        raise _no_call(text) from None
    return name.strip(), given


def _no_call(text: str) -> InvalidParameter:
    return InvalidParameter(
        f"detector is {text!r}: it is a name, or a name with parameters",
        hint="lof, or lof(n_neighbors=50), or several between commas",
    )
