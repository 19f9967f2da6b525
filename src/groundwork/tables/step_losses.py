"""One row per run and step, for variants with `keep_step_losses`."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, runs_of


def step_losses(results: StudyResults) -> pd.DataFrame:
    """Return the loss before each update, in its own unit (NaN if not finite), and its learning rate; steps from 0."""
    return frame(
        {
            **settings,
            "seed": run.seed,
            "role": run.role,
            "step": step,
            "learning_rate_at_step": rate,
            "step_loss": loss,
        }
        for settings, run in runs_of(results)
        for step, (rate, loss) in enumerate(zip(run.step_rates, run.step_losses, strict=True))
    )
