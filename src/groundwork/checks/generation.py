"""Exact checks of variational autoencoders and of the Fréchet distance."""

import math

import numpy as np
import torch

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.components.models.autoencoders import Codes
from groundwork.records.schema import CheckBody
from groundwork.tasks.shared.frechet import frechet_distance, gaussian_of

MEANS, VARIANCES = (-2.0, 0.0, 0.5, 3.0), (0.01, 0.5, 1.0, 4.0)
POINTS = 20_001
NODES = 40


def kl_divergence_equals_its_integral() -> CheckBody:
    """The divergence of N(m, v) from N(0, 1) is (m^2 + v - 1 - log v) / 2: the closed form equals the integral.

    The integral of q log(q / p) is a sum over 20,001 points within 12 standard deviations of the mean.
    """
    means, variances = _grid(MEANS, VARIANCES)
    closed = Codes(means[:, None], variances.log()[:, None]).kl_divergence()
    steps = torch.linspace(-12, 12, POINTS, dtype=torch.double)
    places = means + variances.sqrt() * steps[:, None]  # (points, cases)
    log_q = -steps[:, None].square() / 2 - variances.log() / 2  # both without the constant, which cancels
    log_p = -places.square() / 2
    weights = (-steps.square() / 2).exp()
    integral = (weights[:, None] * (log_q - log_p)).sum(0) / weights.sum()
    error = difference(closed, integral)
    at_prior = Codes(torch.zeros(1, 1), torch.zeros(1, 1)).kl_divergence().item()
    return CheckBody(
        holds=error < TOLERANCE and at_prior == 0 and closed.min().item() >= 0,
        measured={
            "pairs of mean and variance": len(closed),
            "largest difference between the closed form and the integral": error,
            "largest divergence among them, in nats": closed.max().item(),
            "divergence of the standard normal from itself": at_prior,
        },
    )


def reparameterized_gradient_equals_the_analytic_one() -> CheckBody:
    """The gradient through z = mean + std * noise, averaged over the noise, is that of the expected value.

    The function is the sine, whose expected value under N(m, v) is sin(m) exp(-v / 2). Averages over the noise are
    Gauss-Hermite sums, not samples. The score function's estimate, f(z) (z - m) / v, needs no gradient of f; it has
    the same mean and varies more.
    """
    noise, weights = (torch.from_numpy(each) for each in np.polynomial.hermite_e.hermegauss(NODES))
    weights = weights / weights.sum()
    mean, log_variance = (torch.tensor(each, dtype=torch.double, requires_grad=True) for each in (0.7, math.log(0.5)))
    codes = Codes(mean.expand(NODES, 1), log_variance.expand(NODES, 1)).drawn(noise[:, None])[:, 0]
    found = torch.autograd.grad(weights @ codes.sin(), [mean, log_variance])
    damping = math.exp(-0.5 / 2)
    analytic = torch.tensor([math.cos(0.7) * damping, -0.5 / 2 * math.sin(0.7) * damping], dtype=torch.double)
    error = difference(torch.stack(found), analytic)
    through_code, score = codes.detach().cos(), codes.detach().sin() * noise / math.sqrt(0.5)  # of the mean, by draw
    score_error = abs(float(weights @ score - analytic[0]))
    variances = [float(weights @ (each - analytic[0]).square()) for each in (through_code, score)]
    return CheckBody(
        holds=max(error, score_error) < TOLERANCE and variances[0] < variances[1],
        measured={
            "analytic gradient of the mean": analytic[0].item(),
            "largest difference from the analytic gradients": error,
            "difference of the score function's mean": score_error,
            "variance of the reparameterized gradient of the mean, by draw": variances[0],
            "variance of the score function's estimate, by draw": variances[1],
        },
    )


