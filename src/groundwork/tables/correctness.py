"""One row per reported run and horizon: which test images the run classifies correctly."""

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import body_of, frame


def correctness(results: StudyResults) -> pd.DataFrame:
    """Return one bit per test image, 1 if its prediction is correct: base64 of the bytes of numpy.packbits.

    There are no rows after a divergence, and none for a task without classes. Runs of one dataset and seed have the
    same test images in the same order. A record has its rows once, even if several variants share it.
    """
    bodies = {variant.record: body_of(results, variant) for variant in results.study.variants}
    return frame(
        {
            "record": record,
            "seed": run.seed,
            "horizon": horizon.step,
            "images": sum(map(sum, horizon.test.confusion)),
            "correct": horizon.test.correct,
        }
        for record, body in bodies.items()
        for run in body.runs
        for horizon in run.horizons
        if horizon.test and horizon.test.correct
    )
