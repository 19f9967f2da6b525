"""The training job: bit-identical results, independent seeds, and optional outputs."""

import math
import os
import pickle
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
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
from groundwork.records import schema
from groundwork.records.schema import Run, TrainingBody
from groundwork.tasks.task import Splits
from groundwork.training.exactness import make_deterministic
from groundwork.training.run import Role, SeedRun, fresh_model

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

    for mine, yours in zip(one.curve, other.curve, strict=True):
        assert mine.train["loss"] != yours.train["loss"]
    assert one.curve[0].validation["loss"] != other.curve[0].validation["loss"]


def test_network_learns_the_planted_classes(train: Train) -> None:
    run = by_seed(train(epochs=15))[42]

    assert run.test is not None
    assert (run.test.metrics["test_accuracy_percent"] or 0) > 80
    assert run.curve[0].train["loss"] == pytest.approx(math.log(4), abs=0.25)
    assert (run.curve[-1].train["loss"] or math.inf) < 0.5 * (run.curve[0].train["loss"] or 0)
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

    assert [(each.step, each.epoch, each.images_seen) for each in run.curve] == [
        *[(0, 0, 0), (4, 1, 120), (8, 2, 240), (12, 3, 360)]
    ]
    assert (run.curve[0].step_loss, run.curve[0].step_loss_std) == (None, None)
    assert (run.steps, len(run.step_losses), len(run.step_rates)) == (12, 12, 12)
    for number in (1, 2, 3):
        losses = [loss for loss in run.step_losses[4 * (number - 1) : 4 * number] if loss is not None]
        assert run.curve[number].step_loss == pytest.approx(statistics.fmean(losses), rel=1e-5)
        assert run.curve[number].step_loss_std == pytest.approx(statistics.stdev(losses), rel=1e-4)


def test_one_step_per_epoch_has_no_standard_deviation(train: Train) -> None:
    run = train(batch_size=1000).runs[1]

    assert run.curve[1].step_loss is not None
    assert run.curve[1].step_loss_std is None
    assert run.horizons[-1].late_step_loss_std is None


def test_curves_have_more_points_in_the_first_epoch_and_at_horizons(train: Train) -> None:
    run = train(batch_size=3, horizons=(7, 50, 80), keep_step_losses=True).runs[1]  # 40 steps per epoch

    assert [each.step for each in run.curve] == [0, 7, 9, 18, 36, 40, 50, 80]
    assert [each.epoch for each in run.curve] == [0, 0.175, 0.225, 0.45, 0.9, 1, 1.25, 2]
    assert [each.images_seen for each in run.curve] == [0, 21, 27, 54, 108, 120, 150, 240]
    losses = [loss for loss in run.step_losses if loss is not None]
    assert run.curve[2].step_loss == pytest.approx(statistics.fmean(losses[7:9]), rel=1e-6)
    assert run.curve[6].step_loss_std == pytest.approx(statistics.stdev(losses[40:50]), rel=1e-5)


def test_partial_batch_ends_an_epoch_and_its_images(train: Train) -> None:
    run = train(batch_size=50, horizons=(2, 6)).runs[1]  # batches of 50, 50 and 20 images

    assert [(each.step, each.epoch, each.images_seen) for each in run.curve] == [
        *[(0, 0, 0), (2, 0.6666667, 100), (3, 1, 120), (6, 2, 240)]
    ]


def test_reading_at_a_horizon_is_that_of_a_run_which_ends_there(train: Train) -> None:
    fields = {"batch_size": 3, "keep_step_losses": True, "seeds": (42,), "tuning_seeds": ()}
    (long,) = train(**fields, epochs=4, horizons=(9, 40, 120, 160)).runs
    (short,) = train(**fields, epochs=3, horizons=(120,)).runs

    assert [each.step for each in long.horizons] == [9, 40, 120, 160]
    assert [each.step for each in short.horizons] == [120]
    assert long.at(120) == short.at(120)
    assert [point for point in long.curve if point.step <= 120] == short.curve
    assert len({str(each.test) for each in long.horizons}) == 4
    for horizon in long.horizons:
        (point,) = (point for point in long.curve if point.step == horizon.step)
        assert (horizon.train, horizon.validation) == (point.train, point.validation)


def test_late_step_losses_scatter_around_a_line(train: Train) -> None:
    run = train(batch_size=3, epochs=4, horizons=(50, 160), keep_step_losses=True).runs[1]

    losses = np.array(run.step_losses, dtype=float)
    for horizon in run.horizons:
        late = losses[: horizon.step][-100:]
        line = np.polynomial.Polynomial.fit(np.arange(len(late)), late, 1)
        residuals = late - line(np.arange(len(late)))
        assert len(late) == min(horizon.step, 100)
        assert horizon.late_step_loss == pytest.approx(late.mean(), rel=1e-6)
        assert horizon.late_step_loss_std == pytest.approx(math.sqrt((residuals**2).sum() / (len(late) - 2)), rel=1e-5)


