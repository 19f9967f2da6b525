"""A small transformer, which reads an image as a sequence of patches."""

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Images, patch_size
from groundwork.config.bounds import Fraction, Layers, PositiveInteger, Units

# Feed-forward layers are this many times as wide as the model; half of what is usual, as they are most of the cost.
EXPANSION = 2


def transformer(
    shape: Images,
    outputs: int,
    *,
    patches: PositiveInteger = 4,
    dimension: Units = 64,
    heads: PositiveInteger = 4,
    layers: Layers = 2,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a vision transformer (Dosovitskiy et al., 2021) on patches x patches patches; scores (batch, outputs).

    Patches go through one linear layer, learned positions are added, then come pre-norm encoder blocks; the mean of
    all patches decides. `patches` has to divide the image, and `heads` the dimension.
    """
    return _Transformer(shape, outputs, patches, dimension, heads, layers, dropout)


class _Transformer(nn.Module):
    """Patches, their positions, encoder blocks, and a linear output of the patches' mean."""

    def __init__(
        self, shape: Images, outputs: int, patches: int, dimension: int, heads: int, layers: int, dropout: float
    ) -> None:
        super().__init__()
        channels, height, width = shape
        self._patches, self._size = patches, patch_size((height, width), patches)
        self.embedding = nn.Linear(channels * self._size[0] * self._size[1], dimension)
        self.positions = _Positions(patches**2, dimension)
        self.dropout = nn.Dropout(dropout)
        self._blocks = [_Block(dimension, heads, dropout) for _ in range(layers)]
        for number, block in enumerate(self._blocks, start=1):
            self.add_module(f"block_{number}", block)
        self.norm = nn.LayerNorm(dimension)
        self.output = nn.Linear(dimension, outputs)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        values = self.dropout(self.positions(self.embedding(self._cut(images))))  # (batch, patches, dimension)
        for block in self._blocks:
            values = block(values)
        scores: torch.Tensor = self.output(self.norm(values).mean(1))  # (batch, outputs)
        return scores

    def _cut(self, images: torch.Tensor) -> torch.Tensor:
        batch, channels = images.shape[:2]
        grid = images.reshape(batch, channels, self._patches, self._size[0], self._patches, self._size[1])
        return grid.permute(0, 2, 4, 1, 3, 5).reshape(batch, self._patches**2, -1)  # (batch, patches, pixels)


class _Positions(nn.Module):
    """One learned vector for each place of the sequence, added to what stands there."""

    def __init__(self, places: int, dimension: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(places, dimension))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values + self.weight


class _Block(nn.Module):
    """Attention, then a feed-forward network, each with a norm before it and its input added after it."""

    def __init__(self, dimension: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(dimension)
        self.attention = _Attention(dimension, heads)
        self.norm_2 = nn.LayerNorm(dimension)
        self.expand = nn.Linear(dimension, EXPANSION * dimension)
        self.gelu = nn.GELU()
        self.contract = nn.Linear(EXPANSION * dimension, dimension)
        self.dropout = nn.Dropout(dropout)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        values = values + self.dropout(self.attention(self.norm_1(values)))
        wide = self.gelu(self.expand(self.norm_2(values)))  # (batch, patches, EXPANSION * dimension)
        added: torch.Tensor = self.dropout(self.contract(wide))
        return values + added


class _Attention(nn.Module):
    """Multi-head self-attention, softmax(Q K' / sqrt(d)) V in each head (Vaswani et al., 2017)."""

    def __init__(self, dimension: int, heads: int) -> None:
        super().__init__()
        self._heads = heads
        self.query = nn.Linear(dimension, dimension)
        self.key = nn.Linear(dimension, dimension)
        self.value = nn.Linear(dimension, dimension)
        self.projection = nn.Linear(dimension, dimension)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        query, key, value = (self._split(layer(values)) for layer in (self.query, self.key, self.value))
        # Plain products: as fast as torch's fused attention for a few patches, and exact on every device.
        weights = (query @ key.transpose(-2, -1) * query.shape[-1] ** -0.5).softmax(-1)  # (batch, heads, to, from)
        mixed: torch.Tensor = self.projection((weights @ value).transpose(1, 2).flatten(2))
        return mixed  # (batch, patches, dimension)

    def _split(self, values: torch.Tensor) -> torch.Tensor:
        batch, patches, dimension = values.shape
        return values.view(batch, patches, self._heads, dimension // self._heads).transpose(1, 2)
