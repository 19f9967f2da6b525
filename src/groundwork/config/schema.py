"""The typed shape of params.yaml: every key, its type, its range and why it is there."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from groundwork.config.bounds import PositiveInteger, PositiveNumber, at_most
from groundwork.config.catalog import (
    AUGMENTATION,
    CHECK,
    FIGURE,
    INITIALIZER,
    LOSS,
    MEASUREMENT,
    MODEL,
    OPTIMIZER,
    PREPROCESSING,
    PROBE,
    SCHEDULE,
    TIMING,
)
from groundwork.config.names import Component, as_tuple, component_of, distinct, name_of, spelled

Seed = Annotated[int, Field(ge=0, lt=2**31)]
Seeds = Annotated[tuple[Seed, ...], at_most(1_000, "more would take days"), as_tuple(), distinct()]
# Names of files hold a study's name beside a key, and a file system may take 143 characters of them.
StudyName = Annotated[
    str,
    spelled("[a-z][a-z0-9_]*", "is no name for a study; use lower-case letters, digits and _, a letter first"),
    spelled(".{,80}", "is too long a name for a study; file names hold it, so use 80 characters at most"),
]
BudgetName = Annotated[
    str,
    spelled(r"\w[^\x00-\x1f\x7f]{,59}", "is no name for a budget; use 60 characters at most, a letter or digit first"),
]
LearningRate = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Images = Annotated[int, Field(ge=100, le=1_000_000)]


class Section(BaseModel):
    """A part of params.yaml: frozen, strict about types, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Settings(Section):
    """Everything a variant is trained with; a budget and `defaults` give what a study leaves open."""

    dataset: str
    train_images: Images
    validation_images: Images
    epochs: Annotated[int, Field(ge=1, le=10_000)]
    seeds: Annotated[Seeds, Field(min_length=1)]
    tuning_seeds: Seeds
    most_seeds: PositiveInteger | None
    new_images_per_seed: bool
    preprocessing: Annotated[Component, component_of(PREPROCESSING)]
    augmentation: Annotated[Component, component_of(AUGMENTATION)]
    model: Annotated[Component, component_of(MODEL)]
    initializer: Annotated[Component, component_of(INITIALIZER)]
    loss: Annotated[Component, component_of(LOSS)]
    optimizer: Annotated[Component, component_of(OPTIMIZER)]
    learning_rate: LearningRate
    schedule: Annotated[Component, component_of(SCHEDULE)]
    batch_size: Annotated[int, Field(ge=1, le=65_536)]
    clip_norm: PositiveNumber | None
    patience: PositiveInteger | None
    probes: Annotated[tuple[Annotated[str, name_of(PROBE)], ...], as_tuple(), distinct()]
    keep_step_losses: bool


class Budget(Section):
    """How much compute a run may use: images, epochs and seeds of every variant."""

    train_images: Images
    validation_images: Images
    epochs: Annotated[int, Field(ge=1, le=10_000)]
    seeds: Annotated[Seeds, Field(min_length=1)]
    tuning_seeds: Annotated[Seeds, Field(min_length=1)]


class Data(Section):
    """Which datasets to get and pin, and what stands in where one cannot be had."""

    datasets: Annotated[tuple[str, ...], as_tuple(), Field(min_length=1), distinct()]
    fallback: Literal["digits"] | None


class Study(Section):
    """One question asked of the networks: the variants it trains, what else it checks, measures and times, its figures.

    `vary`, `variants` and `budgets` hold unchecked values here; config.reading checks each against the type of its
    setting. What `budgets` says of the budget in use goes before everything else.
    """

    fixed: dict[str, Any] = {}
    vary: dict[str, list[Any]] = {}
    variants: list[dict[str, Any]] = []
    budgets: dict[str, dict[str, Any]] = {}
    checks: Annotated[tuple[Annotated[str, name_of(CHECK)], ...], as_tuple(), distinct()] = ()
    measurements: Annotated[tuple[Annotated[Component, component_of(MEASUREMENT)], ...], as_tuple(), distinct()] = ()
    timings: Annotated[tuple[Annotated[str, name_of(TIMING)], ...], as_tuple(), distinct()] = ()
    figures: Annotated[tuple[Annotated[str, name_of(FIGURE)], ...], as_tuple(), distinct()] = ()

    @property
    def trains(self) -> bool:
        """Whether the study has variants: it lists some, or it has nothing else to do."""
        return bool(self.vary or self.variants or not (self.checks or self.measurements or self.timings))


class Statistics(Section):
    """How a difference is judged."""

    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    target_accuracy_percent: Annotated[float, Field(gt=0, lt=100)]


class Report(Section):
    """How the report looks."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    decimals: Annotated[int, Field(ge=0, le=4)]


class Params(Section):
    """The whole of params.yaml, or of the file that was given in its place: `file` in the context of validation."""

    _file: str = PrivateAttr("params.yaml")
    budget: str
    device: Literal["auto", "cpu", "cuda"]
    gpu_slots: PositiveInteger
    data: Data
    budgets: Annotated[dict[BudgetName, Budget], Field(min_length=1)]
    defaults: dict[str, Any]
    studies: Annotated[dict[StudyName, Study], Field(min_length=1)]
    statistics: Statistics
    report: Report

    def model_post_init(self, context: Any, /) -> None:
        """Keep the file's name, with which every problem begins."""
        self._file = (context or {}).get("file", self._file)

    def place_of(self, study: str) -> str:
        """Return where a study stands, for what is said of it."""
        return f"{self._file}: studies.{study}"
