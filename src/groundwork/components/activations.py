"""Activation functions; params.yaml selects one by the name of its function here."""

from torch import nn


def none() -> nn.Module:
    """Return the identity, x; a network with it is a linear model at any depth."""
    return nn.Identity()


def sigmoid() -> nn.Module:
    """Return 1 / (1 + exp(-x)), whose slope is at most 0.25."""
    return nn.Sigmoid()


def tanh() -> nn.Module:
    """Return (exp(x) - exp(-x)) / (exp(x) + exp(-x)), whose slope is at most 1."""
    return nn.Tanh()


def relu() -> nn.Module:
    """Return max(0, x) (Nair and Hinton, 2010)."""
    return nn.ReLU()


def leaky_relu() -> nn.Module:
    """Return x if x > 0, else 0.01 x (Maas, Hannun and Ng, 2013)."""
    return nn.LeakyReLU()


def elu() -> nn.Module:
    """Return x if x > 0, else exp(x) - 1 (Clevert, Unterthiner and Hochreiter, 2016)."""
    return nn.ELU()


def silu() -> nn.Module:
    """Return x / (1 + exp(-x)), also called Swish (Elfwing, Uchibe and Doya, 2018; Ramachandran et al., 2017)."""
    return nn.SiLU()


def gelu() -> nn.Module:
    """Return x * Phi(x), Phi the standard normal CDF (Hendrycks and Gimpel, 2016)."""
    return nn.GELU()
