"""Graphs of pixels: which nodes are joined, and the layer that averages over neighbors."""

import torch
from torch import nn

from groundwork.components.randomness import generator_for


def edges_of(height: int, width: int, kind: str) -> torch.Tensor:
    """Return pairs of joined nodes (2, edges), each edge once; pixels are numbered row by row.

    In a `grid` a pixel is joined to those beside, above and below it. Edges that are `shuffled` join the same places of
    a grid on which the pixels lie in a random order, the same for every seed. With `none` no pixels are joined.
    """
    numbers = torch.arange(height * width).view(height, width)
    across = torch.stack([numbers[:, :-1].flatten(), numbers[:, 1:].flatten()])
    down = torch.stack([numbers[:-1].flatten(), numbers[1:].flatten()])
    edges = torch.cat([across, down], dim=1)
    if kind == "shuffled":
        return torch.randperm(height * width, generator=generator_for(0, "edge permutation"))[edges]
    return edges[:, :0] if kind == "none" else edges


def mean_matrix(edges: torch.Tensor, nodes: int, with_itself: bool) -> torch.Tensor:
    """Return the matrix (nodes, nodes), in double precision, that averages over the neighbors of each node.

    It is the adjacency matrix of the edges (2, edges), in which a node may be its own neighbor, divided by its row
    sums. The mean over no neighbors is 0.
    """
    matrix = torch.eye(nodes, dtype=torch.double) * with_itself
    matrix[edges[0], edges[1]] = 1.0
    matrix[edges[1], edges[0]] = 1.0
    return matrix / matrix.sum(1, keepdim=True).clamp(min=1)


class MeanOfNeighbors(nn.Linear):
    """Linear layer on means over neighbors: features (batch, nodes, inputs) to (batch, nodes, outputs).

    With `own_weights` a node's own features stand beside the mean, with weights of their own. All weights have the
    precision of the matrix (nodes, nodes), which takes the mean.
    """

    def __init__(self, matrix: torch.Tensor, inputs: int, outputs: int, own_weights: bool) -> None:
        super().__init__(inputs * (1 + own_weights), outputs, dtype=matrix.dtype)
        self._own_weights = own_weights
        self.register_buffer("matrix", matrix, persistent=False)  # follows from the edges, so it is not state

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the new features of every node.

        The mean is a product with a dense matrix: for a few hundred nodes faster than to add up messages edge by edge,
        and in the same order on every device.
        """
        means = self.get_buffer("matrix") @ values  # (batch, nodes, inputs)
        return super().forward(torch.cat([values, means], dim=-1) if self._own_weights else means)
