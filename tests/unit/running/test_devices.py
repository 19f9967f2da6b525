"""CUDA devices, with a mock nvidia-smi, and their slots under real processes."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.running.devices import Device, cuda_devices, device_kind, device_slot
from tests.waiting import wait_until

ROWS = [
    "0, GPU-aaaaaaaa-1111, NVIDIA H200",
    "1, GPU-bbbbbbbb-2222, NVIDIA H200",
    "2, GPU-cccccccc-3333, NVIDIA A100, 80GB",
]
HOLDER = """
import sys, time
from pathlib import Path
from groundwork.running.devices import device_slot
with device_slot("cuda", int(sys.argv[1])) as device:
    Path(sys.argv[2]).write_text(f"{device} {time.monotonic()}")
    time.sleep(float(sys.argv[3]))
    end = time.monotonic()
Path(sys.argv[2]).write_text(f"{Path(sys.argv[2]).read_text()} {end}")
"""
Tool = Callable[..., None]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No nvidia-smi on the PATH, no CUDA_VISIBLE_DEVICES, and the locks in the test's folder."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """Put a mock nvidia-smi on the PATH that prints rows and exits with a status."""

    def install(*rows: str, status: int = 0) -> None:
        path = tmp_path / "bin" / "nvidia-smi"
        asked = '[ "$*" = "--query-gpu=index,uuid,name --format=csv,noheader" ] || exit 9'
        says = "".join(f'echo "{row}"\n' for row in rows)
        path.write_text(f"#!/bin/sh\n{asked}\n{says}exit {status}\n", encoding="utf-8")
        path.chmod(0o755)

    return install


def test_without_nvidia_smi_there_is_no_device() -> None:
    assert cuda_devices() == []


def test_every_row_is_a_device(tool: Tool) -> None:
    tool(*ROWS)

    assert cuda_devices() == [
        Device("0", "NVIDIA H200"),
        Device("1", "NVIDIA H200"),
        Device("2", "NVIDIA A100, 80GB"),
    ]


@pytest.mark.parametrize(
    ("visible", "indices"),
    [
        ("", []),
        ("-1", []),
        ("1", ["1"]),
        ("0,2", ["0", "2"]),
        (" 2 , 0 ", ["0", "2"]),
        ("GPU-bbbbbbbb-2222", ["1"]),
        ("GPU-bbbbbbbb-2222,0", ["0", "1"]),
        ("7", []),
    ],
)
def test_only_visible_devices_count(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, visible: str, indices: list[str]
) -> None:
    tool(*ROWS)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)

    assert [device.index for device in cuda_devices()] == indices


@pytest.mark.parametrize(
    ("says", "status"),
    [
        ("NVIDIA-SMI has failed because it could not reach the driver. Check it, install it, start it.", 9),
        ("No devices were found", 0),
        ("", 0),
    ],
)
def test_broken_driver_has_no_device(tool: Tool, says: str, status: int) -> None:
    tool(says, status=status)

    assert cuda_devices() == []


def test_auto_takes_cuda_where_there_is_a_device(tool: Tool) -> None:
    assert device_kind("auto") == "cpu"

    tool(ROWS[0])

    assert device_kind("auto") == "cuda"
    assert device_kind("cuda") == "cuda"
    assert device_kind("cpu") == "cpu"


def test_cuda_without_device_is_user_error(tool: Tool) -> None:
    tool(status=9)

    with pytest.raises(UserError) as error:
        device_kind("cuda")

    told = "params.yaml: device: 'cuda', but nvidia-smi shows no device here; set it to auto or cpu"
    assert str(error.value) == told


def test_cuda_job_without_device_does_not_wait_forever() -> None:
    with pytest.raises(UserError) as error, device_slot("cuda", 1):
        pass

    told = "nvidia-smi no longer shows a device; make one visible, or set device in params.yaml to cpu"
    assert str(error.value) == told


def test_on_the_cpu_nothing_is_locked(tmp_path: Path) -> None:
    with device_slot("cpu", 1) as device:
        assert device == "cpu"

    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def hold(tmp_path: Path, name: str, slots: int, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", HOLDER, str(slots), str(tmp_path / f"{name}.held"), str(seconds)]
    return subprocess.Popen(command)


def wait_for(path: Path) -> str:
    """Return the first word of a file once it has one."""
    wait_until(lambda: path.exists() and bool(path.read_text(encoding="utf-8")))
    return path.read_text(encoding="utf-8").split()[0]


def test_six_jobs_share_two_devices_with_two_slots_each(tmp_path: Path, tool: Tool) -> None:
    tool(*ROWS[:2])
    jobs = [hold(tmp_path, f"job{number}", slots=2, seconds=0.8) for number in range(6)]
    assert [job.wait(30) for job in jobs] == [0] * 6

    held = []
    for number in range(6):
        device, start, end = (tmp_path / f"job{number}.held").read_text(encoding="utf-8").split()
        held.append((device, float(start), float(end)))
    moments = [start for _, start, _ in held]
    for device in ("0", "1"):
        at_once = [sum(name == device and start <= moment < end for name, start, end in held) for moment in moments]
        assert 1 <= max(at_once) <= 2


def test_first_slots_are_taken_before_second_ones(tmp_path: Path, tool: Tool) -> None:
    tool(*ROWS)
    jobs, devices = [], []
    for number in range(4):
        jobs.append(hold(tmp_path, f"job{number}", slots=2, seconds=60))
        devices.append(wait_for(tmp_path / f"job{number}.held"))
    for job in jobs:
        job.kill()
        job.wait()

    assert devices == ["0", "1", "2", "0"]


def test_slot_folder_with_wrong_mode_is_rejected(tmp_path: Path, tool: Tool) -> None:
    tool(ROWS[0])
    folder = tmp_path / f"groundwork-slots-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o777)

    with pytest.raises(UserError) as error, device_slot("cuda", 1):
        pass

    fix = "delete it, or set TMPDIR to a folder of your own, and run again"
    assert str(error.value) == f"{folder}: not a private folder of this user; {fix}"


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.ENOSPC, "{lock}: No space left on device; free disk space and run the same command again"),
        (errno.EROFS, "{lock}: Read-only file system; make it writable and run the same command again"),
        (
            errno.EIO,
            "[Errno 5] Input/output error: '{lock}'; set TMPDIR to a folder of your own and run the same command again",
        ),
    ],
)
def test_unwritable_slot_folder_is_one_line(
    tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch, number: int, line: str
) -> None:
    tool(ROWS[0])
    lock = tmp_path / f"groundwork-slots-{os.getuid()}" / "device-0-slot-0.lock"

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(lock))

    monkeypatch.setattr("groundwork.running.devices.FileLock.acquire", refuse)

    with pytest.raises(UserError) as error, device_slot("cuda", 1):
        pass

    assert str(error.value) == f"device slots: {line.format(lock=lock)}"


def test_no_folder_for_temporary_files_is_one_line(tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(ROWS[0])
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: [str(tmp_path / "missing")])

    with pytest.raises(UserError) as error, device_slot("cuda", 1):
        pass

    assert str(error.value) == (
        f"device slots: No usable temporary directory found in ['{tmp_path / 'missing'}']; "
        "set TMPDIR to a folder that you may write to and run the same command again"
    )


def test_number_of_lock_files_is_number_of_slots(tmp_path: Path, tool: Tool) -> None:
    tool(*ROWS[:2])
    jobs = []
    for number in range(6):
        jobs.append(hold(tmp_path, f"job{number}", slots=2, seconds=60 if number % 2 else 0))
        wait_for(tmp_path / f"job{number}.held")
    for job in jobs:
        job.kill()
        job.wait()

    places = tmp_path / f"groundwork-slots-{os.getuid()}"
    assert len(list(places.iterdir())) <= 4


def test_killed_job_releases_its_slot(tmp_path: Path, tool: Tool) -> None:
    tool(ROWS[0])
    first = hold(tmp_path, "first", slots=1, seconds=60)
    wait_for(tmp_path / "first.held")
    second = hold(tmp_path, "second", slots=1, seconds=0)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(0.7)
    assert not (tmp_path / "second.held").exists()

    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    assert second.wait(20) == 0
    assert wait_for(tmp_path / "second.held") == "0"


def test_failed_job_releases_its_slot(tool: Tool) -> None:
    tool(ROWS[0])
    with pytest.raises(ZeroDivisionError), device_slot("cuda", 1):
        _ = 1 / 0

    with device_slot("cuda", 1) as device:
        assert device == "0"
