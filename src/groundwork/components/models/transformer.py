"""A small vision transformer, and a decoder-only transformer for tokens."""

import math

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Images, Windows, patch_size
from groundwork.config.bounds import Fraction, Layers, PositiveInteger, Units

# Width of the feed-forward layers over that of the model. The usual value is 4; they dominate the cost.
EXPANSION = 2


def transformer(
    shape: Images,
    outputs: int,
    *,
    patches: PositiveInteger = 4,
    hidden_dim: Units = 64,
    num_heads: PositiveInteger = 4,
    num_layers: Layers = 2,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a vision transformer (Dosovitskiy et al., 2021) on patches x patches patches.

    Linear patch embedding, learned position embeddings, pre-norm encoder blocks, mean pooling over patches; outputs
    logits (batch, outputs). `patches` must divide both sides of the image, and `num_heads` must divide `hidden_dim`.
    """
    return _Transformer(shape, outputs, patches, hidden_dim, num_heads, num_layers, dropout)


def decoder_only_transformer(
    shape: Windows,
    outputs: int,
    *,
    hidden_dim: Units = 32,
    num_heads: PositiveInteger = 2,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
    causal: bool = True,
) -> nn.Module:
    """Return a transformer that predicts the next token at each place (Radford et al., 2018).

    Token embedding, learned position embeddings, pre-norm blocks; outputs logits (batch, outputs, places). With the
    `causal` mask no place attends to a later one. `num_heads` must divide `hidden_dim`.
    """
    return _DecoderOnly(shape[0], outputs, hidden_dim, num_heads, num_layers, dropout, causal=causal)


class _Transformer(nn.Module):
    """Patch and position embeddings, encoder blocks, mean pooling and a linear output layer."""

    def __init__(
        self,
        shape: Images,
        outputs: int,
        patches: int,
        hidden_dim: int,
        num_heads: int,
        num_layers: int,
        dropout: float,
    ) -> None:
        super().__init__()
        channels, height, width = shape
        size = patch_size((height, width), patches)
        self.patches = _Patches(patches, size)
        self.embedding = nn.Linear(channels * size[0] * size[1], hidden_dim)
        self.positions = _Positions(patches**2, hidden_dim)
        self.dropout = nn.Dropout(dropout)
        self._blocks = [_Block(hidden_dim, num_heads, dropout) for _ in range(num_layers)]
        for number, block in enumerate(self._blocks, start=1):
            self.add_module(f"block_{number}", block)
        self.norm = nn.LayerNorm(hidden_dim)
        self.mean = _Mean()
        self.output = nn.Linear(hidden_dim, outputs)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        values = self.dropout(self.positions(self.embedding(self.patches(images))))  # (batch, patches, hidden_dim)
        for block in self._blocks:
            values = block(values)
        logits: torch.Tensor = self.output(self.mean(self.norm(values)))  # (batch, outputs)
        return logits


class _DecoderOnly(nn.Module):
    """Token and position embeddings, blocks, and a linear output layer at each place."""

    def __init__(
        self,
        places: int,
        vocabulary: int,
        hidden_dim: int,
        num_heads: int,
        num_layers: int,
        dropout: float,
        *,
        causal: bool,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, hidden_dim)
        self.positions = _Positions(places, hidden_dim)
        self.dropout = nn.Dropout(dropout)
        self._blocks = [_Block(hidden_dim, num_heads, dropout, causal=causal) for _ in range(num_layers)]
        for number, block in enumerate(self._blocks, start=1):
            self.add_module(f"block_{number}", block)
        self.norm = nn.LayerNorm(hidden_dim)
        self.output = nn.Linear(hidden_dim, vocabulary)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        values = self.dropout(self.positions(self.embedding(tokens)))  # (batch, places, hidden_dim)
        for block in self._blocks:
            values = block(values)
        logits: torch.Tensor = self.output(self.norm(values))  # (batch, places, vocabulary)
        return logits.transpose(1, 2)


class _Patches(nn.Module):
    """Splits images into side x side patches and flattens each."""

    def __init__(self, side: int, size: tuple[int, int]) -> None:
        super().__init__()
        self._side, self._size = side, size

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        batch, channels = images.shape[:2]
        grid = images.reshape(batch, channels, self._side, self._size[0], self._side, self._size[1])
        return grid.permute(0, 2, 4, 1, 3, 5).reshape(batch, self._side**2, -1)  # (batch, patches, pixels)


class _Mean(nn.Module):
    """Mean pooling over patches."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values.mean(1)


class _Positions(nn.Module):
    """Learned position embeddings, added to the inputs, of which there may be fewer than positions."""

    def __init__(self, positions: int, hidden_dim: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(positions, hidden_dim))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values + self.weight[: values.shape[1]]


class _Block(nn.Module):
    """A pre-norm block: self-attention and a feed-forward network, each with a residual connection."""

    def __init__(self, hidden_dim: int, num_heads: int, dropout: float, *, causal: bool = False) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(hidden_dim)
        self.attention = _Attention(hidden_dim, num_heads, causal=causal)
        self.norm_2 = nn.LayerNorm(hidden_dim)
        self.expand = nn.Linear(hidden_dim, EXPANSION * hidden_dim)
        self.gelu = nn.GELU()
        self.contract = nn.Linear(EXPANSION * hidden_dim, hidden_dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        values = values + self.dropout(self.attention(self.norm_1(values)))
        wide = self.gelu(self.expand(self.norm_2(values)))  # (batch, places, EXPANSION * hidden_dim)
        added: torch.Tensor = self.dropout(self.contract(wide))
        return values + added


class _Attention(nn.Module):
    """Multi-head self-attention, softmax(Q K' / sqrt(d)) V in each head (Vaswani et al., 2017).

    With `causal`, a place gives no weight to later ones.
    """

    def __init__(self, hidden_dim: int, num_heads: int, *, causal: bool = False) -> None:
        super().__init__()
        self._heads, self._causal = num_heads, causal
        self.query = nn.Linear(hidden_dim, hidden_dim)
        self.key = nn.Linear(hidden_dim, hidden_dim)
        self.value = nn.Linear(hidden_dim, hidden_dim)
        self.projection = nn.Linear(hidden_dim, hidden_dim)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        weighted = self.weights(values) @ self._split(self.value(values))  # (batch, heads, places, hidden_dim / heads)
        mixed: torch.Tensor = self.projection(weighted.transpose(1, 2).flatten(2))
        return mixed  # (batch, places, hidden_dim)

    def weights(self, values: torch.Tensor) -> torch.Tensor:
        """Return the weight that each place gives to every place in each head (batch, heads, to, from)."""
        query, key = self._split(self.query(values)), self._split(self.key(values))
        # Plain products: for few places as fast as torch's fused attention, and deterministic on every device.
        scores: torch.Tensor = query @ key.transpose(-2, -1) * query.shape[-1] ** -0.5
        if self._causal:
            later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
            scores = scores.masked_fill(later, -math.inf)
        return scores.softmax(-1)

    def _split(self, values: torch.Tensor) -> torch.Tensor:
        batch, places, hidden_dim = values.shape
        return values.view(batch, places, self._heads, hidden_dim // self._heads).transpose(1, 2)
