"""What is chosen on validation after training: the temperature of the logits and the decision threshold."""

import torch

from groundwork.records.numbers import rounded
from groundwork.tasks.shared.classification_metrics import calibration_metrics, class_logits, probabilities_from_logits

TEMPERATURES = (0.01, 100.0)
BISECTIONS = 28  # to seven digits
Predictions = tuple[torch.Tensor, torch.Tensor]  # logits (n, classes) or (n, 1), and labels (n,)


def metrics_at_choices(validation: Predictions, test: Predictions) -> dict[str, float]:
    """Return the test metrics that rest on a choice made on validation, and the choices themselves."""
    chosen = _metrics_at_temperature(validation, test)
    return chosen | (_metrics_at_threshold(validation, test) if test[0].shape[1] <= 2 else {})


def fitted_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the temperature T at which softmax(logits / T) has the lowest cross-entropy (Guo et al. 2017).

    The cross-entropy is convex in 1 / T. Bisection stays within 0.01 and 100, because there is no minimum if every
    label has the largest logit. Logits are (n, classes).
    """
    low, high = (1 / limit for limit in reversed(TEMPERATURES))  # limits of 1 / T
    own = logits.gather(1, labels[:, None]).mean()
    for _ in range(BISECTIONS):
        middle = (low * high) ** 0.5
        slope = ((middle * logits).softmax(1) * logits).sum(1).mean() - own  # of the mean cross-entropy
        low, high = (low, middle) if slope > 0 else (middle, high)
    return float((low * high) ** -0.5)


def tuned_threshold(probabilities: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the threshold with the highest F1 if class 1 is predicted from it on; the highest of several.

    `probabilities` (n,) are those of class 1, and every threshold is one of them.
    """
    ordered, order = probabilities.sort(descending=True, stable=True)
    hits, predicted = labels[order].cumsum(0), torch.arange(1, len(labels) + 1)
    scores = 2 * hits / (predicted + labels.sum())  # (n,), by number of positive predictions
    # Equal probabilities are on the same side of a threshold.
    is_last = torch.cat([ordered[1:] < ordered[:-1], torch.tensor([True])])
    return float(ordered[scores.where(is_last, -1.0).argmax()])


def _metrics_at_temperature(validation: Predictions, test: Predictions) -> dict[str, float]:
    temperature = fitted_temperature(class_logits(validation[0]), validation[1].cpu())
    scaled = probabilities_from_logits(test[0] / temperature)
    error = calibration_metrics(scaled, test[1].cpu())["calibration_error_points"]
    return {"calibration_error_after_scaling_points": error, "temperature": rounded(temperature)}


def _metrics_at_threshold(validation: Predictions, test: Predictions) -> dict[str, float]:
    """Return F1 of the second of two classes and the threshold, in percent."""
    threshold = tuned_threshold(probabilities_from_logits(validation[0])[:, 1], validation[1].cpu())
    is_predicted, labels = probabilities_from_logits(test[0])[:, 1] >= threshold, test[1].cpu()
    hits, named = int(labels[is_predicted].sum()), int(is_predicted.sum() + labels.sum())
    return {
        "positive_f1_at_tuned_threshold_percent": rounded(200 * hits / max(1, named)),
        "decision_threshold_percent": rounded(100 * threshold),
    }
