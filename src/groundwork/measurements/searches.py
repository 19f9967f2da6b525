"""Hyperparameter search for learning rate, batch size, weight decay and dropout, by three methods in the same space."""

from itertools import product

import torch

from groundwork.components.randomness import derived_seed, generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.trials import SPACE, Trials, point_at
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits


def grid_search(spec: Spec, splits: Splits, seed: int, *, n_trials: PositiveInteger = 81) -> list[MeasuredValue]:
    """Return the progress of a grid search, with its points in random order.

    Each setting's range is divided into equal cells, and the grid uses their midpoints, so that no trial is spent at
    the edge of the space. `n_trials` must be a fourth power, as there are four settings.
    """
    side = round(n_trials ** (1 / len(SPACE)))
    points = list(product([(2 * cell + 1) / (2 * side) for cell in range(side)], repeat=len(SPACE)))
    trials = Trials("grid_search", spec, splits, seed)
    for index in torch.randperm(n_trials, generator=generator_for(seed, "order of the grid")).tolist():
        trials.add(point_at(points[index]))
    return trials.values()


def random_search(spec: Spec, splits: Splits, seed: int, *, n_trials: PositiveInteger = 81) -> list[MeasuredValue]:
    """Return the progress of a random search (Bergstra and Bengio 2012): each trial samples all settings.

    Dropout is sampled uniformly, learning rate, batch size and weight decay log-uniformly.
    """
    fractions = torch.rand((n_trials, len(SPACE)), generator=generator_for(seed, "random search"), dtype=torch.double)
    trials = Trials("random_search", spec, splits, seed)
    for row in fractions.tolist():
        trials.add(point_at(tuple(row)))
    return trials.values()


def bayesian_search(spec: Spec, splits: Splits, seed: int, *, n_trials: PositiveInteger = 81) -> list[MeasuredValue]:
    """Return the progress of Optuna's tree-structured Parzen estimator (Bergstra et al. 2011) with default settings.

    The first ten trials are random; later trials favor values that are more likely among the best trials than among
    the rest, independently for each setting (not multivariate).
    """
    import optuna  # imported here because it is slow and the other searches do not need it

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=derived_seed(seed, "bayesian search") % 2**32)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    ranges: dict[str, optuna.distributions.BaseDistribution] = {
        name: optuna.distributions.FloatDistribution(axis.low, axis.high, log=axis.logarithmic)
        for name, axis in SPACE.items()
    }
    trials = Trials("bayesian_search", spec, splits, seed)
    for _ in range(n_trials):
        trial = study.ask(ranges)
        study.tell(trial, trials.add(trial.params))
    return trials.values()
