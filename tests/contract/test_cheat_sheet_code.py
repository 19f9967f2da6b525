"""The PyTorch cheat sheet in the report does what it says, on tiny data."""

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from groundwork.cheat_sheet.choose_device import choose_device
from groundwork.cheat_sheet.define_a_model import MLP
from groundwork.cheat_sheet.evaluate import evaluate
from groundwork.cheat_sheet.load_data import Images, load_data
from groundwork.cheat_sheet.put_together import fit
from groundwork.cheat_sheet.save_and_load import load, save
from groundwork.cheat_sheet.set_the_seed import set_the_seed
from groundwork.cheat_sheet.training_step import train_epoch
from groundwork.core.identity import PACKAGE, parsed
from groundwork.report.inputs import SheetCode
from groundwork.report.pytorch_sheet import ORDER, read_sheet, view_sheet

FOLDER = PACKAGE / "cheat_sheet"
FILES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")
CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _global_settings_as_they_were() -> Iterator[None]:
    deterministic, benchmark = torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn.benchmark
    yield
    torch.use_deterministic_algorithms(deterministic)
    torch.backends.cudnn.benchmark = benchmark


def bright_rows(number: int) -> Images:
    """Images with two white rows that depend on the class, easy to learn."""
    labels = torch.arange(number) % 10
    images = torch.zeros(number, 28, 28, dtype=torch.uint8)
    for row in (0, 1):
        images[torch.arange(number), 2 * labels + row] = 255
    return Images(images, labels)


def test_images_are_one_channel_of_floats_from_0_to_1() -> None:
    image, label = bright_rows(20)[13]

    assert (image.shape, image.dtype, label.item()) == ((1, 28, 28), torch.float32, 3)
    assert (image.min().item(), image.max().item(), image.sum().item()) == (0, 1, 2 * 28)


def test_only_training_batches_are_shuffled() -> None:
    torch.manual_seed(1)
    training, validation = load_data(bright_rows(50), bright_rows(20), 16)

    orders = [torch.cat([labels for _, labels in batches]).tolist() for batches in (training, training, validation)]

    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(list(range(10)) * 5)
    assert orders[2] == list(range(10)) * 2
    assert [len(labels) for _, labels in training] == [16, 16, 16, 2]


def test_model_outputs_ten_logits() -> None:
    model = MLP(hidden=32).eval()

    logits = model(torch.rand(4, 1, 28, 28))

    assert logits.shape == (4, 10)
    assert sum(each.numel() for each in model.parameters()) == 784 * 32 + 32 + 32 * 10 + 10
    assert not torch.allclose(logits.sum(1), torch.ones(4))


def test_epoch_returns_mean_loss_and_takes_one_step_per_batch() -> None:
    """With constant weights, the mean loss weights a smaller last batch by its size."""
    torch.manual_seed(0)
    model = MLP(dropout=0.0)
    images = torch.rand(5, 1, 28, 28)
    labels = torch.tensor([1, 2, 3, 4, 5])
    batches = [(images[:4], labels[:4]), (images[4:], labels[4:])]
    expected = nn.functional.cross_entropy(model(images), labels).item()

    found = train_epoch(model, batches, torch.optim.SGD(model.parameters(), lr=0.0), CPU)

    assert found == pytest.approx(expected, rel=1e-6)


def test_step_zeroes_gradients_and_descends() -> None:
    torch.manual_seed(0)
    model = MLP(dropout=0.0)
    batch = (torch.rand(8, 1, 28, 28), torch.arange(8))
    before = [each.detach().clone() for each in model.parameters()]
    loss = nn.functional.cross_entropy(model(batch[0]), batch[1])
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    for each in model.parameters():
        each.grad = torch.full_like(each, 100.0)

    train_epoch(model, [batch], torch.optim.SGD(model.parameters(), lr=0.1), CPU)

    for parameter, old, gradient in zip(model.parameters(), before, gradients, strict=True):
        torch.testing.assert_close(parameter.detach(), old - 0.1 * gradient)
    assert model.training


