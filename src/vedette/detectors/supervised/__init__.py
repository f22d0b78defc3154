"""What labels say: classifiers for rare classes."""

from vedette.core.catalogue import Entry

_CV = "fit six times (five folds)"

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="logistic",
        home="vedette.detectors.supervised.logistic",
        called="LogisticDetector",
        family="supervised",
        finds="what was labelled, by a weighted sum of the columns",
        assumes="each column moves the odds one way; labels of both classes",
        cost=f"fit n d a step, {_CV}; score n d",
        wide="well: the penalty holds hundreds of columns",
        paper="Cox (1958), The regression analysis of binary sequences, JRSS B 20",
        also=("logistic-regression",),
    ),
    Entry(
        name="svm",
        home="vedette.detectors.supervised.svm",
        called="SVMDetector",
        family="supervised",
        finds="what was labelled, inside a smooth border (rbf) or beyond a plane (linear)",
        assumes="near rows are alike in units that weigh alike; labels of both classes",
        cost=f"fit n^2 d to n^3, {_CV}; score d times the support vectors",
        wide="to some hundreds of columns, linear beyond",
        paper="Cortes and Vapnik (1995), Support-vector networks, Machine Learning 20",
        also=("svc", "support-vector-machine"),
    ),
    Entry(
        name="tree",
        home="vedette.detectors.supervised.tree",
        called="TreeDetector",
        family="supervised",
        finds="what was labelled, by a few questions of one column each",
        assumes="single columns tell; labels of both classes",
        cost=f"fit n log n d, {_CV}; score the depth",
        wide="rows of many columns need more labels",
        paper="Breiman, Friedman, Olshen and Stone (1984), Classification and regression trees",
        also=("decision-tree",),
    ),
    Entry(
        name="random-forest",
        home="vedette.detectors.supervised.forest",
        called="ForestDetector",
        family="supervised",
        finds="what was labelled, by the mean of many deep trees",
        assumes="some dozens of labelled anomalies",
        cost=f"fit 200 n log n sqrt(d), {_CV}; score 200 log n",
        wide="to some thousands of columns",
        paper="Breiman (2001), Random forests, Machine Learning 45",
        also=("forest",),
    ),
    Entry(
        name="extra-trees",
        home="vedette.detectors.supervised.extra_trees",
        called="ExtraTreesDetector",
        family="supervised",
        finds="what was labelled, by the mean of many trees of random cuts",
        assumes="some dozens of labelled anomalies",
        cost=f"fit 200 n log n sqrt(d), {_CV}; score 200 log n",
        wide="to some thousands of columns",
        paper="Geurts, Ernst and Wehenkel (2006), Extremely randomized trees, "
        "Machine Learning 63",
    ),
    Entry(
        name="boosting",
        home="vedette.detectors.supervised.boosting",
        called="BoostingDetector",
        family="supervised",
        finds="what was labelled, by trees that correct each other",
        assumes="hundreds of labelled rows, some dozens of them anomalies",
        cost=f"fit 100 n d, {_CV}; score 100 times the depth",
        wide="to some thousands of columns",
        paper="Friedman (2001), Greedy function approximation, Annals of Statistics 29; "
        "Ke et al. (2017), LightGBM, NIPS",
        also=("gradient-boosting", "hist-gradient-boosting"),
    ),
    Entry(
        name="mlp",
        home="vedette.detectors.supervised.mlp",
        called="MLPDetector",
        family="supervised",
        finds="what was labelled, by a small neural network",
        assumes="hundreds of labelled rows; units that weigh alike",
        cost=f"fit 200 passes of n d 32, {_CV}; score 32 d",
        wide="to some hundreds of columns",
        paper="Rumelhart, Hinton and Williams (1986), Learning representations by "
        "back-propagating errors, Nature 323",
        also=("neural-network", "multilayer-perceptron"),
    ),
)
