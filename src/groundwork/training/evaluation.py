"""How good a network is on a split, without training it."""

import math
from collections.abc import Callable

import torch
from torch import nn

from groundwork.records.numbers import finite, rounded
from groundwork.records.schema import Example, Test
from groundwork.training.scoring import measured_of_classes, measured_of_numbers, probabilities_of, reliability
from groundwork.training.splits import Split

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

CHUNK = 100  # small enough to stay in the processor's cache: twice as fast for convolutions as 1000
FIRST_IMAGES = 24
MISTAKES = 12


def outputs_of(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """Return the network's outputs (n, outputs), logits of a classifier, computed in chunks that keep memory small."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = torch.cat([model(chunk) for chunk in torch.split(inputs, CHUNK)])
    model.train(was_training)
    return outputs


def loss_and_accuracy(model: nn.Module, split: Split, loss: Loss) -> tuple[float, float]:
    """Return the loss and the fraction of images whose highest logit is the label's, NaN where targets are floats.

    A single logit an image is that of the second of two classes. The loss is `loss` of outputs and targets,
    in nats for cross-entropy; what is reported asks for one without label smoothing, which is for training only.
    """
    outputs = outputs_of(model, split.inputs)
    mean_loss = loss(outputs, split.targets).item()
    if split.targets.is_floating_point():
        return mean_loss, math.nan
    predicted = outputs[:, 0] > 0 if outputs.shape[1] == 1 else outputs.argmax(1)
    return mean_loss, (predicted == split.targets).float().mean().item()


def read_test(model: nn.Module, split: Split, classes: int, loss: Loss) -> Test:
    """Return what the test split says of a trained network; call it once, at the end. No classes mean a regression."""
    return read_test_of_outputs(outputs_of(model, split.inputs), split.targets, classes, loss)


def read_test_of_outputs(outputs: torch.Tensor, targets: torch.Tensor, classes: int, loss: Loss | None) -> Test:
    """Return the test results of outputs (n, outputs) against a split's targets (n,); no classes mean a regression.

    With a loss the outputs are logits or predictions. Without one they are probabilities of an estimator, and the loss
    is their cross-entropy: none where some label got no probability at all.
    """
    mean_loss = loss(outputs, targets).item() if loss else _cross_entropy(outputs, targets)
    if classes:
        probabilities = probabilities_of(outputs) if loss else outputs.double()
        return _test_of_classes(probabilities, targets.cpu(), mean_loss)
    return Test(
        accuracy=None,
        loss=finite(mean_loss),
        measured=measured_of_numbers(outputs[:, 0], targets),
        reliability=[],
        confusion=[],
        first_images=[],
        most_confident_mistakes=[],
    )


def _test_of_classes(probabilities: torch.Tensor, labels: torch.Tensor, loss: float) -> Test:
    classes = probabilities.shape[1]
    confidence, predicted = probabilities.max(1)
    wrong = (predicted != labels).nonzero().flatten()
    worst = wrong[confidence[wrong].argsort(descending=True, stable=True)][:MISTAKES]
    confusion = torch.bincount(labels * classes + predicted, minlength=classes**2).view(classes, classes)

    def example(index: int) -> Example:
        label, guess = int(labels[index]), int(predicted[index])
        return Example(index=index, label=label, predicted=guess, probability=rounded(confidence[index].item()))

    return Test(
        accuracy=rounded(confusion.diagonal().sum().item() / len(labels)),
        loss=finite(loss),
        measured=measured_of_classes(probabilities, labels),
        reliability=reliability(probabilities, labels),
        confusion=confusion.tolist(),  # (label, predicted)
        first_images=[example(index) for index in range(min(FIRST_IMAGES, len(labels)))],
        most_confident_mistakes=[example(int(index)) for index in worst],
    )


def _cross_entropy(probabilities: torch.Tensor, labels: torch.Tensor) -> float:
    # Subtracted from zero, as a perfect fit has a loss of 0.0 and not of -0.0.
    return 0.0 - probabilities.double().gather(1, labels[:, None]).log().mean().item()
