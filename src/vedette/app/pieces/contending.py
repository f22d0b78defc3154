"""What is known of each detector before it is tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vedette.app.pieces.running import Outcomes
from vedette.comparing.testing import reason_of
from vedette.core.comparison import Contender
from vedette.core.estimator import Estimator

# What grows with the square of the rows learns from at most so many.
SQUARE_ROWS = 20_000


def made(name: str, seed: int, unnamed: Mapping[str, Estimator]) -> Estimator:
    """The detector of a name, unfitted."""
    from vedette.app.choosing import detectors_of

    return unnamed[name] if name in unnamed else detectors_of(name, seed)[0]


def most_rows(detector: Estimator) -> int | None:
    """From how many rows it is to learn; None: from all."""
    cost = entry_field(detector, "cost")
    return SQUARE_ROWS if "n^2" in cost else None


def has_chance(name: str, detector: Estimator) -> bool:
    """Whether another seed may give other scores."""
    return "random_state" in detector._param_names() and "random_state" not in name


def by_kinds(detector: Estimator) -> bool:
    """Whether it would take categories as such, and was not told which they are."""
    asked = detector.get_params(deep=False)
    return asked.get("metric") == "gower" and asked.get("categories", ()) is None


def entry_field(detector: Estimator, field: str) -> str:
    """What the catalogue says of a detector; "" if it is not in it."""
    from vedette.detectors.catalogue import entries

    home = (type(detector).__module__, type(detector).__qualname__)
    found = next((e for e in entries() if (e.home, e.called) == home), None)
    return "" if found is None else str(getattr(found, field))


def contender(
    name: str, detector: Estimator, tests: Sequence[str], outcomes: Outcomes
) -> Contender:
    """A detector with what its pieces told, not ranked yet."""
    from vedette.evaluating.protocol import needs_labels

    mine = [outcome for (who, _), outcome in outcomes.items() if who == name]
    some = [o.learned for o in mine if o.learned < o.of]
    return Contender(
        name,
        entry_field(detector, "family"),
        reason=reason_of(name, tests, outcomes),
        learns_labels=needs_labels(detector),
        learned_from=max(some) if some and not needs_labels(detector) else None,
        seconds=sum(o.seconds for o in mine),
    )
