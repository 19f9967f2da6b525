"""The training job: bit-identical results, independent seeds, and optional outputs."""

import math
import os
import pickle
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from groundwork.components import optimizers, schedules
from groundwork.components.catalog import load_component
from groundwork.components.randomness import derived_seed, generator_for
from groundwork.components.schedules import TrainingProgress
from groundwork.config.catalog import SCHEDULE
from groundwork.config.names import Component
from groundwork.core.identity import digest_of
from groundwork.dataset.loading import Prepared
from groundwork.jobs.train import train_spec
from groundwork.planning.specs import Spec
from groundwork.records.schema import Run, TrainingBody
from groundwork.tasks.task import Splits
from groundwork.training.exactness import make_deterministic
from groundwork.training.run import SeedRun, fresh_model

SpecWith = Callable[..., Spec]
Train = Callable[..., TrainingBody]
RAMP = Component(name="exponential_ramp", settings={"start_lr": 1e-3, "end_lr": 0.1})
ALONE = """
import pickle, sys
from groundwork.core.identity import digest_of
from groundwork.jobs.train import train_spec
spec, prepared = pickle.loads(sys.stdin.buffer.read())
print(digest_of(train_spec(spec, prepared, "cpu").model_dump(mode="json")))
"""


@pytest.fixture
def train(prepared: Prepared, spec_with: SpecWith) -> Train:
    """Train a spec with some fields changed and return the record's body."""
    return lambda **fields: train_spec(spec_with(**fields), prepared, "cpu")


def by_seed(body: TrainingBody) -> dict[int, Run]:
    return {run.seed: run for run in body.runs}


def test_training_is_bit_identical_across_processes(train: Train, prepared: Prepared, spec_with: SpecWith) -> None:
    fields = {"probes": ("gradient_norm",), "keep_step_losses": True, "model": Component(name="cnn")}
    first = train(**fields)
    torch.manual_seed(99)
    torch.rand(17)

    assert train(**fields) == first
    alone = subprocess.run(
        [sys.executable, "-c", ALONE], input=pickle.dumps((spec_with(**fields), prepared)), capture_output=True
    )
    assert alone.stdout.decode().strip() == digest_of(first.model_dump(mode="json")), alone.stderr.decode()


def test_tuning_seeds_come_first_and_never_use_the_test_split(train: Train) -> None:
    body = train()

    assert [(run.seed, run.role) for run in body.runs] == [(7, "tuning"), (42, "report"), (43, "report")]
    assert [run.test is None for run in body.runs] == [True, False, False]


def test_seeds_differ_in_every_metric(train: Train) -> None:
    one, other = (by_seed(train())[seed] for seed in (42, 43))

    for mine, yours in zip(one.epochs, other.epochs, strict=True):
        assert mine.train["loss"] != yours.train["loss"]
    assert one.epochs[0].validation["loss"] != other.epochs[0].validation["loss"]


def test_network_learns_the_planted_classes(train: Train) -> None:
    run = by_seed(train(epochs=15))[42]

    assert run.test is not None
    assert (run.test.metrics["test_accuracy_percent"] or 0) > 80
    assert run.epochs[0].train["loss"] == pytest.approx(math.log(4), abs=0.25)
    assert (run.epochs[-1].train["loss"] or math.inf) < 0.5 * (run.epochs[0].train["loss"] or 0)
    assert sum(map(sum, run.test.confusion)) == 60
    assert run.outcome == "finished"


def test_seeds_are_independent(train: Train) -> None:
    before = by_seed(train())

    after = by_seed(train(seeds=(41, 42, 44, 43), tuning_seeds=(8, 7)))

    assert {seed: after[seed] for seed in (7, 42, 43)} == before


def test_probes_and_kept_losses_do_not_change_the_run(train: Train) -> None:
    plain = train().runs
    probed = train(probes=("gradient_norm", "activation_mean", "activation_std"), keep_step_losses=True).runs

    for one, other in zip(plain, probed, strict=True):
        assert other.model_copy(update={"readings": [], "step_losses": [], "step_rates": []}) == one
        assert len(other.readings) == 3 * 3 * 2


