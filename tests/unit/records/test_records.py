"""Record files: round trips, and rejection of damaged or renamed files."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from groundwork.core.errors import UserError
from groundwork.core.identity import canonical_json, digest_of
from groundwork.records import schema
from groundwork.records.files import read_record, record_path, write_record
from groundwork.records.schema import (
    Bin,
    CheckBody,
    CurvePoint,
    Example,
    Horizon,
    Layer,
    MeasuredRun,
    MeasuredValue,
    MeasurementBody,
    Reading,
    Record,
    Run,
    TrainingBody,
)

IDENTITY = {"format": 1, "spec": {"learning_rate": 0.001}}
NAME = f"mlp-adam-0.001-{digest_of(IDENTITY)}"


@pytest.fixture
def record() -> Record:
    """A record with every kind of part."""
    untrained = CurvePoint(
        step=0,
        epoch=0,
        images_seen=0,
        train={"loss": 2.3025851, "accuracy_percent": 10.0},
        validation={"loss": None, "accuracy_percent": 12.5},
        step_loss=None,
        step_loss_std=None,
    )
    example = Example(index=3, label=1, predicted=0, probability=0.75)
    test = schema.Test(
        metrics={"test_accuracy_percent": 50.0, "test_loss": 1e-07, "roc_auc_percent": None},
        reliability=[Bin(images=2, confidence=0.75, accuracy=0.5)],
        confusion=[[1, 0], [1, 0]],
        correct="gA==",
        first_images=[example],
        most_confident_mistakes=[example],
    )
    end = Horizon(
        step=2,
        train=untrained.train,
        validation=untrained.validation,
        late_step_loss=0.1,
        late_step_loss_std=None,
        test=test,
    )
    run = Run(
        seed=42,
        role="report",
        diverged_at_step=None,
        steps=2,
        curve=[untrained],
        kept_point=0,
        horizons=[end],
        readings=[Reading(probe="gradient_norm", step=0, epoch=0, layer="output", value=None)],
        step_losses=[0.1, None],
        step_rates=[0.001, 0.002],
    )
    layer = Layer(name="output", kind="Linear", output_shape=[2], parameters=10)
    return Record(name=NAME, identity=IDENTITY, body=TrainingBody(layers=[layer, layer], multiply_adds=20, runs=[run]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return record_path(tmp_path, NAME)


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as error:
        read_record(path)
    return str(error.value).removeprefix(f"{path}: ")


def altered(path: Path, with_checksum: bool, **changes: Any) -> None:
    """Change parts of a record's file, and update its checksum if `with_checksum`."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content |= changes
    if with_checksum:
        del content["checksum"]
        content["checksum"] = hashlib.sha256(canonical_json(content).encode()).hexdigest()
    path.write_text(canonical_json(content), encoding="utf-8")


def test_record_round_trip(path: Path, record: Record) -> None:
    write_record(path, record)

    assert read_record(path) == record
    assert path.name == f"{NAME}.json"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_equal_records_have_equal_bytes(path: Path, record: Record) -> None:
    write_record(path, record)
    first = path.read_bytes()
    write_record(path, read_record(path))

    assert path.read_bytes() == first
    assert first.endswith(b"}\n")


def test_check_record_round_trip(tmp_path: Path) -> None:
    name = f"check-sums-{digest_of({})}"
    body = CheckBody(holds=True, measured={"largest difference": 1e-17})
    write_record(tmp_path / f"{name}.json", Record(name=name, identity={}, body=body))

    assert read_record(tmp_path / f"{name}.json").body == body


def test_outcome_and_parameters(record: Record) -> None:
    assert isinstance(record.body, TrainingBody)
    assert record.body.parameters == 20
    assert record.body.runs[0].outcome == "finished"
    assert record.body.runs[0].model_copy(update={"diverged_at_step": 7}).outcome == "diverged at step 7"


def test_run_has_readings_at_its_horizons_and_the_test_at_its_end(record: Record) -> None:
    assert isinstance(record.body, TrainingBody)
    (run,) = record.body.runs
    (end,) = run.horizons
    assert (run.at(2), run.at(1)) == (end, None)
    assert run.test == end.test
    diverged = run.model_copy(update={"diverged_at_step": 3})
    assert (diverged.at(2), diverged.test) == (end, None)
    assert run.model_copy(update={"horizons": []}).test is None


def test_renumbered_test_differs_only_in_the_indices_of_its_examples(record: Record) -> None:
    assert isinstance(record.body, TrainingBody)
    test = record.body.runs[0].test
    assert test is not None
    renumbered = test.renumbered((0, 0, 0, 17))
    assert [each.index for each in renumbered.first_images + renumbered.most_confident_mistakes] == [17, 17]
    assert renumbered.renumbered(range(3, 21)[::-1]).first_images == test.first_images


def test_records_are_frozen_and_reject_extra_fields(record: Record) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        record.name = "other"
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Layer.model_validate({"name": "a", "kind": "b", "output_shape": [], "parameters": 0, "bias": 0})


