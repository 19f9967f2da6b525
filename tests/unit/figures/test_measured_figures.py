"""Figures of measurements, calibration, two classes and regressions, from minimal tables."""

import inspect
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from groundwork.core.statistics import half_width
from groundwork.figures import curves_of_mistakes, gradient_by_depth, gradient_noise
from groundwork.figures.shared.drawing import FigureContext
from groundwork.measurements import depth, mistakes, noise
from tests.unit.figures.readable import assert_readable, drawn
from tests.unit.figures.tiny_studies import (
    CASES,
    LAYERS,
    MANY,
    NAMES,
    TWO,
    USUAL,
    Tables,
    generation,
    regression,
    runs,
    translations,
)
from tests.unit.figures.tiny_tables import (
    SEEDS,
    classes_of,
    dead_units_of,
    elbo_of,
    measurements_of,
    pictures_of,
    reliability_of,
    runs_of,
)

FEW = {name: tables for name, tables in USUAL.items() if "measurements" in tables}


@pytest.fixture
def two(context: FigureContext) -> FigureContext:
    return replace(context, class_names=TWO, images=None)


@pytest.mark.parametrize("name", USUAL)
def test_measured_figures_are_readable(name: str, two: FigureContext) -> None:
    drawing = drawn(name, USUAL[name], two)
    assert "nothing drawn because" not in drawing.data
    assert_readable(drawing)


@pytest.mark.parametrize("name", FEW)
def test_measurement_with_gaps_and_one_seed_is_readable(name: str, two: FigureContext) -> None:
    table = FEW[name]["measurements"]
    gaps = table[table["seed"] == SEEDS[0]].reset_index(drop=True)
    gaps.loc[gaps.index[::3], "value"] = np.nan
    drawing = drawn(name, {"measurements": gaps}, two)
    assert int(drawing.data["n"].max()) <= 1
    assert_readable(drawing)


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("reliability", {"runs": runs(MANY), "reliability": reliability_of(MANY, 8)}),
        ("reliability", {"runs": runs(NAMES), "reliability": reliability_of(NAMES[:1], seeds=SEEDS[:1])}),
        ("accuracy_misleads", {"runs": runs(MANY), "classes": classes_of(MANY, (40, 60))}),
        ("regression_errors", {"runs": regression(MANY)}),
        ("regression_errors", {"runs": regression(NAMES[1:2], SEEDS[:1])}),
        ("reconstructions", {"runs": generation(MANY), "pictures": pictures_of(MANY)}),
        ("samples", {"runs": generation(NAMES[:1], SEEDS[:1]), "pictures": pictures_of(NAMES[:1])}),
        ("elbo_parts", {"runs": generation(MANY), "curves": elbo_of(MANY, plain=())}),
        ("reconstruction_against_samples", {"runs": generation(MANY)}),
        ("reconstruction_against_samples", {"runs": generation(NAMES[:1], SEEDS[:1])}),
        ("exact_match_by_length", translations(MANY)),
        ("exact_match_by_length", translations(NAMES[:1], SEEDS[:1])),
        ("translation_metrics", translations(MANY)),
        ("translation_metrics", translations(NAMES[:1], SEEDS[:1])),
        ("variation_over_seeds", {"runs": runs(MANY)}),
        ("variation_over_seeds", {"runs": runs(NAMES[:1], SEEDS[:1])}),
        ("dead_units", {"runs": runs(NAMES), "probe_readings": dead_units_of({NAMES[1]: 1}, lambda *_: np.nan)}),
    ],
)
def test_many_variants_and_few_seeds_are_readable(name: str, tables: Tables, two: FigureContext) -> None:
    assert_readable(drawn(name, tables, two))


@pytest.mark.parametrize("name", USUAL)
def test_figures_without_tables_give_reason(name: str, two: FigureContext) -> None:
    drawing = drawn(name, {"runs": runs_of(NAMES, {})}, two)
    assert list(drawing.data) == ["nothing drawn because"]
    assert_readable(drawing)


def test_examples_need_images(two: FigureContext) -> None:
    drawing = drawn("examples", {"runs": runs(NAMES), "examples": pd.DataFrame()}, two)
    assert drawing.data["nothing drawn because"].tolist() == [
        "The study's data is a table, so there are no images to show."
    ]


def test_images_are_drawn_as_they_are(two: FigureContext) -> None:
    drawing = drawn("samples", USUAL["samples"], two)
    shown, data = [axes.images[0].get_array() for axes in drawing.figure.axes], drawing.data
    assert len(shown) == 2 * len(NAMES)
    assert data["images"].tolist() == [4] * 2 * len(NAMES)
    assert data["kind"].unique().tolist() == ["sample", "fitted_sample"]
    first = np.ma.masked_array(shown[0])
    assert first.shape == (5, 4 * 4 + 3)
    assert first[:, 4].mask.all(), "there is nothing between two images"
    assert first[:, :4].tolist() == np.arange(20).reshape(5, 4).tolist()
    assert first[:, 5:9].tolist() == np.arange(20, 40).reshape(5, 4).tolist()