def test_final_weights_are_bit_identical_with_and_without_probes(splits: Splits, spec_with: SpecWith) -> None:
    weights = []
    for probes in ((), ("gradient_norm", "activation_mean", "activation_std")):
        one = SeedRun(spec_with(probes=probes, optimizer=Component(name="momentum")), splits, 42)
        one.train("report")
        weights.append(torch.cat([parameter.detach().flatten() for parameter in one.model.parameters()]))

    assert torch.equal(*weights)


def test_seed_fixes_initialization_and_batch_order_across_variants(splits: Splits, spec_with: SpecWith) -> None:
    runs = [
        SeedRun(spec_with(optimizer=Component(name=name), learning_rate=rate), splits, 42)
        for name, rate in [("sgd", 0.1), ("adam", 0.001)]
    ]

    for one, other in zip(*(run.model.parameters() for run in runs), strict=True):
        assert torch.equal(one, other)
    for run in runs:
        assert torch.equal(run.order.get_state(), generator_for(42, "batch order").get_state())
    fresh = fresh_model(spec_with(), splits, 43)
    assert not torch.equal(next(fresh.parameters()), next(runs[0].model.parameters()))


def test_global_generator_is_used_only_by_dropout(splits: Splits, spec_with: SpecWith) -> None:
    SeedRun(spec_with(probes=("gradient_norm",)), splits, 42).train("report")

    after = torch.get_rng_state()
    torch.manual_seed(derived_seed(42, "dropout"))
    assert torch.equal(after, torch.get_rng_state())


def test_curves_include_the_untrained_network_and_every_epoch(train: Train) -> None:
    run = train(epochs=3, keep_step_losses=True).runs[1]

    assert [(each.epoch, each.images_seen) for each in run.epochs] == [(0, 0), (1, 120), (2, 240), (3, 360)]
    assert (run.epochs[0].step_loss, run.epochs[0].step_loss_std) == (None, None)
    assert (run.steps, len(run.step_losses), len(run.step_rates)) == (12, 12, 12)
    for number in (1, 2, 3):
        losses = [loss for loss in run.step_losses[4 * (number - 1) : 4 * number] if loss is not None]
        assert run.epochs[number].step_loss == pytest.approx(statistics.fmean(losses), rel=1e-5)
        assert run.epochs[number].step_loss_std == pytest.approx(statistics.stdev(losses), rel=1e-4)


def test_one_step_per_epoch_has_no_standard_deviation(train: Train) -> None:
    epochs = train(batch_size=1000).runs[1].epochs

    assert epochs[1].step_loss is not None
    assert epochs[1].step_loss_std is None


def test_step_losses_are_kept_only_on_request(train: Train) -> None:
    for run in train().runs:
        assert (run.steps, run.step_losses, run.step_rates) == (8, [], [])


def test_schedule_sets_the_learning_rate_of_every_step(train: Train) -> None:
    run = train(schedule=RAMP, keep_step_losses=True).runs[1]

    assert run.step_rates == pytest.approx([1e-3 * 100 ** (step / 7) for step in range(8)], rel=1e-6)


