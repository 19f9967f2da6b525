"""The classical models: each function makes one of scikit-learn's classifiers, not yet fitted.

Whatever the seed decides of a classifier, it decides alone: the same seed and data give the same predictions.
"""

from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from groundwork.config.bounds import EnsembleSize, PositiveInteger, PositiveNumber

# Fewer than scikit-learn's 255 and 31, as are the 30 iterations below than its 100: about a tenth of the time, for one
# to two points of accuracy on Fashion-MNIST.
BINS, LEAVES = 31, 15
# A bound that is not reached: 8,000 images of Fashion-MNIST take 215.
ITERATIONS = 2000


def logistic_regression(seed: int, *, C: PositiveNumber = 0.1) -> LogisticRegression:  # noqa: N803
    """Return softmax regression, fitted by L-BFGS until the gradient is all but zero; the seed decides nothing.

    It minimizes `C` times the sum of the losses of all images plus half of the squared weights.
    """
    return _on_one_thread(LogisticRegression(C=C, max_iter=ITERATIONS, random_state=seed))


def nearest_neighbors(seed: int, *, n_neighbors: PositiveInteger = 5) -> KNeighborsClassifier:  # noqa: ARG001
    """Return the vote of the nearest training images by Euclidean distance; the seed decides nothing."""
    return _on_one_thread(KNeighborsClassifier(n_neighbors, algorithm="brute", n_jobs=1))


def support_vector_machine(seed: int, *, C: PositiveNumber = 10.0) -> SVC:  # noqa: N803
    """Return a support vector machine (Cortes and Vapnik 1995) with a Gaussian kernel; the seed decides nothing.

    The kernel is exp(-squared distance / (features * their variance)); `C` weighs the hinge loss against the
    margin. Ties between classes are broken by the decision function.
    """
    return _on_one_thread(SVC(C=C, break_ties=True, random_state=seed))


def random_forest(seed: int, *, n_estimators: EnsembleSize = 100) -> RandomForestClassifier:
    """Return the mean vote of trees, each grown on a random sample with random features at every cut (Breiman 2001)."""
    return _on_one_thread(RandomForestClassifier(n_estimators, n_jobs=1, random_state=seed))


def gradient_boosting(
    seed: int, *, max_iter: EnsembleSize = 30, learning_rate: PositiveNumber = 0.1
) -> HistGradientBoostingClassifier:
    """Return a sum of small trees, one a class and iteration, each fitted to the gradient (Friedman 2001).

    `learning_rate`, also called shrinkage, multiplies each tree. The features are binned first (Ke et al. 2017).
    """
    settings = {"max_iter": max_iter, "learning_rate": learning_rate, "max_bins": BINS, "max_leaf_nodes": LEAVES}
    return _on_one_thread(HistGradientBoostingClassifier(**settings, early_stopping=False, random_state=seed))


def _on_one_thread(estimator: Any) -> Any:
    """Return the estimator after holding the libraries that compute for it to one thread, for the rest of the process.

    `n_jobs` does not reach them. The other cores have jobs of their own, and more threads may change the last bits.
    """
    threadpool_limits(1)
    return estimator
