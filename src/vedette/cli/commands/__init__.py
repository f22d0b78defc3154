"""The commands, a file each. Whatever is heavy is imported when one of them runs."""

from vedette.cli.commands import (
    cache,
    detectors,
    diff,
    explain,
    fit,
    gate,
    mcp,
    report,
    roles,
    scan,
    score,
    version,
)

__all__ = [
    "cache",
    "detectors",
    "diff",
    "explain",
    "fit",
    "gate",
    "mcp",
    "report",
    "roles",
    "scan",
    "score",
    "version",
]
