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

# Fewer than scikit-learn's 255 and 31, as are the 30 rounds below than its 100: about a tenth of the time, for one to
# two points of accuracy on Fashion-MNIST.
BINS, LEAVES = 31, 15
# A bound that is not reached: 8,000 images of Fashion-MNIST take 215.
ITERATIONS = 2000


def logistic_regression(seed: int, *, penalty: PositiveNumber = 10.0) -> LogisticRegression:
    """Return softmax regression, fitted by L-BFGS until the gradient is all but zero; the seed decides nothing.

    It makes the sum of the losses of all images plus half of `penalty` times the squared weights as small as can be.
    """
    return _on_one_thread(LogisticRegression(C=1 / penalty, max_iter=ITERATIONS, random_state=seed))


def nearest_neighbors(seed: int, *, neighbors: PositiveInteger = 5) -> KNeighborsClassifier:  # noqa: ARG001
    """Return the vote of the nearest training images by Euclidean distance; the seed decides nothing."""
    return _on_one_thread(KNeighborsClassifier(neighbors, algorithm="brute", n_jobs=1))


def support_vector_machine(seed: int, *, cost: PositiveNumber = 10.0) -> SVC:
    """Return a support vector machine (Cortes and Vapnik 1995) with a Gaussian kernel; the seed decides nothing.

    The kernel is exp(-squared distance / (features * their variance)); `cost` weighs the images on the wrong side. Of
    classes with equally many votes, it names the one that it is surest of.
    """
    return _on_one_thread(SVC(C=cost, break_ties=True, random_state=seed))


def random_forest(seed: int, *, trees: EnsembleSize = 100) -> RandomForestClassifier:
    """Return the mean vote of trees, each grown on a random sample with random features at every cut (Breiman 2001)."""
    return _on_one_thread(RandomForestClassifier(trees, n_jobs=1, random_state=seed))


def gradient_boosting(
    seed: int, *, rounds: EnsembleSize = 30, shrinkage: PositiveNumber = 0.1
) -> HistGradientBoostingClassifier:
    """Return a sum of small trees, one a class and round, each fitted to what is still wrong (Friedman 2001).

    `shrinkage` multiplies each tree's part in the sum. The features are binned first (Ke et al. 2017).
    """
    settings = {"max_iter": rounds, "learning_rate": shrinkage, "max_bins": BINS, "max_leaf_nodes": LEAVES}
    return _on_one_thread(HistGradientBoostingClassifier(**settings, early_stopping=False, random_state=seed))


def _on_one_thread(estimator: Any) -> Any:
    """Return the estimator after holding the libraries that compute for it to one thread, for the rest of the process.

    `n_jobs` does not reach them. The other cores have jobs of their own, and more threads may change the last bits.
    """
    threadpool_limits(1)
    return estimator