def test_pixels_are_mixed_from_the_first_to_the_second_original(two: FigureContext) -> None:
    figure = drawn("interpolations", USUAL["interpolations"], two).figure
    mixed = np.ma.masked_array(figure.axes[0].images[0].get_array())
    originals = np.arange(20).reshape(5, 4), np.arange(20, 40).reshape(5, 4)
    assert (mixed[:, :4].tolist(), mixed[:, -4:].tolist()) == tuple(each.tolist() for each in originals)
    assert mixed[:, 5:9].tolist() == np.rint(originals[0] + 20 / 3).tolist()


def test_a_plain_autoencoder_has_no_line_of_divergence(two: FigureContext) -> None:
    drawing = drawn("elbo_parts", USUAL["elbo_parts"], two)
    upper, lower = (group["variant"].unique().tolist() for _, group in drawing.data.groupby("panel", sort=False))
    assert (upper, lower) == (NAMES, NAMES[1:])
    assert drawing.data["step"].min() == 9


def test_marks_are_geometric_means_of_both_kinds_of_codes(two: FigureContext) -> None:
    values: dict[str, Callable[[str, int], float]] = {
        "reconstruction_error_percent": lambda _name, _seed: 12.0,
        "sample_frechet_distance": lambda _name, seed: {42: 1.0, 43: 10.0, 44: 100.0}[seed],
        "fitted_sample_frechet_distance": lambda _name, _seed: 4.0,
    }
    data = drawn("reconstruction_against_samples", {"runs": runs_of(NAMES[:1], values)}, two).data
    assert data["codes"].tolist() == ["standard normal", "fitted"]
    assert data[["error_percent", "distance"]].to_numpy().tolist() == pytest.approx(np.array([[12, 10], [12, 4]]))


def test_references_are_cases_of_measurements() -> None:
    assert gradient_by_depth.REFERENCE == depth.BOUND
    assert f'"{gradient_noise.REFERENCE}"' in inspect.getsource(noise)


def test_line_over_depth_is_geometric_mean(two: FigureContext) -> None:
    values: dict[tuple[str, str, float], Callable[[str, int], float]] = {
        ("tanh", "gradient_norm_ratio", 1.0): lambda _case, seed: {42: 1.0, 43: 10.0, 44: 100.0}[seed],
        (depth.BOUND, "gradient_norm_ratio", 1.0): lambda _case, _seed: 0.25,
    }
    data = drawn("gradient_by_depth", {"measurements": measurements_of("sigmoid_gradient_by_depth", values)}, two).data
    assert data["case"].tolist() == ["tanh", depth.BOUND]
    assert data["mean"].tolist() == pytest.approx([10.0, 0.25])
    assert np.isnan(data["low"].iloc[1]), "a formula has no interval"


def test_line_of_probes_is_mean_and_starts_at_input(two: FigureContext) -> None:
    values: dict[tuple[str, str, float], Callable[[str, int], float]] = {
        ("trained", "probe_accuracy_percent", 0.0): lambda _case, seed: 60.0 + (seed - 43),
        ("trained", "probe_accuracy_percent", 1.0): lambda _case, seed: 61.0 + (seed - 43),
    }
    drawing = drawn("linear_probes", {"measurements": measurements_of("linear_probes", values)}, two)
    assert drawing.data["at"].tolist() == [0, 1]
    assert drawing.data["mean"].tolist() == pytest.approx([60, 61])
    assert drawing.figure.axes[0].get_ylim() == pytest.approx((57, 64))


def test_similarity_is_by_layer_from_the_input_before_and_after_training(two: FigureContext) -> None:
    data = drawn("similarity_by_layer", USUAL["similarity_by_layer"], two).data
    deepest = data[data["case"] == NAMES[2]].set_index(["panel", "at"])["mean"]
    before, after = (deepest[panel].to_dict() for panel in data["panel"].unique())
    assert before == pytest.approx({0: 0.01, 1: 0.11, 2: 0.21, 3: 0.31})
    assert after == pytest.approx({0: 0.11, 1: 0.21, 2: 0.31, 3: 0.41})
    assert data.groupby("case")["at"].max().tolist() == [1, 2, 3]


def test_ways_to_learn_are_placed_by_what_they_train(two: FigureContext) -> None:
    data = drawn("accuracy_by_trained_parameters", USUAL["accuracy_by_trained_parameters"], two).data
    assert data["images of each class"].tolist() == [5] * 4 + [20] * 4
    assert data["case"].tolist() == ["from scratch", "full fine-tuning", "low rank 4", "output layer only"] * 2
    assert data["parameters"].tolist() == [100_000, 100_000, 5_000, 300] * 2
    assert data["mean"].tolist()[:2] == pytest.approx([60 + 12 % 7 + 4.3, 60 + 16 % 7 + 4.3])


def test_curves_are_means_of_both_losses_in_the_order_of_measurement(two: FigureContext) -> None:
    data = drawn("curves_of_mistakes", USUAL["curves_of_mistakes"], two).data

    assert data["case"].drop_duplicates().tolist() == CASES
    assert data["line"].unique().tolist() == ["training loss", "validation loss"]
    first = data[(data["case"] == CASES[0]) & (data["line"] == "validation loss")]
    assert first["mean"].tolist() == pytest.approx([0.5**step * 1.043 for step in (0, 1, 2)], abs=1e-4)
    assert set(data["n"]) == {len(SEEDS)}


