"""The Fréchet distance between two sets of features, each described by its mean and covariance."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Gaussian:
    """A normal distribution: mean (features,) and covariance (features, features), in double precision on the CPU."""

    mean: torch.Tensor
    covariance: torch.Tensor

    def drawn(self, noise: torch.Tensor) -> torch.Tensor:
        """Return draws (n, features) made of standard normal noise (n, features)."""
        return self.mean + noise.double() @ symmetric_root(self.covariance)


def gaussian_of(features: torch.Tensor) -> Gaussian:
    """Return the mean and the unbiased covariance of features (n, features), for n of at least 2."""
    exact = features.detach().double().cpu()
    return Gaussian(exact.mean(0), torch.cov(exact.T).reshape(exact.shape[1], exact.shape[1]))


def frechet_distance(one: Gaussian, other: Gaussian) -> float:
    """Return |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), at least 0 (Dowson and Landau 1982).

    The trace of the root is that of the symmetric matrix (C1^(1/2) C2 C1^(1/2))^(1/2), whose eigenvalues are not
    negative even if fewer images than features leave the covariances singular.
    """
    root = symmetric_root(one.covariance)
    middle = root @ other.covariance @ root
    trace_of_root = torch.linalg.eigvalsh((middle + middle.T) / 2).clamp(min=0).sqrt().sum()
    traces = one.covariance.trace() + other.covariance.trace()
    return max(0.0, float((one.mean - other.mean).square().sum() + traces - 2 * trace_of_root))


def symmetric_root(matrix: torch.Tensor) -> torch.Tensor:
    """Return the symmetric square root of a symmetric matrix without negative eigenvalues, but for rounding."""
    values, vectors = torch.linalg.eigh(matrix)
    root: torch.Tensor = vectors * values.clamp(min=0).sqrt() @ vectors.T
    return root
