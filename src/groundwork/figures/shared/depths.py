"""Runs by their number of layers, which is a setting of some models."""

import pandas as pd

from groundwork.config.catalog import MODEL
from groundwork.config.names import Component
from groundwork.core.formatting import count
from groundwork.figures.shared.series import labels_of
from groundwork.tables.shared.rows import component_of

LAYERS = "num_layers"


def with_layers(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs of models that have a number of layers, in a column of its own and not in that of the model."""
    models = [component_of(each, "model") for each in runs["components"]]
    layers = [model.all_settings(MODEL).get(LAYERS) if model else None for model in models]
    others = [_without_layers(model) if model else "" for model in models]
    known = runs.assign(num_layers=pd.Series(layers, runs.index, dtype=float), model=pd.Series(others, runs.index))
    return known[known[LAYERS].notna()]


def series_of(runs: pd.DataFrame) -> dict[str, str]:
    """Return what each record of `with_layers` is besides its number of layers, as text."""
    return labels_of(runs, without=(LAYERS,))


def depth_labels(runs: pd.DataFrame) -> dict[str, str]:
    """Return a label of each record that ends in its number of layers, if others differ in nothing else."""
    known = with_layers(runs)
    series, layers = series_of(known), known.drop_duplicates("record").set_index("record")[LAYERS]
    alike = pd.Series(series).duplicated(keep=False)
    own = {
        record: f"{text}, {count(int(layers[record]), 'layer')}" if alike[record] else text
        for record, text in series.items()
    }
    return labels_of(runs) | own


def _without_layers(model: Component) -> str:
    settings = {key: value for key, value in model.settings.items() if key != LAYERS}
    return Component(name=model.name, settings=settings).label
