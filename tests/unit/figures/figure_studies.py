"""The studies used to test figures, as in params.yaml."""

from typing import Any

SHALLOW = {"dataset": "digits", "probes": ["gradient_norm", "activation_std"]}
RATES = [0.1, 0.01, 0.003, 0.001, 0.0005, 0.0001, 0.00001]
INITIALIZERS = ["zeros", {"normal": {"std": 0.01}}, {"normal": {"std": 0.5}}, "uniform", "xavier_uniform"]
INITIALIZERS += ["xavier_normal", "he_normal", "orthogonal", "sparse"]
ESTIMATORS = ["logistic_regression", "nearest_neighbors", "support_vector_machine"]
ESTIMATORS += ["random_forest", "gradient_boosting"]
ACTIVATIONS = ["none", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"]

STUDIES: dict[str, dict[str, Any]] = {
    "rates": {"vary": {"learning_rate": RATES}},
    "optimizers": {
        "variants": [
            {"optimizer": "sgd", "learning_rate": [0.001, 0.03, 0.3, 1.0]},
            {"optimizer": "adam", "learning_rate": [0.0001, 0.001, 0.003, 0.03]},
        ]
    },
    "some_reported": {
        "fixed": {"reported_learning_rates": ["tuned", 0.001]},
        "variants": [
            {"optimizer": "sgd", "learning_rate": [0.001, 0.03, 0.3, 3.0, 30.0]},
            {"optimizer": "momentum", "learning_rate": [0.001, 0.01, 0.05, 0.3, 5.0]},
            {"optimizer": "adam", "learning_rate": [0.0001, 0.001, 0.003, 0.03, 1.0]},
        ],
    },
    "some_batch_sizes": {
        "fixed": {"reported_learning_rates": ["tuned", 0.001]},
        "variants": [
            {"batch_size": [16, 64, 256], "learning_rate": [0.0003, 0.001, 0.003, 0.01], "epochs": 2},
            {"batch_size": 256, "learning_rate": [0.01, 0.03], "epochs": 5, "reported_learning_rates": ["tuned"]},
        ],
    },
    "some_schedules": {
        "fixed": {"reported_learning_rates": ["tuned", 0.01]},
        "vary": {
            "schedule": ["constant", "cosine", "one_cycle"],
            "learning_rate": [0.001, 0.003, 0.01],
            "epochs": [2, 5],
        },
    },
    "tuned_only": {
        "fixed": {"reported_learning_rates": ["tuned"]},
        "vary": {"optimizer": ["sgd", "adam"], "learning_rate": [0.001, 0.03, 1.0]},
    },
    "models": {
        "variants": [
            {"model": ["softmax_regression", "mlp"], "preprocessing": ["unit_range", "permuted"]},
            {"model": {"mlp": {"hidden_layer_sizes": [512, 128]}}},
        ]
    },
    "ramp": {
        "fixed": {
            "schedule": {"exponential_ramp": {"start_lr": 1e-6, "end_lr": 10.0}},
            "epochs": 1,
            "keep_step_losses": True,
        }
    },
    "initializers": {
        "fixed": {"tuning_seeds": []},
        "variants": [
            {"name": "deep ReLU", "model": {"mlp": {"hidden_layer_sizes": [16] * 8}}, "initializer": INITIALIZERS},
            {
                "name": "deep tanh",
                "model": {"mlp": {"hidden_layer_sizes": [16] * 8, "activation": "tanh"}},
                "initializer": INITIALIZERS[1:],
            },
            {"name": "shallow ReLU", "initializer": INITIALIZERS},
        ],
    },
    "activations": {
        "fixed": {"tuning_seeds": []},
        "variants": [
            {"name": "softmax regression", "model": "softmax_regression"},
            {"name": "shallow", "model": [{"mlp": {"activation": each}} for each in ACTIVATIONS]},
            {
                "name": "deep",
                "model": [{"mlp": {"hidden_layer_sizes": [9] * 9, "activation": each}} for each in ACTIVATIONS],
            },
            {
                "name": "deep sigmoid with batch normalization",
                "model": {"mlp": {"hidden_layer_sizes": [9] * 9, "activation": "sigmoid", "normalization": "batch"}},
            },
        ],
    },
    "named": {
        "fixed": {"tuning_seeds": []},
        "variants": [
            {"name": "none"},
            {"name": "dropout", "model": {"mlp": {"dropout": 0.5}}},
            {"name": "batch normalization", "model": {"mlp": {"normalization": "batch"}}},
            {"name": "large images in two steps", "model": "cnn", "learning_rate": [0.001, 5.0]},
        ],
    },
    "schedules": {
        "vary": {
            "schedule": ["constant", {"step_decay": {"gamma": 0.5}}, "cosine", "reduce_on_plateau", "one_cycle"],
            "learning_rate": [0.001, 0.003, 0.01],
        }
    },
    "lengths": {
        "variants": [
            {"schedule": "constant", "learning_rate": [0.001, 0.003, 0.01]},
            {"schedule": ["cosine", "reduce_on_plateau"], "learning_rate": [0.001, 0.003, 0.01], "epochs": [1, 3, 5]},
        ]
    },
    "batch_sizes": {"vary": {"batch_size": [16, 64, 256, 1024], "learning_rate": [0.0003, 0.001, 0.003, 0.01]}},
    "images": {
        "fixed": {"tuning_seeds": []},
        "vary": {"model": ["random_forest", "nearest_neighbors", "mlp", "cnn"], "train_images": [100, 300, 1000]},
    },
    "many_models": {
        "fixed": {"tuning_seeds": []},
        "variants": [
            {"model": [*ESTIMATORS, "mlp", "cnn"], "train_images": [100, 300]},
            {
                "model": [{"random_forest": {"n_estimators": each}} for each in (20, 50)],
                "train_images": [100, 300],
            },
        ],
    },
    "one_variant": {},
    "twelve": {"vary": {"optimizer": ["sgd", "adam", "momentum"], "batch_size": [16, 64, 256, 1024]}},
    "sixteen": {"vary": {"learning_rate": [10.0 ** (-index / 4) for index in range(16)]}},
    "all_diverged": {"fixed": {"learning_rate": 50.0}, "vary": {"optimizer": ["sgd", "adam"]}},
    "sparse": {
        "fixed": {"probes": [], "epochs": 2, "seeds": [1], "tuning_seeds": []},
        "vary": {"learning_rate": [0.01, 0.001]},
    },
}
