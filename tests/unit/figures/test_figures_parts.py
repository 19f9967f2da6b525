"""Shared code of figures against values computed by hand."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from groundwork.figures.confusion_matrices import confusion_matrices
from groundwork.figures.range_test import range_test
from groundwork.figures.shared.axes import rate_text
from groundwork.figures.shared.bands import band_data, interval_row
from groundwork.figures.shared.choices import one_per_model
from groundwork.figures.shared.drawing import FigureContext
from groundwork.figures.shared.families import families_of, rate_band, shared_rate
from groundwork.figures.shared.labels import space_out
from groundwork.figures.shared.names import name_text
from groundwork.figures.shared.series import MAX_SHOWN, labels_of, looks, shown_groups, shown_variants
from groundwork.figures.shared.style import SERIES
from groundwork.figures.time_to_target import time_to_target

TablesOf = Callable[[str], dict[str, pd.DataFrame]]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([50.0], [50.0]),
        ([10.0, 50.0], [10.0, 50.0]),
        ([50.0, 50.0], [45.0, 55.0]),
        ([52.0, 50.0], [56.0, 46.0]),
        ([0.0, 0.0, 0.0], [0.0, 10.0, 20.0]),
        ([100.0, 99.0, 20.0], [100.0, 90.0, 20.0]),
        ([], []),
    ],
)
def test_space_out_moves_labels_minimally(wanted: list[float], places: list[float]) -> None:
    assert space_out(wanted, 10, 100) == pytest.approx(places)


@pytest.mark.parametrize(
    ("rate", "text"), [(0.1, "0.1"), (1.0, "1"), (0.003, "0.003"), (0.0005, "5e-4"), (1e-5, "1e-5"), (0.56234, "0.562")]
)
def test_rate_text_matches_params(rate: float, text: str) -> None:
    assert rate_text(rate) == text


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("optimizer", "rmsprop", "RMSprop"),
        ("model", "mlp (hidden_layer_sizes 64-32)", "MLP (hidden 64-32)"),
        ("model", "softmax_regression", "softmax regression"),
        ("batch_size", 64, "batch 64"),
        ("learning_rate", 0.0001, "1e-4"),
        ("model", "deep_mlp (num_layers 20, activation leaky_relu)", "deep MLP (layers 20, activation leaky ReLU)"),
        ("initializer", "he_normal", "He normal"),
        ("train_images", 1000.0, "1,000 images"),
        ("patience", 5.0, "patience 5"),
    ],
)
def test_name_text_of_settings(column: str, value: object, text: str) -> None:
    assert name_text(column, value) == text


def test_mean_needs_every_seed() -> None:
    values = pd.Series([1.0, 2.0, math.inf])
    assert interval_row(values, 3, 0.95)["n"] == 2
    assert math.isnan(interval_row(values, 3, 0.95)["mean"])
    assert interval_row(values[:2], 2, 0.95)["mean"] == 1.5


def test_geometric_mean_uses_logarithms() -> None:
    row = interval_row(pd.Series([1.0, 100.0]), 2, 0.95, geometric=True)
    half = 12.7062 * np.std([0, np.log(100)], ddof=1) / math.sqrt(2)
    assert row["mean"] == pytest.approx(10)
    assert row["high"] == pytest.approx(10 * math.exp(half), rel=1e-4)


def test_bands_stop_where_seed_diverged(tables_of: TablesOf) -> None:
    tables = tables_of("rates")
    shown = [variant for variant in shown_variants(tables["runs"])[0] if variant.label == "0.1"]
    curves = tables["curves"].query("role == 'report'")
    band = band_data(curves, shown, "epoch", "train_loss", 0.95)
    assert shown[0].end_label == "0.1, 1 of 3 diverged"
    assert band["epoch"].tolist() == [0, 0.5, 1, 2, 3, 4, 5]
    assert band["n"].tolist() == [3, 3, 3, 2, 2, 2, 2]
    assert np.isfinite(band["mean"]).tolist() == [True, True, True, False, False, False, False]


def test_variants_are_labeled_by_differences(tables_of: TablesOf) -> None:
    assert list(labels_of(tables_of("models")["runs"]).values()) == [
        "softmax regression, unit range",
        "softmax regression, permuted",
        "MLP, unit range",
        "MLP, permuted",
        "MLP (hidden 512-128), unit range",
    ]


def test_single_variant_is_labeled_by_model(tables_of: TablesOf) -> None:
    assert list(labels_of(tables_of("one_variant")["runs"]).values()) == ["MLP"]


def test_variants_without_differing_column_keep_label(tables_of: TablesOf) -> None:
    runs = tables_of("one_variant")["runs"]
    twice = pd.concat([runs, runs.assign(record="other", variant="500")])
    assert list(labels_of(twice).values()) == ["MLP ()", "MLP (500)"]


def test_named_variants_are_labeled_by_name_and_differences(tables_of: TablesOf) -> None:
    assert list(labels_of(tables_of("named")["runs"]).values()) == [
        "none",
        "dropout",
        "batch normalization",
        "large images in two steps, 0.001",
        "large images in two steps, 5",
    ]


def test_settings_missing_in_estimator_are_not_in_label(tables_of: TablesOf) -> None:
    labels = list(labels_of(tables_of("images")["runs"]).values())
    assert labels[0] == "random forest, 100 images"
    assert labels[-1] == "CNN, 1,000 images"


def test_missing_early_stopping_is_difference(tables_of: TablesOf) -> None:
    runs = tables_of("one_variant")["runs"]
    both = pd.concat([runs, runs.assign(record="other", patience=5.0)])
    assert list(labels_of(both).values()) == ["no early stopping", "patience 5"]


def test_many_variants_are_grouped_by_name(tables_of: TablesOf) -> None:
    groups, remark = shown_groups(tables_of("initializers")["runs"])
    assert {title: len(shown) for title, shown in groups.items()} == {"deep ReLU": 9, "deep tanh": 8, "shallow ReLU": 9}
    assert groups["deep ReLU"][1].label == "normal (std 0.01)"
    assert remark == ""
    groups, _ = shown_groups(tables_of("activations")["runs"])
    assert [variant.label for variant in groups["others"]] == [
        "softmax regression",
        "deep sigmoid with batch normalization",
    ]


def test_only_tuned_variant_of_family_is_shown(tables_of: TablesOf) -> None:
    shown, remark = shown_variants(tables_of("optimizers")["runs"])
    assert [variant.label for variant in shown] == ["SGD, 0.3", "Adam, 0.003"]
    assert remark == "tuned learning rates"


def test_at_most_twelve_variants_are_shown(tables_of: TablesOf) -> None:
    shown, remark = shown_variants(tables_of("sixteen")["runs"])
    assert len(shown) == MAX_SHOWN
    assert remark == "12 of 16 variants"
    assert [shown[0].end_label, shown[-1].end_label] == ["1, 3 of 3 diverged", "1.78e-4"]


def test_learning_rates_use_color_ramp(tables_of: TablesOf) -> None:
    rates = tables_of("rates")["runs"]
    colors = {variant.label: variant.color for variant in looks(rates, list(rates["record"].drop_duplicates()))}
    assert (colors["1e-5"], colors["0.1"]) == ("#0f9d8a", "#d37d17")
    models = tables_of("models")["runs"]
    kinds = looks(models, list(models["record"].drop_duplicates()))
    assert len({(variant.color, str(variant.dash)) for variant in kinds}) == 5
    assert {variant.color for variant in kinds} <= set(SERIES)


def test_families_differ_only_in_learning_rate(tables_of: TablesOf) -> None:
    groups = families_of(tables_of("optimizers")["runs"])
    assert [family.name for family in groups] == ["SGD", "Adam"]
    assert list(groups[0].records) == [0.001, 0.03, 0.3, 1]
    assert shared_rate(groups) == 0.001
    band = rate_band(groups[0], "test_accuracy_percent", 0.95)
    assert band["learning_rate"].tolist() == [0.001, 0.03, 0.3, 1]
    assert band["diverged"].tolist() == [0, 0, 0, 0]


def test_one_variant_per_model(tables_of: TablesOf) -> None:
    runs = tables_of("models")["runs"]
    names = one_per_model(runs)
    assert list(names.values()) == ["softmax regression", "MLP", "MLP (hidden 512-128)"]
    chosen = runs[runs["record"].isin(list(names))]
    assert set(chosen["preprocessing"]) == {"unit_range"}


def test_confusion_matrix_rows_sum_to_100(tables_of: TablesOf, context: FigureContext) -> None:
    data = confusion_matrices(tables_of("one_variant"), context).data
    assert len(data) == 100
    assert [sum(row) for row in np.split(data["percent"].to_numpy(dtype=float), 10)] == pytest.approx([100.0] * 10)
    assert data[["label", "predicted"]].iloc[0].tolist() == ["T-shirt/top", "T-shirt/top"]


def test_range_test_suggests_tenth_of_lowest_loss_rate(tables_of: TablesOf, context: FigureContext) -> None:
    drawing = range_test(tables_of("ramp"), context)
    data = drawing.data
    (mean,) = [line for line in drawing.figure.axes[0].lines if str(line.get_gid()).startswith("series-")]
    at_start = np.log(data.groupby("seed")["smoothed_loss"].first()).mean()
    assert np.log(mean.get_ydata()[0]) == pytest.approx(at_start)  # type: ignore[index]
    for _, run in data.groupby("seed"):
        lowest = float(run.sort_values("smoothed_loss")["learning_rate"].iloc[0])
        assert run["lowest"].iloc[0] == lowest
        assert run["suggested"].iloc[0] == pytest.approx(lowest / 10)
        before = run[run["learning_rate"].between(lowest, run["blow_up"].iloc[0], inclusive="left")]
        assert before["smoothed_loss"].max() < run["smoothed_loss"].iloc[0]


def test_range_test_has_no_suggestion_for_falling_loss(tables_of: TablesOf, context: FigureContext) -> None:
    steps = tables_of("ramp")["step_losses"].sort_values(["seed", "step"])
    is_first = steps["seed"] == steps["seed"].iloc[0]
    falling = steps["step_loss"].where(~is_first, -np.log10(steps["learning_rate_at_step"]))

    drawing = range_test({"step_losses": steps.assign(step_loss=falling + 2)}, context)

    suggested = drawing.data.groupby("seed")["suggested"].first()
    assert suggested.isna().tolist() == [True, *[False] * (len(suggested) - 1)]
    labels = [text.get_text() for axes in drawing.figure.axes for text in axes.texts]
    assert [label.partition("\n")[0] for label in labels] == ["lowest"]


def test_time_to_target_is_that_of_the_slowest(tables_of: TablesOf, context: FigureContext) -> None:
    tables = tables_of("optimizers")
    data = time_to_target(tables, context).data
    assert data["variant"].tolist() == ["SGD, 0.001", "SGD, tuned 0.3", "Adam, 0.001", "Adam, tuned 0.003"]
    assert data["missed"].tolist() == [0, 0, 0, 0]
    assert data["mean"].max() <= tables["curves"]["step"].max()
    assert data["mean"].idxmax() == 0


def test_time_to_target_without_what_learned_nothing(tables_of: TablesOf, context: FigureContext) -> None:
    """With one seed the slowest variant ends at guessing, where no other would need any time to get."""
    tables = tables_of("optimizers")
    before = time_to_target(tables, context).data
    curves = tables["curves"].copy()
    first = (curves["record"] == before["record"][0]) & (curves["seed"] == curves["seed"].min())
    curves.loc[first, "validation_accuracy_percent"] = 12.0
    drawing = time_to_target({**tables, "curves": curves}, context)
    assert drawing.data["missed"].tolist() == [1, 0, 0, 0]
    assert drawing.data["mean"].isna().tolist() == [True, False, False, False]
    assert (drawing.data["mean"][1:] >= before["mean"][1:]).all()
    texts = [text.get_text() for axes in drawing.figure.axes for text in axes.texts]
    assert "learned nothing with 1 of 3 seeds" in texts


def test_figures_without_data_give_reason(context: FigureContext, tables_of: TablesOf) -> None:
    drawing = range_test(tables_of("one_variant"), context)
    reason = "No variant of the study keeps its step losses; set `keep_step_losses: true`."
    assert drawing.data["nothing drawn because"].tolist() == [reason]
    assert [text.get_text() for text in drawing.figure.texts] == [reason]
