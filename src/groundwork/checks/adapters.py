"""The exact check of low-rank adapters."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference, small_network
from groundwork.components.adapters import LowRankChange, add_adapters, freeze, merge_adapters
from groundwork.records.schema import CheckBody

RANK, STEPS = 2, 20
HIDDEN, OUTPUT = "0", "2"  # the layers of the small network


def adapters_start_at_zero_and_merge() -> CheckBody:
    """A low-rank adapter changes no output when it is added, nor when it is merged into the weights after training.

    Hu et al. 2022: W x + B A x, where B is zero in the beginning, so that training starts from the network as it was.
    Afterwards W + B A takes the place of W: the network has its former layers again, and as many parameters.
    """
    model, inputs, labels = small_network()
    before, frozen = model(inputs), model.get_parameter(f"{HIDDEN}.weight").clone()
    freeze(model, OUTPUT)
    add_adapters(model, RANK, torch.Generator().manual_seed(7), OUTPUT)
    by_adding = difference(model(inputs), before)
    _train(model, inputs, labels)
    trained = model(inputs)
    by_formula = difference(_by_formula(model, frozen, inputs), trained)
    merge_adapters(model)
    by_merging, by_training = difference(model(inputs), trained), difference(trained, before)
    rank = torch.linalg.matrix_rank(model.get_parameter(f"{HIDDEN}.weight") - frozen)
    return CheckBody(
        holds=max(by_adding, by_formula, by_merging) < TOLERANCE < by_training and int(rank) == RANK,
        measured={
            "largest change of an output when the adapter is added": by_adding,
            f"largest change by {STEPS} steps of training": by_training,
            "largest difference between the trained network and W x + B A x": by_formula,
            "largest change when the adapter is merged": by_merging,
            "rank of the change of a 16x8 matrix": int(rank),
        },
    )


def _train(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> None:
    optimizer = torch.optim.SGD([each for each in model.parameters() if each.requires_grad], lr=0.5)
    for _ in range(STEPS):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()  # type: ignore[no-untyped-call]
        optimizer.step()


def _by_formula(model: nn.Module, frozen: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    """Return the outputs of the network with an adapter, from its former weights, A and B."""
    (change,) = (each for each in model.modules() if isinstance(each, LowRankChange))
    hidden = inputs @ frozen.T + model.get_parameter(f"{HIDDEN}.bias") + inputs @ change.down.T @ change.up.T
    outputs: torch.Tensor = model.get_submodule(OUTPUT)(hidden.tanh())
    return outputs
