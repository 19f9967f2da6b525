"""The typed schema of params.yaml: every key, its type and its range."""

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
from groundwork.config.names import Component, as_tuple, component_of, distinct, increasing, matching, name_of
from groundwork.config.reported_rates import LearningRate, ReportedRates

Seed = Annotated[int, Field(ge=0, lt=2**31)]
Seeds = Annotated[tuple[Seed, ...], at_most(1_000, "more would take days"), as_tuple(), distinct()]
# File names contain the study's name and a key, and some file systems allow 143 characters.
StudyName = Annotated[
    str,
    matching(
        "[a-z][a-z0-9_]*", "is not a valid study name; use lowercase letters, digits and _, starting with a letter"
    ),
    matching(".{,80}", "is too long for a study name, which is part of file names; use at most 80 characters"),
]
BudgetName = Annotated[
    str,
    matching(
        r"\w[^\x00-\x1f\x7f]{,59}",
        "is not a valid budget name; use at most 60 characters, starting with a letter or digit",
    ),
]
Images = Annotated[int, Field(ge=100, le=1_000_000)]
Steps = Annotated[int, Field(ge=1, le=100_000_000)]
Horizons = Annotated[
    tuple[Steps, ...], at_most(20, "at each the whole test split is read"), as_tuple(), increasing(), distinct()
]


class Section(BaseModel):
    """A part of params.yaml: frozen, strictly typed, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Settings(Section):
    """All settings of a variant; a budget and `defaults` provide those that a study does not set."""

    dataset: str
    train_images: Images
    validation_images: Images
    epochs: Annotated[int, Field(ge=1, le=10_000)]
    seeds: Annotated[Seeds, Field(min_length=1)]
    tuning_seeds: Seeds
    most_seeds: PositiveInteger | None
    preprocessing: Annotated[Component, component_of(PREPROCESSING)]
    augmentation: Annotated[Component, component_of(AUGMENTATION)]
    model: Annotated[Component, component_of(MODEL)]
    initializer: Annotated[Component, component_of(INITIALIZER)]
    loss: Annotated[Component, component_of(LOSS)]
    optimizer: Annotated[Component, component_of(OPTIMIZER)]
    learning_rate: LearningRate
    reported_learning_rates: ReportedRates
    schedule: Annotated[Component, component_of(SCHEDULE)]
    batch_size: Annotated[int, Field(ge=1, le=65_536)]
    clip_norm: PositiveNumber | None
    patience: PositiveInteger | None
    probes: Annotated[tuple[Annotated[str, name_of(PROBE)], ...], as_tuple(), distinct()]
    keep_step_losses: bool


class Budget(Section):
    """The compute of a run: images, epochs and seeds of every variant."""

    train_images: Images
    validation_images: Images
    epochs: Annotated[int, Field(ge=1, le=10_000)]
    seeds: Annotated[Seeds, Field(min_length=1)]
    tuning_seeds: Annotated[Seeds, Field(min_length=1)]


class Data(Section):
    """The datasets to fetch, and the fallback if one is not available."""

    datasets: Annotated[tuple[str, ...], as_tuple(), Field(min_length=1), distinct()]
    fallback: Literal["digits"] | None


class Study(Section):
    """One question: the variants to train, its exact checks, measurements, timings and figures.

    `vary`, `variants` and `budgets` hold unvalidated values; config.reading validates each by the type of its setting.
    The settings under `budgets` for the current budget override all others.
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


class Report(Section):
    """How the report looks."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    decimals: Annotated[int, Field(ge=0, le=4)]


class Params(Section):
    """All of params.yaml, or of another file: its name is `file` in the validation context."""

    _file: str = PrivateAttr("params.yaml")
    budget: str
    device: Literal["auto", "cpu", "cuda"]
    gpu_slots: PositiveInteger
    horizons: Horizons
    data: Data
    budgets: Annotated[dict[BudgetName, Budget], Field(min_length=1)]
    defaults: dict[str, Any]
    studies: Annotated[dict[StudyName, Study], Field(min_length=1)]
    statistics: Statistics
    report: Report

    def model_post_init(self, context: Any, /) -> None:
        """Store the file's name, which starts every message."""
        self._file = (context or {}).get("file", self._file)

    def place_of(self, study: str) -> str:
        """Return the place of a study, for messages."""
        return f"{self._file}: studies.{study}"
