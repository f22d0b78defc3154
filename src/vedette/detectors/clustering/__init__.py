"""How far a row is from the cluster it belongs to."""

from vedette.core.catalogue import Entry

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="kmeans",
        home="vedette.detectors.clustering.kmeans",
        called="KMeansDistance",
        family="clustering",
        finds="rows far from the centre of their cluster, in sigmas of its distances",
        assumes="usual rows form round clusters, about as many as n_clusters",
        cost="fit n d k a round, to 100,000 rows; score n d k",
        wide="to some hundreds of columns",
        paper="Lloyd (1982), Least squares quantization in PCM, IEEE Trans. Inf. Theory 28",
        also=("k-means",),
    ),
    Entry(
        name="cblof",
        home="vedette.detectors.clustering.cblof",
        called="CBLOF",
        family="clustering",
        finds="rows far from the centre of their cluster, or of the nearest large one",
        assumes="usual rows form round clusters of many rows; small clusters are odd",
        cost="fit n d k a round; score n d k",
        wide="to some hundreds of columns",
        paper="He, Xu and Deng (2003), Discovering cluster-based local outliers, "
        "Pattern Recognition Letters 24",
    ),
)
