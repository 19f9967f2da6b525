"""Describes the budget of a run: dataset sizes, epochs and seeds, and what is left out."""

from collections.abc import Iterable, Sequence

from groundwork.config.catalog import fitted_task
from groundwork.core.formatting import count, words
from groundwork.core.metrics import first_metric
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.plan import Plan
from groundwork.planning.specs import VariantSpec

FITTED_MODELS = {"classification": "models from scikit-learn", "language": "tables of n-grams"}
"""What is fitted in one call, by task."""


def budget_sentences(plan: Plan) -> tuple[str, ...]:
    """Return sentences on the plan: sizes, tuning, unused images, and the largest budget."""
    return tuple(_sentences(plan, [variant.spec for study in plan.studies.values() for variant in study.variants]))


def examples_of(dataset: str) -> str:
    """Return the word for one example of a dataset: `image`, `row` of a table, `window` of tokens."""
    return ORIGINS[dataset].example


def _sentences(plan: Plan, specs: Sequence[VariantSpec]) -> Iterable[str]:
    trained = [spec for spec in specs if spec.kind == "training"]
    sizes = [*_sizes(specs), *([_range([spec.epochs for spec in trained], "epoch")] if trained else [])]
    if specs:
        yield f"{', '.join(sizes)}, {_range([len(spec.seeds) for spec in specs], 'seed')} for each variant."
    fitted = {fitted_task(spec.model.name) for spec in specs if spec.kind == "fit"}
    if fitted:
        names = " and ".join(name for task, name in FITTED_MODELS.items() if task in fitted)
        yield f"{names[:1].upper()}{names[1:]} are fitted in one call, without epochs."
    tuned = sorted({first_metric(spec.task, "validation").name for spec in trained if spec.tuning_seeds})
    if tuned:
        by = " or ".join(words(name.removesuffix("_percent")) for name in tuned)
        yield f"Learning rates are tuned on seeds other than the reported ones, by {by}."
    yield from _left_out(specs)
    budgets = plan.params.budgets
    largest = max(budgets, key=lambda name: budgets[name].train_images)
    if budgets[largest].train_images > budgets[plan.params.budget].train_images:
        yield f"The budget {largest} of params.yaml uses {budgets[largest].train_images:,} images."


def _sizes(specs: Sequence[VariantSpec]) -> Iterable[str]:
    for example in sorted({examples_of(spec.dataset) for spec in specs}):
        sizes = [spec.train_images for spec in specs if examples_of(spec.dataset) == example]
        noun = f"{example} of a table" if example == "row" else f"training {example}"
        yield _range(sizes, noun, plural="rows of tables" if example == "row" else None)


def _left_out(specs: Sequence[VariantSpec]) -> Iterable[str]:
    """Yield a sentence if no variant uses all training images of a dataset."""
    most: dict[str, int] = {}
    for spec in specs:
        most[spec.dataset] = max(most.get(spec.dataset, 0), spec.train_images + spec.validation_images)
    partial = sorted(name for name in most if examples_of(name) == "image" and most[name] < ORIGINS[name].train_images)
    if partial:
        names = " and ".join(ORIGINS[name].title for name in partial)
        yield f"Not all training images of {names} are used, so accuracies are lower than with all of them."


def _range(values: Iterable[int], noun: str, plural: str | None = None) -> str:
    low, *_, high = sorted([min(values := list(values)), max(values)])
    text = f"{high:,} {plural}" if plural and high != 1 else count(high, noun)
    return text if low == high else f"{low:,} to {text}"