def test_schedule_receives_past_validation_losses(
    splits: Splits, spec_with: SpecWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[TrainingProgress] = []

    def constant(progress: TrainingProgress) -> float:
        seen.append(progress)
        return progress.learning_rate

    monkeypatch.setattr(schedules, "constant", constant)

    run = SeedRun(spec_with(epochs=2), splits, 42).train("report")

    assert [(each.step, each.epoch, each.steps) for each in seen[::4]] == [(0, 0, 8), (4, 1, 8)]
    assert [seen[0].validation_losses, seen[-1].validation_losses] == [
        [each.validation["loss"] for each in run.epochs[:1]],
        [each.validation["loss"] for each in run.epochs[:2]],
    ]


def first_step_that_diverges(spec: Spec, splits: Splits, seed: int) -> int:
    """Train with a plain loop and return the first step with a non-finite loss."""
    model = fresh_model(spec, splits, seed)
    optimizer = optimizers.sgd(model.parameters(), spec.learning_rate)
    order = generator_for(seed, "batch order")
    schedule = load_component(SCHEDULE, spec.schedule)
    step, steps = 0, spec.epochs * math.ceil(spec.train_images / spec.batch_size)
    while True:
        for batch in torch.split(torch.randperm(spec.train_images, generator=order), spec.batch_size):
            logits = model(splits.train.inputs[batch])
            loss = torch.nn.functional.cross_entropy(logits, splits.train.targets[batch])
            if not math.isfinite(loss.item()):
                return step
            progress = TrainingProgress(spec.learning_rate, step, steps, epoch=0, epochs=spec.epochs)
            optimizer.param_groups[0]["lr"] = schedule(progress)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            step += 1


@pytest.mark.parametrize(
    ("fields", "in_epoch"),
    [
        ({"learning_rate": 1e12, "epochs": 50}, 0),
        ({"schedule": RAMP.model_copy(update={"settings": {"start_lr": 1e-6, "end_lr": 1e60}}), "epochs": 20}, 5),
    ],
)
def test_divergence_ends_the_run_and_is_recorded_with_its_step(
    splits: Splits, spec_with: SpecWith, fields: dict[str, object], in_epoch: int
) -> None:
    fields |= {"optimizer": Component(name="sgd"), "batch_size": 16, "keep_step_losses": True}
    spec = spec_with(**fields, probes=("gradient_norm",))

    run = SeedRun(spec, splits, 42).train("report")

    step = first_step_that_diverges(spec, splits, 42)
    assert run.diverged_at_step == step
    assert step // 8 >= in_epoch
    assert run.outcome == f"diverged at step {step}"
    assert run.test is None
    assert len(run.epochs) == step // 8 + 2 < spec.epochs
    assert run.steps == 8 * (len(run.epochs) - 1)
    assert run.step_losses[step] is None
    assert all(loss is not None for loss in run.step_losses[:step])
    assert run.epochs[-1].step_loss is None
    assert {reading.epoch for reading in run.readings} == set(range(len(run.epochs) - 1))


def test_divergence_in_the_last_update_is_detected(splits: Splits, spec_with: SpecWith) -> None:
    """All losses of the only epoch are finite, but the last update breaks the network."""
    ramp = Component(name="exponential_ramp", settings={"start_lr": 1e-3, "end_lr": 1e30})
    spec = spec_with(optimizer=Component(name="sgd"), schedule=ramp, epochs=1, batch_size=60)

    run = SeedRun(spec, splits, 42).train("report")

    assert (run.steps, run.diverged_at_step) == (2, 2)
    assert run.epochs[1].step_loss is not None
    assert run.test is None


def test_diverged_run_can_be_serialized(train: Train) -> None:
    body = train(optimizer=Component(name="sgd"), learning_rate=1e12, keep_step_losses=True)

    assert len(digest_of(body.model_dump(mode="json"))) == 12


def test_layers_are_recorded_once(train: Train) -> None:
    body = train(seeds=(1,), tuning_seeds=(), epochs=1)

    assert [(layer.name, layer.output_shape, layer.parameters) for layer in body.layers] == [
        ("hidden_1", [12], 64 * 12 + 12),
        ("output", [4], 12 * 4 + 4),
    ]
    assert body.parameters == 832
    assert body.multiply_adds == 64 * 12 + 12 * 4


def test_make_deterministic_sets_one_thread_and_deterministic_kernels() -> None:
    torch.set_num_threads(2)

    make_deterministic()

    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
    assert torch.get_num_threads() == 1
    assert torch.are_deterministic_algorithms_enabled()
    assert not torch.backends.cudnn.benchmark
    denormal = torch.tensor([1e-30]) * torch.tensor([1e-10])
    assert denormal.item() == 0.0


def test_test_split_is_used_once_and_only_for_reported_seeds(splits: Splits, spec_with: SpecWith) -> None:
    """With an invalid test split, training runs to the end and fails only at the test evaluation."""
    trap = replace(splits, test=None)  # type: ignore[arg-type]

    tuning = SeedRun(spec_with(), trap, 42).train("tuning")

    assert len(tuning.epochs) == 3
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'inputs'"):
        SeedRun(spec_with(), trap, 42).train("report")
