"""Measured values match theory or an independent computation."""

import math
from dataclasses import replace
from statistics import fmean

import pytest
import torch
from torch import nn

from groundwork.components.randomness import derived_seed, generator_for
from groundwork.config.names import Component
from groundwork.measurements import estimates, fine_tuning, generated_images
from groundwork.measurements.depth import sigmoid_gradient_by_depth, signal_through_depth
from groundwork.measurements.estimates import k_fold_against_one_split
from groundwork.measurements.generated_images import frechet_distance_by_images
from groundwork.measurements.memory import activation_memory
from groundwork.measurements.noise import BATCH_SIZES, gradient_noise
from groundwork.measurements.recurrence import exploding_gradients
from groundwork.measurements.steps import LEARNING_RATES, adam_step_directions
from groundwork.measurements.xor import two_layers_learn_xor
from groundwork.records.schema import MeasuredValue, Run
from groundwork.tasks.shared.feature_space import feature_space
from groundwork.tasks.shared.generated import decoded
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import Role, SeedRun, fresh_model
from tests.contract.measuring import by_key, curve, small_spec, small_splits

pytestmark = pytest.mark.usefixtures("exact")


def test_gradient_noise_matches_single_image_gradients() -> None:
    spec, splits = small_spec(), small_splits()
    trained = SeedRun(spec.model_copy(update={"epochs": 1}), splits, 42)
    trained.train("tuning")
    weights = list(trained.model.parameters())
    single = torch.stack(
        [
            torch.cat([each.flatten() for each in torch.autograd.grad(_loss(trained.model, splits, image), weights)])
            for image in range(len(splits.train))
        ]
    )
    whole = single.mean(0)
    std = (single - whole).norm(dim=1).square().mean().sqrt()

    noise = curve(gradient_noise(spec, splits, 42, batches=400), "measured", "gradient_noise_ratio")

    for size, measured in zip(BATCH_SIZES, noise, strict=True):
        assert measured == pytest.approx((std / size**0.5 / whole.norm()).item(), rel=0.1)


def test_four_times_the_batch_size_halves_the_noise() -> None:
    values = gradient_noise(small_spec(), small_splits(), 42, batches=200)

    noise = curve(values, "measured", "gradient_noise_ratio")
    reference = curve(values, "one over the square root", "gradient_noise_ratio")
    assert len(noise) == len(reference) == 7
    assert noise[0] == reference[0]
    for size in range(5):
        assert noise[size + 2] / noise[size] == pytest.approx(0.5, rel=0.15)
        assert reference[size + 2] / reference[size] == pytest.approx(0.5, rel=1e-5)


@pytest.mark.parametrize(
    ("settings", "numbers"),
    [
        ({}, 64 + 12),  # the inputs of both linear layers, the second of which ReLU keeps as well
        ({"dropout": 0.5}, 64 + 12 + 12 + 12),  # and what dropout multiplies with, and its outputs
        ({"normalization": "layer"}, 64 + 12 + 2 + 12),  # and what is normalized, with mean and standard deviation
    ],
)
def test_a_forward_pass_keeps_its_activations(settings: dict[str, object], numbers: int) -> None:
    model = Component(name="mlp", settings={"hidden_layer_sizes": [12], **settings})

    values = activation_memory(small_spec(model=model), small_splits(), 42)

    kept = curve(values, "measured", "saved_activation_bytes")
    assert kept == [4 * numbers * size for size in (16, 32, 64, 128, 256, 512, 1024)]
    assert kept == curve(values, "in proportion to the batch", "saved_activation_bytes")


def test_batch_statistics_do_not_grow_with_the_batch() -> None:
    model = Component(name="mlp", settings={"hidden_layer_sizes": [12], "normalization": "batch"})

    values = activation_memory(small_spec(model=model), small_splits(), 42)

    kept = curve(values, "measured", "saved_activation_bytes")
    slope = (kept[1] - kept[0]) / 16
    assert [count - slope * size for count, size in zip(kept, (16, 32, 64, 128, 256, 512, 1024), strict=True)] == (
        [2 * 12 * 4] * 7
    )


def test_orthogonal_layers_preserve_gradient_norm_and_nearly_the_std() -> None:
    values = signal_through_depth(small_spec(), small_splits(), 42, depth=20, width=64)

    gradients = curve(values, "linear, orthogonal", "gradient_norm")
    stds = curve(values, "linear, orthogonal", "activation_std")
    assert len(gradients) == len(stds) == 20
    assert gradients[1:] == pytest.approx([gradients[1]] * 19, rel=1e-5)
    assert stds == pytest.approx([stds[0]] * 20, rel=0.1)


