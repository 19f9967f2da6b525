"""Small, valid parameters and ways to write and plan them, for the tests of the core."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.planning.plan import Plan, ResolvedDataset, make_plan
from groundwork.planning.specs import AnySpec

Values = dict[str, Any]

DATASETS = {
    "digits": ResolvedDataset(requested="digits", name="digits", digest="d" * 12, train_images=1437),
    "mnist": ResolvedDataset(requested="mnist", name="mnist", digest="e" * 12, train_images=60_000),
}


@pytest.fixture
def values() -> Values:
    """The content of a small params.yaml; each test may change its own copy."""
    return {
        "budget": "small",
        "device": "cpu",
        "gpu_slots": 2,
        "horizons": [3, 5, 100],
        "data": {"datasets": ["digits", "mnist"], "fallback": "digits"},
        "budgets": {
            "small": {
                "train_images": 200,
                "validation_images": 100,
                "epochs": 2,
                "seeds": [1, 2, 3],
                "tuning_seeds": [7],
            }
        },
        "defaults": {
            "dataset": "digits",
            "preprocessing": "unit_range",
            "augmentation": "none",
            "model": {"mlp": {"hidden_layer_sizes": [8]}},
            "initializer": "torch_default",
            "loss": "cross_entropy",
            "optimizer": "adam",
            "learning_rate": 0.01,
            "reported_learning_rates": "all",
            "schedule": "constant",
            "batch_size": 50,
            "clip_norm": None,
            "patience": None,
            "most_seeds": None,
            "probes": [],
            "keep_step_losses": False,
        },
        "studies": {"rates": {"vary": {"learning_rate": [0.1, 0.01]}}},
        "statistics": {"confidence": 0.95},
        "report": {"title": "Small", "decimals": 1},
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[[object], Path]:
    """Write a value as tmp_path/params.yaml, or text and bytes as they are, and return the path."""

    def write_params(content: object) -> Path:
        path = tmp_path / "params.yaml"
        if isinstance(content, bytes | str):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        else:
            try:
                path.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")  # is YAML, and soon written
            except (TypeError, ValueError):
                yaml: Any = YAML(typ="safe", pure=True)
                yaml.sort_base_mapping_type_on_output = False
                yaml.dump(content, path)
        return path

    return write_params


@pytest.fixture
def read(write: Callable[[object], Path]) -> Callable[[object], Params]:
    """Read a value as if it stood in params.yaml."""
    return lambda content: read_params(write(content), DATASETS)


@pytest.fixture
def plan_of(read: Callable[[object], Params]) -> Callable[..., Plan]:
    """Plan values; every spec's training source has the digest `source` unless a function gives another."""

    def plan(
        content: object,
        device: str = "cpu",
        source: Callable[[AnySpec], str] = lambda _spec: "source",
        **fallbacks: ResolvedDataset,
    ) -> Plan:
        return make_plan(read(content), DATASETS | fallbacks, device, source)

    return plan
