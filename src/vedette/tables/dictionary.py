"""Strings as whole numbers: each distinct one is kept once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def dictionary(
    texts: npt.NDArray[Any],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.object_]]:
    """Codes (n,), -1 where masked or None, and levels (k,) in order of first appearance."""
    mask = np.ma.getmaskarray(texts)
    values = np.ma.getdata(texts).tolist()
    if mask.any():
        values = [
            None if gone else v for v, gone in zip(values, mask.tolist(), strict=True)
        ]
    number: dict[str | None, int] = dict.fromkeys(values, 0)
    number.pop(None, None)
    for k, text in enumerate(number):
        number[text] = k
    levels = np.empty(len(number), dtype=object)
    levels[:] = list(number)
    number[None] = -1
    codes = np.fromiter(map(number.__getitem__, values), np.int32, count=len(values))
    return codes, levels


def compact(
    codes: npt.NDArray[np.int32], levels: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.object_]]:
    """The same texts without the levels that no row has, in order of first appearance."""
    used, first = np.unique(codes, return_index=True)
    used, first = used[used >= 0], first[used >= 0]
    order = used[np.argsort(first)]
    number = np.full(len(levels) + 1, -1, dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return number[codes], levels[order]