def elbo_is_the_log_likelihood_minus_a_divergence() -> CheckBody:
    """The evidence lower bound is log p(x) minus the divergence of the codes' distribution from the true posterior.

    The model is one in which all three are known: z is standard normal, and x normal with mean 2 z and variance 0.5. So
    the bound is below log p(x), and equal to it if the encoder gives the posterior.
    """
    slope, noise, x = 2.0, 0.5, 1.3
    total = slope**2 + noise
    log_likelihood = -math.log(2 * math.pi * total) / 2 - x**2 / (2 * total)
    posterior_mean, posterior_variance = slope * x / total, noise / total
    means, variances = _grid((*MEANS, posterior_mean), (*VARIANCES, posterior_variance))
    errors = (x - slope * means).square() + slope**2 * variances
    reconstruction = math.log(2 * math.pi * noise) / 2 + errors / (2 * noise)
    elbo = -reconstruction - Codes(means[:, None], variances.log()[:, None]).kl_divergence()
    ratios = variances / posterior_variance
    gaps = (ratios + (means - posterior_mean).square() / posterior_variance - 1 - ratios.log()) / 2
    error = difference(elbo + gaps, torch.full_like(elbo, log_likelihood))
    return CheckBody(
        holds=error < TOLERANCE and abs(elbo[-1].item() - log_likelihood) < TOLERANCE,
        measured={
            "log p(x)": log_likelihood,
            "bound of the posterior": elbo[-1].item(),
            "largest bound": elbo.max().item(),
            "bound if the codes have the prior's distribution": elbo[_index_of(means, variances, 0.0, 1.0)].item(),
            "largest difference between bound plus divergence and log p(x)": error,
        },
    )


def frechet_distance_sees_only_mean_and_covariance() -> CheckBody:
    """The Fréchet distance of two sets is zero if their means and covariances agree, however else they differ.

    One set has points at -1 and 1 alone, the other most points at 0 and few far out. Between sets of the same
    distribution it is above zero, the more the fewer points they have: means and covariances are estimates.
    """
    generator = torch.Generator().manual_seed(42)
    corners = torch.tensor([-1.0, 1.0] * 8, dtype=torch.double)[:, None]
    mostly_zero = torch.tensor([-math.sqrt(8), math.sqrt(8), *[0.0] * 14], dtype=torch.double)[:, None]
    of_shapes = frechet_distance(gaussian_of(corners), gaussian_of(mostly_zero))
    scales, shift = torch.tensor([1.0, 2.0, 3.0], dtype=torch.double), 0.5
    one = gaussian_of(torch.randn((100, 3), generator=generator, dtype=torch.double))
    other = gaussian_of(shift + torch.randn((100, 3), generator=generator, dtype=torch.double) * scales)
    diagonal = [type(one)(each.mean, each.covariance.diagonal().diag()) for each in (one, other)]
    by_formula = (one.mean - other.mean).square().sum() + (
        (one.covariance.diagonal().sqrt() - other.covariance.diagonal().sqrt()).square().sum()
    )
    error = abs(frechet_distance(*diagonal) - by_formula.item())
    few, many = (_distance_of_equals(count, generator) for count in (100, 10_000))
    return CheckBody(
        holds=of_shapes < TOLERANCE and error < TOLERANCE and few > 10 * many > 0,
        measured={
            "distance between two shapes with the same mean and variance": of_shapes,
            "difference from |m1 - m2|^2 + |s1 - s2|^2 for diagonal covariances": error,
            "distance between two sets of 100 draws from one distribution": few,
            "distance between two sets of 10,000 draws from it": many,
        },
    )


def _grid(means: tuple[float, ...], variances: tuple[float, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return all pairs of mean and variance, each (pairs,)."""
    pairs = torch.cartesian_prod(torch.tensor(means, dtype=torch.double), torch.tensor(variances, dtype=torch.double))
    return pairs[:, 0], pairs[:, 1]


def _index_of(means: torch.Tensor, variances: torch.Tensor, mean: float, variance: float) -> int:
    return int(((means == mean) & (variances == variance)).nonzero()[0])


def _distance_of_equals(count: int, generator: torch.Generator) -> float:
    """Return the distance between two sets of draws from a standard normal distribution in 20 dimensions."""
    sets = torch.randn((2, count, 20), generator=generator, dtype=torch.double)
    return frechet_distance(gaussian_of(sets[0]), gaussian_of(sets[1]))