def test_missing_record_is_rejected(path: Path) -> None:
    assert "No such file or directory" in refusal(path)


@pytest.mark.parametrize("kept", [0, 1, 100, -2])
def test_truncated_record_is_rejected(path: Path, record: Record, kept: int) -> None:
    write_record(path, record)
    path.write_bytes(path.read_bytes()[:kept])

    assert refusal(path).startswith("not a readable record (")
    assert refusal(path).endswith("); delete it and run again")


def test_altered_number_is_rejected(path: Path, record: Record) -> None:
    write_record(path, record)
    path.write_text(path.read_text(encoding="utf-8").replace("2.3025851", "2.3025850"), encoding="utf-8")

    assert refusal(path) == "its content does not match its checksum; delete it and run again"


def test_renamed_record_is_rejected(path: Path, record: Record) -> None:
    write_record(path, record)
    other = path.rename(path.with_name(f"mlp-sgd-0.1-{digest_of(IDENTITY)}.json"))

    assert refusal(other) == f"the record inside is '{NAME}'; delete it and run again"


def test_record_with_changed_identity_and_checksum_is_rejected(path: Path, record: Record) -> None:
    write_record(path, record)
    altered(path, with_checksum=True, identity={"format": 1, "spec": {"learning_rate": 0.1}})

    assert refusal(path) == "the digest of its identity is not the one in its name; delete it and run again"


def test_record_of_an_older_format_is_rejected(path: Path, record: Record) -> None:
    write_record(path, record)
    altered(path, with_checksum=True, body={"kind": "training", "accuracy": 0.9})

    assert refusal(path).startswith("not a readable record (")


@pytest.mark.parametrize("content", ["[]", "[1, 2]", '"text"', "null", "3", "{}", '{"checksum": 1}', "[" * 100_000])
def test_other_json_is_rejected(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")

    assert refusal(path).startswith("not a readable record (")
    assert "\n" not in refusal(path)


@pytest.mark.parametrize("number", ["NaN", "1e999", "-Infinity"])
@pytest.mark.parametrize("place", ['"test_loss":1e-07', '"learning_rate":0.001'])
def test_nonfinite_number_is_rejected(path: Path, record: Record, place: str, number: str) -> None:
    """It can be parsed as a number, but not serialized for a checksum or a digest."""
    write_record(path, record)
    whole = path.read_text(encoding="utf-8")
    assert whole.count(place) == 1
    path.write_text(whole.replace(place, f"{place.partition(':')[0]}:{number}"), encoding="utf-8")

    assert refusal(path).startswith("not a readable record (Out of range float values are not JSON compliant")


def test_other_bytes_are_rejected(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe\x00")

    assert refusal(path).startswith("not a readable record (")


def test_killed_writer_leaves_no_partial_record(path: Path) -> None:
    """A writer is killed while it writes a long record; the record's path does not exist then."""
    path.parent.mkdir(parents=True)
    writer = f"""
import os, pathlib
from groundwork.records import files, schema
def slow(self, content):
    with self.open("wb") as file:
        file.write(content[:50]); file.flush()
        print("half", flush=True)
        __import__("time").sleep(60)
pathlib.Path.write_bytes = slow
body = schema.CheckBody(holds=True, measured={{}})
files.write_record(pathlib.Path({str(path)!r}), schema.Record(name="x", identity={{}}, body=body))
"""
    process = subprocess.Popen([sys.executable, "-c", writer], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert not path.exists()
    assert [each.stat().st_size for each in path.parent.iterdir()] == [50]


def test_concurrent_writers_of_one_record_do_not_interfere(path: Path, record: Record) -> None:
    """A reader that polls the file only ever sees the complete record."""
    write_record(path, record)
    writer = (
        "import sys, pathlib\nfrom groundwork.records.files import read_record, write_record\n"
        "path = pathlib.Path(sys.argv[1])\nrecord = read_record(path)\n"
        "for _ in range(500): write_record(path, record)\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", writer, str(path)]) for _ in range(2)]
    seen: set[tuple[int, int]] = set()
    while any(each.poll() is None for each in writers):
        assert read_record(path) == record
        written = path.stat()
        seen.add((written.st_ino, written.st_mtime_ns))
        time.sleep(0.001)

    assert [each.returncode for each in writers] == [0, 0]
    assert len(seen) > 10, "the reader met too few of the writes"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_measurement_record_round_trip(tmp_path: Path) -> None:
    values = [
        MeasuredValue(case="one split", metric="estimate_error_points", at=None, value=2.5),
        MeasuredValue(case="measured", metric="gradient_noise_ratio", at=64.0, value=None),
    ]
    body = MeasurementBody(runs=[MeasuredRun(seed=42, values=values)])
    name = f"measurement-gradient_noise-{digest_of(IDENTITY)}"
    path = record_path(tmp_path, name)

    write_record(path, Record(name=name, identity=IDENTITY, body=body))

    assert read_record(path).body == body
