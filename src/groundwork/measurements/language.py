"""What a trained language model writes at each temperature, and how far back it attends."""

import math
from typing import Any

import torch
from torch import nn

from groundwork.components.randomness import generator_for
from groundwork.dataset.language_origins import CERTAINTY, SIDE
from groundwork.dataset.origins import ORIGINS
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.run import SeedRun

TEMPERATURES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
TEXTS = 256
TOGETHER = 3  # letters in a sequence of which distinct ones are counted


def sampling_temperature(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return how diverse and how probable a trained network's samples are, by temperature.

    The network continues the first halves of 256 validation windows to their full length: each letter is drawn from
    softmax(logits / temperature). `distinct_percent` is the share of distinct sequences among all sequences of three
    letters that it wrote (distinct-n, Li et al. 2016); `sample_perplexity` is the perplexity of the source itself on
    these letters: the lower it is, the more probable they are in the language.
    """
    model = _trained(spec, splits, seed)
    prompts = splits.validation.inputs[:TEXTS]
    values = []
    for temperature in TEMPERATURES:
        texts, written = _continued(model, prompts, temperature, seed)
        surprise = _surprise(texts, ORIGINS[spec.dataset].distance)[:, -written:].mean().item()
        values += [
            measured("samples", "distinct_percent", temperature, _distinct_percent(texts[:, -written:])),
            measured("samples", "sample_perplexity", temperature, math.exp(surprise)),
        ]
    return values


def attention_by_distance(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return the share of attention that a trained network pays to letters so many places before the predicted one.

    Averaged over validation windows and the places of their second halves, in the first block: for each distance the
    head that attends to it most, and the mean over all heads. At distance 1 is the last letter that the network reads.
    """
    model = _trained(spec, splits, seed)
    weights = _attention_weights(model, splits.validation.inputs[:TEXTS])  # (heads, to, from)
    places = weights.shape[-1]
    values = []
    for distance in range(1, places - places // 2 + 1):
        # The letter after place t is `distance` places after place t + 1 - distance.
        paid = weights.diagonal(1 - distance, dim1=-2, dim2=-1)[:, -(places - places // 2) :].mean(1)  # (heads,)
        values += [
            measured("head that attends most", "attention_percent", distance, 100 * paid.max().item()),
            measured("mean of the heads", "attention_percent", distance, 100 * paid.mean().item()),
        ]
    return values


def _trained(spec: Spec, splits: Splits, seed: int) -> nn.Module:
    run = SeedRun(spec.model_copy(update={"probes": ()}), splits, seed)
    run.train("tuning")  # the test split is not read
    return run.model.eval()


def _continued(model: nn.Module, texts: torch.Tensor, temperature: float, seed: int) -> tuple[torch.Tensor, int]:
    """Return windows (n, places) of which the first half is given and the second half sampled, and how many places."""
    generator = generator_for(seed, f"sampling at {temperature}")
    places = texts.shape[1]
    written = places - places // 2
    found = texts[:, :-written]
    for _ in range(written):
        with torch.no_grad():
            logits = model(found)[..., -1]  # (n, vocabulary)
        drawn = torch.multinomial((logits / temperature).softmax(1).cpu(), 1, generator=generator)
        found = torch.cat([found, drawn.to(found.device)], dim=1)
    return found, written


def _surprise(texts: torch.Tensor, distance: int) -> torch.Tensor:
    """Return -log of the source's probability of each letter (n, places), given the letters before it.

    It does not hold for the first `distance` letters, whose past is not part of the text.
    """
    rows, columns = texts // SIDE, texts % SIDE
    likelihood = _likelihood(rows, 1) * _likelihood(columns, distance)
    return -likelihood.log()


def _likelihood(values: torch.Tensor, back: int) -> torch.Tensor:
    """Return the probability of each row or column (n, places), given the one so many places before it."""
    is_expected = values == (values.roll(back, dims=1) + 1) % SIDE
    return torch.where(is_expected, CERTAINTY, (1 - CERTAINTY) / (SIDE - 1))


def _distinct_percent(texts: torch.Tensor) -> float:
    sequences = texts.unfold(1, TOGETHER, 1).flatten(0, 1)  # (count, letters)
    return 100 * len(sequences.unique(dim=0)) / len(sequences)


def _attention_weights(model: nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """Return the attention weights of the first block, averaged over windows (heads, to, from)."""
    attention: Any = model.get_submodule("block_1.attention")
    read: list[torch.Tensor] = []
    hook = attention.register_forward_pre_hook(lambda _layer, inputs: read.append(attention.weights(inputs[0])))
    with torch.no_grad():
        model(tokens)
    hook.remove()
    return read[0].mean(0)
