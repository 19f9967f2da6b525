"""Exact checks of what graph networks do with nodes and edges."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.components.models.shared.graphs import MeanOfNeighbors, mean_matrix
from groundwork.records.schema import CheckBody

NODES, EDGES, FEATURES, WIDTH, CLASSES = 12, 20, 3, 5, 4


def permuted_nodes_permute_outputs() -> CheckBody:
    """Renumbering a graph's nodes renumbers its node outputs alike, and leaves the output for the whole graph as it is.

    The nodes' features are put in another order, and the edges are renamed to fit. So a graph network cannot use the
    order in which the nodes happen to be stored. If the edges keep their old names, they join other nodes, and the
    output is another one.
    """
    features, edges, generator = _graph()
    order = torch.randperm(NODES, generator=generator)
    renamed = order.argsort()[edges]  # node order[i] is now node i
    nodes, whole = _network(features, edges)
    other_nodes, other_whole = _network(features[order], renamed)
    _, mixed_up = _network(features[order], edges)
    by_node, by_graph = difference(other_nodes, nodes[order]), difference(other_whole, whole)
    with_old_edges = difference(mixed_up, whole)
    return CheckBody(
        holds=max(by_node, by_graph) < TOLERANCE < with_old_edges,
        measured={
            "largest difference between the nodes' outputs, put in the same order": by_node,
            "largest difference between the outputs for the whole graph": by_graph,
            "the same where nodes are renumbered and edges are not": with_old_edges,
        },
    )


def mean_aggregation_is_a_product() -> CheckBody:
    """The mean of messages along the edges is the normalized adjacency matrix times features times weights.

    Each node sends its features to its neighbors, and what arrives is averaged: X V + D^-1 A X W + b, with the degrees
    in D and weights V for the node's own features. If a node sends to itself as well, D^-1 (A + I) X W + b, with the
    degrees plus one in D.
    """
    features, edges, _ = _graph()
    layer, joined = (_layer(edges, FEATURES, WIDTH, own_weights=own, seed=7) for own in (True, False))
    own, others = layer.weight[:, :FEATURES], layer.weight[:, FEATURES:]
    passed = difference(features @ own.T + _messages(features, edges, False) @ others.T + layer.bias, layer(features))
    to_itself = difference(_messages(features, edges, True) @ joined.weight.T + joined.bias, joined(features))
    alone = difference(features @ own.T + layer.bias, layer(features))
    return CheckBody(
        holds=max(passed, to_itself) < TOLERANCE < alone,
        measured={
            "largest difference between messages along the edges and the product": passed,
            "the same where nodes send to themselves as well": to_itself,
            "the same without messages": alone,
        },
    )


def _graph() -> tuple[torch.Tensor, torch.Tensor, torch.Generator]:
    """Return features (nodes, features) in double precision, random edges (2, edges) and the generator."""
    generator = torch.Generator().manual_seed(42)
    pairs = torch.combinations(torch.arange(NODES))  # (pairs, 2)
    edges = pairs[torch.randperm(len(pairs), generator=generator)[:EDGES]].T
    return torch.randn((NODES, FEATURES), generator=generator, dtype=torch.double), edges, generator


def _network(features: torch.Tensor, edges: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the outputs of two layers for each node (nodes, width) and for the whole graph (classes,)."""
    hidden = _layer(edges, FEATURES, WIDTH, own_weights=True, seed=1)(features).relu()
    nodes = _layer(edges, WIDTH, WIDTH, own_weights=True, seed=2)(hidden).relu()
    weights = torch.randn((WIDTH, CLASSES), generator=torch.Generator().manual_seed(3), dtype=torch.double)
    return nodes, nodes.mean(0) @ weights


def _layer(edges: torch.Tensor, inputs: int, outputs: int, own_weights: bool, seed: int) -> MeanOfNeighbors:
    """Return a layer of mean aggregation with weights that are equal at every call."""
    layer = MeanOfNeighbors(mean_matrix(edges, NODES, with_itself=not own_weights), inputs, outputs, own_weights)
    for parameter in layer.parameters():
        nn.init.normal_(parameter, generator=torch.Generator().manual_seed(seed))
    return layer


def _messages(values: torch.Tensor, edges: torch.Tensor, to_itself: bool) -> torch.Tensor:
    """Return the mean of what arrives at each node, added up edge by edge; every node has a neighbor."""
    total, count = values * to_itself, torch.full((NODES,), float(to_itself), dtype=torch.double)
    for one, other in edges.T.tolist():
        for sender, receiver in ((one, other), (other, one)):
            total[receiver] += values[sender]
            count[receiver] += 1
    return total / count[:, None]
