"""Every invalid value in params.yaml gives a one-line error with place, value and what is allowed."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from groundwork.config.schema import Params, Settings
from groundwork.core.errors import UserError

Read = Callable[[object], Params]
Case = tuple[str, object, str]
DELETED = object()
SETTINGS = f"({', '.join(sorted(Settings.model_fields))})"
INTEGER = "should be a valid integer"
SEEDS_SHARED = "is also a reported seed; tune on other seeds than those reported"
MISSING = "is missing; add it (see the params.yaml of a fresh clone)"
EMPTY = "is empty; give it at least one entry"
NO_NAME = "is not a valid study name; use lowercase letters, digits and _, starting with a letter"
REDRAWN = "every seed now draws its own images; delete this line"
EMPTY_GRID = "the grid is empty; list at least one value, or delete the key"

UNKNOWN_KEYS: list[Case] = [
    (
        "buget",
        1,
        "buget: unknown key; did you mean 'budget'? "
        "(budget, budgets, data, defaults, device, gpu_slots, horizons, report, statistics, studies)",
    ),
    ("data.url", "x", "data.url: unknown key (datasets, fallback)"),
    (
        "budgets.small.epoch",
        3,
        "budgets.small.epoch: unknown key; did you mean 'epochs'? "
        "(epochs, seeds, train_images, tuning_seeds, validation_images)",
    ),
    ("defaults.lr", 1, f"defaults.lr: 'lr' is not a setting {SETTINGS}"),
    (
        "studies.rates.varry",
        {},
        "studies.rates.varry: unknown key; did you mean 'vary'? "
        "(budgets, checks, figures, fixed, measurements, timings, variants, vary)",
    ),
    (
        "studies.rates.vary.learning_rates",
        [1],
        "studies.rates.vary.learning_rates: 'learning_rates' is not a setting; did you mean 'learning_rate'? "
        f"{SETTINGS}",
    ),
    (
        "studies.rates.variants",
        [{"optimizers": "sgd"}],
        f"studies.rates.variants[0].optimizers: 'optimizers' is not a setting; did you mean 'optimizer'? {SETTINGS}",
    ),
    (
        "statistics.confidense",
        1,
        "statistics.confidense: unknown key; did you mean 'confidence'? (confidence)",
    ),
    (
        "studies.rates.budgets",
        {"smalls": {"epochs": 1}},
        "studies.rates.budgets: 'smalls' is not a budget; did you mean 'small'? (small)",
    ),
    (
        "studies.rates.budgets",
        {"small": {"epoch": 1}},
        f"studies.rates.budgets.small.epoch: 'epoch' is not a setting; did you mean 'epochs'? {SETTINGS}",
    ),
    (
        "studies.rates.budgets",
        {"small": {"name": "x"}},
        f"studies.rates.budgets.small.name: 'name' is not a setting {SETTINGS}",
    ),
    (
        "studies.rates.variants",
        [{"name": ""}],
        "studies.rates.variants[0].name: '' is not a name; write up to 60 printable characters",
    ),
    (
        "studies.rates.variants",
        [{"name": ["a", "b"]}],
        "studies.rates.variants[0].name: ['a', 'b'] is not a name; write up to 60 printable characters",
    ),
    (
        "studies.rates.variants",
        [{"name": "one\ntwo"}],
        "studies.rates.variants[0].name: 'one\\ntwo' is not a name; write up to 60 printable characters",
    ),
    *(
        (
            "studies.rates.variants",
            [{"name": name}],
            f"studies.rates.variants[0].name: '{taken}' is the name of other facts of the study; write another name "
            "(any but best_learning_rate, highest_learning_rate, lowest_learning_rate and those of measurements)",
        )
        for name, taken in [
            ("highest_learning_rate", "highest_learning_rate"),
            ("adam.best_learning_rate", "best_learning_rate"),
            ("random_search (n_trials 8).random search", "random_search (n_trials 8)"),
        ]
    ),
    ("report.digits", 1, "report.digits: unknown key (decimals, title)"),
    ("report.digi\nts", 1, "report.digi\\nts: unknown key (decimals, title)"),
]
NO_NAMES: list[Case] = [
    ("studies.Rates", {}, f"studies.Rates: 'Rates' {NO_NAME}"),
    ("studies.2nd", {}, f"studies.2nd: '2nd' {NO_NAME}"),
    ("studies.a-b", {}, f"studies.a-b: 'a-b' {NO_NAME}"),
]
WRONG_TYPES: list[Case] = [
    ("budget", 3, "budget: 3 should be text"),
    ("device", "gpu", "device: 'gpu' should be 'auto', 'cpu' or 'cuda'"),
    ("gpu_slots", True, f"gpu_slots: true {INTEGER}"),
    ("gpu_slots", "4", f"gpu_slots: '4' {INTEGER}"),
    ("gpu_slots", None, f"gpu_slots: null {INTEGER}"),
    ("data", None, "data: null should be a mapping"),
    ("data.datasets", "digits", "data.datasets: 'digits' is not a list; write [...]"),
    ("data.fallback", "mnist", "data.fallback: 'mnist' should be 'digits'"),
    ("budgets.small.epochs", 1.5, f"budgets.small.epochs: 1.5 {INTEGER}"),
    ("budgets.small.epochs", float("nan"), f"budgets.small.epochs: nan {INTEGER}"),
    ("budgets.small.seeds", 1, "budgets.small.seeds: 1 is not a list; write [...]"),
    ("defaults", [], "defaults: [] should be a mapping"),
    ("defaults.learning_rate", "0.1", "defaults.learning_rate: '0.1' should be a valid number"),
    ("defaults.learning_rate", True, "defaults.learning_rate: true should be a valid number"),
    ("defaults.keep_step_losses", 1, "defaults.keep_step_losses: 1 should be true or false"),
    ("defaults.probes", "gradient_norm", "defaults.probes: 'gradient_norm' is not a list; write [...]"),
    ("studies", [], "studies: [] should be a mapping"),
    ("studies.rates", None, "studies.rates: null should be a mapping"),
    ("studies.rates.fixed", 3, "studies.rates.fixed: 3 should be a mapping"),
    ("studies.rates.vary.learning_rate", 0.1, "studies.rates.vary.learning_rate: 0.1 should be a list"),
    ("studies.rates.variants", {"a": 1}, "studies.rates.variants: {'a': 1} should be a list"),
    ("studies.rates.variants", [3], "studies.rates.variants[0]: 3 should be a mapping"),
    ("studies.rates.checks", [3], "studies.rates.checks[0]: 3 should be text"),
    ("studies.rates.vary", {"seeds": [[1, "a"]]}, f"studies.rates.vary.seeds[1]: 'a' {INTEGER}"),
    ("report.title", 3, "report.title: 3 should be text"),
    ("horizons", 144, "horizons: 144 is not a list; write [...]"),
    ("horizons", [144.5], f"horizons[0]: 144.5 {INTEGER}"),
]
OUT_OF_RANGE: list[Case] = [
    ("gpu_slots", 0, "gpu_slots: 0 should be greater than or equal to 1"),
    ("budgets.small.epochs", 0, "budgets.small.epochs: 0 should be greater than or equal to 1"),
    ("budgets.small.train_images", 99, "budgets.small.train_images: 99 should be greater than or equal to 100"),
    ("budgets.small.seeds", [-1], "budgets.small.seeds[0]: -1 should be greater than or equal to 0"),
    ("budgets.small.seeds", [2**31], "budgets.small.seeds[0]: 2147483648 should be less than 2147483648"),
    ("horizons", [0, 144], "horizons[0]: 0 should be greater than or equal to 1"),
    ("horizons", [144, 430, 144], "horizons: 144 comes after 430; list the numbers in increasing order"),
    (
        "horizons",
        [*range(1, 22)],
        "horizons: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1... should have at most 20 entries: "
        "at each the whole test split is read",
    ),
    ("defaults.learning_rate", 0, "defaults.learning_rate: 0 should be greater than 0"),
    ("defaults.learning_rate", 1e400, "defaults.learning_rate: inf should be a finite number"),
    ("defaults.most_seeds", 0, "defaults.most_seeds: 0 should be greater than or equal to 1"),
    ("defaults.batch_size", 70_000, "defaults.batch_size: 70000 should be less than or equal to 65536"),
    ("studies.rates.fixed", {"epochs": 0}, "studies.rates.fixed.epochs: 0 should be greater than or equal to 1"),
    ("statistics.confidence", 1, "statistics.confidence: 1 should be less than 1"),
    ("report.decimals", 5, "report.decimals: 5 should be less than or equal to 4"),
    ("report.title", "", "report.title: '' should have at least 1 character"),
    ("report.title", "x" * 201, f"report.title: '{'x' * 56}... should have at most 200 characters"),
]
EMPTY_OR_MISSING: list[Case] = [
    ("studies", {}, f"studies: {EMPTY}"),
    ("budgets", {}, f"budgets: {EMPTY}"),
    ("data.datasets", [], f"data.datasets: {EMPTY}"),
    ("budgets.small.seeds", [], f"budgets.small.seeds: {EMPTY}"),
    ("studies.rates.fixed", {"seeds": []}, f"studies.rates.fixed.seeds: {EMPTY}"),
    ("studies.rates.vary.learning_rate", [], f"studies.rates.vary.learning_rate: {EMPTY_GRID}"),
    ("studies.rates.variants", [{"optimizer": []}], f"studies.rates.variants[0].optimizer: {EMPTY_GRID}"),
    ("report", DELETED, f"report: {MISSING}"),
    ("horizons", DELETED, f"horizons: {MISSING}"),
    ("budgets.small.epochs", DELETED, f"budgets.small.epochs: {MISSING}"),
    ("statistics.confidence", DELETED, f"statistics.confidence: {MISSING}"),
    ("defaults.learning_rate", DELETED, f"defaults.learning_rate: {MISSING}"),
]
REPEATED: list[Case] = [
    (
        "data.datasets",
        ["minst", "minst"],
        "data.datasets: 'minst' is listed twice; list it once\n"
        "params.yaml: data.datasets: 'minst' is not a dataset; did you mean 'mnist'? (digits, mnist)",
    ),
    ("data.datasets", ["digits", "digits"], "data.datasets: 'digits' is listed twice; list it once"),
    ("horizons", [144, 144], "horizons: 144 is listed twice; list it once"),
    ("budgets.small.seeds", [1, 2, 1], "budgets.small.seeds: 1 is listed twice; list it once"),
    ("budgets.small.tuning_seeds", [3], f"budgets.small.tuning_seeds: 3 {SEEDS_SHARED}"),
    ("defaults.probes", ["gradient_norm"] * 2, "defaults.probes: 'gradient_norm' is listed twice; list it once"),
    ("studies.rates.vary.learning_rate", [1, 1.0], "studies.rates.vary.learning_rate: 1 is listed twice; list it once"),
    (
        "studies.rates.variants",
        [{"optimizer": ["sgd", "adam", "sgd"]}],
        "studies.rates.variants[0].optimizer: 'sgd' is listed twice; list it once",
    ),
]
REMOVED: list[Case] = [
    ("defaults.new_images_per_seed", False, f"defaults.new_images_per_seed: {REDRAWN}"),
    ("studies.rates.fixed", {"new_images_per_seed": True}, f"studies.rates.fixed.new_images_per_seed: {REDRAWN}"),
    (
        "studies.rates.vary",
        {"new_images_per_seed": [False, True]},
        f"studies.rates.vary.new_images_per_seed: {REDRAWN}",
    ),
]
NO_SUCH_NAME: list[Case] = [
    ("budget", "smaller", "budget: 'smaller' is not a budget; did you mean 'small'? (small)"),
    (
        "data.datasets",
        ["digits", "minst"],
        "data.datasets: 'minst' is not a dataset; did you mean 'mnist'? (digits, mnist)",
    ),
    ("studies.rates.figures", ["no_such_drawing"], "studies.rates.figures[0]: 'no_such_drawing' is not a figure ("),
    (
        "studies.rates.checks",
        ["adam_state_byte"],
        "studies.rates.checks[0]: 'adam_state_byte' is not a check; did you mean 'adam_state_bytes'? (",
    ),
    (
        "defaults.probes",
        ["gradient_nrm"],
        "defaults.probes[0]: 'gradient_nrm' is not a probe; did you mean 'gradient_n",
    ),
]


def put(values: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """Return a copy of the values with one replaced."""
    changed = copy.deepcopy(values)
    *folders, last = place.split(".")
    target = changed
    for folder in folders:
        target = target[folder]
    if value is DELETED:
        del target[last]
    else:
        target[last] = value
    return changed


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [*UNKNOWN_KEYS, *NO_NAMES, *WRONG_TYPES, *OUT_OF_RANGE, *EMPTY_OR_MISSING, *REPEATED, *REMOVED],
)
def test_invalid_value_message(read: Read, values: dict[str, Any], place: str, value: object, message: str) -> None:
    with pytest.raises(UserError) as error:
        read(put(values, place, value))

    assert str(error.value) == f"params.yaml: {message}"


@pytest.mark.parametrize(("place", "value", "start"), NO_SUCH_NAME)
def test_unknown_name_suggests_nearest(
    read: Read, values: dict[str, Any], place: str, value: object, start: str
) -> None:
    with pytest.raises(UserError) as error:
        read(put(values, place, value))

    assert str(error.value).startswith(f"params.yaml: {start}")
    assert str(error.value).endswith(")")
    assert "\n" not in str(error.value)


def test_all_problems_are_reported_once_in_file_order(read: Read, values: dict[str, Any]) -> None:
    values["studies"]["rates"]["vary"] = {"optimizer": ["adm", "adm"]}
    values["studies"]["early"] = {"fixed": {"epochs": 0}}
    values["report"]["decimals"] = 9
    values["device"] = "gpu"
    values["budget"] = "large"
    values["defaults"]["batch_size"] = 0
    values["budgets"]["small"]["tuning_seeds"] = [1]

    with pytest.raises(UserError) as error:
        read(dict(sorted(values.items())))

    assert str(error.value).splitlines() == [
        "params.yaml: budget: 'large' is not a budget (small)",
        f"params.yaml: budgets.small.tuning_seeds: 1 {SEEDS_SHARED}",
        "params.yaml: defaults.batch_size: 0 should be greater than or equal to 1",
        "params.yaml: device: 'gpu' should be 'auto', 'cpu' or 'cuda'",
        "params.yaml: report.decimals: 9 should be less than or equal to 4",
        "params.yaml: studies.rates.vary.optimizer: 'adm' is not an optimizer; did you mean 'adam'? "
        "(adam, adamw, layerwise_adam, lookahead, momentum, nesterov, rmsprop, sgd)",
        "params.yaml: studies.rates.vary.optimizer: 'adm' is listed twice; list it once",
        "params.yaml: studies.early.fixed.epochs: 0 should be greater than or equal to 1",
    ]


def test_missing_defaults_are_named(read: Read, values: dict[str, Any]) -> None:
    values["defaults"] = {}

    with pytest.raises(UserError) as error:
        read(values)

    needed = "dataset most_seeds preprocessing augmentation model initializer loss optimizer "
    needed += "learning_rate reported_learning_rates schedule batch_size clip_norm patience probes"
    assert str(error.value).splitlines() == [
        f"params.yaml: defaults.{key}: {MISSING}" for key in [*needed.split(), "keep_step_losses"]
    ]


def test_valid_values_are_typed(read: Read, values: dict[str, Any]) -> None:
    values["studies"]["vary"] = {"checks": ["adam_state_bytes"], "vary": {"probes": [[], ["gradient_norm"]]}}

    params = read(values)

    assert params.budgets["small"].seeds == (1, 2, 3)
    assert params.studies["vary"].checks == ("adam_state_bytes",)
    assert params.studies["vary"].vary == {"probes": [[], ["gradient_norm"]]}
    assert params.statistics.confidence == 0.95
    assert params.data.fallback == "digits"
    assert params.horizons == (3, 5, 100)
