"""What a record holds: the result of one spec, seed by seed."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen piece of a record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Epoch(Part):
    """A point of the curves; epoch 0 is the untrained network, whose step losses do not exist.

    `train` and `validation` hold the task's metrics by name, evaluated at the end of the epoch on equally many images
    of each split, or on all training images where these are fewer; None is what was not finite.
    """

    epoch: int
    images_seen: int
    train: dict[str, float | None]
    validation: dict[str, float | None]
    step_loss: float | None
    step_loss_std: float | None


class Reading(Part):
    """One number that a probe read from one layer at the end of one epoch."""

    probe: str
    epoch: int
    layer: str
    value: float | None


class Example(Part):
    """A test image by its index, with what the network made of it."""

    index: int
    label: int
    predicted: int
    probability: float


class Bin(Part):
    """The images whose confidence lies in one interval: how many, their mean confidence, how many were right."""

    images: int
    confidence: float
    accuracy: float


class Test(Part):
    """The test split, read once after training: the task's metrics by name, None for one that was not finite.

    The rest are details that a task may have; `confusion[label][predicted]` counts images.
    """

    metrics: dict[str, float | None]
    reliability: list[Bin] = []
    confusion: list[list[int]] = []
    first_images: list[Example] = []
    most_confident_mistakes: list[Example] = []


class Run(Part):
    """One seed of a spec; tuning seeds never see the test split.

    A diverged run ends with the epoch in which it diverged; `steps` and `images_seen` count the rest of that epoch too.
    `kept_epoch` counts into `epochs`: the weights at its end were kept and tested, which early stopping decides. An
    estimator that is fitted in one go has taken no steps and has one epoch.
    """

    seed: int
    role: Literal["report", "tuning"]
    diverged_at_step: int | None
    steps: int
    epochs: list[Epoch]
    kept_epoch: int
    readings: list[Reading]
    step_losses: list[float | None]
    step_rates: list[float]
    test: Test | None

    @property
    def outcome(self) -> str:
        """`finished`, or `diverged at step N`."""
        return "finished" if self.diverged_at_step is None else f"diverged at step {self.diverged_at_step}"


class Reshaping(Part):
    """A step without parameters that changes a shape, such as a flatten: its name, the shape of what comes out."""

    name: str
    output_shape: list[int]


class Layer(Part):
    """One layer of a model: its name, what it is, the shape of its output without the batch, its parameters.

    Of a convolution also its kernel, stride and padding, by side; `activation` is the class of the function after it,
    `reshaped` what its input went through since the layer before.
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
        """What is told of it beside its name, kind, shape and parameters, as far as it has that."""
        return self.model_dump(exclude={"name", "kind", "output_shape", "parameters"}, exclude_defaults=True)


class TrainingBody(Part):
    """What training a spec gave: the model's layers, its multiply-adds per image passed forward, one run per seed."""

    kind: Literal["training"] = "training"
    layers: list[Layer]
    multiply_adds: int | None
    runs: list[Run]

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(layer.parameters for layer in self.layers)


class CheckBody(Part):
    """What an exact check found: whether the claim holds, and the numbers it looked at."""

    kind: Literal["check"] = "check"
    holds: bool
    measured: dict[str, float]


class MeasuredValue(Part):
    """One number that a measurement gave: of which case, which metric of the registry, at which place."""

    case: str
    metric: str
    at: float | None
    value: float | None


class MeasuredRun(Part):
    """All that a measurement gave for one seed."""

    seed: int
    values: list[MeasuredValue]


class MeasurementBody(Part):
    """What a measurement gave, seed by seed."""

    kind: Literal["measurement"] = "measurement"
    runs: list[MeasuredRun]


class Record(Part):
    """The result of one spec, with everything that determined it."""

    name: str
    identity: dict[str, Any]
    body: TrainingBody | CheckBody | MeasurementBody


# The kind of body that a record has, by the kind of its spec.
BODY_OF = {"training": "training", "fit": "training", "measurement": "measurement", "check": "check"}