class _AlwaysClassTwo(nn.Module):
    """Logits that are highest for class 2, for every image."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return torch.eye(10)[2].expand(len(images), 10).clone().requires_grad_()


def test_accuracy_of_a_known_case() -> None:
    """Three of eight images are of class 2; batches of five and three."""
    labels = torch.tensor([2, 0, 2, 1, 9, 5, 2, 3])
    images = torch.zeros(8, 1, 28, 28)
    model = _AlwaysClassTwo()

    assert evaluate(model, [(images[:5], labels[:5]), (images[5:], labels[5:])], CPU) == 3 / 8
    assert not model.training
    assert torch.is_grad_enabled()


def test_training_resumes_exactly_from_a_checkpoint(tmp_path: Path) -> None:
    batch = (torch.rand(8, 1, 28, 28), torch.arange(8))
    models = [MLP(dropout=0.0), MLP(dropout=0.0)]
    optimizers = [torch.optim.Adam(model.parameters(), lr=1e-3) for model in models]
    train_epoch(models[0], [batch], optimizers[0], CPU)
    save(tmp_path / "state.pt", models[0], optimizers[0], epoch=7)

    assert load(tmp_path / "state.pt", models[1], optimizers[1], CPU) == 7
    losses = [
        train_epoch(model, [batch] * 2, optimizer, CPU) for model, optimizer in zip(models, optimizers, strict=True)
    ]

    assert losses[0] == losses[1]
    for one, other in zip(*(model.parameters() for model in models), strict=True):
        assert torch.equal(one, other)


def test_seed_determines_the_network() -> None:
    def first_weights(seed: int) -> torch.Tensor:
        set_the_seed(seed)
        return next(MLP().parameters()).detach()

    assert torch.equal(first_weights(1), first_weights(1))
    assert not torch.equal(first_weights(1), first_weights(2))
    assert torch.are_deterministic_algorithms_enabled()


@pytest.mark.parametrize(
    ("cuda", "apple", "expected"), [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")]
)
def test_device_is_the_first_available_accelerator(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, apple: bool, expected: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: apple)

    assert choose_device().type == expected


def test_full_script_is_reproducible_and_keeps_the_best_weights(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("groundwork.cheat_sheet.put_together.choose_device", lambda: CPU)
    training, validation = bright_rows(64), bright_rows(50)

    history = fit(training, validation, tmp_path / "best.pt", epochs=8)

    assert history[0] < history[-1] == 1.0
    assert fit(training, validation, tmp_path / "again.pt", epochs=8) == history
    model = MLP()
    epoch = load(tmp_path / "best.pt", model, torch.optim.Adam(model.parameters()), CPU)
    assert evaluate(model, load_data(training, validation, 64)[1], CPU) == history[epoch] == max(history)


def test_the_loss_falls() -> None:
    set_the_seed(0)
    model = MLP()
    batches, _ = load_data(bright_rows(200), bright_rows(10), 50)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

    losses = [train_epoch(model, batches, optimizer, CPU) for _ in range(8)]

    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 4


def test_every_file_is_printed_verbatim_in_order_of_use() -> None:
    sheet = read_sheet(FOLDER)

    assert [each.name for each in sheet] == list(ORDER)
    assert sorted(ORDER) == [path.stem for path in FILES]
    for each in sheet:
        text = (FOLDER / f"{each.name}.py").read_text(encoding="utf-8")
        assert text == f'"""{each.title}."""\n\n{each.source}'


def test_code_is_escaped() -> None:
    (view,) = view_sheet([SheetCode("evaluate", "Evaluate <all>", 'print("<b>")\n')])

    assert (view.anchor, view.title, view.file) == (
        "pytorch-evaluate",
        "Evaluate <all>",
        "groundwork/cheat_sheet/evaluate.py",
    )
    assert "<b>" not in view.code
    assert "&lt;b&gt;" in view.code


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_short_and_self_contained(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40
    defined = {node.name for node in parsed(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert defined <= runpy.run_path(str(path)).keys()
