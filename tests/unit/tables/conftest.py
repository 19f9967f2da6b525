"""Results of a study of two learning rates, and of a study with a network and an estimator."""

import pytest

from groundwork.records.schema import CheckBody, TrainingBody
from groundwork.tables.shared.results import StudyResults
from tests.unit.tables import made


@pytest.fixture
def results() -> StudyResults:
    """At 0.1, one of three reported seeds missed the target and one diverged; at 0.01, all reach it."""
    high = made.trained(
        made.made_run(1, "report", made.REACHING, made.made_test(0.875)),
        made.made_run(2, "report", made.MISSING, made.made_test(0.75)),
        made.diverged_run(3),
        made.made_run(7, "tuning", made.REACHING, None),
    )
    low = made.trained(
        *(made.made_run(seed, "report", made.REACHING, made.made_test(0.5 + 0.125 * seed)) for seed in (3, 2, 1)),
        made.diverged_run(7, "tuning"),
    )
    rates = [(0.1, high), (0.01, low)]
    return made.made_results(
        [
            (made.made_variant(f"mlp-{rate}", made.made_spec(learning_rate=rate), learning_rate=rate), body)
            for rate, body in rates
        ],
        checks={"adam_state_bytes": CheckBody(holds=True, measured={"numbers": 2.0, "bytes": 8.0})},
        measurements={"random_search (n_trials 2)": made.searched(81.5, None)},
    )


@pytest.fixture
def named_results() -> StudyResults:
    """A network at two batch sizes that kept the weights of epoch 3, and an estimator; all have names."""
    stopped = made.trained(made.made_run(1, "report", made.REACHING, made.made_test(0.75), kept_point=3))
    fitted = TrainingBody(layers=[], multiply_adds=None, runs=[made.fitted_run(1)])
    specs = {size: made.made_spec(patience=1, batch_size=size, horizons=(16,)) for size in (25, 50)}
    return made.made_results(
        [
            *(
                (made.made_variant(f"mlp-{size}", spec, "early stopping", batch_size=size), stopped)
                for size, spec in specs.items()
            ),
            (made.made_variant("forest", made.made_fit_spec(), "random forest"), fitted),
        ]
    )
