"""Components, such as a model or an optimizer, with and without settings."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.config.catalog import ACTIVATION, FIGURE, MODEL, OPTIMIZER, SCHEDULE, entries, is_estimator
from groundwork.config.names import Component, number_text
from groundwork.config.schema import Params, Settings
from groundwork.config.suggestions import shown
from groundwork.core.errors import UserError
from groundwork.planning.plan import Plan
from groundwork.planning.specs import Spec

OPTIMIZERS = f"({', '.join(sorted(entries(OPTIMIZER)))})"
MODELS = f"({', '.join(sorted(entries(MODEL)))})"
OF_MLP = "(hidden_layer_sizes, activation, dropout, normalization, residual)"
SORTED_OF_MLP = "(activation, dropout, hidden_layer_sizes, normalization, residual)"
ACTIVATIONS = f"({', '.join(sorted(entries(ACTIVATION)))})"
A_RATE = "write tuned, or a number above 0 (at most 1000)"

REFUSED = [
    ("model", "mpl", f"'mpl' is not a model; did you mean 'mlp'? {MODELS}"),
    ("model", "zzz", f"'zzz' is not a model {MODELS}"),
    ("model", 3, f"3 is not a model {MODELS}"),
    ("model", None, f"null is not a model {MODELS}"),
    ("optimizer", "adm", f"'adm' is not an optimizer; did you mean 'adam'? {OPTIMIZERS}"),
    ("model", {"mlp": {"hidden_layer_sizes": [0]}}, "mlp.hidden_layer_sizes: [0] should be greater than or equal to 1"),
    ("model", {"mlp": {"hidden_layer_sizes": 8}}, "mlp.hidden_layer_sizes: 8 should be a list"),
    ("model", {"mlp": {"hidden_layer_sizes": [1.5]}}, "mlp.hidden_layer_sizes: [1.5] should be a valid integer"),
    (
        "model",
        {"mlp": {"drop_out": 0.5}},
        f"'drop_out' is not a setting of model 'mlp'; did you mean 'dropout'? {SORTED_OF_MLP}",
    ),
    ("model", {"mlp": 3}, f"3 is not a mapping; write {{mlp: {{setting: value}}}} {OF_MLP}"),
    ("model", {"mlp": None}, f"null is not a mapping; write {{mlp: {{setting: value}}}} {OF_MLP}"),
    (
        "model",
        {"mlp": {"activation": "rely"}},
        f"mlp.activation: 'rely' is not an activation; did you mean 'relu'? {ACTIVATIONS}",
    ),
    (
        "model",
        {"mlp": {"normalization": "bach"}},
        "mlp.normalization: 'bach' is not a normalization; did you mean 'batch'? (batch, layer, none)",
    ),
    ("model", {"mlp": {"dropout": 1}}, "mlp.dropout: 1 should be less than 1"),
    (
        "loss",
        {"cross_entropy": {"label_smoothing": -0.1}},
        "cross_entropy.label_smoothing: -0.1 should be greater than or equal to 0",
    ),
    (
        "loss",
        "hinge",
        "'hinge' is not a loss (binary_cross_entropy, cross_entropy, mean_absolute_error, mean_squared_error)",
    ),
    ("augmentation", {"random_crop": {"padding": 0}}, "random_crop.padding: 0 should be greater than or equal to 1"),
    ("patience", 0, "0 should be greater than or equal to 1"),
    ("clip_norm", -1, "-1 should be greater than 0"),
    ("keep_step_losses", "yes", "'yes' should be true or false"),
    (
        "reported_learning_rates",
        "tuned",
        "'tuned' is neither all nor a list; write all, or a list such as [tuned, 0.001]",
    ),
    ("reported_learning_rates", [], "is empty; write all, tuned or at least one learning rate"),
    ("reported_learning_rates", ["tuned", 0.1, "tuned"], "'tuned' is listed twice; list it once"),
    *(
        ("reported_learning_rates", ["tuned", each], f"{text} is neither tuned nor a learning rate; {A_RATE}")
        for each, text in (("best", "'best'"), (0, "0"), (True, "true"), (2000, "2000"), (None, "null"))
    ),
    (
        "model",
        {"mlp": {}, "cnn": {}},
        "{'mlp': {}, 'cnn': {}} has 2 keys; write one model: {name: {setting: value}}",
    ),
    ("model", {}, "{} has 0 keys; write one model: {name: {setting: value}}"),
    (
        "schedule",
        "exponential_ramp",
        "'exponential_ramp' needs start_lr and end_lr; "
        "write {exponential_ramp: {start_lr: ..., end_lr: ...}} (start_lr, end_lr)",
    ),
    (
        "schedule",
        {"exponential_ramp": {"start_lr": 1}},
        "'exponential_ramp' needs end_lr; write {exponential_ramp: {start_lr: ..., end_lr: ...}} (start_lr, end_lr)",
    ),
    ("schedule", {"constant": {"x": 1}}, "'x' is not a setting of schedule 'constant' (there are none)"),
    ("schedule", {"constant": 3}, "3 is not a mapping; write {constant: {setting: value}} (it has no settings)"),
    ("optimizer", {"momentum": {"momentum": 1.0}}, "momentum.momentum: 1.0 should be less than 1"),
    ("optimizer", {"adam": {"eps": 0}}, "adam.eps: 0 should be greater than 0"),
    ("optimizer", {"adam": {"eps": "1e-8"}}, "adam.eps: '1e-8' should be a valid number"),
    ("optimizer", {"adam": {"eps": float("inf")}}, "adam.eps: inf should be a finite number"),
    ("optimizer", {"adam": {"eps": True}}, "adam.eps: true should be a valid number"),
    ("optimizer", {"momentum": {"momentum": float("nan")}}, "momentum.momentum: nan should be less than 1"),
    ("optimizer", {"nesterov": {"momentum": 0}}, "nesterov.momentum: 0 should be greater than 0"),
]


@pytest.mark.parametrize(("key", "value", "message"), REFUSED)
def test_invalid_component_message(
    read: Callable[[object], Params], values: dict[str, Any], key: str, value: object, message: str
) -> None:
    values["defaults"][key] = value

    with pytest.raises(UserError) as error:
        read(values)

    assert str(error.value) == f"params.yaml: defaults.{key}: {message}"


def test_name_with_settings_becomes_component(plan_of: Callable[..., Plan], values: dict[str, Any]) -> None:
    values["defaults"]["schedule"] = {"exponential_ramp": {"start_lr": 1, "end_lr": 10.0}}

    spec = plan_of(values).studies["rates"].variants[0].spec

    assert isinstance(spec, Spec)
    assert spec.model == Component(name="mlp", settings={"hidden_layer_sizes": [8]})
    assert spec.optimizer == Component(name="adam")
    assert spec.schedule.settings == {"start_lr": 1.0, "end_lr": 10.0}
    assert (spec.model.label, spec.optimizer.label) == ("mlp (hidden_layer_sizes 8)", "adam")
    assert spec.schedule.label == "exponential_ramp (start_lr 1, end_lr 10)"


def test_catalog_does_not_import_source() -> None:
    assert entries(MODEL)["mlp"].path.name == "perceptrons.py"
    assert {"softmax_regression", "mlp", "cnn", "lstm", "transformer", "random_forest"} <= set(entries(MODEL))
    assert [name for name in ("mlp", "random_forest", "transformer") if is_estimator(name)] == ["random_forest"]
    assert entries(MODEL)["mlp"].defaults["activation"] == "relu"
    assert entries(SCHEDULE)["exponential_ramp"].required == ("start_lr", "end_lr")
    assert entries(MODEL)["cnn"].required == ()
    assert all(entry.path.parent.name == "figures" for entry in entries(FIGURE).values())


def test_component_settings_are_those_with_settings() -> None:
    components = [key for key, field in Settings.model_fields.items() if field.annotation is Component]

    assert components == ["preprocessing", "augmentation", "model", "initializer", "loss", "optimizer", "schedule"]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e-3, "0.001"), (1e-5, "1e-5"), (0.1234567, "0.1234567"), (1.5e-10, "1.5e-10"), (100000000.0, "1e8")],
)
def test_number_text_is_shortest_exact(number: float, text: str) -> None:
    assert number_text(number) == text
    assert float(text) == number


def test_shown_value_is_short_yaml() -> None:
    assert [shown(each) for each in (None, True, "a\nb", 0.5)] == ["null", "true", "'a\\nb'", "0.5"]
    assert shown("x" * 1000) == f"'{'x' * 56}..."
