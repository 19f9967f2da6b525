"""Damage to every kind of file that a run makes: the next run has the right bytes, or one line names what to do."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.faults.commands import Ended
from tests.faults.damages import DAMAGES, FOLDER_DAMAGES, OF_A_KILL, OF_JSON
from tests.faults.scenario import CannotPlayError, Scene
from tests.faults.seeds import random_of
from tests.faults.states import TITLE, States

WHAT = "Damage a file or a folder of a finished run; run again by either entry point"

RWLOCK = ".dvc/tmp/rwlock"
# Every kind of file under results/ and data/, and what the tools keep beside them.
FILES = {
    "record": "results/records/mlp-*.json",
    "check's record": "results/records/check-*.json",
    "measurement's record": "results/records/measurement-*.json",
    "receipt of a table": "results/receipts/tabulate.*.json",
    "receipt of a figure": "results/receipts/draw.*.json",
    "receipt of the verdicts": "results/receipts/judge-*.json",
    "receipt of the report": "results/receipts/render-*.json",
    "table": "results/tables/*/*.csv",
    "figure": "results/figures/*/*.svg",
    "figure's data": "results/figures/*/*.csv",
    "facts": "results/facts.csv",
    "verdicts": "results/verdicts.csv",
    "verdicts at each horizon": "results/horizons.csv",
    "metrics": "results/metrics.json",
    "report": "results/report.html",
    "provenance": "results/provenance.html",
    "Quarto document": "results/report.qmd",
    "cheat sheet": "results/cheat-sheet.html",
    "preview": "results/preview.png",
    "flash cards": "results/interview-prep.apkg",
    "changes": "results/changes.html",
    "report in the history": "results/history/*.json",
    "receipt in the history": "results/history/receipts/*.json",
    "times and their page": "results/timings.*",
    "network's record": "results/records/softmax*.json",
    "receipt of the times": "results/timings/receipts/*.json",
    "log": "results/logs/*.log",
    "prepared data": "data/prepared/*.npz",
    "forest's record": "results/records/random_forest*.json",
    "plan": ".snakemake/groundwork/**/[!.]*[!y]",
    "copied source": ".snakemake/groundwork/**/*.py",
    "DVC's lock file": "dvc.lock",
    "DVC's list of locks": RWLOCK,
}
FOLDERS = (
    *("results", "results/records", "results/receipts", "results/tables", "results/tables/classics"),
    *("results/figures/classics", "results/logs", "results/history", "results/timings", "data/prepared", "data/raw"),
)
# What may be somebody's own, or a disk that is not mounted, is not ours to replace: a line that names it will do.
MAY_REFUSE = (
    *("replaced by a folder with a file", "a folder replaced by a file"),
    *("a folder replaced by a dangling link", "a folder replaced by a looping link"),
)
OF_DVC = (".dvc", "dvc.lock")
# What DVC stumbles over before any code of ours runs; it names the path.
RAW_OF_DVC = "replaced by a dangling link"
OF_RAW_FILES = ("truncated", "bytes flipped", "deleted", "replaced by a dangling link", "replaced by an empty folder")
OLD_RECEIPTS = ("render", "export")


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield each kind of file with a way to damage it, all kinds in their turn, as often as there are ways."""
    ways: dict[str, list[str]] = {}
    for kind in sorted(FILES):
        suits = [each for each in sorted(DAMAGES) if _suits(each, FILES[kind])]
        ways[kind] = random_of("ways to damage", len(ways)).sample(suits, len(suits))
    for turn in range(len(DAMAGES)):
        yield from ((kind, those[turn]) for kind, those in ways.items() if turn < len(those))


def _suits(damage: str, pattern: str) -> bool:
    if pattern.startswith(OF_DVC):  # DVC reads its own files: what is no file there, no code of ours ever sees
        # No kill leaves other bytes than text there, and the error of DVC does not name it (docs/reliability.md).
        return damage in OF_A_KILL and (pattern, damage) != (RWLOCK, "bytes flipped")
    return pattern.endswith(".json") or damage not in OF_JSON


