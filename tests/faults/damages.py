"""Ways to damage a file or a folder."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

DEEP = "[" * 100_000 + "]" * 100_000
HUGE = '{"id": ' + "9" * 5_000 + "}"


def _truncate(path: Path, random: Random) -> None:
    os.truncate(path, random.randrange(max(1, path.stat().st_size)))


def _empty(path: Path, _random: Random) -> None:
    os.truncate(path, 0)


def _flip(path: Path, random: Random) -> None:
    content = bytearray(path.read_bytes() or b"\0")
    for _ in range(random.choice((1, 8))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)


def _append(path: Path, random: Random) -> None:
    with path.open("ab") as file:
        file.write(random.choice((b"\n", b"\0" * 512, b"a line by hand\n")))


def _delete(path: Path, _random: Random) -> None:
    path.unlink()


def _folder(path: Path, _random: Random) -> None:
    path.unlink()
    path.mkdir()


def _full_folder(path: Path, random: Random) -> None:
    _folder(path, random)
    (path / "a file.txt").write_text("of somebody\n", encoding="utf-8")


def _dangle(path: Path, _random: Random) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _loop(path: Path, _random: Random) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _pipe(path: Path, _random: Random) -> None:
    path.unlink()
    os.mkfifo(path)


def _swap(path: Path, random: Random) -> None:
    others = [each for each in path.parent.iterdir() if each.is_file() and each != path]
    if others:
        shutil.copy2(random.choice(sorted(others)), path)
    else:
        path.write_bytes(os.urandom(100))


def _write(content: str) -> Callable[[Path, Random], None]:
    def write(path: Path, _random: Random) -> None:
        path.write_text(content, encoding="utf-8")

    return write


def _stray(path: Path, random: Random) -> None:
    name = random.choice((f"{path.name}~", f".{path.name}.1.part", f"copy of {path.name}", f"{path.name}.refused"))
    shutil.copy2(path, path.with_name(name))


OF_JSON = ("an empty object", "nested 100,000 deep", "an integer of 5,000 digits")
OF_A_KILL = ("truncated", "emptied", "bytes flipped", "appended to", "deleted")
DAMAGES: dict[str, Callable[[Path, Random], None]] = {
    "truncated": _truncate,
    "emptied": _empty,
    "bytes flipped": _flip,
    "appended to": _append,
    "deleted": _delete,
    "replaced by an empty folder": _folder,
    "replaced by a folder with a file": _full_folder,
    "replaced by a dangling link": _dangle,
    "replaced by a looping link": _loop,
    "replaced by a named pipe": _pipe,
    "another one's content": _swap,
    "an empty object": _write("{}"),
    "nested 100,000 deep": _write(DEEP),
    "an integer of 5,000 digits": _write(HUGE),
    "a stray copy beside it": _stray,
}


def _replaced(folder: Path, put: Callable[[Path], object]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    put(folder)


FOLDER_DAMAGES: dict[str, Callable[[Path], None]] = {
    "deleted": lambda folder: _replaced(folder, lambda _path: None),
    "replaced by a file": lambda folder: _replaced(folder, lambda path: path.write_bytes(b"x")),
    "replaced by a dangling link": lambda folder: _replaced(folder, lambda path: path.symlink_to("nowhere")),
    "replaced by a looping link": lambda folder: _replaced(folder, lambda path: path.symlink_to(path.name)),
}
