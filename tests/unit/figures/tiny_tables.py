"""Minimal synthetic tables for figures."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

SEEDS = (42, 43, 44)
Value = Callable[[str, int], float]
METRICS = (
    *("test_accuracy_percent", "validation_accuracy_percent", "calibration_error_points", "roc_auc_percent"),
    *("positive_recall_percent", "positive_precision_percent", "positive_f1_percent"),
    *("mean_absolute_error", "root_mean_squared_error", "r_squared"),
    *("reconstruction_error_percent", "sample_frechet_distance", "fitted_sample_frechet_distance"),
)
RATES = {"learning_rate": 0.001, "batch_size": 64}
REGRESSION = ("mean_absolute_error", "root_mean_squared_error", "r_squared")


def runs_of(
    names: list[str], metrics: Mapping[str, Value], seeds: tuple[int, ...] = SEEDS, diverged: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return runs of variants that differ in their names; other metrics are NaN."""
    rows = []
    for name in names:
        for seed in seeds:
            own = {metric: metrics[metric](name, seed) if metric in metrics else float("nan") for metric in METRICS}
            rows.append(settings_of(name) | {"seed": seed, "role": "report", "outcome": "finished", **own})
            if name in diverged and seed == seeds[0]:
                rows[-1]["outcome"] = "diverged at step 5"
    return pd.DataFrame(rows)


def settings_of(name: str) -> dict[str, Any]:
    """Return the columns that identify a variant."""
    settings = {"dataset": "digits", "task": "classification", "preprocessing": "unit_range", "optimizer": "adam"}
    return {
        "variant": name,
        "record": f"record-{name}",
        "name": name,
        "model": f"mlp (hidden {len(name)})",
        **settings,
        **RATES,
    }


def pictures_of(names: list[str]) -> pd.DataFrame:
    """Return four pictures of 5 by 4 pixels of each kind, the brighter the later."""
    values = [20 * picture + place for picture in range(4) for place in range(20)]
    kinds = ("original", "reconstruction", "sample", "fitted_sample", "interpolation")
    return pd.DataFrame(
        settings_of(name)
        | {"seed": SEEDS[0], "kind": kind, "height": 5, "width": 4, "pixels": base64.b64encode(bytes(values)).decode()}
        for name in names
        for kind in kinds
    )


def elbo_of(names: list[str], plain: tuple[str, ...]) -> pd.DataFrame:
    """Return curves of both parts of the evidence lower bound; plain autoencoders have no divergence."""
    steps = (0, 9, 18, 36, 72)
    return pd.DataFrame(
        settings_of(name)
        | {"seed": seed, "role": "report", "step": step, "epoch": step / 36}
        | {"validation_reconstruction_loss": 200 + number + 400 / (1 + step) + seed / 100}
        | {"validation_kl_divergence": float("nan") if name in plain else 10 + number + seed / 100}
        for number, name in enumerate(names)
        for seed in SEEDS
        for step in steps
    )


def measurements_of(name: str, values: Mapping[tuple[str, str, float], Value]) -> pd.DataFrame:
    """Return the table of one measurement by case, metric and place; NaN for no place."""
    rows = [
        {"measurement": name, "record": f"{name}-1", "seed": seed, "case": case, "metric": metric, "at": at}
        | {"value": value(case, seed)}
        for seed in SEEDS
        for (case, metric, at), value in values.items()
    ]
    return pd.DataFrame(rows)


def reliability_of(names: list[str], lowest: int = 1, seeds: tuple[int, ...] = SEEDS) -> pd.DataFrame:
    """Return confidence ranges from this one up, with accuracy 10 % below confidence."""
    rows = []
    for name in names:
        for seed in seeds:
            for number in range(lowest, 16):
                sure = 100 * (number - 0.4) / 15
                row = {"seed": seed, "confidence_percent": sure, "accuracy_percent": 0.9 * sure, "images": number**2}
                rows.append(settings_of(name) | row)
    return pd.DataFrame(rows)


def classes_of(names: list[str], images: tuple[int, ...]) -> pd.DataFrame:
    """Return the table of classes with these numbers of images; each seed scores one point less than the one before."""
    scores = {"precision_percent": 90, "recall_percent": 70, "f1_percent": 80}
    return pd.DataFrame(
        settings_of(name)
        | {"seed": seed, "class": number, "images": count}
        | {score: value - 10 * number - (seed - SEEDS[0]) for score, value in scores.items()}
        for name in names
        for seed in SEEDS
        for number, count in enumerate(images)
    )


def dead_units_of(depths: Mapping[str, int], value: Callable[[str, int, int], float]) -> pd.DataFrame:
    """Return the readings of the probe dead_units after epochs 1 and 2, by variant, seed and layer."""
    return pd.DataFrame(
        settings_of(name)
        | {"seed": seed, "role": "report", "probe": "dead_units", "epoch": epoch}
        | {"layer": f"hidden_{layer}", "value": value(name, seed, layer) * epoch / 2}
        for name, depth in depths.items()
        for seed in SEEDS
        for epoch in (1, 2)
        for layer in range(1, depth + 1)
    )


def similarity_of(names: list[str]) -> pd.DataFrame:
    """Return readings of the probe node_similarity before and after training; each variant has one layer more."""
    return pd.DataFrame(
        settings_of(name)
        | {"seed": seed, "role": "report", "probe": "node_similarity", "epoch": epoch}
        | {"layer": layer, "value": (number + epoch) / 10 + (seed - SEEDS[0]) / 100}
        for place, name in enumerate(names)
        for seed in SEEDS
        for epoch in (0, 1)
        for number, layer in enumerate(["nodes", *(f"layer_{layer}" for layer in range(1, place + 2))])
    )
