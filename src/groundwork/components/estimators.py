"""Classical models: each function returns an unfitted scikit-learn classifier.

The seed is the only source of randomness: the same seed and data give the same predictions.
"""

from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from groundwork.config.bounds import EnsembleSize, PositiveInteger, PositiveNumber

# scikit-learn's defaults are 255 bins, 31 leaves and 100 iterations. With these and the 30 iterations below, fitting
# takes about a tenth of the time and costs one to two points of accuracy on Fashion-MNIST.
BINS, LEAVES = 31, 15
# Never reached in practice: 8,000 images of Fashion-MNIST take 215.
ITERATIONS = 2000


def logistic_regression(seed: int, *, C: PositiveNumber = 0.1) -> LogisticRegression:  # noqa: N803
    """Return softmax regression, fitted by L-BFGS until the gradient is nearly zero; the seed has no effect.

    It minimizes `C` times the summed loss over all images plus half of the squared L2 norm of the weights.
    """
    return _limit_to_one_thread(LogisticRegression(C=C, max_iter=ITERATIONS, random_state=seed))


def nearest_neighbors(seed: int, *, n_neighbors: PositiveInteger = 5) -> KNeighborsClassifier:  # noqa: ARG001
    """Return a k-nearest-neighbors classifier with Euclidean distance; the seed has no effect."""
    return _limit_to_one_thread(KNeighborsClassifier(n_neighbors, algorithm="brute", n_jobs=1))


def support_vector_machine(seed: int, *, C: PositiveNumber = 10.0) -> SVC:  # noqa: N803
    """Return a support vector machine (Cortes and Vapnik 1995) with an RBF kernel; the seed has no effect.

    The kernel is exp(-squared distance / (features * their variance)); `C` weights the hinge loss against the
    margin. The decision function breaks ties between classes.
    """
    return _limit_to_one_thread(SVC(C=C, break_ties=True, random_state=seed))


def random_forest(seed: int, *, n_estimators: EnsembleSize = 100) -> RandomForestClassifier:
    """Return a random forest: trees on bootstrap samples with random features at every split (Breiman 2001)."""
    return _limit_to_one_thread(RandomForestClassifier(n_estimators, n_jobs=1, random_state=seed))


def gradient_boosting(
    seed: int, *, max_iter: EnsembleSize = 30, learning_rate: PositiveNumber = 0.1
) -> HistGradientBoostingClassifier:
    """Return gradient boosting: a sum of small trees, one per class and iteration (Friedman 2001).

    Each tree is fitted to the gradient and scaled by `learning_rate` (shrinkage). Features are binned (Ke et al. 2017).
    """
    settings = {"max_iter": max_iter, "learning_rate": learning_rate, "max_bins": BINS, "max_leaf_nodes": LEAVES}
    return _limit_to_one_thread(HistGradientBoostingClassifier(**settings, early_stopping=False, random_state=seed))


def _limit_to_one_thread(estimator: Any) -> Any:
    """Limit BLAS and OpenMP to one thread for the rest of the process and return the estimator.

    `n_jobs` does not control them. Other jobs use the other cores, and more threads may change the last bits.
    """
    threadpool_limits(1)
    return estimator
