"""Assigns each training job a slot on a CUDA device, or the CPU."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from groundwork.core.errors import UserError
from groundwork.core.limits import resource_error_message
from groundwork.running.privacy import NotPrivateError, private_folder

DeviceKind = Literal["cpu", "cuda"]
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Device:
    """A CUDA device; `index` is a value for CUDA_VISIBLE_DEVICES."""

    index: str
    name: str


def cuda_devices() -> list[Device]:
    """Return the CUDA devices visible to this process, without importing torch; empty if there is no driver."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return []
    answer = subprocess.run(
        [tool, "--query-gpu=index,uuid,name", "--format=csv,noheader"], capture_output=True, text=True, check=False
    )
    if answer.returncode:
        return []  # no driver
    rows = [
        [part.strip() for part in line.split(",", 2)] for line in answer.stdout.splitlines() if line.count(",") >= 2
    ]
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    wanted = None if visible is None else [each.strip() for each in visible.split(",") if each.strip()]
    return [Device(index, name) for index, uuid, name in rows if wanted is None or {index, uuid} & set(wanted)]


def device_kind(setting: str) -> DeviceKind:
    """Resolve `device` of params.yaml on this machine; raises UserError if it asks for CUDA and there is none."""
    if setting == "cpu":
        return "cpu"
    if cuda_devices():
        return "cuda"
    if setting == "cuda":
        raise UserError("params.yaml: device: 'cuda', but nvidia-smi shows no device here; set it to auto or cpu")
    return "cpu"


@contextlib.contextmanager
def device_slot(kind: DeviceKind, slots: int) -> Iterator[str]:
    """Hold one of `slots` slots on the least busy CUDA device and yield the device's index; on the CPU, yield `cpu`.

    Waits while all slots are taken. The kernel releases the slot when the process ends, even if it is killed.
    """
    if kind == "cpu":
        yield "cpu"
        return
    lock, device = _wait_for_slot(cuda_devices(), slots)
    try:
        yield device.index
    finally:
        lock.release()


def _wait_for_slot(devices: list[Device], slots: int) -> tuple[FileLock, Device]:
    if not devices:
        raise UserError("nvidia-smi no longer shows a device; make one visible, or set device in params.yaml to cpu")
    folder = _folder_of_slots()
    while True:
        # Slot 0 of every device before slot 1 of any: jobs spread over the devices before they share one.
        for slot in range(slots):
            for device in devices:
                lock = FileLock(folder / f"device-{device.index}-slot-{slot}.lock")
                if _is_acquired(lock):
                    return lock, device
        time.sleep(POLL_SECONDS)


def _is_acquired(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    except OSError as error:
        raise UserError(_of_slots(error)) from error
    return True


def _folder_of_slots() -> Path:
    try:
        return private_folder("groundwork-slots")
    except NotPrivateError as error:
        raise UserError(f"{error}; delete it, or set TMPDIR to a folder of your own, and run again") from error
    except OSError as error:
        raise UserError(_of_slots(error)) from error


def _of_slots(error: OSError) -> str:
    reason = (
        resource_error_message(error) or f"{error}; set TMPDIR to a folder of your own and run the same command again"
    )
    return f"device slots: {reason}"
