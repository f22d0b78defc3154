"""What no estimator can use is refused before it looks at its own parameters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_random_state, is_whole

# More trees, cuts or starts than this are a slip: they would fill memory, or never end.
MOST_TIMES = 1_000_000
TIMES = ("n_estimators", "n_init", "n_random_cuts")
# More threads than this are refused; a kernel starts no more than it has work for.
MOST_THREADS = 2**31 - 1


def check_kinds(given: Mapping[str, object], defaults: Mapping[str, object]) -> None:
    """Refuse what no estimator can use, by name and by the kind of the default.

    A parameter that is one word, flag or number by default takes no array, and a flag takes
    nothing but True and False. What `n_jobs` and `random_state` may be is the same for all.
    """
    check_threads(given.get("n_jobs"))
    check_random_state(given.get("random_state"))
    for name, value in given.items():
        default = defaults.get(name)
        if isinstance(default, bool) and not isinstance(value, (bool, np.bool_)):
            raise InvalidParameter(f"{name} must be True or False, got {value!r}")
        if isinstance(default, (str, int, float)) and isinstance(value, np.ndarray):
            raise InvalidParameter(f"{name} must be one value, got {value!r}")
        if name != "random_state" and is_whole(value) and abs(value) >= 2**63:
            raise InvalidParameter(f"{name} must be below 2^63, got {value!r}")
        if name in TIMES and is_whole(value) and value > MOST_TIMES:
            raise InvalidParameter(f"{name} must be at most {MOST_TIMES:,}, got {value!r}")


def check_threads(n_jobs: object) -> None:
    """Refuse an `n_jobs` that is neither None nor a whole number."""
    if n_jobs is None or (is_whole(n_jobs) and abs(n_jobs) <= MOST_THREADS):
        return
    raise InvalidParameter(
        f"n_jobs must be a whole number or None, got {n_jobs!r}",
        hint="None and -1 are all cores that the process may use",
    )
