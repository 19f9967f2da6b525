"""The measurement job: every reported seed on its own splits, deterministic."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from groundwork.config.names import Component
from groundwork.core.identity import digest_of
from groundwork.dataset.loading import Prepared
from groundwork.jobs.measure import measure
from groundwork.measurements import noise
from groundwork.planning.specs import MeasurementSpec, Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.splits import make_splits

SpecWith = Callable[..., Spec]
CPU = torch.device("cpu")
NOISE = Component(name="gradient_noise", settings={"batches": 2})


def arguments(spec: Spec, splits: Splits, seed: int, **settings: Any) -> dict[str, Any]:
    return {"spec": spec, "splits": splits, "seed": seed, **settings}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments of each call of the measurement, which is replaced by a stub."""
    calls: list[dict[str, Any]] = []

    def gradient_noise(spec: Spec, splits: Splits, seed: int, **settings: Any) -> list[MeasuredValue]:
        calls.append(arguments(spec, splits, seed, **settings))
        return [MeasuredValue(case="seed", metric="number_ratio", at=None, value=float(seed))]

    monkeypatch.setattr(noise, "gradient_noise", gradient_noise)
    return calls


def test_measures_reported_seeds_only(prepared: Prepared, spec_with: SpecWith, seen: list[dict[str, Any]]) -> None:
    base = spec_with()

    body = measure(MeasurementSpec(measurement=NOISE, base=base), prepared, "cpu")

    assert [(run.seed, [each.value for each in run.values]) for run in body.runs] == [(42, [42.0]), (43, [43.0])]
    assert [(each["spec"], each["seed"], each["batches"]) for each in seen] == [(base, 42, 2), (base, 43, 2)]


def test_measures_each_seed_on_its_own_images(
    prepared: Prepared, spec_with: SpecWith, seen: list[dict[str, Any]]
) -> None:
    base = spec_with(train_images=50)

    measure(MeasurementSpec(measurement=NOISE, base=base), prepared, "cpu")

    for each in seen:
        wanted = make_splits(prepared, base, each["seed"], CPU)
        assert torch.equal(each["splits"].train.inputs, wanted.train.inputs)
        assert torch.equal(each["splits"].validation.inputs, wanted.validation.inputs)
    assert not torch.equal(*(each["splits"].train.inputs for each in seen))


def test_measurement_is_deterministic_and_seeds_differ(prepared: Prepared, spec_with: SpecWith) -> None:
    spec = MeasurementSpec(measurement=NOISE, base=spec_with())
    first = measure(spec, prepared, "cpu")
    torch.manual_seed(99)

    again = measure(spec, prepared, "cpu")
    more = measure(MeasurementSpec(measurement=NOISE, base=spec_with(seeds=(43, 1, 42))), prepared, "cpu")

    assert digest_of(again.model_dump(mode="json")) == digest_of(first.model_dump(mode="json"))
    assert [more.runs[2], more.runs[0]] == first.runs
    assert first.runs[0].values != first.runs[1].values
    assert {(each.case, each.metric) for each in first.runs[0].values} == {
        ("measured", "gradient_noise_ratio"),
        ("one over the square root", "gradient_noise_ratio"),
    }


def test_measurement_depends_on_its_settings(prepared: Prepared, spec_with: SpecWith) -> None:
    few, many = (
        measure(
            MeasurementSpec(
                measurement=Component(name="gradient_noise", settings={"batches": count}), base=spec_with()
            ),
            prepared,
            "cpu",
        )
        for count in (2, 3)
    )

    assert few.runs[0].values != many.runs[0].values
