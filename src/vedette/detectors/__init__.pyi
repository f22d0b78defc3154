# tests/docs/refresh.py writes this from the catalogue.
from vedette.detectors.clustering.cblof import CBLOF as CBLOF
from vedette.detectors.clustering.kmeans import KMeansDistance as KMeansDistance
from vedette.detectors.combining.combination import Combination as Combination
from vedette.detectors.combining.ensemble import Ensemble as Ensemble
from vedette.detectors.isolation.extended_isolation_forest import (
    ExtendedIsolationForest as ExtendedIsolationForest,
)
from vedette.detectors.isolation.fair_cut_forest import FairCutForest as FairCutForest
from vedette.detectors.isolation.isolation_forest import IsolationForest as IsolationForest
from vedette.detectors.model.approximate_svm import (
    ApproximateOneClassSVM as ApproximateOneClassSVM,
)
from vedette.detectors.model.autoencoder import Autoencoder as Autoencoder
from vedette.detectors.model.gmm import GaussianMixtureDensity as GaussianMixtureDensity
from vedette.detectors.model.hmm import HiddenMarkov as HiddenMarkov
from vedette.detectors.model.loda import LODA as LODA
from vedette.detectors.model.one_class_svm import OneClassSVM as OneClassSVM
from vedette.detectors.model.pca import PCADetector as PCADetector
from vedette.detectors.neighbours.dbscan import DBSCANNoise as DBSCANNoise
from vedette.detectors.neighbours.hdbscan import HDBSCANNoise as HDBSCANNoise
from vedette.detectors.neighbours.inne import INNE as INNE
from vedette.detectors.neighbours.knn import KNN as KNN
from vedette.detectors.neighbours.lesinn import LeSiNN as LeSiNN
from vedette.detectors.neighbours.lof import LocalOutlierFactor as LocalOutlierFactor
from vedette.detectors.statistical.copod import COPOD as COPOD
from vedette.detectors.statistical.ecod import ECOD as ECOD
from vedette.detectors.statistical.gaussian import Gaussian as Gaussian
from vedette.detectors.statistical.gaussian_covariance import (
    GaussianCovariance as GaussianCovariance,
)
from vedette.detectors.statistical.generalized_esd import GeneralizedESD as GeneralizedESD
from vedette.detectors.statistical.hbos import HBOS as HBOS
from vedette.detectors.statistical.iqr_fences import IQRFences as IQRFences
from vedette.detectors.statistical.kde import KDE as KDE
from vedette.detectors.statistical.robust_z_score import RobustZScore as RobustZScore
from vedette.detectors.statistical.z_score import ZScore as ZScore
from vedette.detectors.supervised.boosting import BoostingDetector as BoostingDetector
from vedette.detectors.supervised.extra_trees import (
    ExtraTreesDetector as ExtraTreesDetector,
)
from vedette.detectors.supervised.few_labels import FewLabels as FewLabels
from vedette.detectors.supervised.forest import ForestDetector as ForestDetector
from vedette.detectors.supervised.logistic import LogisticDetector as LogisticDetector
from vedette.detectors.supervised.mlp import MLPDetector as MLPDetector
from vedette.detectors.supervised.svm import SVMDetector as SVMDetector
from vedette.detectors.supervised.tree import TreeDetector as TreeDetector

def __dir__() -> list[str]: ...
