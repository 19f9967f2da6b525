"""What a study's figures need beside its tables, gathered from the plan and the prepared data."""

from pathlib import Path

from groundwork.dataset.loading import load
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.paths import prepared_path
from groundwork.figures._drawing import FigureContext
from groundwork.plan import Plan


def study_context(root: Path, plan: Plan, study: str) -> FigureContext:
    """Return the context of a study's figures; test images and class names are those of its first variant's dataset."""
    dataset = plan.studies[study].variants[0].spec.dataset
    return FigureContext(
        study=study,
        class_names=ORIGINS[dataset].classes,
        images=load(prepared_path(dataset, root)).test_images,
        target_accuracy_percent=plan.params.statistics.target_accuracy_percent,
        confidence=plan.params.statistics.confidence,
    )
