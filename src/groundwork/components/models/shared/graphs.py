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


def mean_matrix(edges: torch.Tensor, nodes: int) -> torch.Tensor:
    """Return the matrix (nodes, nodes), in double precision, that averages over a node and its neighbors.

    It is the adjacency matrix of the edges (2, edges), with each node joined to itself, divided by its row sums.
    """
    matrix = torch.eye(nodes, dtype=torch.double)
    matrix[edges[0], edges[1]] = 1.0
    matrix[edges[1], edges[0]] = 1.0
    return matrix / matrix.sum(1, keepdim=True)


class MeanOfNeighbors(nn.Linear):
    """A linear layer on the mean of each node and its neighbors: (batch, nodes, inputs) to (batch, nodes, outputs).

    Its weights have the precision of the matrix.
    """

    def __init__(self, matrix: torch.Tensor, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, dtype=matrix.dtype)
        self.register_buffer("matrix", matrix, persistent=False)  # follows from the edges, so it is not state

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the new features of every node.

        The mean is a product with a dense matrix: for a few hundred nodes faster than to add up messages edge by edge,
        and in the same order on every device.
        """
        return super().forward(self.get_buffer("matrix") @ values)
