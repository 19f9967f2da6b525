"""Autoencoders: fully connected networks that compress images to a few numbers and draw them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Images
from groundwork.config.bounds import PositiveNumber, Units, UnitsOfLayers


@dataclass(frozen=True)
class Codes:
    """Where an encoder puts images: a code each, or a normal distribution of codes with a diagonal covariance.

    `mean` and `log_variance` are (batch, latent); a plain autoencoder has no variance.
    """

    mean: torch.Tensor
    log_variance: torch.Tensor | None

    def drawn(self, noise: torch.Tensor) -> torch.Tensor:
        """Return codes (batch, latent) made of standard normal noise (batch, latent); plain codes have none in them.

        The noise does not depend on the encoder, so that gradients reach the mean and the variance (Kingma and Welling
        2014).
        """
        return self.mean if self.log_variance is None else self.mean + (self.log_variance / 2).exp() * noise

    def kl_divergence(self) -> torch.Tensor:
        """Return the divergence of each code's distribution from a standard normal, in nats (batch,); 0 without one."""
        if self.log_variance is None:
            return torch.zeros_like(self.mean[:, 0])
        return (self.mean.square() + self.log_variance.exp() - 1 - self.log_variance).sum(1) / 2


class Autoencoder(nn.Module):
    """An encoder and a decoder with mirrored hidden layers of ReLU; outputs a logit for each pixel (batch, outputs).

    `beta` is the weight of the divergence in the loss of a variational autoencoder, None for a plain one.
    """

    def __init__(
        self, inputs: int, hidden_layer_sizes: Sequence[int], latent_dim: int, outputs: int, beta: float | None
    ) -> None:
        super().__init__()
        self.beta, self.latent_dim = beta, latent_dim
        self.flatten = nn.Flatten()
        widths, mirrored = [inputs, *hidden_layer_sizes], [latent_dim, *reversed(hidden_layer_sizes)]
        self._encoder = self._hidden("encoder", widths)
        name, numbers = ("mean_and_log_variance", 2) if self.is_variational else ("code", 1)
        self._encoder.append(nn.Linear(widths[-1], numbers * latent_dim))
        self.add_module(name, self._encoder[-1])
        self._decoder = self._hidden("decoder", mirrored)
        self.output = nn.Linear(mirrored[-1], outputs)

    @property
    def is_variational(self) -> bool:
        """Whether a code is a distribution."""
        return self.beta is not None

    def encode(self, images: torch.Tensor) -> Codes:
        """Return the codes of images (batch, channels, height, width)."""
        values = _through(self._encoder, self.flatten(images))  # (batch, latent), or twice as many if variational
        return Codes(*values.chunk(2, dim=1)) if self.is_variational else Codes(values, None)

    def decode(self, codes: torch.Tensor) -> torch.Tensor:
        """Return the logits of pixels (batch, outputs) for codes (batch, latent)."""
        logits: torch.Tensor = self.output(_through(self._decoder, codes))
        return logits

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the logits of reconstructions: of codes drawn anew in training, of mean codes in evaluation."""
        return self.decode(self.usual_codes(self.encode(images)))

    def usual_codes(self, codes: Codes) -> torch.Tensor:
        """Return codes drawn from torch's global generator, as dropout does, in training, and mean codes otherwise."""
        return codes.drawn(torch.randn_like(codes.mean)) if self.training and self.is_variational else codes.mean

    def _hidden(self, part: str, widths: Sequence[int]) -> list[nn.Module]:
        layers: list[nn.Module] = []
        for number, (before, units) in enumerate(pairwise(widths), start=1):
            layers += [nn.Linear(before, units), nn.ReLU()]
            self.add_module(f"{part}_{number}", layers[-2])
            self.add_module(f"{part}_activation_{number}", layers[-1])
        return layers


def autoencoder(
    shape: Images, outputs: int, *, hidden_layer_sizes: UnitsOfLayers = (256,), latent_dim: Units = 16
) -> Autoencoder:
    """Return an autoencoder with a code of `latent_dim` numbers for each image; outputs a logit for each pixel.

    The decoder has the encoder's hidden layers in reverse order (Hinton and Salakhutdinov 2006).
    """
    return Autoencoder(prod(shape), hidden_layer_sizes, latent_dim, outputs, None)


def variational_autoencoder(
    shape: Images,
    outputs: int,
    *,
    hidden_layer_sizes: UnitsOfLayers = (256,),
    latent_dim: Units = 16,
    beta: PositiveNumber = 1.0,
) -> Autoencoder:
    """Return an autoencoder whose codes are normal distributions (Kingma and Welling 2014).

    Its loss is that of the reconstruction plus `beta` times the divergence of the codes from a standard normal
    (Higgins et al. 2017); 1 makes it the negative evidence lower bound.
    """
    return Autoencoder(prod(shape), hidden_layer_sizes, latent_dim, outputs, beta)


def _through(layers: Sequence[nn.Module], values: torch.Tensor) -> torch.Tensor:
    for layer in layers:
        values = layer(values)
    return values
