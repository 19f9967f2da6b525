"""Components are loaded by kind and name."""

from functools import partial

from groundwork.components import initializers, losses
from groundwork.components.catalog import load_component, load_function
from groundwork.config.catalog import CHECK, INITIALIZER, LOSS, MODEL
from groundwork.config.names import Component


def test_load_function_finds_a_component_by_kind_and_name() -> None:
    assert load_function(LOSS, "cross_entropy") is losses.cross_entropy
    assert load_function(MODEL, "lstm").__module__ == "groundwork.components.models.recurrent"
    assert load_function(CHECK, "convolution_shapes").__module__ == "groundwork.checks.layers"


def test_load_component_binds_settings() -> None:
    normal = load_component(INITIALIZER, Component(name="normal", settings={"std": 2.0}))

    assert isinstance(normal, partial)
    assert (normal.func, normal.keywords) == (initializers.normal, {"std": 2.0})
    assert load_component(INITIALIZER, Component(name="zeros")) is initializers.zeros
