"""Generation: losses, metrics and images of autoencoders match values computed by hand; distances match scipy's."""

import base64
import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm

from groundwork.components.losses import pixel_cross_entropy
from groundwork.components.models.autoencoders import Autoencoder, Codes, autoencoder, variational_autoencoder
from groundwork.records.numbers import rounded
from groundwork.tasks import generation as module
from groundwork.tasks.generation import generation
from groundwork.tasks.shared import feature_space
from groundwork.tasks.shared.frechet import Gaussian, frechet_distance, gaussian_of
from groundwork.tasks.shared.generated import decoded, encoded, gaussian_of_codes, images_between, noise_for
from groundwork.tasks.task import Split, Splits

pytestmark = pytest.mark.usefixtures("exact")

SHAPE = (1, 4, 4)
CLASSES = 3


def images(count: int, seed: int = 0) -> torch.Tensor:
    """Return images of two bright columns out of three, by class, and noise."""
    noise = torch.rand((count, *SHAPE), generator=torch.Generator().manual_seed(seed)) / 2
    noise[torch.arange(count), 0, :, torch.arange(count) % CLASSES] += 0.5
    return noise


def split(count: int, seed: int = 0) -> Split:
    return Split((images(count, seed), torch.arange(count) % CLASSES))


@pytest.fixture
def splits() -> Splits:
    return Splits(split(200, 1), split(40, 2), split(60, 3), classes=CLASSES, task="generation")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw few samples."""
    monkeypatch.setattr(module, "SAMPLES", 50)


def network(make: Callable[..., Autoencoder] = variational_autoencoder, **settings: float) -> Autoencoder:
    torch.manual_seed(0)
    return make(SHAPE, 16, hidden_layer_sizes=(6,), latent_dim=2, **settings)


def test_outputs_are_the_pixels(splits: Splits) -> None:
    assert generation("pixel_logits").outputs(splits) == 16


def test_loss_in_training_is_of_drawn_codes_and_weighs_the_divergence() -> None:
    model, batch = network(beta=3.0).train(), split(5)
    codes = model.encode(batch.inputs)
    assert codes.log_variance is not None
    torch.manual_seed(7)
    drawn = codes.mean + (codes.log_variance / 2).exp() * torch.randn(5, 2)
    pixels = torch.nn.functional.binary_cross_entropy(
        model.decode(drawn).sigmoid(), batch.inputs.flatten(1), reduction="none"
    )
    divergence = 0.5 * (codes.mean**2 + codes.log_variance.exp() - 1 - codes.log_variance).sum(1)

    torch.manual_seed(7)
    loss = generation("pixel_logits").loss(model, batch, pixel_cross_entropy)

    assert loss.item() == pytest.approx((pixels.sum(1) + 3 * divergence).mean().item(), rel=1e-5)


def test_loss_of_a_plain_autoencoder_is_that_of_its_reconstructions() -> None:
    model, batch = network(autoencoder), split(5)
    state = torch.get_rng_state()

    loss = generation("pixel_logits").loss(model.train(), batch, pixel_cross_entropy)

    assert loss.item() == pixel_cross_entropy(model(batch.inputs), batch.inputs).item()
    assert torch.equal(torch.get_rng_state(), state)


def test_beta_changes_the_gradient() -> None:
    gradients = []
    for beta in (1.0, 4.0):
        model = network(beta=beta).eval()
        generation("pixel_logits").loss(model, split(5), pixel_cross_entropy).backward()  # type: ignore[no-untyped-call]
        gradients.append(model.get_parameter("mean_and_log_variance.weight").grad[2:])  # type: ignore[index]

    assert torch.allclose(gradients[1], 4 * gradients[0])
    assert gradients[0].abs().min() > 0


def test_curve_is_the_negative_elbo_and_its_parts_whatever_beta_and_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 7)
    task, models = generation("pixel_logits"), [network(beta=1.0), network(beta=9.0).train(), network(autoencoder)]
    state = torch.get_rng_state()
    *points, plain = [task.curve(model, split(20), pixel_cross_entropy) for model in models]

    assert torch.equal(torch.get_rng_state(), state)

    assert points[0] == points[1]
    assert list(points[0]) == ["loss", "reconstruction_loss", "kl_divergence"]
    assert points[0]["loss"] == pytest.approx(points[0]["reconstruction_loss"] + points[0]["kl_divergence"])
    codes = encoded(network(), images(20))
    assert points[0]["kl_divergence"] == pytest.approx(codes.kl_divergence().mean().item(), rel=1e-5)
    again = pixel_cross_entropy(network(autoencoder)(images(20)), images(20)).item()
    assert plain == {"loss": pytest.approx(again, rel=1e-5), "reconstruction_loss": pytest.approx(again, rel=1e-5)}


@pytest.mark.usefixtures("few")
def test_metrics_of_the_test_split(splits: Splits) -> None:
    model, task = network(), generation("pixel_logits")
    means, real = encoded(model, splits.test.inputs).mean, splits.test.inputs

    test = task.test(model, splits, pixel_cross_entropy)

    point = task.curve(model, splits.test, pixel_cross_entropy)
    assert {name: test.metrics[f"test_{name}"] for name in point} == {
        name: rounded(value) for name, value in point.items()
    }
    error = (decoded(model, means, SHAPE) - real).square().mean().sqrt().item()
    assert test.metrics["reconstruction_error_percent"] == pytest.approx(100 * error, rel=1e-5)
    assert test.metrics["active_latent_dims"] == sum(variance > 0.01 for variance in means.var(0).tolist())
    space, noise = feature_space.feature_space(splits), noise_for("samples", 50, model)
    samples = decoded(model, noise, SHAPE)
    assert test.metrics["sample_frechet_distance"] == rounded(space.distance(space.of(samples)))
    fitted = decoded(model, gaussian_of_codes(model, splits.train.inputs).drawn(noise), SHAPE)
    assert test.metrics["fitted_sample_frechet_distance"] == rounded(space.distance(space.of(fitted)))
    assert test.metrics == task.test(model.train(), splits, pixel_cross_entropy).metrics


@pytest.mark.usefixtures("few")
def test_a_plain_autoencoder_has_no_divergence_and_no_active_dimensions(splits: Splits) -> None:
    test = generation("pixel_logits").test(network(autoencoder), splits, pixel_cross_entropy)

    assert list(test.metrics) == [
        *("test_loss", "test_reconstruction_loss", "reconstruction_error_percent"),
        *("sample_frechet_distance", "fitted_sample_frechet_distance"),
    ]
    assert test.metrics["test_loss"] == test.metrics["test_reconstruction_loss"]


@pytest.mark.usefixtures("few")
def test_pictures_are_gray_values(splits: Splits) -> None:
    model = network()

    test = generation("pixel_logits").test(model, splits, pixel_cross_entropy)

    found = {each.kind: each for each in test.pictures}
    assert list(found) == ["original", "reconstruction", "sample", "fitted_sample", "interpolation"]
    assert {(each.height, each.width) for each in test.pictures} == {(4, 4)}
    pixels = {
        kind: np.frombuffer(base64.b64decode(each.pixels), np.uint8).reshape(-1, 4, 4) for kind, each in found.items()
    }
    assert {len(each) for each in pixels.values()} == {8}
    assert pixels["original"].tolist() == (255 * splits.test.inputs[:8, 0]).round().to(torch.uint8).tolist()
    ends = pixels["reconstruction"][:2].astype(int), pixels["interpolation"][[0, -1]].astype(int)
    assert np.abs(ends[0] - ends[1]).max() <= 1


@pytest.mark.usefixtures("few")
def test_a_network_without_finite_weights_has_no_distance(splits: Splits) -> None:
    model = network()
    with torch.no_grad():
        model.output.bias.fill_(math.nan)

    metrics = generation("pixel_logits").test(model, splits, pixel_cross_entropy).metrics

    assert metrics["sample_frechet_distance"] is metrics["test_loss"] is None


@pytest.mark.usefixtures("few")
def test_features_belong_to_the_splits(splits: Splits) -> None:
    """One task object judges by the images of the run at hand."""
    task, others = generation("pixel_logits"), Splits(split(200, 4), split(9), split(60, 5), CLASSES, "generation")
    task.test(network(), others, pixel_cross_entropy)

    found = task.test(network(), splits, pixel_cross_entropy)

    assert found == generation("pixel_logits").test(network(), splits, pixel_cross_entropy)


def test_a_network_that_is_no_autoencoder_is_refused() -> None:
    with pytest.raises(TypeError, match="Linear is not an autoencoder"):
        generation("pixel_logits").loss(torch.nn.Linear(16, 16), split(3), pixel_cross_entropy)


def test_way_between_two_images_is_straight_in_codes() -> None:
    model = network(autoencoder)
    one, other = images(2)
    codes = encoded(model, images(2)).mean

    between = images_between(model, one, other, 3, SHAPE)

    assert torch.allclose(between, decoded(model, torch.stack([codes[0], codes.mean(0), codes[1]]), SHAPE), atol=1e-6)


def test_drawn_codes_have_the_fitted_mean_and_covariance() -> None:
    covariance = torch.tensor([[2.0, 0.6], [0.6, 0.5]], dtype=torch.double)
    gaussian = Gaussian(torch.tensor([1.0, -1.0], dtype=torch.double), covariance)

    codes = gaussian.drawn(torch.randn(100_000, 2, generator=torch.Generator().manual_seed(1)))

    found = gaussian_of(codes)
    assert torch.allclose(found.mean, gaussian.mean, atol=0.02)
    assert torch.allclose(found.covariance, covariance, atol=0.03)


def test_codes_of_a_variational_autoencoder_are_fitted_with_their_variance() -> None:
    model = network()
    with torch.no_grad():
        model.get_parameter("mean_and_log_variance.weight")[2:] = 0
        model.get_parameter("mean_and_log_variance.bias")[2:] = math.log(25.0)

    fitted = gaussian_of_codes(model, images(2_000))

    assert fitted.covariance.diagonal().tolist() == pytest.approx([25.0, 25.0], rel=0.1)


@pytest.mark.parametrize(("count", "features"), [(500, 3), (500, 40), (20, 40)])
def test_distance_is_that_of_scipy_s_matrix_root(count: int, features: int) -> None:
    """Also of fewer images than features, where the covariances are singular and scipy's root is complex."""
    generator = torch.Generator().manual_seed(features)
    mixing = torch.randn((features, features), generator=generator, dtype=torch.double)
    one = gaussian_of(torch.randn((count, features), generator=generator) @ mixing.float())
    other = gaussian_of(0.3 + torch.randn((count, features), generator=generator).relu())
    root = sqrtm((one.covariance @ other.covariance).numpy())
    expected = (one.mean - other.mean).square().sum() + (one.covariance + other.covariance).trace()

    found = frechet_distance(one, other)

    assert found == pytest.approx(expected.item() - 2 * np.trace(root).real, rel=1e-4)
    assert found == pytest.approx(frechet_distance(other, one), rel=1e-9)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-5 * found)


def test_feature_network_is_the_same_each_time_and_classifies(splits: Splits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature_space, "EPOCHS", 60)

    once, again = (feature_space.feature_network(splits) for _ in range(2))

    features = once(splits.test.inputs)
    assert torch.equal(features, again(splits.test.inputs))
    assert (features.shape, bool(features.min() >= 0)) == ((60, feature_space.FEATURES), True)
    centers = torch.stack([features[splits.test.targets == number].mean(0) for number in range(CLASSES)])
    assert (torch.cdist(features, centers).argmin(1) == splits.test.targets).float().mean() > 0.9


def test_divergence_of_a_plain_code_is_zero() -> None:
    assert Codes(torch.ones(3, 2), None).kl_divergence().tolist() == [0, 0, 0]
