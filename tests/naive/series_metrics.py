"""Metrics of ranges as their papers write them: one loop for each sum."""

import math
from itertools import pairwise


def ranges_of(flagged, series=None):
    """Sets of the rows of each run."""
    out, last = [], None
    for i, one in enumerate(flagged):
        new = last != i - 1 or (series is not None and series[i] != series[i - 1])
        if one:
            if new:
                out.append([])
            out[-1].append(i)
            last = i
    return out


def weight(position, length, bias):
    """Tatbul et al. 2018, figure 2b: position from 1 to length."""
    if bias == "front":
        return length - position + 1
    if bias == "back":
        return position
    if bias == "middle":
        return position if position <= length / 2 else length - position + 1
    return 1


def omega(one, other, bias):
    """Figure 2a: the share of a range that another meets, by position."""
    whole = sum(weight(p, len(one), bias) for p in range(1, len(one) + 1))
    return (
        sum(weight(p + 1, len(one), bias) for p, i in enumerate(one) if i in other) / whole
    )


def overlap_reward(one, others, bias, cardinality):
    met = [other for other in others if set(one) & set(other)]
    factor = 1 / len(met) if len(met) > 1 and cardinality == "reciprocal" else 1
    return factor * sum(omega(one, set(other), bias) for other in others)


def range_precision_recall(
    odd, flagged, alpha, bias, precision_bias, cardinality, series=None
):
    real, found = ranges_of(odd, series), ranges_of(flagged, series)
    recalls = [
        alpha * any(set(r) & set(p) for p in found)
        + (1 - alpha) * overlap_reward(r, found, bias, cardinality)
        for r in real
    ]
    precisions = [overlap_reward(p, real, precision_bias, cardinality) for p in found]
    return (
        sum(precisions) / len(found) if found else 0.0,
        sum(recalls) / len(real) if real else 0.0,
    )


def soft_labels(odd, width, series=None):
    """Paparrizos et al. 2022, section 4.1."""
    soft = [1.0 if one else 0.0 for one in odd]
    for rows in ranges_of(odd, series):
        for i in range(len(odd)):
            if odd[i] or (series is not None and series[i] != series[rows[0]]):
                continue
            gap = rows[0] - i if i < rows[0] else i - rows[-1]
            if gap <= width // 2:
                soft[i] += math.sqrt(1 - gap / width)
    return [min(s, 1.0) for s in soft]


def range_areas(odd, scores, width, series=None):
    """Areas under the range-based ROC and precision-recall curves, threshold by threshold."""
    n, soft = len(odd), soft_labels(odd, width, series)
    wide = ranges_of([s > 0 for s in soft], series)
    positive = (sum(odd) + sum(soft)) / 2
    roc, area_pr, last = [(0.0, 0.0)], 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        flagged = [s >= threshold for s in scores]
        hits = sum(s for s, f in zip(soft, flagged, strict=True) if f)
        met = sum(any(flagged[i] for i in rows) for rows in wide) / len(wide)
        recall = min(hits / positive, 1.0) * met
        roc.append(((sum(flagged) - hits) / (n - positive), recall))
        area_pr += (recall - last) * hits / sum(flagged)
        last = recall
    roc.append((1.0, 1.0))
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(roc))
    return area, area_pr


def volumes(odd, scores, window, series=None):
    areas = [range_areas(odd, scores, width, series) for width in range(window + 1)]
    return [sum(kind) / (window + 1) for kind in zip(*areas, strict=True)]


def point_adjusted(odd, flagged, series=None):
    out = list(flagged)
    for rows in ranges_of(odd, series):
        if any(flagged[i] for i in rows):
            for i in rows:
                out[i] = True
    return out
