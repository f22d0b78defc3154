"""Which detector suits a table: what distance methods take for granted, and what to take
where it fails."""

from __future__ import annotations

from vedette.core.advice import Advice, Choice
from vedette.core.diagnosis import ASSUMPTIONS, Assumption
from vedette.core.remedies import remedies
from vedette.core.wording import count, join

# Neighbours by themselves, where nothing speaks against distances.
NEIGHBOURS = "knn"
# Of fewer rows no detector learns anything; measured from 36 on.
FEWEST = 20
# What must hold for anything to be said of distances.
NEEDED = ("close", "dimension")


def advice(checks: tuple[Assumption, ...]) -> Advice:
    """What follows from the assumptions that were checked."""
    verdicts = {check.check: check.verdict for check in checks}
    if without := unjudged(checks):
        return Advice("", without, (), checks)
    failing = [name for name, verdict in verdicts.items() if verdict == "fails"]
    choices = tuple(Choice(name, *one) for name, one in remedies(failing).items())
    if choices:
        return Advice(choices[0].detector, against(choices), choices, checks)
    if not all(verdicts.get(name) == "holds" for name in NEEDED):
        text = (
            "too little is known to prefer one detector: vedette scan looks at rows and "
            "columns in several ways"
        )
        return Advice("", text, (), checks)
    text = (
        "nothing speaks against distances here: --detector knn, or vedette scan for "
        "reasons in the columns' own units"
    )
    return Advice(NEIGHBOURS, text, (), checks)


def unjudged(checks: tuple[Assumption, ...]) -> str:
    """Why no detector is better than another here: few rows, or nothing but kinds."""
    rows = next((check for check in checks if check.check == "rows"), None)
    if rows is None or rows.verdict == "holds":
        return ""
    if rows.verdict == "not known":
        return (
            "no column is a quantity that can be judged, so no detector is advised: vedette "
            "scan tells what can be counted"
        )
    if rows.statistic is None or rows.statistic >= FEWEST:
        return ""
    return (
        f"{count(int(rows.statistic), 'row')}: too few to learn from, so no detector is "
        "advised: vedette scan tells what can be counted"
    )


def against(choices: tuple[Choice, ...]) -> str:
    """The advice where assumptions of distance methods fail, with what decides first."""
    failing = join((f'"{ASSUMPTIONS[one.check]}"' for one in choices), most=3)
    first = choices[0]
    take = f"--detector {first.detector}" if first.detector else "vedette scan as it is"
    verb = "fails" if len(choices) == 1 else "fail"
    return f"distances mislead here, for {failing} {verb}: take {take}; {first.why}"
