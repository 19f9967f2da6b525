"""Every kind of damage is detected and described."""

import gzip
import hashlib

from groundwork.dataset.origin import Origin
from groundwork.dataset.verification import payload_mismatch

FILE = "train-images-idx3-ubyte"


def _md5(payload: bytes) -> str:
    return hashlib.md5(payload, usedforsecurity=False).hexdigest()


def _refused(origin: Origin, payload: bytes) -> str:
    why = payload_mismatch(origin, FILE, payload)
    assert why is not None
    nature, checksums = why.split(": ")
    assert checksums == f"expected md5 {origin.files[FILE].md5}, found {_md5(payload)}"
    return nature


def test_the_pinned_payloads_are_accepted(origin: Origin, payloads: dict[str, bytes]) -> None:
    assert [payload_mismatch(origin, file, payload) for file, payload in payloads.items()] == [None] * 4


def test_a_truncated_payload(origin: Origin, payloads: dict[str, bytes]) -> None:
    assert _refused(origin, payloads[FILE][:-1]) == "truncated, 51 of 52 bytes"


def test_an_empty_payload(origin: Origin) -> None:
    assert _refused(origin, b"") == "truncated, 0 of 52 bytes"


def test_a_payload_with_something_appended(origin: Origin, payloads: dict[str, bytes]) -> None:
    assert _refused(origin, payloads[FILE] + b"\0") == "too long, 53 bytes instead of 52"


def test_every_flipped_bit_is_seen(origin: Origin, payloads: dict[str, bytes]) -> None:
    for place in range(8 * len(payloads[FILE])):
        damaged = bytearray(payloads[FILE])
        damaged[place // 8] ^= 1 << place % 8
        assert _refused(origin, bytes(damaged)) == "altered"


def test_labels_under_the_name_of_the_images(origin: Origin, payloads: dict[str, bytes]) -> None:
    assert _refused(origin, payloads["train-labels-idx1-ubyte"]) == "it is train-labels-idx1-ubyte of tiny"


def test_a_file_that_was_not_unpacked(origin: Origin, payloads: dict[str, bytes]) -> None:
    assert _refused(origin, gzip.compress(payloads[FILE])) == "it is a gzip file, not unpacked"
