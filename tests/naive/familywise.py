"""Holm's procedure with weights, by its definition: one hypothesis after the other."""

from __future__ import annotations


def rejected(p: list[float], share: list[float], alpha: float) -> set[int]:
    """Which hypotheses are rejected."""
    left = set(range(len(p)))
    while left:
        first = min(left, key=lambda j: p[j] / share[j])
        if p[first] > alpha * share[first] / sum(share[j] for j in left):
            break
        left.remove(first)
    return set(range(len(p))) - left
