"""Exact checks of similarities between vectors."""

import math

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE
from groundwork.records.schema import CheckBody

PAIRS, DIMENSIONS, TEMPERATURE = 16, 8, 0.1


def cosine_and_distance_rank_alike() -> CheckBody:
    """Between vectors of length 1, the squared distance is 2 minus twice the cosine, so both give the same neighbors.

    Without that length they differ: a long vector has a large dot product with everything.
    """
    generator = torch.Generator().manual_seed(42)
    vectors = torch.randn((50, DIMENSIONS), generator=generator, dtype=torch.double)
    vectors *= torch.linspace(0.1, 10, 50, dtype=torch.double)[:, None]
    unit = nn.functional.normalize(vectors, dim=1)
    distances, cosines = torch.cdist(unit, unit).square(), unit @ unit.T
    error = (distances - (2 - 2 * cosines)).abs().max().item()
    same = _nearest(distances) == _nearest(-cosines)
    by_dot_product = _nearest(distances) == _nearest(-(vectors @ vectors.T))
    return CheckBody(
        holds=error < TOLERANCE and bool(same.all()) and not bool(by_dot_product.all()),
        measured={
            "largest error of the formula": error,
            "vectors whose nearest neighbor is the same by distance and by cosine, of 50": int(same.sum()),
            "the same by distance and by dot product, without normalization": int(by_dot_product.sum()),
        },
    )


def contrastive_loss_is_cross_entropy_over_pairs() -> CheckBody:
    """InfoNCE is the cross-entropy of picking each example's own pair out of the batch, by cosine over temperature.

    van den Oord et al. 2018. If all embeddings are equal, it costs log(batch size), as guessing does, so that a network
    cannot win by collapsing.
    """
    generator = torch.Generator().manual_seed(42)
    one, other = nn.functional.normalize(
        torch.randn((2, PAIRS, DIMENSIONS), generator=generator, dtype=torch.double), dim=2
    )
    equal = one[:1].expand(one.shape)
    similarities = one @ other.T / TEMPERATURE  # (pairs, pairs)
    by_formula = -(similarities.diagonal().exp() / similarities.exp().sum(1)).log().mean().item()
    unrelated, aligned, collapsed = _loss(one, other), _loss(one, one), _loss(equal, equal)
    error = abs(by_formula - unrelated)
    return CheckBody(
        holds=error < TOLERANCE and abs(collapsed - math.log(PAIRS)) < TOLERANCE and aligned < collapsed < unrelated,
        measured={
            "difference between the formula and the cross-entropy": error,
            f"loss of equal embeddings in a batch of {PAIRS}": collapsed,
            "loss of unrelated pairs": unrelated,
            "loss if both embeddings of each pair are the same": aligned,
        },
    )


def _loss(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return the cross-entropy of naming each vector's own pair among all of the batch."""
    return nn.functional.cross_entropy(one @ other.T / TEMPERATURE, torch.arange(PAIRS)).item()


def _nearest(distances: torch.Tensor) -> torch.Tensor:
    """Return the nearest other vector of each, from distances (n, n)."""
    return distances.clone().fill_diagonal_(torch.inf).argmin(1)
