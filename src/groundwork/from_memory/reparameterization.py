"""The loss of a variational autoencoder, with a code drawn so that gradients pass through it."""

import torch
from torch import Tensor


def draw_code(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Draw codes (batch, latent) from normal distributions, with gradients for their means and variances.

    Kingma and Welling 2014.
    """
    noise = torch.randn_like(mean)  # all of the randomness, and no parameter in it
    return mean + torch.exp(log_variance / 2) * noise


def negative_elbo(logits: Tensor, images: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return the mean loss of images (batch, pixels) in [0, 1] from the decoder's logits (batch, pixels).

    The second part is KL(N(mean, variance) || N(0, 1)), which has a closed form.
    """
    pixels = torch.nn.functional.binary_cross_entropy_with_logits(logits, images, reduction="none")
    reconstruction = pixels.sum(dim=1)  # (batch,): a sum, like the divergence below
    divergence = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(dim=1)
    return (reconstruction + divergence).mean()