def test_layer_scales_the_std_as_its_variance_predicts() -> None:
    """ReLU halves the second moment; tanh of small inputs preserves it."""
    factors = {
        "ReLU, He": 1.0,
        "ReLU, Xavier": 0.5**0.5,
        "ReLU, normal 0.01": 0.01 * (128 / 2) ** 0.5,
        "ReLU, normal 0.5": 0.5 * (128 / 2) ** 0.5,
        "tanh, normal 0.01": 0.01 * 128**0.5,
    }
    seeds = [signal_through_depth(small_spec(), small_splits(), seed) for seed in range(5)]

    for case, factor in factors.items():
        stds = [curve(values, case, "activation_std") for values in seeds]
        assert all(len(each) == 30 for each in stds)
        assert fmean((each[-1] / each[1]) ** (1 / 28) for each in stds) == pytest.approx(factor, rel=0.05)


def test_matching_initialization_preserves_signal_and_gradient() -> None:
    values = signal_through_depth(small_spec(), small_splits(), 42)

    for case in ("ReLU, He", "tanh, Xavier"):
        stds, gradients = (curve(values, case, metric) for metric in ("activation_std", "gradient_norm"))
        assert 0.1 < stds[-1] / stds[1] < 10
        assert 0.1 < gradients[1] / gradients[-1] < 10
    sigmoid = curve(values, "sigmoid, Xavier", "gradient_norm")
    assert 0 < sigmoid[1] / sigmoid[-1] < 0.3**28


def test_sigmoid_gradient_vanishes_and_the_remedies_prevent_it() -> None:
    values = sigmoid_gradient_by_depth(small_spec(), small_splits(), 42)

    sigmoid, shortcuts, tanh, relu, bound = (
        curve(values, case, "gradient_norm_ratio")
        for case in ("sigmoid", "sigmoid with shortcuts", "tanh", "ReLU", "0.25 for each further layer")
    )
    assert bound == pytest.approx([0.25**layers for layers in range(10)])
    for case in (sigmoid, shortcuts, tanh, relu):
        assert len(case) == 10
        assert case[0] == 1
    assert 0.1 * bound[-1] < sigmoid[-1] < 3 * bound[-1]
    assert min(shortcuts) > 0.3
    assert min(tanh) > 0.05
    assert min(relu) > 0.1


def test_recurrent_gradient_vanishes_or_explodes_with_its_weights() -> None:
    values = exploding_gradients(small_spec(), small_splits(), 42)

    small, balanced, large, orthogonal, identity = cases = [
        curve(values, f"{size} weights", "gradient_norm_ratio")
        for size in ("small", "balanced", "large", "orthogonal", "identity")
    ]
    assert [len(each) for each in cases] == [8] * 5
    assert [each[0] for each in cases] == [1] * 5
    assert small[-1] < balanced[-1] < large[-1]
    assert small[-1] < 0.5**6
    # These matrices preserve norms and the slope of tanh is at most 1, so the gradient cannot grow.
    assert orthogonal == sorted(orthogonal, reverse=True)
    assert identity == sorted(identity, reverse=True)
    assert identity != orthogonal


def test_distance_is_that_of_the_first_images_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated_images, "IMAGES", (10, 20, 4096))
    model = Component(name="autoencoder", settings={"hidden_layer_sizes": [12], "latent_dim": 2})
    spec = small_spec(model=model, loss=Component(name="pixel_cross_entropy"), epochs=1)
    splits = small_splits(task="generation")
    trained, space = SeedRun(spec, splits, 42), feature_space(splits)
    trained.train("tuning")

    values = frechet_distance_by_images(spec.model_copy(update={"epochs": 1}), splits, 42)

    real = [space.distance(space.of(splits.validation.inputs[:count])) for count in (10, 20)]
    assert curve(values, "real images", "frechet_distance") == pytest.approx(real, rel=1e-5)
    generator = generator_for(42, "codes and noise")
    samples = decoded(trained.model, torch.randn((40, 2), generator=generator), splits.shape)  # type: ignore[arg-type]
    noise = torch.rand((40, *splits.shape), generator=generator)
    for case, images in (("samples", samples), ("noise", noise)):
        expected = [space.distance(space.of(images[:count])) for count in (10, 20)]
        assert curve(values, case, "frechet_distance") == pytest.approx(expected, rel=1e-5)


def test_few_real_images_are_measured_all_at_once() -> None:
    model = Component(name="variational_autoencoder", settings={"hidden_layer_sizes": [12], "latent_dim": 2})
    splits = small_splits(task="generation")
    few = replace(splits, validation=splits.validation.first(9))

    values = frechet_distance_by_images(
        small_spec(model=model, loss=Component(name="pixel_cross_entropy"), epochs=1), few, 42
    )

    assert {each.at for each in values} == {9}


