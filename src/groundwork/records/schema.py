"""The schema of a record: the result of one spec, per seed."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Base class of the parts of a record: frozen, without extra fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CurvePoint(Part):
    """A point of the learning curves; step 0 is the untrained network, without step losses.

    `train` and `validation` hold the task's metrics by name, evaluated after `step` steps on equally many images of
    each split, or on all training images if there are fewer; None for values that are not finite. `epoch` is the number
    of epochs, which need not be whole. `step_loss` and `step_loss_std` are the mean and the standard deviation of the
    step losses since the point before.
    """

    step: int
    epoch: float
    images_seen: int
    train: dict[str, float | None]
    validation: dict[str, float | None]
    step_loss: float | None
    step_loss_std: float | None


class Reading(Part):
    """A probe's value for one layer at one point of the learning curves."""

    probe: str
    step: int
    epoch: float
    layer: str
    value: float | None


class Example(Part):
    """A test image by its index, with its label and the network's prediction.

    The index counts all images of the dataset, first those that its files have for training.
    """

    index: int
    label: int
    predicted: int
    probability: float


class Bin(Part):
    """One bin of a reliability diagram: number of images, mean confidence and accuracy."""

    images: int
    confidence: float
    accuracy: float


class Test(Part):
    """The evaluation on the test split: the task's metrics by name, None for one that is not finite.

    The other fields are optional details; `confusion[label][predicted]` counts images, and `correct` says of each image
    whether its prediction is correct, one bit per image, packed as by numpy.packbits, in base64.
    """

    metrics: dict[str, float | None]
    reliability: list[Bin] = []
    confusion: list[list[int]] = []
    correct: str = ""
    first_images: list[Example] = []
    most_confident_mistakes: list[Example] = []

    def renumbered(self, indices: Sequence[int]) -> "Test":
        """Return the same evaluation with the example at position k numbered `indices[k]`."""
        first, worst = (
            [each.model_copy(update={"index": indices[each.index]}) for each in examples]
            for examples in (self.first_images, self.most_confident_mistakes)
        )
        return self.model_copy(update={"first_images": first, "most_confident_mistakes": worst})


class Horizon(Part):
    """A run's reading after a preset number of optimizer steps; only runs of reported seeds read the test split.

    `train` and `validation` are as in the curve. `late_step_loss` is the mean of the last 100 step losses, or of all if
    there are fewer, and `late_step_loss_std` their standard deviation around a straight line, which removes continued
    learning; None for fewer than three steps.
    """

    step: int
    train: dict[str, float | None]
    validation: dict[str, float | None]
    late_step_loss: float | None
    late_step_loss_std: float | None
    test: Test | None


class Run(Part):
    """The run of one seed of a spec; tuning seeds never use the test split.

    The last of `horizons` is the end of training: the planned one, or `chosen_until` of the record. Early stopping may
    stop before it; `kept_point` is an index into `curve`, whose weights early stopping kept, and those are read at the
    end. A diverged run ends with the point of the curve after the step at which it diverged; it has only the horizons
    before. A fitted estimator has no steps, one point and one horizon, at step 0.
    """

    seed: int
    role: Literal["report", "tuning"]
    diverged_at_step: int | None
    steps: int
    curve: list[CurvePoint]
    kept_point: int
    horizons: list[Horizon]
    readings: list[Reading]
    step_losses: list[float | None]
    step_rates: list[float]

    @property
    def test(self) -> Test | None:
        """The evaluation on the test split at the end; None for a tuning seed and for a diverged run."""
        return self.horizons[-1].test if self.horizons and self.diverged_at_step is None else None

    def at(self, step: int) -> Horizon | None:
        """Return the reading at a horizon; None if the run diverged before."""
        return next((horizon for horizon in self.horizons if horizon.step == step), None)

    @property
    def outcome(self) -> str:
        """`finished`, or `diverged at step N`."""
        return "finished" if self.diverged_at_step is None else f"diverged at step {self.diverged_at_step}"


class Reshaping(Part):
    """A parameterless layer that changes the shape, such as flatten: its name and output shape."""

    name: str
    output_shape: list[int]


class Layer(Part):
    """One layer of a model: name, class, output shape without the batch dimension, number of parameters.

    For convolutions also kernel size, stride and padding. `activation` is the class of the activation after the layer;
    `reshaped` lists the reshapes between the previous layer and this one.
    """

    name: str
    kind: str
    output_shape: list[int]
    parameters: int
    kernel_size: list[int] = []
    stride: list[int] = []
    padding: list[int] = []
    activation: str = ""
    reshaped: list[Reshaping] = []

    @property
    def detail(self) -> dict[str, Any]:
        """The non-default fields other than name, kind, output shape and parameters."""
        return self.model_dump(exclude={"name", "kind", "output_shape", "parameters"}, exclude_defaults=True)


class TrainingBody(Part):
    """The result of training a spec: the model's layers, multiply-adds per forward pass of one image, and the runs.

    Where the reported seeds depend on the choice of a learning rate, they were trained up to `chosen_until`, the last
    horizon at which it was the chosen one; 0 if it was at none, and there are no runs.
    """

    kind: Literal["training"] = "training"
    layers: list[Layer]
    multiply_adds: int | None
    chosen_until: int | None = None
    runs: list[Run]

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(layer.parameters for layer in self.layers)


class CheckBody(Part):
    """The result of an exact check: whether the claim holds, and the numbers behind it."""

    kind: Literal["check"] = "check"
    holds: bool
    measured: dict[str, float]


class MeasuredValue(Part):
    """One measured number: its case, its metric in the registry, and its position `at` on the x axis, if any."""

    case: str
    metric: str
    at: float | None
    value: float | None


class MeasuredRun(Part):
    """The measured values of one seed."""

    seed: int
    values: list[MeasuredValue]


class MeasurementBody(Part):
    """The result of a measurement, per seed."""

    kind: Literal["measurement"] = "measurement"
    runs: list[MeasuredRun]


class Record(Part):
    """The result of one spec, with its identity: everything that determined it."""

    name: str
    identity: dict[str, Any]
    body: TrainingBody | CheckBody | MeasurementBody


# The kind of a record's body, by the kind of its spec.
BODY_OF = {"training": "training", "fit": "training", "measurement": "measurement", "check": "check"}
