"""One row per variant and layer of its model."""

import pandas as pd

from groundwork.core.identity import canonical_json
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import body_of, frame, settings_of


def layers(results: StudyResults) -> pd.DataFrame:
    """Return kind, output shape for one example (such as 32x14x14) and number of parameters of each layer.

    `detail` is JSON: a convolution's kernel size, the activation after a layer, reshapings of its input.
    """
    return frame(
        {
            **settings_of(results, variant),
            "layer": layer.name,
            "kind": layer.kind,
            "output_shape": "x".join(map(str, layer.output_shape)),
            "parameters": layer.parameters,
            "detail": canonical_json(layer.detail) if layer.detail else "",
        }
        for variant in results.study.variants
        for layer in body_of(results, variant).layers
    )
