"""The printed form of what `truth.py` measured, with targets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from series_figures import FALSE, MEASURES, PROTOTYPE
from worlds import KINDS, LEGITIMATE, SERIES_WORLDS

Outcome = dict[str, Any]

POOLED, WORST_KIND = 0.13, 0.22
FALSE_SHARE, GAUSSIAN_RECALL, PAIRS = 0.12, 0.9, 0.9
JUDGED_AT = 8.0


def report(outcomes: list[Outcome], verbose: bool) -> int:
    """Print everything; the number of targets missed."""
    missed = _errors([o for o in outcomes if "error" in o])
    good = [o for o in outcomes if "error" not in o]
    parts = {part: [o for o in good if o["part"] == part] for part in ("clean", "planted")}
    if parts["clean"]:
        missed += clean_report(parts["clean"], verbose)
    if parts["planted"]:
        missed += planted_report(parts["planted"], verbose)
    if series := [o for o in good if o["part"] == "series"]:
        missed += series_report(series, verbose)
    if good:
        print(f"\nCPU s a scan: {cpu_by_n(good)}")
    print(f"targets missed: {missed}" if missed else "all targets met")
    return int(missed > 0)


def _errors(failed: list[Outcome]) -> int:
    for outcome in failed[:20]:
        print(
            "FAILED {part} {name} n={n} k={deviations} seed={seed}: {error}".format(
                **outcome
            )
        )
    if failed:
        print(f"FAIL  {len(failed)} scans ended in an error")
    return int(bool(failed))


def verdict(what: str, value: float, target: float, at_most: bool = True) -> int:
    """Print one target; 1 if it is missed."""
    good = value <= target if at_most else value >= target
    sign = "<=" if at_most else ">="
    print(f"{'PASS' if good else 'FAIL'}  {what}: {value:.3f} (target {sign} {target})")
    return int(not good)


def any_finding(outcome: Outcome) -> bool:
    return bool(outcome["units"])


def share(values: Iterable[Any]) -> float:
    values = list(values)
    return sum(map(float, values)) / len(values) if values else float("nan")


def clean_report(outcomes: list[Outcome], verbose: bool) -> int:
    """Share of clean tables with any finding, by kind and n."""
    judged = [o for o in outcomes if o["name"] != LEGITIMATE]
    sizes = sorted({o["n"] for o in judged})
    by_kind = grouped(judged, "name")
    rate = {kind: share(map(any_finding, runs)) for kind, runs in by_kind.items()}
    print("\nClean tables: share of runs with any finding (groups count)")
    heads = [f"n={n:,}" for n in sizes]
    print(row("kind", [*heads, "all", "groups only", "rows", "runs"], 18, 12))
    for kind in sorted(rate, key=lambda k: (-rate[k], k)):
        runs = by_kind[kind]
        cells = [f"{share(any_finding(o) for o in runs if o['n'] == n):.2f}" for n in sizes]
        only = share(o["alike"] > 0 and not o["findings"] for o in runs)
        rows = share(o["findings"] + o["alike_rows"] for o in runs)
        print(
            row(
                kind,
                [*cells, f"{rate[kind]:.2f}", f"{only:.2f}", f"{rows:.1f}", len(runs)],
                18,
                12,
            )
        )
        if verbose and rate[kind]:
            _what_was_blamed(runs)
    _false_facts(judged)
    missed = 0
    if judged:
        pooled = [
            f"{share(any_finding(o) for o in judged if o['n'] == n):.3f}" for n in sizes
        ]
        print(row("pooled", [*pooled, f"{share(map(any_finding, judged)):.3f}"], 18, 12))
        worst = max(rate, key=lambda k: rate[k])
        missed += verdict(
            "clean tables with a finding, pooled", share(map(any_finding, judged)), POOLED
        )
        missed += verdict(f"the worst kind ({worst})", rate[worst], WORST_KIND)
    if LEGITIMATE in (kinds := grouped(outcomes, "name")):
        runs = kinds[LEGITIMATE]
        one = share(o["alike"] <= 1 and not o["findings"] for o in runs)
        missed += verdict(
            "honest clusters of 0.5 %: at most one group, nothing else",
            one,
            1 - WORST_KIND,
            at_most=False,
        )
        named = share(o["alike"] == 1 for o in runs)
        print(f"      named as a group in {named:.2f} of {len(runs)}")
    return missed


def _false_facts(runs: list[Outcome]) -> None:
    """A fact on a clean table need not be false; a broken rule is."""
    named = Counter[str]()
    where: dict[str, Counter[str]] = defaultdict(Counter)
    for o in runs:
        for fact in o["facts"]:
            named[fact] += 1
            where[fact][o["name"]] += 1
    if named:
        print("facts on clean tables, share of runs (most in):")
    for fact, count in named.most_common():
        most = ", ".join(f"{kind} {c}" for kind, c in where[fact].most_common(4))
        print(f"    {fact:<20}{count / len(runs):.2f}  {most}")


def _what_was_blamed(runs: list[Outcome]) -> None:
    blamed, seeds = Counter[str](), []
    for o in runs:
        blamed.update(o["blamed"])
        if any_finding(o):
            seeds.append(f"{o['n']}/{o['seed']}")
    groups = [text for o in runs for text in o["grouped"]][:2]
    said = ", ".join(f"{column} {count}" for column, count in blamed.most_common(4))
    print(f"    {said}{'; ' if said and groups else ''}{'; '.join(groups)}")
    print(f"    n/seed {' '.join(seeds[:8])}")


def planted_report(outcomes: list[Outcome], verbose: bool) -> int:
    missed = 0
    for n in sorted({o["n"] for o in outcomes}):
        runs = [o for o in outcomes if o["n"] == n]
        sizes = sorted({o["deviations"] for o in runs})
        heads = [f"{k:g} sd" for k in sizes]
        print(f"\nPlanted tables, n = {n:,}: recall of rows (blamed column right)")
        print(row("kind", heads, 20, 14))
        for kind in KINDS:
            cells = [
                _recall_of(kind, [o for o in runs if o["deviations"] == k]) for k in sizes
            ]
            print(row(kind, cells, 20, 14))
        by_k = {k: [o for o in runs if o["deviations"] == k] for k in sizes}
        rates = {
            "Gaussian columns": [
                f"{ratio(o['gaussian'] for o in g):.2f}" for g in by_k.values()
            ],
            "other columns": [f"{ratio(o['other'] for o in g):.2f}" for g in by_k.values()],
            "rules named": [f"{ratio(o['pairs'] for o in g):.2f}" for g in by_k.values()],
            "false share": [f"{false_share(g):.3f}" for g in by_k.values()],
        }
        for name, cells in rates.items():
            print(row(name, cells, 20, 14))
        _by_world(runs, sizes, verbose)
        if by_k.get(JUDGED_AT):
            missed += _planted_targets(by_k[JUDGED_AT], n)
    return missed


def _by_world(runs: list[Outcome], sizes: list[float], verbose: bool) -> None:
    print("by world: recall in Gaussian columns, false share")
    for name, group in grouped(runs, "name").items():
        by_k = [[o for o in group if o["deviations"] == k] for k in sizes]
        cells = [
            f"{ratio(o['gaussian'] for o in g):.2f}  {false_share(g):.3f}" for g in by_k
        ]
        print(row(f"  {name}", cells, 20, 14))
        if verbose:
            for kind in KINDS:
                print(row(f"    {kind}", [_recall_of(kind, g) for g in by_k], 24, 14))
            false = Counter[str]()
            for o in group:
                false.update(o["false_blamed"])
            print(f"    false: {', '.join(f'{c} {i}' for c, i in false.most_common(5))}")


def _planted_targets(runs: list[Outcome], n: int) -> int:
    missed = verdict(f"mean false share, n = {n:,}", false_share(runs), FALSE_SHARE)
    if n >= 1000:
        missed += verdict(
            f"recall in Gaussian-like columns, n = {n:,}",
            ratio(o["gaussian"] for o in runs),
            GAUSSIAN_RECALL,
            False,
        )
    pairs = [o["pairs"] for o in runs]
    if sum(p[0] for p in pairs):
        missed += verdict(
            f"broken category pairs named, n = {n:,}", ratio(pairs), PAIRS, False
        )
    return missed


def _recall_of(kind: str, runs: list[Outcome]) -> str:
    counts = [o["kinds"][kind] for o in runs if kind in o["kinds"]]
    total = sum(c[0] for c in counts)
    if not total:
        return "-"
    found, right = (sum(c[i] for c in counts) / total for i in (1, 2))
    return f"{found:.2f} ({right:.2f})"


def ratio(pairs: Iterable[list[int]]) -> float:
    pairs = list(pairs)
    total = sum(p[0] for p in pairs)
    return sum(p[1] for p in pairs) / total if total else float("nan")


def false_share(runs: list[Outcome]) -> float:
    """Mean over tables; 0 where nothing was found."""
    return share(o["false_units"] / o["units"] if o["units"] else 0 for o in runs)


def series_report(outcomes: list[Outcome], verbose: bool) -> int:
    """The table of the study that came before, ours first and the prototype's beneath."""
    for n in sorted({o["n"] for o in outcomes}):
        runs = [o for o in outcomes if o["n"] == n]
        by_world = grouped(runs, "name")
        worlds = [w for w in SERIES_WORLDS if w in by_world]
        print(f"\nPlanted series, n = {n:,}: ours, and beneath it the prototype's figure")
        print(row("", [*(w[:8] for w in worlds), "mean"], 18, 9))
        for measure in MEASURES:
            ours = [series_measure(measure, by_world[w]) for w in worlds]
            print(row(measure, [f"{v:.2f}" for v in [*ours, share(ours)]], 18, 9))
            if n in PROTOTYPE:
                theirs = [PROTOTYPE[n][measure][SERIES_WORLDS.index(w)] for w in worlds]
                print(row("", [f"({v:.2f})" for v in [*theirs, share(theirs)]], 18, 9))
        if verbose:
            false = Counter[str]()
            for o in runs:
                false.update(o["false_blamed"])
            print(f"    false: {', '.join(f'{c} {i}' for c, i in false.most_common(5))}")
    return 0


def series_measure(measure: str, runs: list[Outcome]) -> float:
    if measure == FALSE:
        return false_share(runs)
    kind, _, which = measure.partition(", ")
    kind = {"spikes": "spike", "swapped": "swap", "level shift": "level_shift"}.get(
        kind, kind
    )
    if which in ("", "rows"):
        return ratio(o["kinds"].get(kind, [0, 0]) for o in runs)
    place = 1 if which == "any row" else 2
    events = [o["events"].get(kind, [0, 0, 0]) for o in runs]
    return ratio([e[0], e[place]] for e in events)


def grouped(outcomes: list[Outcome], by: str) -> dict[str, list[Outcome]]:
    out: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        out[outcome[by]].append(outcome)
    return out


def cpu_by_n(outcomes: list[Outcome]) -> str:
    sizes = sorted({o["n"] for o in outcomes})
    return ", ".join(
        f"{share(o['cpu'] for o in outcomes if o['n'] == n):.2f} at n = {n:,}"
        for n in sizes
    )


def row(head: str, cells: Iterable[Any], first: int, width: int) -> str:
    return f"{head:<{first}}" + "".join(f"{cell!s:>{width}}" for cell in cells)
