"""One row per kind of images that a network made, by the lowest reported seed at the end of training."""

import pandas as pd

from groundwork.records.schema import Run
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, short_settings_of, whole_runs


def pictures(results: StudyResults) -> pd.DataFrame:
    """Return the images of each variant: originals, reconstructions, samples, and images between two originals.

    `pixels` are 8-bit gray values (count, height, width), as bytes in base64. There are no rows for other tasks.
    """
    return frame(
        {
            **short_settings_of(results, variant),
            "seed": run.seed,
            "kind": made.kind,
            "height": made.height,
            "width": made.width,
            "pixels": made.pixels,
        }
        for variant in results.study.variants
        for run in _first_tested(whole_runs(results, variant))
        for made in (run.test.pictures if run.test else [])
    )


def _first_tested(runs: list[Run]) -> list[Run]:
    return [run for run in runs if run.role == "report" and run.test][:1]
