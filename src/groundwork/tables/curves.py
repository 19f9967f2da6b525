"""One row per run and point of its learning curves: the loss and the task's other metrics."""

import pandas as pd

from groundwork.core.metrics import column_of
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, runs_of


def curves(results: StudyResults) -> pd.DataFrame:
    """Return the metrics on training and validation data after a number of steps (0 is untrained); NaN if not finite.

    There is a point at the end of each epoch, at each horizon, and within the first epoch after 9, 18, 36, ... steps.
    """
    return frame(
        {
            **settings,
            "seed": run.seed,
            "role": run.role,
            "step": point.step,
            "epoch": point.epoch,
            "images_seen": point.images_seen,
            **{column_of("train", name): value for name, value in point.train.items()},
            **{column_of("validation", name): value for name, value in point.validation.items()},
            "step_loss": point.step_loss,
            "step_loss_std": point.step_loss_std,
        }
        for settings, run in runs_of(results)
        for point in run.curve
    )
