"""A minimal study for each figure of measurements, calibration, two classes, regressions, dead units and seeds."""

from itertools import product

import numpy as np
import pandas as pd

from groundwork.measurements import depth
from tests.unit.figures.tiny_tables import (
    REGRESSION,
    SEEDS,
    Value,
    classes_of,
    dead_units_of,
    elbo_of,
    measurements_of,
    pictures_of,
    reliability_of,
    runs_of,
    settings_of,
    similarity_of,
)

Tables = dict[str, pd.DataFrame]
TWO = ("stays", "leaves")
NAMES = ["logistic regression", "network", "network with dropout and weight decay"]
MANY = [f"variant of a rather long name {number}" for number in range(14)]
DIVERGED = (NAMES[1], MANY[3])


def lines(name: str, metrics: list[str], cases: list[str], places: list[float]) -> Tables:
    """Return a measurement in which each case changes by its own factor from place to place."""
    values = {
        (case, metric, at): lambda case, seed, at=at: (cases.index(case) + 0.5) ** at * (1 + seed / 1000)
        for case, metric, at in product(cases, metrics, places)
    }
    return {"measurements": measurements_of(name, values)}


def rows(name: str, metrics: dict[str, list[str]]) -> Tables:
    """Return a measurement without places, by metric and case."""
    values = {(case, metric, np.nan): percent for metric, cases in metrics.items() for case in cases}
    return {"measurements": measurements_of(name, values)}


def percent(name: str, seed: int) -> float:
    """Return a deterministic number for a name and seed."""
    return 60.0 + len(name) % 7 + seed / 10


def runs(names: list[str], seeds: tuple[int, ...] = SEEDS) -> pd.DataFrame:
    """Return the runs of classifiers; those named in DIVERGED have a diverged run."""
    points = ("test_accuracy_percent", "validation_accuracy_percent", "roc_auc_percent", "calibration_error_points")
    scores = ("positive_recall_percent", "positive_precision_percent", "positive_f1_percent")
    return runs_of(names, dict.fromkeys((*points, *scores), percent), seeds, diverged=DIVERGED)


def regression(names: list[str], seeds: tuple[int, ...] = SEEDS) -> pd.DataFrame:
    """Return the runs of regressions; those named in DIVERGED have a diverged run."""
    table = runs_of(names, dict.fromkeys(REGRESSION, percent), seeds, diverged=DIVERGED)
    table.loc[table["outcome"] != "finished", list(REGRESSION[:2])] = np.inf
    return table


def languages(names: list[str], distances: tuple[int, ...]) -> Tables:
    """Return the runs and curves of language models in languages of these distances; the first model is counted."""
    tables = []
    for distance in distances:
        table = runs_of(names, {}).assign(dataset=f"language-{distance}", source_perplexity=3.238)
        table["record"] += f"-{distance}"
        table["test_perplexity"] = [3.3 + len(name) * distance / 100 + seed / 1000 for name, seed in _runs_in(table)]
        table["last_place_perplexity"] = 1.5 * table["test_perplexity"]
        tables.append(table)
    runs = pd.concat(tables, ignore_index=True)
    curves = [
        row[["record", "seed", "role"]].to_dict() | {"step": step, "validation_perplexity": 3 + 9 / (step + 1)}
        for _, row in runs.iterrows()
        for step in ((0,) if row["name"] == names[0] else (0, 9, 36, 144))
    ]
    return {"runs": runs, "curves": pd.DataFrame(curves)}


def _runs_in(table: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(table["name"], table["seed"], strict=True))


def generation(names: list[str], seeds: tuple[int, ...] = SEEDS) -> pd.DataFrame:
    """Return the runs of autoencoders; those named in DIVERGED have a diverged run."""
    metrics = ("reconstruction_error_percent", "sample_frechet_distance", "fitted_sample_frechet_distance")
    values = {metric: lambda name, seed, at=at: at * percent(name, seed) for at, metric in enumerate(metrics, start=1)}
    table = runs_of(names, values, seeds, diverged=DIVERGED)
    table.loc[table["outcome"] != "finished", list(metrics)] = np.inf
    return table.assign(task="generation")


