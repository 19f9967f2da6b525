"""Display names of the identifiers in params.yaml."""

import pytest

from groundwork.config.proper_names import label_text


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("deep_mlp (num_layers 20)", "deep MLP (layers 20)"),
        ("mlp (hidden_layer_sizes 64-32, activation leaky_relu)", "MLP (hidden 64-32, activation leaky ReLU)"),
        ("softmax_regression", "softmax regression"),
    ],
)
def test_label_text_uses_display_names(label: str, text: str) -> None:
    assert label_text(label) == text
