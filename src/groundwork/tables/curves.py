"""One row per run and epoch: the loss and the task's other metrics."""

import pandas as pd

from groundwork.core.metrics import column_of
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, runs_of


def curves(results: StudyResults) -> pd.DataFrame:
    """Return the metrics on training and validation data after each epoch (0 is untrained); NaN if not finite."""
    return frame(
        {
            **settings,
            "seed": run.seed,
            "role": run.role,
            "epoch": epoch.epoch,
            "images_seen": epoch.images_seen,
            **{column_of("train", name): value for name, value in epoch.train.items()},
            **{column_of("validation", name): value for name, value in epoch.validation.items()},
            "step_loss": epoch.step_loss,
            "step_loss_std": epoch.step_loss_std,
        }
        for settings, run in runs_of(results)
        for epoch in run.epochs
    )
