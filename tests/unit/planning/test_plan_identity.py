"""A record's name depends on exactly what determines its content."""

import re
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from groundwork.core.identity import digest_of
from groundwork.planning import plan as plan_module
from groundwork.planning.plan import Plan, ResolvedDataset
from groundwork.planning.specs import Spec

PlanOf = Callable[..., Plan]
Values = dict[str, Any]

OTHER_SETTINGS = {
    "dataset": "mnist",
    "train_images": 300,
    "validation_images": 150,
    "epochs": 3,
    "seeds": [1, 2],
    "tuning_seeds": [8],
    "preprocessing": "permuted",
    "augmentation": "random_horizontal_flip",
    "model": {"mlp": {"hidden_layer_sizes": [9]}},
    "initializer": "zeros",
    "loss": {"cross_entropy": {"label_smoothing": 0.1}},
    "optimizer": {"adam": {"eps": 1e-7}},
    "learning_rate": 0.010001,
    "schedule": {"exponential_ramp": {"start_lr": 0.01, "end_lr": 0.02}},
    "batch_size": 51,
    "clip_norm": 1.0,
    "patience": 3,
    "probes": ["gradient_norm"],
    "keep_step_losses": True,
}


def name_of(plan: Plan) -> str:
    return plan.studies["rates"].variants[0].record


def tuning_name_of(plan: Plan) -> str | None:
    return plan.studies["rates"].variants[0].tuning_record


@pytest.fixture
def one(values: Values) -> Values:
    """Parameters of one study with one variant."""
    values["studies"] = {"rates": {}}
    return values


def test_every_spec_field_has_a_case() -> None:
    assert set(OTHER_SETTINGS) | {"kind", "choice", "horizons"} == set(Spec.model_fields)


@pytest.mark.parametrize("key", sorted(OTHER_SETTINGS))
def test_every_setting_changes_the_record_names(plan_of: PlanOf, one: Values, key: str) -> None:
    """Reported seeds are no matter of the tuning record, nor the other way around."""
    before = plan_of(one)

    one["studies"]["rates"] = {"fixed": {key: OTHER_SETTINGS[key]}}

    after = plan_of(one)
    assert (name_of(after) != name_of(before)) == (key != "tuning_seeds")
    assert (tuning_name_of(after) != tuning_name_of(before)) == (key != "seeds")


def test_data_device_and_source_change_the_record_name(plan_of: PlanOf, one: Values) -> None:
    other_data = ResolvedDataset(requested="digits", name="digits", digest="0" * 12, train_images=1437)

    names = [
        name_of(plan_of(one)),
        name_of(plan_of(one, digits=other_data)),
        name_of(plan_of(one, device="cuda")),
        name_of(plan_of(one, source=lambda _spec: "other source")),
    ]

    assert len(set(names)) == 4
    assert all(re.fullmatch(r"mlp-adam-0\.01-[0-9a-f]{12}", name) for name in names)


def test_torch_and_python_versions_change_the_record_name(
    plan_of: PlanOf, one: Values, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = name_of(plan_of(one))
    monkeypatch.setattr(plan_module, "version", lambda name: f"{name} 99")
    with_other_torch = name_of(plan_of(one))
    monkeypatch.setattr("platform.python_version_tuple", lambda: ("3", "99", "0"))

    assert len({before, with_other_torch, name_of(plan_of(one))}) == 3


def test_kind_of_machine_changes_the_record_name(plan_of: PlanOf, one: Values, monkeypatch: pytest.MonkeyPatch) -> None:
    before = name_of(plan_of(one))
    monkeypatch.setattr(plan_module, "kind_of_machine", lambda: "Linux, other kernels")

    assert name_of(plan_of(one)) != before


@pytest.mark.parametrize(
    ("library", "kind"), [("numpy", "fit"), ("scikit-learn", "fit"), ("scipy", "fit"), ("optuna", "measurement")]
)
def test_library_version_changes_only_the_records_that_use_it(
    plan_of: PlanOf, one: Values, monkeypatch: pytest.MonkeyPatch, library: str, kind: str
) -> None:
    one["studies"] = {
        "rates": {
            "vary": {"model": ["mlp", "random_forest"]},
            "checks": ["adam_state_bytes"],
            "measurements": ["gradient_noise"],
        }
    }
    before = plan_of(one).records
    monkeypatch.setattr(plan_module, "version", lambda name: "99" if name == library else version(name))

    after = plan_of(one).records

    kinds = sorted(planned.spec.kind for planned in before.values())
    assert kinds == ["check", "fit", "measurement", "training", "training"]
    assert [planned.spec.kind for name, planned in after.items() if name not in before] == [kind]


def test_measurement_name_depends_on_its_and_the_base_settings(plan_of: PlanOf, one: Values) -> None:
    def name(measurement: Any, **fixed: Any) -> str:
        one["studies"] = {"measures": {"fixed": fixed, "measurements": [measurement]}}
        ((record, _planned),) = plan_of(one).records.items()
        return record

    names = [
        name("gradient_noise"),
        name({"gradient_noise": {"batches": 8}}),
        name("gradient_noise", seeds=[1, 2]),
        name("gradient_noise", batch_size=51),
        name("gradient_noise", train_images=300),
        name("adam_step_directions"),
    ]

    assert len(set(names)) == 6
    assert name("gradient_noise") == names[0]


def test_record_name_is_the_digest_of_its_identity(plan_of: PlanOf, one: Values) -> None:
    plan = plan_of(one)

    record = plan.records[name_of(plan)]
    assert record.name.endswith(f"-{digest_of(record.identity)}")
    assert record.identity["spec"]["learning_rate"] == 0.01
    assert (record.identity["data"], record.identity["device"]) == ("d" * 12, "cpu")
    assert record.identity["training_source"] == "source"


def test_horizons_before_the_end_change_the_record_name_of_a_network_only(plan_of: PlanOf, one: Values) -> None:
    models = ["mlp", "random_forest"]
    one["studies"] = {"rates": {"vary": {"model": models}, "measurements": ["gradient_noise"]}}
    before = plan_of(one).records
    one["horizons"] = [3, 5, 200]  # beyond the end, as 100 was
    assert list(plan_of(one).records) == list(before)
    one["horizons"] = [3]

    after = plan_of(one).records

    assert [planned.spec.kind for name, planned in after.items() if name not in before] == ["training", "training"]


def test_irrelevant_parameters_do_not_change_the_record_name(plan_of: PlanOf, one: Values) -> None:
    before = name_of(plan_of(one))

    one["gpu_slots"] = 9
    one["report"] = {"title": "Another", "decimals": 3}
    one["statistics"]["confidence"] = 0.9
    one["budgets"]["other"] = one["budgets"]["small"] | {"epochs": 50}
    one["studies"]["more"] = {"vary": {"optimizer": ["sgd", "momentum"]}}
    one["studies"]["rates"] = {"fixed": {"learning_rate": 0.01, "most_seeds": 3}}
    one["data"]["datasets"].reverse()
    shuffled = {key: one[key] for key in sorted(one, reverse=True)}

    assert name_of(plan_of(shuffled)) == before
