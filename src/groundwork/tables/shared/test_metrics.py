"""The metrics of one run that the test split tells."""

import math
from statistics import fmean

from groundwork.records.schema import Test
from groundwork.tables.shared.class_scores import ClassScore, class_scores

# Fractions of a record, by the names of their columns in percent and points.
FRACTIONS = {
    "roc_auc": "roc_auc_percent",
    "calibration_error": "calibration_error_points",
    "overconfidence": "overconfidence_points",
}


def metrics_of_test(test: Test) -> dict[str, float]:
    """Return the metrics that a test has: those of classes, with two classes those of the second, or of numbers.

    Macro means over classes with equal weight; the majority rate is the accuracy of always naming the commonest class.
    """
    values = {"test_loss": math.nan if test.loss is None else test.loss, **_of_measured(test.measured)}
    if not test.confusion or test.accuracy is None:
        return values
    scores = class_scores(test.confusion)
    values |= {"test_accuracy_percent": 100 * test.accuracy, **_shares("macro", _macro(scores))}
    images = [score.images for score in scores]
    values["majority_rate_percent"] = 100 * max(images) / sum(images)
    return values | (_shares("positive", scores[1]) if len(scores) == 2 else {})


def _of_measured(measured: dict[str, float]) -> dict[str, float]:
    values = {
        FRACTIONS.get(name, name): 100 * value if name in FRACTIONS else value for name, value in measured.items()
    }
    if "mean_squared_error" in measured:
        values["root_mean_squared_error"] = math.sqrt(measured["mean_squared_error"])
    return values


def _macro(scores: list[ClassScore]) -> ClassScore:
    known = [score for score in scores if score.images]
    return ClassScore(
        precision_percent=fmean(score.precision_percent for score in known),
        recall_percent=fmean(score.recall_percent for score in known),
        f1_percent=fmean(score.f1_percent for score in known),
        images=sum(score.images for score in known),
    )


def _shares(prefix: str, score: ClassScore) -> dict[str, float]:
    return {
        f"{prefix}_precision_percent": score.precision_percent,
        f"{prefix}_recall_percent": score.recall_percent,
        f"{prefix}_f1_percent": score.f1_percent,
    }
