"""Message passing on a graph, and a graph network for whole graphs."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


def mean_of_neighbors(features: Tensor, edges: Tensor) -> Tensor:
    """Return the mean of each node's own features and its neighbors', for features (nodes, features).

    `edges` (2, edges) are senders and receivers; an edge that goes both ways is listed twice.
    """
    senders, receivers = edges
    total = features.index_add(0, receivers, features[senders])  # starts with the node's own
    count = torch.ones(len(features)).index_add(0, receivers, torch.ones(len(receivers)))
    return total / count[:, None]


class GraphNetwork(nn.Module):
    """Layers of mean aggregation (Kipf and Welling 2017), then the mean over all nodes and a linear layer."""

    def __init__(self, sizes: Sequence[int], classes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in pairwise(sizes))
        self.output = nn.Linear(sizes[-1], classes)

    def forward(self, features: Tensor, edges: Tensor) -> Tensor:
        """Return the logits of one graph (classes,)."""
        for layer in self.layers:
            features = layer(mean_of_neighbors(features, edges)).relu()  # (nodes, units)
        logits: Tensor = self.output(features.mean(dim=0))
        return logits