def confusion(names: list[str]) -> pd.DataFrame:
    """Return confusion counts of two classes with 10 % mistakes."""
    return pd.DataFrame(
        settings_of(name) | {"seed": seed, "label": label, "predicted": guess, "count": 9 if label == guess else 1}
        for name, seed, label, guess in product(names, SEEDS, (0, 1), (0, 1))
    )


def translations(names: list[str], seeds: tuple[int, ...] = SEEDS) -> Tables:
    """Return the runs of translating networks at two horizons, and their exact matches at lengths up to nine."""
    table = runs(names, seeds).assign(epochs=2)
    metrics = ("test_token_accuracy_percent", "bleu_percent", "exact_match_percent")
    values = {metric: table["seed"] + 10.0 * place for place, metric in enumerate(metrics)}
    horizons = pd.concat([table.assign(horizon=step, **values) for step in (144, 1290)], ignore_index=True)
    places = pd.DataFrame(
        settings_of(name) | {"seed": seed, "case": "", "metric": "exact_match_percent", "at": at, "value": 100 - 9 * at}
        for name, seed, at in product(names, seeds, range(1, 10))
    )
    return {"runs": table, "horizons": horizons, "places": places}


ATTENTION = {
    (f"{row} wort", "attention_percent", float(place)): lambda _case, _seed, weight=weight: weight
    for row, place in product(range(1, 17), range(1, 13))
    for weight in [90.0 if row == place else 10 / 11]
}
LAYERS = {name: 2 + number % 9 for number, name in enumerate(MANY)}
DEPTHS: list[float] = [1, 2, 3, 4]
SEARCHES = pd.concat(
    lines(f"{name}_search", ["best_validation_accuracy_percent"], [f"{name} search"], [1, 2, 3])["measurements"]
    for name in ("grid", "bayesian")
)
TWO_CLASSES = {"classes": classes_of(NAMES, (85, 15)), "confusion": confusion(NAMES)}
WAYS = {"from scratch": 100_000, "full fine-tuning": 100_000, "low rank 4": 5_000, "output layer only": 300}
LEARNED: dict[tuple[str, str, float], Value] = {
    (way, "test_accuracy_percent", images): percent for way in WAYS for images in (5.0, 20.0)
}
TRAINED: dict[tuple[str, str, float], Value] = {
    (way, "trained_parameters", np.nan): lambda way, _seed: float(WAYS[way]) for way in WAYS
}
CASES = ["no mistake", "a mistake with a rather long name", "another mistake", "one more"]
USUAL: dict[str, Tables] = {
    "signal_through_depth": lines(
        "signal_through_depth", ["activation_std", "gradient_norm"], [f"case, number {n}" for n in range(9)], DEPTHS
    ),
    "gradient_by_depth": lines(
        "sigmoid_gradient_by_depth", ["gradient_norm_ratio"], ["sigmoid", "tanh", depth.BOUND], DEPTHS
    ),
    "linear_probes": lines("linear_probes", ["probe_accuracy_percent"], ["trained", "fresh weights"], [0, *DEPTHS]),
    "gradient_noise": lines(
        "gradient_noise", ["gradient_noise_ratio"], ["measured", "one over the square root"], [16, 32]
    ),
    "exploding_gradients": lines(
        "exploding_gradients (hidden_size 8)", ["gradient_norm_ratio"], ["small", "large"], DEPTHS
    ),
    "attention_map": {"measurements": measurements_of("attention_map (epochs 6)", ATTENTION)},
    "exact_match_by_length": translations(NAMES),
    "translation_metrics": translations(NAMES),
    "search_progress": {"measurements": SEARCHES},
    "xor_learned": rows("two_layers_learn_xor", {"learned_percent": ["no hidden layer", "2 hidden units"]}),
    "accuracy_by_trained_parameters": {"measurements": measurements_of("fine_tuning", LEARNED | TRAINED)},
    "similarity_by_layer": {"runs": runs(NAMES).assign(components="{}"), "probe_readings": similarity_of(NAMES)},
    "estimate_errors": rows(
        "k_fold_against_one_split",
        {
            "estimate_error_points": ["one split", "5 folds"],
            "estimate_percent": ["one split", "5 folds", "test split"],
        },
    ),
    "sampling_temperature": {
        **languages(["bigram", "LSTM"], (8,)),
        **lines("sampling_temperature", ["distinct_percent", "sample_perplexity"], ["samples"], [0.5, 1, 1.5]),
    },
    "attention_by_distance": lines(
        "attention_by_distance", ["attention_percent"], ["head that attends most", "mean of the heads"], DEPTHS
    ),
    "perplexity_by_distance": languages(["bigram", "LSTM", "transformer"], (1, 4, 16)),
    "perplexity_by_variant": languages(["bigram", "LSTM", "transformer without the mask"], (8,)),
    "perplexity_curves_by_distance": languages(["bigram", "LSTM", "transformer"], (1, 4, 16)),
    "perplexity_curves": languages(["bigram", "LSTM", "transformer without the mask"], (8,)),
    "curves_of_mistakes": lines("training_mistakes", ["running_train_loss", "validation_loss"], CASES, [0, 1, 2]),
    "mistakes_by_test": {
        "measurements": pd.concat(
            [
                lines("training_mistakes", ["validation_loss", "validation_accuracy_percent"], CASES, [0, 1])[
                    "measurements"
                ],
                rows("training_mistakes", {"one_batch_accuracy_percent": CASES})["measurements"],
            ],
            ignore_index=True,
        )
    },
    "evaluation_modes": lines(
        "evaluation_mode", ["test_accuracy_percent"], ["dropout, eval mode", "dropout, training mode"], [2, 8]
    ),
    "double_descent": lines(
        "bias_and_variance",
        ["test_accuracy_percent", "squared_error", "squared_bias", "prediction_variance"],
        ["no penalty", "ridge penalty"],
        [0.05, 1, 10],
    ),
    "zero_weights": lines(
        "weights_set_to_zero", ["zero_weights_percent", "test_accuracy_percent"], ["L1", "L2"], [0.001, 0.01, 0.1]
    ),
    "accuracy_by_bits": lines("rounded_weights", ["test_accuracy_percent"], ["one scale", "many"], [2, 3, 4]),
    "accuracy_by_removed_weights": lines("removed_weights", ["test_accuracy_percent"], ["random", "small"], [0, 1, 2]),
    "distilled_accuracy": rows("distillation", {"test_accuracy_percent": ["teacher", "student of the labels"]}),
    "neighbors_by_class": rows("neighbors_in_embeddings", {"neighbors_of_the_class_percent": ["pixels", "layer"]}),
    "leaked_estimates": rows("features_chosen_too_early", {"estimate_percent": ["on all rows", "in each fold"]}),
    "reliability": {"runs": runs(NAMES), "reliability": reliability_of(NAMES)},
    "accuracy_misleads": {"runs": runs(NAMES), **TWO_CLASSES},
    "confusion_matrices": {"runs": runs(NAMES), **TWO_CLASSES},
    "class_scores": {"runs": runs(NAMES), **TWO_CLASSES},
    "regression_errors": {"runs": regression(NAMES)},
    "dead_units": {"runs": runs(MANY), "probe_readings": dead_units_of(LAYERS, lambda *_: 0.5)},
    "reconstructions": {"runs": generation(NAMES), "pictures": pictures_of(NAMES)},
    "samples": {"runs": generation(NAMES), "pictures": pictures_of(NAMES)},
    "interpolations": {"runs": generation(NAMES), "pictures": pictures_of(NAMES)},
    "elbo_parts": {"runs": generation(NAMES), "curves": elbo_of(NAMES, plain=(NAMES[0],))},
    "reconstruction_against_samples": {"runs": generation(NAMES)},
    "frechet_distance_by_images": lines(
        "frechet_distance_by_images", ["frechet_distance"], ["real images", "samples", "noise"], [32, 64, 128]
    ),
    "variation_over_seeds": {"runs": runs(NAMES[::2], tuple(range(20)))},
}
