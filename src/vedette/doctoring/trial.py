"""Plant, scan, and count what was named: in many scans, each with few anomalies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vedette.core.diagnosis import Recall
from vedette.core.progress import Progress
from vedette.core.table import Roles, Table
from vedette.doctoring.seen import Scan, Seen, Usual
from vedette.planting import Planted, Wish, plant_wishes
from vedette.planting.planted import Rows

CONFIDENCE = 0.95


@dataclass
class Tally:
    """What became of one wish, over all scans."""

    planted: int = 0
    caught: int = 0
    by_fact: int = 0
    named: int = 0
    amounts: list[float] = field(default_factory=list)


@dataclass
class Trial:
    """What all scans found.

    findings, false_alarms
        Rows in findings; of these, those where nothing was planted, nor found before.
    refused
        How often there was no row to plant a wish in.
    """

    tallies: dict[Wish, Tally] = field(default_factory=dict)
    findings: int = 0
    false_alarms: int = 0
    refused: Counter[Wish] = field(default_factory=Counter)


def tried(
    table: Table,
    roles: Roles,
    usual: Usual,
    rounds: Sequence[Sequence[Wish]],
    scan: Scan,
    *,
    previous: Rows | None,
    seed: int,
    progress: Progress,
) -> Trial:
    """Every round planted, scanned and counted."""
    trial = Trial()
    avoid = np.array(sorted(usual.seen.rows), np.int64)
    for number, wishes in enumerate(rounds):
        progress("planting and scanning", number, len(rounds))
        planted = plant_wishes(
            table,
            roles,
            wishes,
            seed=seed + 1000 * (number + 1),
            noise=usual.noise,
            previous=previous,
            avoid=avoid,
        )
        trial.refused.update(planted.refused)
        if len(planted):
            count(trial, planted, scan(planted.table), usual.seen)
    return trial


def count(trial: Trial, planted: Planted, seen: Seen, before: Seen) -> None:
    """Add what one scan named to what was named so far."""
    place = np.full(int(planted.origin.max(initial=0)) + 1, -1, np.int64)
    place[planted.origin[::-1]] = np.arange(len(planted.origin))[::-1]
    known = {
        (fact, columns, int(place[row]))
        for fact, columns, row in before.facts
        if row < len(place)
    }
    told: dict[int, set[str]] = {}
    for fact in seen.facts - known:
        told.setdefault(fact[2], set()).update(fact[1])
    for event, wish in enumerate(planted.wishes):
        mine = planted.events == event
        rows = [int(row) for row in planted.rows[mine]]
        tally = trial.tallies.setdefault(wish, Tally())
        tally.planted += 1
        amounts = planted.amounts[mine]
        if np.isfinite(amounts).any():
            tally.amounts.append(float(np.median(np.abs(amounts[np.isfinite(amounts)]))))
        by_scan = [row for row in rows if row in seen.rows]
        by_fact = [row for row in rows if row in told]
        if by_scan or by_fact:
            tally.caught += 1
            tally.by_fact += not by_scan
            reasons = frozenset().union(
                *(seen.rows[r] for r in by_scan), *(told[r] for r in by_fact)
            )
            whole = not any(np.array(planted.columns, object)[mine])
            tally.named += whole or wish.column in reasons
    was = {int(place[row]) for row in before.rows if row < len(place)}
    new = set(seen.rows) - was
    trial.findings += len(new)
    trial.false_alarms += len(new - set(planted.rows.tolist()))


def recalls(
    trial: Trial, wishes: Sequence[Wish], hidden: Sequence[str]
) -> tuple[Recall, ...]:
    """What was caught of each wish that could be planted, in their order.

    hidden
        Columns of which no value is shown, so no amount either.
    """
    found = []
    for wish in wishes:
        if (tally := trial.tallies.get(wish)) is None:
            continue
        low, high = interval(tally.caught, tally.planted)
        shown = bool(tally.amounts) and wish.column not in hidden
        amount = float(np.median(tally.amounts)) if shown else None
        found.append(
            Recall(
                kind=wish.kind,
                column=wish.column,
                form=wish.form,
                size=wish.size or None,
                amount=amount,
                planted=tally.planted,
                caught=tally.caught,
                by_fact=tally.by_fact,
                named=tally.named,
                low=low,
                high=high,
            )
        )
    return tuple(found)


def interval(caught: int, planted: int) -> tuple[float, float]:
    """The 95 % interval of a share: Clopper and Pearson (1934), never too short."""
    from scipy.stats import beta

    if not planted:
        return 0.0, 1.0
    tail = (1 - CONFIDENCE) / 2
    low = float(beta.ppf(tail, caught, planted - caught + 1)) if caught else 0.0
    missed = planted - caught
    high = float(beta.ppf(1 - tail, caught + 1, missed)) if missed else 1.0
    return low, high
