"""Several detectors as one."""

from vedette.core.catalogue import Entry

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="ensemble",
        home="vedette.detectors.combining.ensemble",
        called="Ensemble",
        family="combining",
        finds="rows far from the nearest rows, parted early by random cuts, in columns' tails",
        assumes="nothing in particular: three views that fail in different places",
        cost="fit n d, score n d",
        wide="to some hundreds of columns",
        paper="Pang, Ting and Albrecht (2015), LeSiNN; Cortes (2021), arXiv:2110.13402; Li et "
        "al. (2022), ECOD",
    ),
    Entry(
        name="combination",
        home="vedette.detectors.combining.combination",
        called="Combination",
        family="combining",
        finds="what several detectors of your choice find odd, their scores in one unit",
        assumes="what each of them assumes; they fail in different places",
        cost="the sum of its detectors",
        wide="as its detectors do",
        paper="Aggarwal and Sathe (2015), Theoretical foundations and algorithms for outlier "
        "ensembles, SIGKDD Explorations 17",
    ),
)
