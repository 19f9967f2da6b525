"""What tasks and kinds of examples make possible: images in colors, a loss of a regression that is one function."""

import csv
import json
import math

from tests.workflow.project import Project

Row = dict[str, str]


def rows(project: Project, name: str) -> list[Row]:
    with (project.root / "results" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_images_in_colors_are_learned_and_tabulated(extended: Project) -> None:
    runs = [row for row in rows(extended, "tables/colors/runs.csv") if row["role"] == "report"]

    assert {row["model"].partition(" ")[0] for row in runs} == {"cnn", "mlp", "transformer", "lstm"}
    assert {row["outcome"] for row in runs} == {"finished"}
    assert max(float(row["test_accuracy_percent"]) for row in runs) > 60
    layers = {row["layer"]: row for row in rows(extended, "tables/colors/layers.csv") if row["model"].startswith("cnn")}
    assert int(layers["convolution_1"]["parameters"]) == 4 * (3 * 5 * 5 + 1)
    assert json.loads(layers["convolution_1"]["detail"])["kernel_size"] == [5, 5]


def test_images_in_colors_are_drawn_and_reported(extended: Project) -> None:
    page = (extended.root / "results" / "report.html").read_text(encoding="utf-8")
    shown = rows(extended, "figures/colors/examples.csv")
    drawing = (extended.root / "results" / "figures" / "colors" / "examples.svg").read_text(encoding="utf-8")

    assert {row["kind"] for row in shown} >= {"first image"}
    assert drawing.count("<image ") >= 6
    assert "Three colors" in page
    assert "3 \N{MULTIPLICATION SIGN} 6 \N{MULTIPLICATION SIGN} 6" in page


def test_a_loss_of_a_regression_is_one_function(extended: Project) -> None:
    by_loss: dict[str, list[Row]] = {}
    for row in rows(extended, "tables/absolute/runs.csv"):
        by_loss.setdefault(row["loss"], []).append(row)
    units = {(row["loss"], row["metric"]): row["unit"] for row in rows(extended, "tables/absolute/summary.csv")}

    assert list(by_loss) == ["mean_squared_error", "mean_absolute_error", "log_cosh"]
    for row in by_loss["mean_absolute_error"]:
        close = math.isclose(float(row["test_loss"] or 0), float(row["mean_absolute_error"] or 0), rel_tol=1e-5)
        assert row["role"] == "tuning" or close
    for row in by_loss["mean_squared_error"]:
        assert row["role"] == "tuning" or math.isclose(float(row["test_loss"]), float(row["mean_squared_error"]))
    assert [units[loss, "validation_loss"] for loss in by_loss] == [
        *("squared target units", "target units", "target units")
    ]
    assert {row["panel"] for row in rows(extended, "figures/absolute/loss_curves.csv")} == {
        *("training data", "validation data")
    }
