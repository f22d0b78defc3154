"""Arrays at the border: a bad shape or value is refused here and nowhere else."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput

Matrix: TypeAlias = npt.NDArray[np.float64]  # (n, d): n rows, d columns
Vector: TypeAlias = npt.NDArray[np.float64]  # (n,)

EPS = float(np.finfo(np.float64).eps)


class NotNumbers(InvalidInput, TypeError):
    """The data are of a type that is no table of numbers."""


def as_matrix(X: Any, *, missing: bool = False) -> Matrix:
    """X as float64 (n, d) in C order, or what is wrong with it (see `as_table`)."""
    return as_table(X, missing=missing)[0]


def as_table(X: Any, *, missing: bool = False, single: bool = False) -> tuple[Matrix, bool]:
    """X as float64 (n, d) in C order, and whether it is known to be whole (without NaN).

    Parameters
    ----------
    X
        Anything NumPy can read as a table of numbers: also a data frame.
    missing
        Whether NaN may stand for a missing value.
    single
        Whether float32 may stay float32 (in C order), and be widened when it is used.

    Raises
    ------
    InvalidInput
        If X is not two-dimensional, has no row or column, holds no numbers, or holds
        infinite (or, unless allowed, missing) values; the first place is named.
    """
    array = _as_array(X, single)
    if array.ndim != 2:
        raise InvalidInput(
            f"X must have shape (rows, columns), got {array.shape}. Reshape your data",
            hint="X.reshape(-1, 1) for one column, X.reshape(1, -1) for one row",
        )
    n, d = array.shape
    if n == 0:
        raise InvalidInput(f"X has no rows: 0 sample(s) (shape=({n}, {d}))")
    if d == 0:
        raise InvalidInput(
            f"X has no columns: 0 feature(s) (shape=({n}, 0)) while a minimum of 1 is "
            "required."
        )
    return array, _refuse_values(array, missing)


def column_names(X: Any) -> tuple[str, ...] | None:
    """The names of a data frame's columns, if all are strings."""
    columns = getattr(X, "columns", None)
    if columns is None or isinstance(X, np.ndarray):
        return None
    names = list(columns)
    texts = [isinstance(name, str) for name in names]
    if any(texts) and not all(texts):
        kinds = sorted({type(name).__name__ for name in names})
        raise NotNumbers(
            "Feature names are only supported if all input features have string names, "
            f"but your input has {kinds} as feature name / column name types."
        )
    return tuple(names) if names and all(texts) else None


def check_columns(
    X: Any, d: int, *, fitted: int, names: Sequence[str] | None, who: str
) -> None:
    """Refuse other columns than those fitted: d columns of X against `fitted`, `names`."""
    given = column_names(X)
    if given is None and names is not None and d == fitted:
        warnings.warn(
            f"X does not have valid feature names, but {who} was fitted with feature names",
            stacklevel=4,
        )
    elif given is not None and names is None:
        warnings.warn(
            f"X has feature names, but {who} was fitted without feature names", stacklevel=4
        )
    elif given is not None and names is not None and tuple(given) != tuple(names):
        raise InvalidInput(_other_names(given, names))
    if d != fitted:
        raise InvalidInput(
            f"X has {d} features, but {who} is expecting {fitted} features as input"
        )


def _other_names(given: Sequence[str], fitted: Sequence[str]) -> str:
    # The words are scikit-learn's, so that its checks and its users know them.
    lines = ["The feature names should match those that were passed during fit."]
    unexpected = sorted(set(given) - set(fitted))
    absent = sorted(set(fitted) - set(given))
    if unexpected:
        lines.append("Feature names unseen at fit time:")
        lines += [f"- {name}" for name in unexpected[:5]]
    if absent:
        lines.append("Feature names seen at fit time, yet now missing:")
        lines += [f"- {name}" for name in absent[:5]]
    if not unexpected and not absent:
        lines.append("Feature names must be in the same order as they were in fit.")
    return "\n".join(lines) + "\n"


def _as_array(X: Any, single: bool) -> Matrix:
    if hasattr(X, "toarray") and hasattr(X, "nnz"):
        raise NotNumbers(
            "X is a sparse matrix; sparse data are not supported",
            hint="X.toarray(), if it fits in memory",
        )
    if hasattr(X, "to_numpy") and not isinstance(X, np.ndarray):
        X = X.to_numpy()
    raw = np.asarray(X)
    if raw.dtype.kind == "c":
        raise InvalidInput("Complex data not supported: X holds complex numbers")
    if raw.dtype.kind in "mM":
        raise InvalidInput(
            f"X holds times ({raw.dtype}), not numbers",
            hint="make them numbers, such as seconds since the first",
        )
    if single and raw.dtype == np.float32 and raw.ndim == 2 and raw.flags.c_contiguous:
        return raw
    try:
        # A number too large for float64 becomes infinite, and is refused as such.
        with np.errstate(over="ignore"):
            return np.ascontiguousarray(raw, dtype=np.float64) if raw.ndim else raw
    except TypeError as error:
        if raw.dtype.kind == "O" and _has_missing_object(raw):
            with np.errstate(over="ignore"):
                return np.ascontiguousarray(_none_as_nan(raw), dtype=np.float64)
        raise NotNumbers(f"X does not hold numbers only: {error}") from None
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            f"X does not hold numbers only: {error}",
            hint="leave out columns of text, or let vedette.scan read the table",
        ) from None


def _has_missing_object(raw: npt.NDArray[Any]) -> bool:
    return any(_is_missing_object(value) for value in raw.flat)


def _is_missing_object(value: Any) -> bool:
    return value is None or type(value).__name__ == "NAType"


def _none_as_nan(raw: npt.NDArray[Any]) -> npt.NDArray[Any]:
    values = [float("nan") if _is_missing_object(value) else value for value in raw.flat]
    return np.array(values, dtype=object).reshape(raw.shape)


def _refuse_values(array: Matrix, missing: bool) -> bool:
    """Whether there is certainly no NaN."""
    # One pass for the usual case: a sum is finite unless a value is not (or it overflows).
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(array.sum()):
            return True
    bad = np.isinf(array) if missing else ~np.isfinite(array)
    if not bad.any():
        return False
    row, column = np.argwhere(bad)[0]
    what = "infinity" if np.isinf(array[row, column]) else "NaN (a missing value)"
    raise InvalidInput(
        f"X has {np.count_nonzero(bad)} values that cannot be used; the first is {what} "
        f"at row {row}, column {column}",
        hint="fill them, or drop those rows"
        + ("" if missing else "; vedette.Ensemble copes with missing values"),
    )
