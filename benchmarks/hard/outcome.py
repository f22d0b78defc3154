"""What an experiment found: lines over one quantity, as a table and as a chart."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from vedette.plot import look

# Ours begin with this; they are drawn in colours, baselines in greys.
OURS = "Vedette"
COLOURS = (look.ODD, look.RISING[2], look.RISING[5])
GREYS = (look.FAINT, look.USUAL, look.INK)
MARKS, STYLES = "osD", ("--", ":", "-.")


@dataclass(frozen=True)
class Panel:
    """Lines (k,) over the same k values; None where nothing was measured."""

    title: str
    lines: dict[str, list[float | None]]
    log: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Outcome:
    """One experiment: `x` are k values of what is varied, `note` is how it was done."""

    name: str
    title: str
    note: str
    what: str
    x: list[float]
    panels: list[Panel]
    log: bool = False
    labels: list[str] | None = None


def shown(value: float | None) -> str:
    if value is None or np.isnan(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(outcome: Outcome) -> str:
    """The figures as text: a block for each panel, a column for each value of x."""
    labels = outcome.labels or [shown(v) for v in outcome.x]
    wide = max(len(name) for p in outcome.panels for name in p.lines) + 2
    out = [outcome.title, outcome.note]
    for panel in outcome.panels:
        out += ["", panel.title]
        out.append(f"{outcome.what:{wide}s}" + "".join(f"{v:>9s}" for v in labels))
        for name, values in panel.lines.items():
            out.append(f"{name:{wide}s}" + "".join(f"{shown(v):>9s}" for v in values))
    return "\n".join(out)


def markdown(outcome: Outcome) -> str:
    """The same as tables of a page."""
    labels = outcome.labels or [shown(v) for v in outcome.x]
    out = []
    for panel in outcome.panels:
        out += [
            f"| {panel.title} | " + " | ".join(labels) + " |",
            "| --- |" + " ---: |" * len(labels),
        ]
        for name, values in panel.lines.items():
            out.append(f"| {name} | " + " | ".join(shown(v) for v in values) + " |")
        out.append("")
    return "\n".join(out)


def keep(outcome: Outcome, folder: Path) -> None:
    """As JSON, from which the chart can be drawn again."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(outcome), indent=1) + "\n"
    (folder / f"hard-{outcome.name}.json").write_text(text, encoding="utf-8")


def draw(outcome: Outcome, folder: Path) -> Path:
    """A chart, panels side by side, as hard-NAME.png."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    panels = outcome.panels
    figure, axes = pyplot.subplots(
        1,
        len(panels),
        figsize=(4.6 * len(panels), 3.9),
        layout="constrained",
        squeeze=False,
    )
    for ax, panel in zip(axes[0], panels, strict=True):
        _lines(ax, outcome, panel)
    handles, names = axes[0, 0].get_legend_handles_labels()
    for ax in axes[0, 1:]:
        for handle, name in zip(*ax.get_legend_handles_labels(), strict=True):
            if name not in names:
                handles.append(handle)
                names.append(name)
    figure.legend(
        handles,
        names,
        loc="outside lower left",
        ncols=2,
        frameon=False,
        fontsize="small",
        labelcolor=look.INK,
    )
    figure.suptitle(outcome.title, x=0.01, ha="left", color=look.INK, fontsize="large")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"hard-{outcome.name}.png"
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
    return path


def _lines(ax: object, outcome: Outcome, panel: Panel) -> None:
    from matplotlib.axes import Axes

    assert isinstance(ax, Axes)
    every = list(dict.fromkeys(name for p in outcome.panels for name in p.lines))
    ours = [name for name in every if name.startswith(OURS)]
    others = [name for name in every if name not in ours]
    for name, values in panel.lines.items():
        y = np.array([np.nan if v is None else v for v in values], dtype=float)
        if name in ours:
            i = ours.index(name)
            style = {"color": COLOURS[i], "linewidth": 2.2, "zorder": 3}
        else:
            i = others.index(name)
            style = {"color": GREYS[i], "linestyle": STYLES[i], "linewidth": 1.5}
        ax.plot(outcome.x, y, marker=MARKS[i], markersize=4.5, label=name, **style)
    if outcome.log:
        ax.set_xscale("log")
    if panel.log:
        _log_scale(ax)
    ax.set_xticks(outcome.x, outcome.labels or [shown(v) for v in outcome.x])
    ax.tick_params(axis="x", which="minor", bottom=False)
    if outcome.log:
        ax.minorticks_off()
    ax.set_ylim(panel.low, panel.high)
    ax.set_xlabel(outcome.what)
    ax.grid(axis="y", color=look.USUAL, alpha=0.25, linewidth=0.6)
    look.say(ax, panel.title)
    look.plain(ax)


def _log_scale(ax: object) -> None:
    """Powers of ten as plain numbers; where there are few, 2 and 5 times them too."""
    from matplotlib.axes import Axes
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    assert isinstance(ax, Axes)
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1,) if high > 30 * low else (1, 2, 5)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
