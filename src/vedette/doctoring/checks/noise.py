"""Whether the columns tell of each other."""

from __future__ import annotations

from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.wording import count, join, percent
from vedette.doctoring.seen import Usual

# Of a column's deviation, what others leave of one they tell nothing of.
NOTHING = 0.95
# More such columns than this share, and distances are mostly noise.
MOST = 0.5


def noise(usual: Usual) -> Assumption:
    """Whether most columns are told by the others."""
    if len(usual.left) < 2:
        text = "fewer than two quantities could be judged"
        return Assumption("noise", "not known", None, MOST, text)
    alone = tuple(name for name, left in usual.left.items() if left >= NOTHING)
    share = len(alone) / len(usual.left)
    if not alone:
        text = f"each of {count(len(usual.left), 'quantity')} is told by the others"
        return Assumption("noise", "holds", 0.0, MOST, text)
    told = f"the others tell nothing of {join(alone, most=3)}"
    text = (
        f"{told}: {len(alone)} of {count(len(usual.left), 'quantity')} ({percent(share)})"
    )
    if share <= MOST:
        return Assumption("noise", "holds", share, MOST, text, "", alone)
    advice = (
        "in these only values far out by themselves are found; keep them from distances "
        f"(--ignore), or {take('noise')}"
    )
    return Assumption("noise", "fails", share, MOST, text, advice, alone)