@pytest.mark.parametrize("name", ["adam", "momentum"])
def test_final_weights_are_bit_identical_with_and_without_horizons(
    splits: Splits, spec_with: SpecWith, name: str
) -> None:
    """Dropout and augmentation draw random numbers; the readings between the steps must not."""
    dropout = Component(name="mlp", settings={"hidden_layer_sizes": [12], "dropout": 0.5, "normalization": "batch"})
    fields = {"model": dropout, "optimizer": Component(name=name), "batch_size": 8, "epochs": 3, "clip_norm": 1.0}
    fields |= {"augmentation": Component(name="random_crop", settings={"padding": 1}), "keep_step_losses": True}
    ends = []
    for horizons in ((45,), (1, 2, 5, 20, 30, 36, 44, 45)):
        one = SeedRun(spec_with(**fields, probes=("dead_units",), horizons=horizons), splits, 42)
        run = one.train("report")
        state = torch.cat([value.detach().flatten().double() for value in one.model.state_dict().values()])
        ends.append((state, run.step_losses, run.horizons[-1], torch.get_rng_state()))

    (state, losses, end, generator), (other_state, other_losses, other_end, other_generator) = ends
    assert torch.equal(state, other_state)
    assert (losses, end) == (other_losses, other_end)
    assert torch.equal(generator, other_generator)


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
        [each.validation["loss"] for each in run.curve[:1]],
        [each.validation["loss"] for each in run.curve[:2]],
    ]


def first_step_that_diverges(spec: Spec, splits: Splits, seed: int) -> int:
    """Train with a plain loop and return the first step with a non-finite loss."""
    model = fresh_model(spec, splits, seed)
    optimizer = optimizers.sgd(model.parameters(), spec.learning_rate)
    order = generator_for(seed, "batch order")
    schedule = load_component(SCHEDULE, spec.schedule)
    step, steps = 0, spec.epochs * math.ceil(spec.train_images / spec.batch_size)
    while step < steps:
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
    raise AssertionError("the run does not diverge")


@pytest.mark.parametrize(
    ("fields", "in_epoch"),
    [
        ({"learning_rate": 1e25, "epochs": 50}, 0),
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
    assert len(run.curve) == step // 8 + 2 < spec.epochs
    assert run.steps == 8 * (len(run.curve) - 1)
    assert run.step_losses[step] is None
    assert all(loss is not None for loss in run.step_losses[:step])
    assert run.curve[-1].step_loss is None
    assert {reading.epoch for reading in run.readings} == set(range(len(run.curve) - 1))


def test_diverged_run_has_its_readings_at_the_horizons_before(splits: Splits, spec_with: SpecWith) -> None:
    ramp = RAMP.model_copy(update={"settings": {"start_lr": 1e-6, "end_lr": 1e60}})
    fields = {"optimizer": Component(name="sgd"), "batch_size": 16, "schedule": ramp, "epochs": 20}
    step = first_step_that_diverges(spec_with(**fields), splits, 42)

    run = SeedRun(spec_with(**fields, horizons=(4, step - 3, step + 1, 160)), splits, 42).train("report")

    assert run.diverged_at_step == step
    assert [(each.step, each.test is not None) for each in run.horizons] == [(4, True), (step - 3, True)]
    assert (run.steps, run.curve[-1].step, run.test) == (step + 1, step + 1, None)


def test_divergence_in_the_last_update_is_detected(splits: Splits, spec_with: SpecWith) -> None:
    """All losses of the only epoch are finite, but the last update breaks the network."""
    ramp = Component(name="exponential_ramp", settings={"start_lr": 1e-3, "end_lr": 1e30})
    spec = spec_with(optimizer=Component(name="sgd"), schedule=ramp, epochs=1, batch_size=60)

    run = SeedRun(spec, splits, 42).train("report")

    assert (run.steps, run.diverged_at_step) == (2, 2)
    assert run.curve[1].step_loss is not None
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


def test_test_split_is_used_at_horizons_only_and_only_for_reported_seeds(
    splits: Splits, spec_with: SpecWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    tested: list[int] = []
    spec = spec_with(horizons=(3, 5, 8))
    cases: list[tuple[Role, list[int]]] = [("tuning", []), ("report", [3, 5, 8])]
    for role, steps in cases:
        one = SeedRun(spec, splits, 42)

        def test(_model: object, tested_splits: Splits, _loss: object, one: SeedRun = one) -> schema.Test:
            assert tested_splits is one.splits
            tested.append(len(one.step_losses))
            return schema.Test(metrics={})

        monkeypatch.setattr(one.task, "test", test)
        tested.clear()
        assert [horizon.step for horizon in one.train(role).horizons] == [3, 5, 8]
        assert tested == steps


def test_test_split_is_not_used_for_choices(splits: Splits, spec_with: SpecWith) -> None:
    """With an invalid test split, training runs to the end and fails only at the test evaluation."""
    trap = replace(splits, test=None)  # type: ignore[arg-type]

    tuning = SeedRun(spec_with(), trap, 42).train("tuning")

    assert len(tuning.curve) == 3
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'inputs'"):
        SeedRun(spec_with(), trap, 42).train("report")