def test_curve_that_shows_nothing_is_left_out(two: FigureContext) -> None:
    table = USUAL["curves_of_mistakes"]["measurements"]
    sorted_too = table.assign(case=table["case"].replace(CASES[1], curves_of_mistakes.OMITTED[0]))
    data = drawn("curves_of_mistakes", {"measurements": sorted_too}, two).data

    assert data["case"].drop_duplicates().tolist() == [CASES[0], *CASES[2:]]
    assert set(curves_of_mistakes.OMITTED) < set(mistakes.MISTAKES)


def test_tests_of_mistakes_read_the_first_and_the_last_point(two: FigureContext) -> None:
    data = drawn("mistakes_by_test", USUAL["mistakes_by_test"], two).data

    means = {panel: own["mean"].tolist() for panel, own in data.groupby("panel", sort=False)}
    assert list(means) == [
        "loss before\nthe first step (nats)",
        "accuracy on\none batch (%)",
        "validation accuracy\nat the end (%)",
    ]
    first, _, last = means.values()
    assert first == pytest.approx([1.043] * 4)
    assert last == pytest.approx([(place + 0.5) * 1.043 for place in range(4)])


def test_bias_is_left_out_where_variance_hides_it(two: FigureContext) -> None:
    data = drawn("double_descent", USUAL["double_descent"], two).data

    errors = data[data["panel"] == "test error without a penalty"]
    assert errors[errors["case"] == "squared bias"]["at"].tolist() == [0.05, 10]
    assert errors[errors["case"] == "variance"]["at"].tolist() == [0.05, 1, 10]


def test_truth_about_noise_is_half(two: FigureContext) -> None:
    data = drawn("leaked_estimates", USUAL["leaked_estimates"], two).data.set_index("row")

    assert data.index.tolist() == ["truth", "on all rows", "in each fold"]
    assert data.loc["truth", "mean"] == 50


def test_majority_baseline_of_first_class(two: FigureContext) -> None:
    data = drawn("accuracy_misleads", USUAL["accuracy_misleads"], two).data
    always = data[data["row"] == "always \u201cstays\u201d"].set_index("panel")["mean"]
    assert always["accuracy (%)"] == pytest.approx(85)
    assert always["ROC-AUC (%)"] == 50
    assert always["recall of \u201cleaves\u201d (%)"] == 0
    assert always["precision of \u201cleaves\u201d (%)"] == 0


def test_majority_baseline_of_second_class(two: FigureContext) -> None:
    tables = {"runs": runs(NAMES), "classes": classes_of(NAMES, (40, 60))}
    data = drawn("accuracy_misleads", tables, two).data
    always = data[data["row"] == "always \u201cleaves\u201d"]["mean"].tolist()
    assert always == pytest.approx([60, 50, 100, 60, 75])


def test_confidence_ranges_pool_seeds(two: FigureContext) -> None:
    table = reliability_of(NAMES[:1], 15, SEEDS[:2])
    table["images"], table["accuracy_percent"] = [10, 30], [100.0, 60.0]
    data = drawn("reliability", {"runs": runs(NAMES), "reliability": table}, two).data
    assert data[["accuracy_percent", "images_percent"]].to_numpy().tolist() == [[70.0, 100.0]]


def test_dead_units_are_percent_at_last_epoch(two: FigureContext) -> None:
    data = drawn("dead_units", USUAL["dead_units"], two).data
    assert set(data["percent"]) == {50.0}
    assert len(data) == sum(LAYERS.values())
    assert data["layer"].head(2).tolist() == ["hidden_1", "hidden_2"]


def test_interval_by_seeds_uses_std_of_paired_differences(two: FigureContext) -> None:
    table = runs_of(
        ["a", "b"], {"test_accuracy_percent": lambda name, seed: seed + (name == "a") * (seed % 2)}, (1, 2, 3, 4)
    )
    data = drawn("variation_over_seeds", {"runs": table}, two).data.query("panel == 'interval'").set_index("n")
    std = float(np.std([1, 0, 1, 0], ddof=1))
    assert float(data["high"].to_numpy()[10 - 3]) - 0.5 == pytest.approx(half_width(std, 10, 0.05))
    assert data.index.tolist() == list(range(3, 31))


def test_diverged_regression_has_no_mean(two: FigureContext) -> None:
    data = drawn("regression_errors", USUAL["regression_errors"], two).data
    errors = data[data["row"] == NAMES[1]].set_index("panel")["mean"]
    assert errors.isna().tolist() == [True, True, False]


def test_only_variant_of_model_is_labeled_by_name(two: FigureContext) -> None:
    data = drawn("confusion_matrices", USUAL["confusion_matrices"], two).data
    assert data["model"].drop_duplicates().tolist() == NAMES
    assert data["percent"].head(2).tolist() == [90.0, 10.0]
