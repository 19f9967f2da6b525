"""Searches for a learning rate, a weight decay and a dropout, each with the same number of trials in one space."""

from itertools import product

import torch

from groundwork.components.randomness import derived_seed, generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.trials import SPACE, Trials, point_at
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits


def grid_search(spec: Spec, splits: Splits, seed: int, *, n_trials: PositiveInteger = 27) -> list[MeasuredValue]:
    """Return the progress of a grid search, whose points are tried in an order drawn by the seed.

    It gets a sensible placement: each setting's range is cut into equal cells and the values stand in their middles, so
    that no trial is spent on the edge of the space. `n_trials` has to be a cube.
    """
    side = round(n_trials ** (1 / len(SPACE)))
    points = list(product([(2 * cell + 1) / (2 * side) for cell in range(side)], repeat=len(SPACE)))
    done = Trials("grid_search", spec, splits, seed)
    for index in torch.randperm(n_trials, generator=generator_for(seed, "order of the grid")).tolist():
        done.add(point_at(points[index]))
    return done.values()


def random_search(spec: Spec, splits: Splits, seed: int, *, n_trials: PositiveInteger = 27) -> list[MeasuredValue]:
    """Return the progress of a random search (Bergstra and Bengio 2012): each trial draws all settings anew.

    Draws are uniform over the range of dropout, and over the logarithms of learning rate and weight decay.
    """
    places = torch.rand((n_trials, len(SPACE)), generator=generator_for(seed, "random search"), dtype=torch.double)
    done = Trials("random_search", spec, splits, seed)
    for row in places.tolist():
        done.add(point_at(tuple(row)))
    return done.values()


def bayesian_search(spec: Spec, splits: Splits, seed: int, *, n_trials: PositiveInteger = 27) -> list[MeasuredValue]:
    """Return the progress of Optuna's tree-structured Parzen estimator (Bergstra et al. 2011), its settings untouched.

    It draws the first ten trials at random; after them it tries what is likelier among the best trials than among the
    rest, each setting by itself (not multivariate).
    """
    import optuna  # here and not above: the other searches need not wait for it

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=derived_seed(seed, "bayesian search") % 2**32)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    ranges: dict[str, optuna.distributions.BaseDistribution] = {
        name: optuna.distributions.FloatDistribution(axis.low, axis.high, log=axis.logarithmic)
        for name, axis in SPACE.items()
    }
    done = Trials("bayesian_search", spec, splits, seed)
    for _ in range(n_trials):
        trial = study.ask(ranges)
        study.tell(trial, done.add(trial.params))
    return done.values()