def test_xor_needs_a_hidden_layer_and_more_units_help() -> None:
    values = two_layers_learn_xor(small_spec(), small_splits(), 42)

    learned = {case: value for (case, metric, _), value in by_key(values).items() if metric == "learned_percent"}
    assert list(learned) == ["no hidden layer", "2 hidden units", "4 hidden units", "8 hidden units"]
    none, two, four, eight = learned.values()
    assert none == 0
    assert 20 < two < 80
    assert two < four <= eight
    assert eight > 95


def test_sgd_follows_the_negative_gradient_and_adam_deviates() -> None:
    values = adam_step_directions(small_spec(), small_splits(), 42)

    assert sorted({each.at for each in values if each.at}) == sorted(LEARNING_RATES)
    assert curve(values, "SGD", "direction_cosine") == pytest.approx([1] * len(LEARNING_RATES), abs=1e-6)
    adam = curve(values, "Adam", "direction_cosine")
    assert all(0 < cosine < 0.95 for cosine in adam)
    sizes = curve(values, "Adam", "step_size_ratio")
    assert all(0.1 < size < 1 for size in sizes)


def test_tiny_sgd_step_is_learning_rate_times_gradient() -> None:
    spec, splits = small_spec(batch_size=120), small_splits()
    model = fresh_model(spec, splits, 42)
    loss = nn.functional.cross_entropy(model(splits.train.inputs), splits.train.targets)
    gradient = torch.cat([each.flatten() for each in torch.autograd.grad(loss, list(model.parameters()))])

    sizes = curve(adam_step_directions(spec, splits, 42), "SGD", "step_size_ratio")

    assert sizes[0] == pytest.approx(gradient.square().mean().sqrt().item(), rel=1e-3)


def test_each_fold_is_held_out_and_the_test_split_used_once_per_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[tuple[Role, set[float], set[float]]] = []
    accuracies: list[float] = []

    class Watched(SeedRun):
        def train(self, role: Role, until: int | None = None) -> Run:
            run = super().train(role, until)
            runs.append((role, _names(self.splits.train.inputs), _names(self.splits.validation.inputs)))
            found = run.test.metrics["test_accuracy_percent"] if run.test else None
            accuracies.append(found or run.curve[-1].validation["accuracy_percent"] or 0)
            return run

    monkeypatch.setattr(estimates, "SeedRun", Watched)

    values = k_fold_against_one_split(small_spec(), small_splits(), 42, n_splits=4, images=40, draws=1)

    assert [role for role, _, _ in runs] == ["tuning"] * 4 + ["report"]
    drawn = runs[-1][1]
    assert len(drawn) == 40
    assert set.union(*(held_out for _, _, held_out in runs[:4])) == drawn
    for _, kept, held_out in runs[:4]:
        assert len(held_out) == 10
        assert kept == drawn - held_out
    one, folded, truth = accuracies[0], fmean(accuracies[:4]), accuracies[4]
    assert _numbers(values) == pytest.approx(
        {
            ("one split", "estimate_percent"): one,
            ("4 folds", "estimate_percent"): folded,
            ("test split", "estimate_percent"): truth,
            ("one split", "estimate_error_points"): abs(one - truth),
            ("4 folds", "estimate_error_points"): abs(folded - truth),
        }
    )


