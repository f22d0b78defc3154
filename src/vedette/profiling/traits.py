"""What stands out in a column, by name."""

from __future__ import annotations

from vedette.core.profile import ColumnProfile, Shape

SEVERAL_ROWS = 20  # below, hardly anything can be said of a column
MOSTLY = 0.95  # of the values are one
MOSTLY_MISSING = 0.5
NEARLY_ROWS = 10
MANY_KINDS = 0.5  # of the values are different, and yet they repeat
DISCRETE = 20  # different values of a quantity
ZEROS = 0.2
SKEWED = 0.3  # Kelly's coefficient: 0.56 in an exponential column
# As detectors see it: 3.8 in a normal column, 12 with 2 degrees of freedom of t.
HEAVY = 11.0
FEW_FAR = 0.002


def traits(column: ColumnProfile) -> tuple[str, ...]:
    """Names from `core.profile.TRAITS`, what matters most first."""
    if not column.present:
        return ("empty",)
    found = [*of_value(column), *of_gaps(column)]
    if column.shape is not None and column.role in ("number", "weight"):
        found += of_shape(column, column.shape)
    return tuple(found)


def of_value(column: ColumnProfile) -> list[str]:
    """How much the values repeat."""
    if column.distinct <= 1:
        return ["constant"] if column.present > 1 else []
    top = column.common[0].count if column.common else 0
    if column.present < SEVERAL_ROWS:
        return []
    if top >= MOSTLY * column.looked_at:
        few = column.looked_at - top <= NEARLY_ROWS
        return ["nearly_constant" if few else "mostly_one"]
    if column.distinct == column.present and column.role in ("id", "text", "code"):
        return ["unique"]
    if column.role == "category" and column.distinct >= MANY_KINDS * column.present:
        return ["many_kinds"]
    return []


def of_gaps(column: ColumnProfile) -> list[str]:
    """What is not there."""
    found = []
    if column.missing > MOSTLY_MISSING * column.rows:
        found.append("mostly_missing")
    elif column.missing:
        found.append("missing")
    if column.codes:
        found.append("codes")
    if column.misfits:
        found.append("misfits")
    return found


def of_shape(column: ColumnProfile, shape: Shape) -> list[str]:
    """How the values lie."""
    n = column.present
    if n < SEVERAL_ROWS or column.distinct <= 1:
        return []
    found = []
    if shape.modes is not None and shape.modes > 1:
        found.append("modes")
    if shape.tail is not None and shape.tail > HEAVY:
        found.append("heavy_tails")
    elif 0 < shape.far <= FEW_FAR * n:
        found.append("wild")
    if shape.asymmetry is not None and abs(shape.asymmetry) > SKEWED:
        found.append("skewed_right" if shape.asymmetry > 0 else "skewed_left")
    if shape.zeros > ZEROS * n and column.distinct > DISCRETE:
        found.append("zeros")
    if column.distinct <= DISCRETE:
        found.append("discrete")
    return found
