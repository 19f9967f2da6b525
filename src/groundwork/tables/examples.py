"""One row per test image to show, with the prediction of the lowest reported seed."""

from collections.abc import Iterator

import pandas as pd

from groundwork.records.schema import Example, Run
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, percent, short_settings_of, whole_runs


def examples(results: StudyResults) -> pd.DataFrame:
    """Return the first test images, then the most confident mistakes.

    `image` is the index among all images of the dataset, of which those for training come first.
    """
    return frame(
        {
            **short_settings_of(results, variant),
            "seed": run.seed,
            "kind": kind,
            "position": position,
            "image": example.index,
            "label": example.label,
            "predicted": example.predicted,
            "probability_percent": percent(example.probability),
        }
        for variant in results.study.variants
        for run in _first_tested(whole_runs(results, variant))
        for kind, position, example in _examples(run)
    )


def _first_tested(runs: list[Run]) -> list[Run]:
    return [run for run in runs if run.role == "report" and run.test][:1]


def _examples(run: Run) -> Iterator[tuple[str, int, Example]]:
    if run.test:
        for position, example in enumerate(run.test.first_images):
            yield "first image", position, example
        for position, example in enumerate(run.test.most_confident_mistakes):
            yield "confident mistake", position, example