def test_recurrent_gradients_in_eval_mode_avoid_cudnn(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a GPU, cuDNN cannot backpropagate through recurrent layers in eval mode."""
    forward, used = nn.GRU.forward, list[bool]()

    def watched(layer: nn.GRU, *given: torch.Tensor) -> object:
        if torch.is_grad_enabled() and not layer.training:
            used.append(torch.backends.cudnn.enabled)
        return forward(layer, *given)

    monkeypatch.setattr(nn.GRU, "forward", watched)
    small = Component(name="gru", settings={"hidden_size": 4})
    noise = curve(
        gradient_noise(small_spec(model=small), small_splits(), 42, batches=2), "measured", "gradient_noise_ratio"
    )

    assert used == [False] * (1 + 2 * len(BATCH_SIZES))
    assert torch.backends.cudnn.enabled
    assert len(noise) == len(BATCH_SIZES)


def test_fine_tuning_learns_from_few_tilted_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way learns from the same images at each rate, chooses on validation, and tests once."""
    splits, seen = small_splits(), list[tuple[str, set[float]]]()
    turned = {name: _names(fine_tuning._tilted(getattr(splits, name)).inputs) for name in ("validation", "test")}

    class Watched(fine_tuning._Learner):
        def _learned(self, learning_rate: float, steps: int) -> nn.Module:
            labels = self.splits.train.targets
            seen.append((f"{len(labels)} images, {set(torch.bincount(labels).tolist())}", set()))
            return super()._learned(learning_rate, steps)

        def _accuracy(self, model: nn.Module, split: Split) -> float:
            name = "test" if split is self.splits.test else "validation"
            seen.append((name, _names(split.inputs)))
            return super()._accuracy(model, split)

    monkeypatch.setattr(fine_tuning, "_Learner", Watched)

    values = by_key(fine_tuning.fine_tuning(small_spec(), splits, 42, images=(3, 8), ranks=(1, 2), steps=4))

    rates = len(fine_tuning.LEARNING_RATES)
    chosen = [("validation", turned["validation"])] * rates + [("test", turned["test"])]
    learned: dict[int, list[tuple[str, set[float]]]] = {
        count: [(f"{4 * count} images, {{{count}}}", set())] * rates for count in (3, 8)
    }
    assert seen == [*learned[3], *chosen, *learned[8], *chosen] * 5
    cases = ["from scratch", "full fine-tuning", "low rank 2", "low rank 1", "output layer only"]
    assert [key for key in values if key[1] == "test_accuracy_percent"] == [
        (case, "test_accuracy_percent", count) for case in cases for count in (3, 8)
    ]
    everything, head, adapter = 64 * 12 + 12 + 12 * 4 + 4, 12 * 4 + 4, 64 + 12
    counts = [values[case, "trained_parameters", None] for case in cases]
    assert counts == [everything, everything, head + 2 * adapter, head + adapter, head]


def test_fine_tuning_starts_from_the_trained_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[SeedRun] = []
    starts: list[tuple[str, torch.Tensor, torch.Tensor]] = []

    class Kept(SeedRun):
        def train(self, role: Role, until: int | None = None) -> Run:
            trained.append(self)
            return super().train(role, until)

    class Watched(fine_tuning._Learner):
        def _first_model(self) -> nn.Module:
            model = super()._first_model()
            hidden, output = (model.get_parameter(f"{name}.bias").detach().clone() for name in ("hidden_1", "output"))
            starts.append((self.method.case, hidden, output))
            return model

    monkeypatch.setattr(fine_tuning, "SeedRun", Kept)
    monkeypatch.setattr(fine_tuning, "_Learner", Watched)
    splits = small_splits()

    fine_tuning.fine_tuning(small_spec(epochs=2), splits, 42, images=(3,), ranks=(1,), steps=1)

    (source,) = trained
    assert torch.equal(source.splits.train.inputs, splits.train.inputs)
    fresh = fresh_model(source.spec, splits, 42)
    assert {case for case, _, _ in starts} == {"from scratch", "full fine-tuning", "low rank 1", "output layer only"}
    for case, hidden, output in starts:
        start = fresh if case == "from scratch" else source.model
        assert torch.equal(hidden, start.get_parameter("hidden_1.bias"))
        assert torch.equal(output, start.get_parameter("output.bias"))
    assert not torch.equal(fresh.get_parameter("output.bias"), source.model.get_parameter("output.bias"))


def test_tilted_image_is_turned_around_its_center() -> None:
    images = torch.zeros(1, 1, 21, 21)
    images[0, 0, 10, 15], images[0, 0, 10, 10] = 1, 1  # the center, and five pixels to its right

    turned = fine_tuning._tilted(Split((images, torch.zeros(1)))).inputs[0, 0]

    assert turned[10, 10] == pytest.approx(1, abs=1e-5)
    heights, widths = torch.meshgrid(*[torch.arange(21.0) - 10] * 2, indexing="ij")
    away = turned * (heights.square() + widths.square() > 4)
    center = [float((away * places).sum() / away.sum()) for places in (heights, widths)]
    assert center == pytest.approx([-5 * math.sin(math.pi / 6), 5 * math.cos(math.pi / 6)], abs=0.3)


def test_draws_are_averaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "EPOCHS", 1)
    both = _numbers(k_fold_against_one_split(small_spec(), small_splits(), 42, images=20, draws=2))

    def second_only(seed: int, purpose: str) -> int:
        return derived_seed(seed, purpose.replace("draw 0", "draw 1"))

    first = _numbers(k_fold_against_one_split(small_spec(), small_splits(), 42, images=20, draws=1))
    monkeypatch.setattr(estimates, "derived_seed", second_only)
    second = _numbers(k_fold_against_one_split(small_spec(), small_splits(), 42, images=20, draws=1))

    assert first != second
    assert both == pytest.approx({key: (first[key] + second[key]) / 2 for key in first})


def _loss(model: nn.Module, splits: Splits, image: int) -> torch.Tensor:
    return nn.functional.cross_entropy(
        model(splits.train.inputs[image : image + 1]), splits.train.targets[image : image + 1]
    )


def _names(images: torch.Tensor) -> set[float]:
    """Return a unique number for each image."""
    return set(images.double().flatten(1).sum(1).tolist())


def _numbers(values: list[MeasuredValue]) -> dict[tuple[str, str], float]:
    return {(case, metric): value for (case, metric, _), value in by_key(values).items()}
