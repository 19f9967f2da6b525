"""Job that fits a scikit-learn estimator once per seed."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from groundwork.components.catalog import load_component
from groundwork.config.catalog import MODEL
from groundwork.dataset.loading import Prepared
from groundwork.planning.specs import FitSpec
from groundwork.records.schema import CurvePoint, Horizon, Run, Test, TrainingBody
from groundwork.tasks.shared.classification_metrics import evaluate_decision_values, evaluate_probabilities, log_loss
from groundwork.tasks.task import Split, Splits
from groundwork.training.exactness import make_deterministic
from groundwork.training.splits import make_splits


def fit_spec(spec: FitSpec, prepared: Prepared) -> TrainingBody:
    """Fit every seed of a spec and return the record's body; deterministic."""
    make_deterministic()
    runs = [_fit(spec, make_splits(prepared, spec, seed, torch.device("cpu")), seed) for seed in spec.seeds]
    return TrainingBody(layers=[], multiply_adds=None, runs=runs)


def predict_probabilities(estimator: Any, inputs: torch.Tensor, classes: int) -> torch.Tensor:
    """Return class probabilities (n, classes); a class missing from the training data gets 0."""
    return _all_classes(estimator, np.asarray(estimator.predict_proba(_features(inputs))), classes, 0.0)


def decision_values(estimator: Any, inputs: torch.Tensor, classes: int) -> torch.Tensor:
    """Return decision values (n, classes), the highest for the predicted class, if there are no probabilities.

    A class missing from the training data gets -infinity.
    """
    values = np.asarray(estimator.decision_function(_features(inputs)))
    columns = np.stack([-values, values], axis=1) if values.ndim == 1 else values
    return _all_classes(estimator, columns, classes, -np.inf)


def _all_classes(estimator: Any, values: NDArray[np.float64], classes: int, fill_value: float) -> torch.Tensor:
    """Return values (n, classes) with `fill_value` for classes that the estimator has not seen."""
    columns = np.full((len(values), classes), fill_value)
    columns[:, estimator.classes_] = values
    return torch.from_numpy(columns)


def _fit(spec: FitSpec, splits: Splits, seed: int) -> Run:
    estimator = load_component(MODEL, spec.model)(seed)
    estimator.fit(_features(splits.train.inputs), splits.train.targets.numpy())
    train = _test(estimator, splits.train.first(len(splits.validation)), splits.classes)
    validation = _test(estimator, splits.validation, splits.classes)
    fitted = CurvePoint(
        step=0,
        epoch=1,
        images_seen=len(splits.train),
        train=_point(train),
        validation=_point(validation),
        step_loss=None,
        step_loss_std=None,
    )
    end = Horizon(
        step=0,
        train=fitted.train,
        validation=fitted.validation,
        late_step_loss=None,
        late_step_loss_std=None,
        test=splits.numbered(_test(estimator, splits.test, splits.classes)),
    )
    return Run(
        seed=seed,
        role="report",
        diverged_at_step=None,
        steps=0,
        curve=[fitted],
        kept_point=0,
        horizons=[end],
        readings=[],
        step_losses=[],
        step_rates=[],
    )


def _test(estimator: Any, split: Split, classes: int) -> Test:
    if hasattr(estimator, "predict_proba"):
        probabilities = predict_probabilities(estimator, split.inputs, classes)
        return evaluate_probabilities(probabilities, split.targets, log_loss(probabilities, split.targets))
    return evaluate_decision_values(decision_values(estimator, split.inputs, classes), split.targets)


def _point(test: Test) -> dict[str, float | None]:
    """Return the metrics of a point of the learning curves."""
    return {name: test.metrics.get(f"test_{name}") for name in ("loss", "accuracy_percent")}


def _features(inputs: torch.Tensor) -> Any:
    return inputs.flatten(1).numpy()
