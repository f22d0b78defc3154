"""The printed form of what `score.py` measured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

Outcome = dict[str, Any]

FALSE_SHARE, CLEAN = 0.12, 0.13
BY = ("score", "scan", "both")


def report(outcomes: list[Outcome], verbose: bool) -> int:
    """Print everything; whether anything failed or a target was missed."""
    errors = [o for o in outcomes if "error" in o]
    for o in errors[:20]:
        print("FAILED {name} n={n} seed={seed} {by} of {rows}: {error}".format(**o))
    good = [o for o in outcomes if "error" not in o]
    missed = bool(errors)
    for part in ("planted", "series", "clean"):
        if some := [o for o in good if o["part"] == part]:
            missed |= part_report(part, some)
            by_name(some, verbose)
    return int(missed)


def part_report(part: str, outcomes: list[Outcome]) -> bool:
    print(f"\n{part}: by what was fitted and the rows of a load (scan: the load alone;")
    print("both: fitted rows and load as one table)")
    print(
        f"{'fitted':>15}{'rows':>7}{'loads':>7}  {'clean loads with a finding':<28}"
        f"{'mean false share':<24}{'recall':<24}"
    )
    heads = "".join(f"{by:>8}" for by in BY)
    print(f"{'':>31}{heads}    {heads}{heads}")
    missed = False
    keys = sorted({(o["n"], o["fit"], o["rows"]) for o in outcomes})
    for n, fit, rows in keys:
        mine = [o for o in outcomes if (o["n"], o["fit"], o["rows"]) == (n, fit, rows)]
        clean = [o for o in mine if o["load"] == "clean"]
        wrong = [o for o in mine if o["load"] == "planted"]
        cells = [f"{share(map(flagged, of(clean, by))):>8}" for by in BY]
        cells += ["    "] + [f"{share(map(false_share, of(wrong, by))):>8}" for by in BY]
        cells += [f"{recall(of(wrong, by)):>8}" for by in BY]
        print(f"{n:>8,} {fit:<7}{rows:>6,}{len(of(clean, 'score')):>7}  {''.join(cells)}")
        missed |= mean(map(flagged, of(clean, "score"))) > CLEAN
        missed |= mean(map(false_share, of(wrong, "score"))) > FALSE_SHARE
    kinds = kinds_of(of([o for o in outcomes if o["load"] == "planted"], "score"))
    for kind, (total, found) in sorted(kinds.items()):
        print(f"    {kind:<20} found {found:>5} of {total:>5}  {found / total:.2f}")
    return missed


def by_name(outcomes: list[Outcome], verbose: bool) -> None:
    """The worst worlds."""
    scored = of(outcomes, "score")
    names = sorted({o["name"] for o in scored})
    print(
        f"{'world':<18}{'clean loads with a finding':<42}mean false share, by rows of a load"
    )
    sizes = sorted({o["rows"] for o in scored})
    print(f"{'':<18}" + ("".join(f"{s:>8,}" for s in sizes) + "  ") * 2)
    for name in names:
        mine = [o for o in scored if o["name"] == name]
        line = f"{name:<18}"
        for load, measure in (("clean", flagged), ("planted", false_share)):
            for size in sizes:
                some = [o for o in mine if o["load"] == load and o["rows"] == size]
                line += f"{share(map(measure, some)):>8}"
            line += "  "
        print(line)
        if verbose:
            blamed: dict[str, Counter[str]] = defaultdict(Counter)
            seeds = []
            for o in mine:
                if o["false_units"]:
                    blamed[o["load"]].update(o["false_blamed"])
                    blamed[o["load"]].update(f"group: {g}" for g in o["grouped"])
                    seeds.append(
                        f"{o['n']}/{o['fit'][0]}{o['load'][0]}{o['rows']}/{o['seed']}"
                    )
            for load, names_ in blamed.items():
                said = ", ".join(f"{c} {k}" for c, k in names_.most_common(5))
                print(f"    {load}: {said}")
            if seeds:
                print(f"    {len(seeds)}: {' '.join(seeds[:12])}")


def of(outcomes: list[Outcome], by: str) -> list[Outcome]:
    return [o for o in outcomes if o["by"] == by]


def flagged(outcome: Outcome) -> bool:
    return bool(outcome["units"])


def false_share(outcome: Outcome) -> float:
    return outcome["false_units"] / max(1, outcome["units"])


def mean(values: Iterable[Any]) -> float:
    found = list(values)
    return sum(map(float, found)) / len(found) if found else 0.0


def share(values: Iterable[Any]) -> str:
    found = list(values)
    return f"{mean(found):.3f}" if found else "-"


def kinds_of(outcomes: list[Outcome]) -> dict[str, tuple[int, int]]:
    counted: dict[str, tuple[int, int]] = {}
    for o in outcomes:
        for kind, (total, found, *_) in o["kinds"].items():
            a, b = counted.get(kind, (0, 0))
            counted[kind] = (a + total, b + found)
    return counted


def recall(outcomes: list[Outcome]) -> str:
    """Of planted rows; but for the rows of a level shift after its first, which follow."""
    kinds = {k: v for k, v in kinds_of(outcomes).items() if k != "level_shift"}
    total = sum(t for t, _ in kinds.values())
    return f"{sum(f for _, f in kinds.values()) / total:.3f}" if total else "-"
