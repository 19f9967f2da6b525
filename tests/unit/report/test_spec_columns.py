"""Settings of records: columns, uncommon settings, and shared settings."""

import re
from types import SimpleNamespace

import pytest

from groundwork.core.formatting import DASH
from groundwork.planning.plan import Plan
from groundwork.report.spec_columns import COLUMNS, RecordSettings, view_settings
from groundwork.report.study_records import count_records

VARIANTS = [
    {"name": "plain"},
    {"name": "fast", "learning_rate": 0.00001, "model": {"mlp": {"hidden_layer_sizes": [8, 4]}}},
    {"name": "cut", "clip_norm": 1.5, "patience": 3, "loss": {"cross_entropy": {"label_smoothing": 0.1}}},
    {"name": "forest", "model": {"random_forest": {"n_estimators": 5}}},
]


@pytest.fixture
def settings(samples: SimpleNamespace) -> RecordSettings:
    """The settings of four variants, a check and a measurement, by name."""
    study = {"variants": VARIANTS, "checks": ("rate_scales_the_step",), "measurements": [{"grid_search": {}}]}
    plan: Plan = samples.plan(samples.params(studies={"optimizers": study}))
    of_all = view_settings(plan.records.values())
    names = {variant.record: variant.name for variant in plan.studies["optimizers"].variants}
    views = {names.get(name, name.partition("-")[0]): view for name, view in of_all.views.items()}
    return RecordSettings(views, of_all.usual, of_all.shared)


def columns(settings: RecordSettings, name: str) -> dict[str, str]:
    return dict(zip(COLUMNS, settings.views[name].columns, strict=True))


def test_columns_have_setting_or_dash(settings: RecordSettings) -> None:
    assert columns(settings, "plain") == {
        **{"model": "mlp", "optimizer": "adam", "learning_rate": "0.001", "initializer": "torch_default"},
        **{"schedule": "constant", "batch_size": "128", "train_images": "1000", "epochs": "2"},
    }
    assert columns(settings, "fast")["learning_rate"] == "1e-5"
    assert columns(settings, "fast")["model"] == "mlp (hidden_layer_sizes 8-4)"
    assert columns(settings, "forest")["optimizer"] == DASH
    assert columns(settings, "forest")["train_images"] == "1000"
    assert set(columns(settings, "check").values()) == {DASH}
    assert columns(settings, "measurement")["model"] == "mlp"


def test_uncommon_settings_are_listed_per_record(settings: RecordSettings) -> None:
    assert settings.views["plain"].others == DASH
    assert settings.views["cut"].others == ("loss cross_entropy (label_smoothing 0.1); clip norm 1.5; patience 3")
    assert re.fullmatch(r"numpy \S+; scikit-learn \S+; scipy \S+", settings.views["forest"].others)
    assert settings.views["measurement"].others.startswith("grid_search; optuna ")
    assert settings.views["check"].others == DASH


def test_common_settings_are_shown_once(settings: RecordSettings) -> None:
    assert settings.usual[:4] == (
        "augmentation none",
        "clip norm none",
        "dataset fashion-mnist",
        "keep step losses no",
    )
    assert "loss cross_entropy" in settings.usual
    assert [each.partition(" ")[0] for each in settings.shared] == ["format", "torch", "python", "device", "machine"]


def test_settings_of_no_records() -> None:
    assert view_settings([]) == RecordSettings({}, (), ())


def test_study_record_counts(samples: SimpleNamespace) -> None:
    studies = {
        "first": {"vary": {"optimizer": ["adam", "sgd"]}, "checks": ("rate_scales_the_step",)},
        "second_one": {"vary": {"optimizer": ["adam"]}},
    }
    from groundwork.planning.plan import ResolvedDataset, make_plan

    asked = ResolvedDataset(requested="fashion-mnist", name="fashion-mnist", digest="0" * 12, train_images=60_000)
    plan = make_plan(samples.params(studies=studies), {"fashion-mnist": asked}, "cpu", lambda spec: spec.label)

    first, second = count_records(plan)

    assert (first.variants, first.checks, first.measurements, first.records, first.shared) == (2, 1, 0, 2 * 2 + 1, 2)
    assert (second.name, second.anchor, second.records, second.shared) == ("second one", "study-second_one", 2, 2)
