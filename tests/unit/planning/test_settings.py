"""Tables, claims and figures derive their settings from the fields of the spec."""

from groundwork.claims import metrics as claims
from groundwork.config.names import Component
from groundwork.figures.shared import series as figures
from groundwork.planning.specs import SETTINGS, ordered_settings, settings_of_type
from groundwork.tables.shared import rows as tables


def test_tables_claims_and_figures_cover_the_settings_of_the_spec() -> None:
    named = set(SETTINGS) - settings_of_type(bool)

    assert set(tables.COLUMNS) == set(SETTINGS)
    assert set(claims.SETTINGS) == {"name", *named}
    assert set(figures.SETTINGS) == named


def test_settings_of_type() -> None:
    assert settings_of_type(type(None)) == {"clip_norm", "patience"}
    assert settings_of_type(bool) == set()
    assert settings_of_type(int) == {"train_images", "epochs", "batch_size", "patience"}
    assert settings_of_type(float, str) == {"learning_rate", "clip_norm", "dataset"}
    assert {"model", "optimizer"} < settings_of_type(Component)


def test_ordered_settings() -> None:
    found = ordered_settings("optimizer", "model", without=frozenset({"dataset"}))

    assert found[:2] == ("optimizer", "model")
    assert sorted(found) == sorted(set(SETTINGS) - {"dataset"})
