"""Kernels: arrays in, arrays out. The compiled ones have slow twins in tests/naive."""

from __future__ import annotations

import os


def threads() -> int:
    """How many threads a kernel may use: VEDETTE_THREADS, or the cores of this process."""
    asked = os.environ.get("VEDETTE_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
