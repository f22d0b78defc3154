"""The commands, a file each. Whatever is heavy is imported when one of them runs."""

from vedette.cli.commands import (
    cache,
    compare,
    detectors,
    diff,
    doctor,
    evaluate,
    explain,
    fit,
    gate,
    label,
    mcp,
    report,
    roles,
    scan,
    score,
    version,
)

__all__ = [
    "cache",
    "compare",
    "detectors",
    "diff",
    "doctor",
    "evaluate",
    "explain",
    "fit",
    "gate",
    "label",
    "mcp",
    "report",
    "roles",
    "scan",
    "score",
    "version",
]
