"""Images that autoencoders make: reconstructions, samples from random codes, and images between two others."""

import base64

import torch

from groundwork.components.models.autoencoders import Autoencoder, Codes
from groundwork.components.randomness import generator_for
from groundwork.records.schema import Pictures
from groundwork.tasks.shared.frechet import Gaussian, gaussian_of

CHUNK = 500
CODED_IMAGES = 10_000


def noise_for(purpose: str, count: int, network: Autoencoder) -> torch.Tensor:
    """Return standard normal noise (count, latent) on the CPU, the same for every network with codes of this size."""
    return torch.randn((count, network.latent_dim), generator=generator_for(0, purpose))


def encoded(network: Autoencoder, images: torch.Tensor) -> Codes:
    """Return the codes of images (n, channels, height, width), without gradients."""
    with torch.no_grad():
        parts = [network.encode(chunk) for chunk in torch.split(images, CHUNK)]
    variances = [part.log_variance for part in parts if part.log_variance is not None]
    return Codes(torch.cat([part.mean for part in parts]), torch.cat(variances) if variances else None)


def decoded(network: Autoencoder, codes: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    """Return the images (n, *shape) in [0, 1] of codes (n, latent): the probability of white at each pixel."""
    codes = codes.to(network.output.weight)
    with torch.no_grad():
        logits = torch.cat([network.decode(chunk) for chunk in torch.split(codes, CHUNK)])  # (n, pixels)
    return logits.sigmoid().view(-1, *shape)


def gaussian_of_codes(network: Autoencoder, images: torch.Tensor) -> Gaussian:
    """Return the normal distribution fitted to the codes of the first 10,000 images, one code drawn for each."""
    codes = encoded(network, images[:CODED_IMAGES])
    noise = noise_for("codes to fit", len(codes.mean), network)
    return gaussian_of(codes.drawn(noise.to(codes.mean)))


def images_between(
    network: Autoencoder, one: torch.Tensor, other: torch.Tensor, count: int, shape: tuple[int, ...]
) -> torch.Tensor:
    """Return images (count, *shape) decoded along the straight line between the codes of two images."""
    start, end = encoded(network, torch.stack([one, other])).mean  # (latent,) each
    way = torch.linspace(0, 1, count).to(start)[:, None]
    return decoded(network, start + way * (end - start), shape)


def pictures_of(kind: str, images: torch.Tensor) -> Pictures:
    """Return images (n, channels, height, width) in [0, 1] as a record keeps them; of several channels, the mean."""
    gray = (255 * images.mean(1)).round().clamp(0, 255).to(torch.uint8).cpu()  # (n, height, width)
    pixels = base64.b64encode(gray.numpy().tobytes()).decode()
    return Pictures(kind=kind, height=gray.shape[1], width=gray.shape[2], pixels=pixels)
