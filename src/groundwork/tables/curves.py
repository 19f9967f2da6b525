"""One row per run and epoch: how loss and accuracy develop."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, percent, runs_of


def curves(results: StudyResults) -> pd.DataFrame:
    """Return loss in nats and accuracy at the end of each epoch, 0 being the untrained network; NaN if not finite."""
    return frame(
        {
            **settings,
            "seed": run.seed,
            "role": run.role,
            "epoch": epoch.epoch,
            "images_seen": epoch.images_seen,
            "train_loss": epoch.train_loss,
            "train_accuracy_percent": percent(epoch.train_accuracy),
            "validation_loss": epoch.validation_loss,
            "validation_accuracy_percent": percent(epoch.validation_accuracy),
            "step_loss": epoch.step_loss,
            "step_loss_spread": epoch.step_loss_spread,
        }
        for settings, run in runs_of(results)
        for epoch in run.epochs
    )
