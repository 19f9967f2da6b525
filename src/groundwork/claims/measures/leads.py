"""Metrics that set variants of one side against each other."""

from groundwork.claims.measured import Measured
from groundwork.claims.sides import NotEvaluatedError, VariantSide


def lead_of_cnn_over_mlp_points(side: VariantSide) -> Measured:
    """Return by how many points of test accuracy the variant `cnn` is ahead of the variant `mlp`."""
    accuracies = {}
    for model in ("cnn", "mlp"):
        runs = side.runs[side.runs["model"] == model]
        if runs["record"].nunique() != 1:
            raise NotEvaluatedError(f"{side.name} side: needs exactly one variant with model {model}")
        accuracies[model] = dict(zip(runs["seed"].astype(int), runs["test_accuracy_percent"], strict=True))
    seeds = accuracies["cnn"].keys() & accuracies["mlp"].keys()
    return Measured({seed: float(accuracies["cnn"][seed] - accuracies["mlp"][seed]) for seed in seeds})
