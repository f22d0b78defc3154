"""How few random cuts it takes to part a row from the others."""

from vedette.core.catalogue import Entry

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="isolation-forest",
        home="vedette.detectors.isolation.isolation_forest",
        called="IsolationForest",
        family="isolation",
        finds="rows that a few random cuts of single columns part from the others",
        assumes="odd rows are few, and differ in single columns",
        cost="fit n d to look at the rows, then trees alone; score n times trees",
        wide="to some hundreds of columns; each cut sees one of them",
        paper="Liu, Ting and Zhou (2008), Isolation forest, ICDM",
        also=("iforest", "if"),
    ),
    Entry(
        name="extended-isolation-forest",
        home="vedette.detectors.isolation.extended_isolation_forest",
        called="ExtendedIsolationForest",
        family="isolation",
        finds="rows that a few random planes part from the others, in any direction",
        assumes="odd rows are few; columns are in comparable units (by default they are)",
        cost="fit n d to look at the rows, then trees alone; score n d times trees",
        wide="a plane mixes at most 64 columns, unless more are asked for",
        paper="Hariri, Carrasco Kind and Brunner (2019), Extended isolation forest, "
        "arXiv:1811.02141",
        also=("eif", "extended"),
    ),
    Entry(
        name="fair-cut-forest",
        home="vedette.detectors.isolation.fair_cut_forest",
        called="FairCutForest",
        family="isolation",
        finds="rows soon alone where cuts first part clusters from each other",
        assumes="odd rows are few, and lie off the clusters in some mix of two columns",
        cost="fit n d to look at the rows, then trees alone; score n times trees",
        wide="to some hundreds of columns; each cut sees two of them",
        paper="Cortes (2021), Revisiting randomized choices in isolation forests, "
        "arXiv:2110.13402",
        also=("fcf", "fair-cut"),
    ),
)
