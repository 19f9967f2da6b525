"""One fitting job: a scikit-learn estimator fitted once for every seed."""

from typing import Any

import numpy as np
import torch

from groundwork.config.catalog import MODEL
from groundwork.dataset.loading import Prepared
from groundwork.records import Epoch, Run, Test, TrainingBody
from groundwork.specs import FitSpec
from groundwork.training.components import chosen
from groundwork.training.evaluation import read_test_of_scores
from groundwork.training.exactness import make_exact
from groundwork.training.splits import Split, Splits, make_splits


def fit_spec(spec: FitSpec, prepared: Prepared) -> TrainingBody:
    """Fit every seed of a spec and return the record's body; the same spec gives the same body."""
    make_exact()
    splits = make_splits(prepared, spec, torch.device("cpu"))
    runs = [_fit(spec, splits.for_seed(seed), seed) for seed in spec.seeds]
    return TrainingBody(layers=[], multiply_adds=None, runs=runs)


def probabilities_of(estimator: Any, inputs: torch.Tensor, classes: int) -> torch.Tensor:
    """Return the probabilities (n, classes) that an estimator gives; a class that it was not shown has none.

    Of an estimator without probabilities, such as a support vector machine, the softmax of its decision values stands
    in: their order is the estimator's own, and their size says nothing.
    """
    features = _features(inputs)
    if hasattr(estimator, "predict_proba"):
        found = np.asarray(estimator.predict_proba(features))
    else:
        values = np.asarray(estimator.decision_function(features))
        columns = np.stack([np.zeros_like(values), values], axis=1) if values.ndim == 1 else values
        found = torch.from_numpy(columns).softmax(1).numpy()
    probabilities = np.zeros((len(found), classes))
    probabilities[:, estimator.classes_] = found
    return torch.from_numpy(probabilities)


def _fit(spec: FitSpec, splits: Splits, seed: int) -> Run:
    estimator = chosen(MODEL, spec.model)(seed)
    estimator.fit(_features(splits.train.inputs), splits.train.targets.numpy())
    train = _test(estimator, splits.train.first(len(splits.validation)), splits.classes)
    validation = _test(estimator, splits.validation, splits.classes)
    after = Epoch(
        epoch=1,
        images_seen=len(splits.train),
        train_loss=train.loss,
        train_accuracy=train.accuracy,
        validation_loss=validation.loss,
        validation_accuracy=validation.accuracy,
        step_loss=None,
        step_loss_spread=None,
    )
    return Run(
        seed=seed,
        role="report",
        diverged_at_step=None,
        steps=0,
        epochs=[after],
        kept_epoch=0,
        readings=[],
        step_losses=[],
        step_rates=[],
        test=_test(estimator, splits.test, splits.classes),
    )


def _test(estimator: Any, split: Split, classes: int) -> Test:
    test = read_test_of_scores(probabilities_of(estimator, split.inputs, classes), split.targets, classes, None)
    if hasattr(estimator, "predict_proba"):
        return test
    # What only probabilities have is not told of an estimator that has none.
    measured = {name: value for name, value in test.measured.items() if name == "roc_auc"}
    return test.model_copy(update={"loss": None, "measured": measured, "reliability": []})


def _features(inputs: torch.Tensor) -> Any:
    return inputs.flatten(1).numpy()
