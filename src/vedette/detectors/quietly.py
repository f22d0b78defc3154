"""Learning by scikit-learn on one thread, without its remarks on convergence.

One thread: sums are added in one order, so the same seed gives the same bits whatever the
number of cores. The remarks name parameters of a class that the caller does not see; what
they would say is said by the detector, or handled.

To limit threads takes tens of milliseconds: the libraries are looked for anew each time. Who
fits many models puts one `with` round all of them; those inside do nothing then.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_QUIET = ContextVar("_QUIET", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """For the `with` round a call of `fit`."""
    if _QUIET.get():
        yield
        return
    import scipy.linalg  # noqa: F401  (loaded later, its threads would not be limited)
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        within = _QUIET.set(True)
        try:
            yield
        finally:
            _QUIET.reset(within)
