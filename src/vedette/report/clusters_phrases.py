"""What every face of clusters says in the same words."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.clusters import Clusters, Criterion

ALGORITHMS = {
    "kmeans": "k-means",
    "minibatch": "mini-batch k-means",
    "gmm": "a mixture of Gaussians",
    "hierarchical": "Ward's hierarchical clustering",
    "dbscan": "DBSCAN",
    "hdbscan": "HDBSCAN",
}
NAMES = {
    "separation": "all apart",
    "elbow": "elbow",
    "silhouette": "silhouette",
    "davies_bouldin": "Davies-Bouldin",
    "calinski_harabasz": "Calinski-Harabasz",
    "gap": "gap statistic",
    "bic": "BIC",
}
SCALES = {
    "none": "columns as they stand (--scale unit: each in one unit)",
    "unit": "columns each in units in which 3 is far out (--scale none: as they stand)",
    "within": "weighed so that clusters are as wide in every direction "
    "(--scale none: columns as they stand)",
}
# Adjusted Rand index: what is the same nearly every time, and what hardly.
FIRM, LOOSE = 0.9, 0.6
# Rows of two clusters that are large enough to be told apart (`clustering.separation`).
FEWEST = 12


def extent(found: Clusters) -> str:
    """ "iris.csv: 150 rows, CSV 4 kB"."""
    size = (
        ""
        if found.source.size_bytes is None
        else f" {wording.size(found.source.size_bytes)}"
    )
    rows = wording.count(found.rows, "row")
    return f"{found.source.name}: {rows}, {found.source.format}{size}"


def headline(found: Clusters) -> str:
    """The outcome in a few words."""
    if found.k == 0:
        return "no clusters: no place is dense"
    if found.k == 1 and found.asked is None and found.criteria and found.rows < FEWEST:
        return "no clusters that so few rows could show"
    if found.k == 1 and found.asked is None:
        return "no clusters: the rows are one group"
    if found.k == 1:
        return "one cluster, as asked for"
    asked = ", as asked for" if found.asked is not None else ""
    return f"{found.k} clusters{asked}"


def chosen(found: Clusters) -> str:
    """Why there are so many, and how far the ways of counting agree."""
    if not found.used:
        return "No column tells rows apart."
    if not found.criteria:
        return f"{ALGORITHMS[found.algorithm]} counts clusters by itself."
    if found.rows < FEWEST:
        return f"Of under {FEWEST} rows it cannot be told whether parts of them are apart."
    own = found.criterion("separation").k or 1
    agree = [c for c in found.criteria if c.k == found.k]
    of = sum(c.k is not None for c in found.criteria)
    say = "says" if len(agree) == 1 else "say"
    vote = f"{len(agree)} of {of} ways of counting {say} {found.k}"
    if found.asked is not None:
        said = "they form one group" if own == 1 else f"{own} are apart"
        tried = max(k for k, _ in found.criterion("separation").values)
        if found.k > tried:
            return f"{found.k} asked for; of up to {tried} that were looked for, {said}."
        if own == found.k:
            return f"{found.k} asked for, and as many are apart; {vote}."
        return f"{found.k} asked for; of the rows themselves, {said}; {vote}."
    if found.k == 1:
        return (
            f"Wherever the rows are divided, there are as many between as in the parts; {vote}"
            + ("." if len(agree) == of else " (the others cannot say 1, or need shapes).")
        )
    return f"{found.k} is the most clusters that all are apart from each other; {vote}."


def disagreement(found: Clusters) -> str:
    """What the others say; "" if all agree."""
    others: dict[int, list[str]] = {}
    for one in found.criteria:
        if one.k is not None and one.k != found.k:
            others.setdefault(one.k, []).append(NAMES[one.name])
    return "; ".join(f"{k}: {wording.join(names)}" for k, names in sorted(others.items()))


def method(found: Clusters) -> str:
    """How clusters were found, in a sentence."""
    if not found.used:
        return ""
    columns = wording.count(len(found.used), "column")
    return f"By {ALGORITHMS[found.algorithm]} on {columns}, {SCALES[found.scale]}."


def stability(found: Clusters) -> str:
    """Whether the same clusters come again; "" where that was not looked at."""
    if found.stability is None:
        return ""
    mean = found.stability
    how = "the same" if mean >= FIRM else "much the same" if mean >= LOOSE else "others"
    said = f"Drawn anew {found.redrawn} times, the rows form {how}"
    return f"{said} (adjusted Rand index {mean:.2f}; 1 is identical, 0 is chance)."


def quality(found: Clusters) -> str:
    """The measures of the clusters as they are."""
    parts = []
    if found.within is not None:
        parts.append(f"sum of squares within {figure(found.within)}")
    for name, value in (
        ("silhouette", found.silhouette),
        ("Davies-Bouldin", found.davies_bouldin),
        ("Calinski-Harabasz", found.calinski_harabasz),
    ):
        if value is not None:
            parts.append(f"{name} {figure(value)}")
    return ", ".join(parts)


def figure(value: float) -> str:
    """A measure as it is shown: "681.371", "0.5528", "12,345"."""
    if value == 0:
        return "0"
    if abs(value) < 10:
        return f"{value:.4f}"
    return f"{value:,.3f}" if abs(value) < 10_000 else wording.number(float(f"{value:.5g}"))


def far(found: Clusters) -> str:
    """How many rows are outliers, and by what rule."""
    beyond = found.far - found.noise
    said = (
        f"{wording.count(beyond, 'row')} more than {found.n_sigma:g} sigma beyond the usual "
        "distance to their own centre"
    )
    if found.noise:
        said += f"; {wording.count(found.noise, 'row')} in no cluster"
    return said


def left_out(found: Clusters, most: int = 6) -> str:
    """ "No part: id (id), comment (free text)"; "" where all columns take part."""
    if not found.left_out:
        return ""
    parts = [f"{name} ({why})" for name, why in found.left_out]
    return f"Not used: {wording.join(parts, most=most)}."


def value_at(one: Criterion, k: int) -> float | None:
    """What a way of counting gives for k clusters."""
    return dict(one.values).get(k)


def short(name: str, value: float) -> str:
    """A measure in at most six characters."""
    if name == "separation":
        return f"{value:.2f}"
    if name in ("silhouette", "davies_bouldin", "gap"):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:.3g}"
    return compact(value)


def compact(value: float) -> str:
    """ "681.4", "12.3k", "1.2e12"."""
    size = abs(value)
    if size < 1_000:
        return f"{value:.4g}"
    for unit, name in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        if size < 999.5 * unit:
            return f"{value / unit:.3g}{name}"
    return f"{value:.1e}".replace("e+", "e")
