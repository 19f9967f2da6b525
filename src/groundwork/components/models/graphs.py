"""Graph networks, which read an image as a graph of its pixels."""

import torch
from torch import nn

from groundwork.components.models.shared.graphs import MeanOfNeighbors, edges_of, mean_matrix
from groundwork.components.models.shared.shapes import Images
from groundwork.config.bounds import Layers, Units
from groundwork.config.choices import Edges


def graph_network(
    shape: Images,
    outputs: int,
    *,
    hidden_dim: Units = 24,
    num_layers: Layers = 3,
    edges: Edges = "grid",
    positions: bool = True,
    own_weights: bool = True,
    residual: bool = False,
) -> nn.Module:
    """Return a graph network on the pixels of an image; outputs logits (batch, outputs).

    A node is a pixel, with its intensities and, with `positions`, its row and column as features (one-hot); `edges`
    join it to the pixels beside it (`grid`), to as many at random (`shuffled`) or to none. A layer takes the mean over
    the neighbors, then a linear map of the node's own features and that mean, and ReLU (Hamilton et al., 2017). Without
    `own_weights` the node is one of its neighbors (Kipf and Welling, 2017, who divide by other degrees). `residual`
    adds a layer's input to its output if both have the same width (He et al., 2016). A linear layer reads the mean over
    all nodes, which by itself does not know where a node was.
    """
    channels, height, width = shape
    nodes = _Nodes(height, width, positions)
    matrix = mean_matrix(edges_of(height, width, edges), height * width, with_itself=not own_weights).float()
    inputs = [channels + (height + width) * positions] + [hidden_dim] * (num_layers - 1)
    layers = [_Layer(MeanOfNeighbors(matrix, each, hidden_dim, own_weights), residual) for each in inputs]
    return _GraphNetwork(nodes, layers, hidden_dim, outputs)


class _GraphNetwork(nn.Module):
    """Nodes, layers, the mean over the nodes, and a linear output layer."""

    def __init__(self, nodes: nn.Module, layers: list["_Layer"], hidden_dim: int, outputs: int) -> None:
        super().__init__()
        self.nodes = nodes
        self._layers = layers
        for number, layer in enumerate(layers, start=1):
            self.add_module(f"layer_{number}", layer)
        self.mean = _Mean()
        self.output = nn.Linear(hidden_dim, outputs)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        values = self.nodes(images)  # (batch, nodes, features)
        for layer in self._layers:
            values = layer(values)  # (batch, nodes, hidden_dim)
        logits: torch.Tensor = self.output(self.mean(values))  # (batch, outputs)
        return logits


class _Nodes(nn.Module):
    """Makes a node of each pixel, with its intensities and, if wanted, a 1 at its row and at its column."""

    def __init__(self, height: int, width: int, positions: bool) -> None:
        super().__init__()
        rows, columns = torch.eye(height).repeat_interleave(width, dim=0), torch.eye(width).repeat(height, 1)
        places = torch.cat([rows, columns], dim=1)[:, : (height + width) * positions]  # (nodes, height + width)
        self.register_buffer("places", places, persistent=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        intensities = images.flatten(2).transpose(1, 2)  # (batch, nodes, channels)
        places = self.get_buffer("places").expand(len(images), -1, -1)
        return torch.cat([intensities, places], dim=2)


class _Layer(nn.Module):
    """Means over neighbors, a linear map and ReLU, with an optional residual connection."""

    def __init__(self, mean_of_neighbors: MeanOfNeighbors, residual: bool) -> None:
        super().__init__()
        self.mean_of_neighbors = mean_of_neighbors
        self.activation = nn.ReLU()
        self._residual = residual

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        changed: torch.Tensor = self.activation(self.mean_of_neighbors(values))
        return values + changed if self._residual and values.shape == changed.shape else changed


class _Mean(nn.Module):
    """Mean pooling over nodes."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values.mean(1)