def play(states: States, scene: Scene, number: int) -> None:
    """Damage one place; then a run must have the right bytes without a manual step, or name the place in one line."""
    if number % 20 == 19:
        _put_old_receipts(states, scene)
        return
    if number % 20 == 9:
        _damage_raw_file(scene, number // 20)
        return
    if number % 5 == 4:
        place, damage = _damage_folder(scene, number // 5)
    else:
        place, damage = _damage_file(scene, number - number // 5)
    scene.did(damage, place)
    entry = "dvc" if place.startswith((*OF_DVC, "data/raw")) else scene.any_entry()
    ended = scene.enter(entry).end()
    scene.must_be_deserted()
    if ended.status == 0:
        scene.must_be_plain(ended)
        scene.must_be_right()
        return
    assert damage in MAY_REFUSE or place.startswith(OF_DVC), (
        f"{place}, {damage}: {entry} asks for a manual step:\n{ended.output}"
    )
    _mend_by_hand(scene, ended, place, entry)


def _damage_file(scene: Scene, number: int) -> tuple[str, str]:
    kind, damage = list(_pairs())[number]
    paths = sorted(path for path in scene.root.glob(FILES[kind]) if path.is_file())
    if not paths:
        raise CannotPlayError(f"no {kind} is kept")
    path = scene.random.choice(paths)
    place = str(path.relative_to(scene.root))
    before = set(path.parent.iterdir())
    DAMAGES[damage](path, scene.random)
    scene.strays |= {str(each.relative_to(scene.root)) for each in set(path.parent.iterdir()) - before}
    if kind == "prepared data":
        scene.project.record("mlp-adam-0.001").unlink()  # so that something asks for it
    return place, damage


def _damage_folder(scene: Scene, number: int) -> tuple[str, str]:
    place = FOLDERS[number % len(FOLDERS)]
    damages = sorted(FOLDER_DAMAGES)
    damage = damages[(number + 3 * (number // len(FOLDERS))) % len(damages)]
    FOLDER_DAMAGES[damage](scene.root / place)
    if place.startswith("data/"):
        scene.project.record("mlp-adam-0.001").unlink()
    return place, f"a folder {damage}"


def _damage_raw_file(scene: Scene, number: int) -> None:
    """Damage a downloaded file, which the next `dvc repro` gets anew."""
    mirror = os.environ.get("GROUNDWORK_DATA_MIRROR")
    if not mirror:
        raise CannotPlayError("no GROUNDWORK_DATA_MIRROR to get raw files from")
    scene.more["GROUNDWORK_DATA_MIRROR"] = mirror
    scene.project.edit("params.yaml", "datasets: [digits]", "datasets: [digits, mnist]")
    ended = scene.enter("dvc").end()
    assert ended.status == 0, ended.output
    scene.expected = scene.project.snapshot()
    path = scene.random.choice(sorted(path for path in (scene.root / "data/raw/mnist").iterdir() if path.is_file()))
    right = path.read_bytes()
    DAMAGES[OF_RAW_FILES[number]](path, scene.random)
    place = str(path.relative_to(scene.root))
    scene.did(OF_RAW_FILES[number], place)
    ended = scene.enter("dvc").end()
    if ended.status and OF_RAW_FILES[number] == RAW_OF_DVC:
        _mend_by_hand(scene, ended, place, "dvc")
    else:
        scene.must_have_ended_right(ended)
    assert path.read_bytes() == right, f"{path.name}: not got anew"


def _put_old_receipts(states: States, scene: Scene) -> None:
    """Have the receipts and files of an earlier title lie under the names of the present one."""
    kept = scene.project.copy(scene.folder / "kept")
    TITLE.make(scene.project)
    scene.expected = states.results_of("title")
    scene.must_end_right("snakemake")
    receipts = scene.root / "results" / "receipts"
    for step in OLD_RECEIPTS:
        (old,) = (kept.root / "results" / "receipts").glob(f"{step}-*.json")
        for new in sorted(receipts.glob(f"{step}-*.json")):
            shutil.copy2(old, new)
    for name in ("report.html", "provenance.html", "cheat-sheet.html", "report.qmd"):
        shutil.copy2(kept.root / "results" / name, scene.root / "results" / name)
    scene.did("an old receipt with its old file")
    scene.must_end_right(scene.any_entry())


def _mend_by_hand(scene: Scene, ended: Ended, place: str, entry: str) -> None:
    """The manual step: a line has named the place, so it is deleted, and the next run has the right bytes."""
    scene.must_name(ended, Path(place).name)
    scene.project.forget(place)
    (scene.root / place).unlink(missing_ok=True)
    scene.did("of these refused, the place named")
    scene.must_end_right(entry)
