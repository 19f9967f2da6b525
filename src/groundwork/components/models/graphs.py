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
    hidden_dim: Units = 32,
    num_layers: Layers = 3,
    edges: Edges = "grid",
    positions: bool = True,
    residual: bool = False,
) -> nn.Module:
    """Return a graph network on the pixels of an image; outputs logits (batch, outputs).

    A node is a pixel, with its intensities and, with `positions`, its row and column as features; `edges` join it to
    the pixels beside it (`grid`), to as many others at random (`shuffled`) or to none. A layer takes the mean over a
    node and its neighbors, then a linear map and ReLU (Kipf and Welling, 2017, who divide by other degrees); `residual`
    adds a layer's input to its output if both have the same width (He et al., 2016). A linear layer reads the mean over
    all nodes, which by itself does not know where a node was.
    """
    return _GraphNetwork(shape, outputs, hidden_dim, num_layers, edges, positions, residual)


class _GraphNetwork(nn.Module):
    """Nodes, layers of mean aggregation, the mean over the nodes, and a linear output layer."""

    def __init__(
        self,
        shape: Images,
        outputs: int,
        hidden_dim: int,
        num_layers: int,
        edges: str,
        positions: bool,
        residual: bool,
    ) -> None:
        super().__init__()
        channels, height, width = shape
        matrix = mean_matrix(edges_of(height, width, edges), height * width).float()
        self.nodes = _Nodes(height, width, positions)
        inputs = [channels + 2 * positions] + [hidden_dim] * (num_layers - 1)
        self._layers = [_Layer(matrix, before, hidden_dim, residual) for before in inputs]
        for number, layer in enumerate(self._layers, start=1):
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
    """Makes a node of each pixel, with its intensities and, if wanted, its row and column from -1 to 1."""

    def __init__(self, height: int, width: int, positions: bool) -> None:
        super().__init__()
        rows, columns = (torch.linspace(-1, 1, side) for side in (height, width))
        places = torch.cartesian_prod(rows, columns)[:, : 2 * positions]  # (nodes, 2), or (nodes, 0)
        self.register_buffer("places", places, persistent=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        intensities = images.flatten(2).transpose(1, 2)  # (batch, nodes, channels)
        places = self.get_buffer("places").expand(len(images), -1, -1)
        return torch.cat([intensities, places], dim=2)


class _Layer(nn.Module):
    """The mean over neighbors, a linear map and ReLU, with an optional residual connection."""

    def __init__(self, matrix: torch.Tensor, inputs: int, outputs: int, residual: bool) -> None:
        super().__init__()
        self._residual = residual and inputs == outputs
        self.mean_of_neighbors = MeanOfNeighbors(matrix, inputs, outputs)
        self.activation = nn.ReLU()

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        changed: torch.Tensor = self.activation(self.mean_of_neighbors(values))
        return values + changed if self._residual else changed


class _Mean(nn.Module):
    """Mean pooling over nodes."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values.mean(1)
