"""What tasks and kinds of examples make possible: images in colors, a loss of a regression that is one function."""

import csv
import json
import math

import pytest

from tests.workflow.project import Project

COLORS = '''

def _colors() -> Arrays:
    """Return images of 6x6 pixels whose class is their brightest channel, and half of them in the dark."""
    import numpy as np

    random = np.random.default_rng(0)
    labels = np.arange(400) % 3
    images = random.integers(0, 120, (400, 3, 6, 6))
    images[np.arange(400), labels] += 100
    images[::7] //= 2
    return images.astype(np.uint8), labels.astype(np.uint8)


ORIGINS["colors"] = Origin(
    name="colors",
    title="Three colors",
    task="classification",
    example="image",
    classes=("red", "green", "blue"),
    image_shape=(6, 6),
    channels=3,
    top_value=255,
    train_images=320,
    test_images=80,
    citation="none needed",
    license="none needed",
    url="none",
    make=_colors,
    arrays_sha256="f99feb87942004d1da26b6bd81d4e5c3c9865ef3b85ad9733ebe520e1436826f",
)
'''
LOG_COSH = '''

def log_cosh(predictions: Prediction, targets: torch.Tensor) -> TargetUnits:
    """Return the mean of log cosh(prediction - target), which for large errors grows like their size."""
    return (predictions.view_as(targets) - targets).cosh().log().mean()
'''
STUDIES = """
  colors:
    fixed: {dataset: colors, preprocessing: standardized, augmentation: random_crop}
    vary:
      model: [{cnn: {filters: [4]}}, {mlp: {hidden_layer_sizes: [8]}}, {transformer: {patches: 3, num_layers: 1}}, lstm]
    figures: [examples, loss_curves, confusion_matrices, accuracy_by_variant]
  absolute:
    fixed: {dataset: diabetes, preprocessing: standardized_features, initializer: zeros, learning_rate: 1e-3}
    vary:
      loss: [mean_squared_error, mean_absolute_error, log_cosh]
    figures: [regression_errors, loss_curves]

statistics:"""
Row = dict[str, str]


@pytest.fixture(scope="module")
def ran(new: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a dataset in colors, one more loss, and studies of them, after one run."""
    project = new.copy(tmp_path_factory.mktemp("tasks") / "project")
    for file, text in {"dataset/origins.py": COLORS, "components/losses.py": LOG_COSH}.items():
        path = project.root / "src" / "groundwork" / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    project.edit("params.yaml", "datasets: [digits]", "datasets: [digits, colors, diabetes]")
    project.edit("params.yaml", "\nstatistics:", STUDIES)
    project.run_snakemake()
    return project


def rows(project: Project, name: str) -> list[Row]:
    with (project.root / "results" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_images_in_colors_are_learned_and_tabulated(ran: Project) -> None:
    runs = [row for row in rows(ran, "tables/colors/runs.csv") if row["role"] == "report"]

    assert {row["model"].partition(" ")[0] for row in runs} == {"cnn", "mlp", "transformer", "lstm"}
    assert {row["outcome"] for row in runs} == {"finished"}
    assert max(float(row["test_accuracy_percent"]) for row in runs) > 60
    layers = {row["layer"]: row for row in rows(ran, "tables/colors/layers.csv") if row["model"].startswith("cnn")}
    assert int(layers["convolution_1"]["parameters"]) == 4 * (3 * 5 * 5 + 1)
    assert json.loads(layers["convolution_1"]["detail"])["kernel_size"] == [5, 5]


def test_images_in_colors_are_drawn_and_reported(ran: Project) -> None:
    page = (ran.root / "results" / "report.html").read_text(encoding="utf-8")
    shown = rows(ran, "figures/colors/examples.csv")
    drawing = (ran.root / "results" / "figures" / "colors" / "examples.svg").read_text(encoding="utf-8")

    assert {row["kind"] for row in shown} >= {"first image"}
    assert drawing.count("<image ") >= 6
    assert "Three colors" in page
    assert "3 \N{MULTIPLICATION SIGN} 6 \N{MULTIPLICATION SIGN} 6" in page


def test_a_loss_of_a_regression_is_one_function(ran: Project) -> None:
    by_loss: dict[str, list[Row]] = {}
    for row in rows(ran, "tables/absolute/runs.csv"):
        by_loss.setdefault(row["loss"], []).append(row)
    units = {(row["loss"], row["metric"]): row["unit"] for row in rows(ran, "tables/absolute/summary.csv")}

    assert list(by_loss) == ["mean_squared_error", "mean_absolute_error", "log_cosh"]
    for row in by_loss["mean_absolute_error"]:
        assert row["role"] == "tuning" or row["test_loss"] == row["mean_absolute_error"]
    for row in by_loss["mean_squared_error"]:
        assert row["role"] == "tuning" or math.isclose(float(row["test_loss"]), float(row["mean_squared_error"]))
    assert [units[loss, "validation_loss"] for loss in by_loss] == [
        *("squared target units", "target units", "target units")
    ]
    assert {row["panel"] for row in rows(ran, "figures/absolute/loss_curves.csv")} == {
        *("training data", "validation data")
    }
