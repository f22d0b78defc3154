"""How far a row is from the rows nearest to it, and how thinly it is surrounded."""

from vedette.core.catalogue import Entry

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="knn",
        home="vedette.detectors.neighbours.knn",
        called="KNN",
        family="distance",
        finds="rows far from the k training rows nearest to them",
        assumes=(
            "usual rows are close together and odd ones far; the metric fits; usual rows are "
            "of one kind and everywhere about equally dense; odd groups are smaller than k"
        ),
        cost="fit d n log n; score about n d log n in few columns, n^2 d in many",
        wide="exact at any width; distances say less beyond some tens of columns of noise",
        paper="Ramaswamy, Rastogi and Shim (2000), Efficient algorithms for mining outliers, "
        "SIGMOD",
        categories=True,
        also=("k-nearest-neighbours", "nearest-neighbours", "kth-nearest"),
    ),
    Entry(
        name="lof",
        home="vedette.detectors.neighbours.lof",
        called="LocalOutlierFactor",
        family="density",
        finds="rows in thinner surroundings than those of the rows nearest to them",
        assumes=(
            "density differs from place to place, but not among near rows; odd groups are "
            "smaller than k; copies of a row are fewer than k"
        ),
        cost="fit and score about n d log n in few columns, n^2 d in many",
        wide="exact at any width; distances say less beyond some tens of columns of noise",
        paper="Breunig, Kriegel, Ng and Sander (2000), LOF: identifying density-based local "
        "outliers, SIGMOD",
        also=("local-outlier-factor",),
    ),
    Entry(
        name="lesinn",
        home="vedette.detectors.neighbours.lesinn",
        called="LeSiNN",
        family="distance",
        finds="rows far from the nearest row of small random samples; also clumps of them",
        assumes="usual rows are many and near each other; one scale fits all of the table",
        cost="fit n; score n d, 3,200 distances a row",
        wide="to some hundreds of columns",
        paper="Pang, Ting and Albrecht (2015), LeSiNN, ICDM Workshops",
    ),
    Entry(
        name="inne",
        home="vedette.detectors.neighbours.inne",
        called="INNE",
        family="isolation",
        finds="rows that small samples isolate, judged by the density around them",
        assumes="usual rows are dense near where they are; clusters may differ in density",
        cost="fit n; score n d, 1,600 distances a row",
        wide="to some tens of columns; in more, few spheres cover a row",
        paper="Bandaragoda et al. (2018), Isolation-based anomaly detection using "
        "nearest-neighbor ensembles, Computational Intelligence 34",
    ),
    Entry(
        name="dbscan",
        home="vedette.detectors.neighbours.dbscan",
        called="DBSCANNoise",
        family="density",
        finds="rows with no dense row nearby: what DBSCAN calls noise",
        assumes="usual rows are about equally dense, in clusters of any shape",
        cost="fit and score about n d log n in few columns, n^2 d in many",
        wide="to some tens of columns; then all rows are about as far from each other",
        paper="Ester, Kriegel, Sander and Xu (1996), A density-based algorithm for "
        "discovering clusters, KDD",
    ),
    Entry(
        name="hdbscan",
        home="vedette.detectors.neighbours.hdbscan",
        called="HDBSCANNoise",
        family="density",
        finds="rows that are reached late from every cluster, by the cluster's own measure",
        assumes="usual rows form clusters, each of about even density, of any shape",
        cost="fit m^2 d, m <= 10,000 sampled rows; score m n d",
        wide="to some tens of columns",
        paper="Campello, Moulavi, Zimek and Sander (2015), Hierarchical density estimates "
        "for data clustering, visualization, and outlier detection, TKDD 10",
    ),
)
