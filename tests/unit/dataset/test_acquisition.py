"""The order of the sources, verification, and the fallback."""

import re
import runpy
import threading
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.dataset import acquisition
from groundwork.dataset.acquisition import resolve_datasets
from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.origin import Origin
from groundwork.dataset.paths import prepared_path
from groundwork.dataset.source_process import Source
from groundwork.dataset.sources import SOURCES
from tests.unit.dataset.folders import contents

REPOSITORY = Path(__file__).parents[3]
IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def _unavailable(*_: object) -> None:
    raise UnavailableError("asked in vain")


def _giving(payloads: dict[str, bytes], asked: list[list[str]]) -> Source:
    def source(_origin: Origin, wanted: Sequence[str], folder: Path, _root: Path) -> None:
        asked.append(list(wanted))
        for file in set(wanted) & set(payloads):
            (folder / file).write_bytes(payloads[file])

    return source


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def replace(**sources: Source) -> None:
        monkeypatch.setattr(acquisition, "SOURCES", sources)

    return replace


def test_the_order_of_the_sources() -> None:
    assert list(SOURCES) == ["GROUNDWORK_DATA_MIRROR", "DVC cache", "DVC remote", "public download"]


@pytest.fixture
def prepared(origin: Origin, root: Path) -> Path:
    """A prepared file; its arrays are not read here."""
    path = prepared_path(origin.name, root)
    path.parent.mkdir(parents=True)
    zipfile.ZipFile(path, "w").close()
    return path


def test_prepared_dataset_needs_no_raw_files(prepared: Path, root: Path) -> None:
    lines: list[str] = []
    names = {"tiny": "tiny", "digits": "digits"}
    assert resolve_datasets(list(names), None, root, lines.append, prepared_suffices=True) == names
    assert lines == []
    assert list(prepared.parent.iterdir()) == [prepared]


@pytest.mark.usefixtures("prepared")
def test_fetch_script_verifies_raw_files_even_if_prepared(
    root: Path,
    raw: Path,
    payloads: dict[str, bytes],
    use: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (raw / IMAGES).write_bytes(payloads[IMAGES][:20])
    (raw / LABELS).unlink()
    use(first=_giving(payloads, []))
    params = (REPOSITORY / "params.yaml").read_text(encoding="utf-8")
    (root / "params.yaml").write_text(re.sub(r"datasets: .*", "datasets: [tiny, digits]", params), encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setattr("sys.argv", ["fetch.py"])

    runpy.run_path(str(REPOSITORY / "workflow" / "scripts" / "fetch.py"), run_name="__main__")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"data/raw/tiny/{IMAGES}: truncated, 20 of 52 bytes")
    assert lines[1:] == ["tiny: 2 of 4 files fetched and verified, from first", "data: tiny, digits"]
    assert contents(raw) == payloads | {f"{IMAGES}.refused": payloads[IMAGES][:20]}


def test_verified_raw_files_need_no_source(root: Path, raw: Path, use: Callable[..., None]) -> None:
    asked: list[list[str]] = []
    use(first=_giving({}, asked))
    lines: list[str] = []
    assert resolve_datasets(["tiny"], None, root, lines.append) == {"tiny": "tiny"}
    assert (asked, lines, len(contents(raw))) == ([], [], 4)


def test_sources_are_tried_in_order_for_missing_files(
    origin: Origin, root: Path, payloads: dict[str, bytes], use: Callable[..., None]
) -> None:
    asked: list[list[str]] = []
    use(
        first=_unavailable,
        second=_giving({IMAGES: payloads[IMAGES]}, asked),
        third=_giving(payloads, asked),
        fourth=_giving(payloads, asked),
    )
    lines: list[str] = []
    assert resolve_datasets(["tiny"], None, root, lines.append) == {"tiny": "tiny"}
    assert asked == [list(payloads), [file for file in payloads if file != IMAGES]]
    assert lines == [
        "tiny: 1 of 4 files fetched and verified, from second",
        "tiny: 3 of 4 files fetched and verified, from third",
    ]
    assert contents(root / "data/raw/tiny") == payloads


@pytest.mark.parametrize(
    ("damage", "nature"),
    [
        (lambda payloads: payloads[IMAGES][:20], "truncated, 20 of 52 bytes"),
        (lambda payloads: payloads[IMAGES][:-1] + bytes([payloads[IMAGES][-1] ^ 1]), "altered"),
        (lambda payloads: payloads[LABELS], "it is train-labels-idx1-ubyte of tiny"),
    ],
)
def test_bad_raw_file_is_set_aside_and_fetched_again(
    damage: Callable[[dict[str, bytes]], bytes],
    nature: str,
    root: Path,
    raw: Path,
    payloads: dict[str, bytes],
    use: Callable[..., None],
) -> None:
    damaged = damage(payloads)
    (raw / IMAGES).write_bytes(damaged)
    asked: list[list[str]] = []
    use(first=_giving(payloads, asked))
    lines: list[str] = []
    assert resolve_datasets(["tiny"], None, root, lines.append) == {"tiny": "tiny"}
    assert asked == [[IMAGES]]
    assert lines[0].startswith(f"data/raw/tiny/{IMAGES}: {nature}: expected md5 ")
    assert lines[0].endswith(f"; set aside as {IMAGES}.refused and fetched again")
    assert contents(raw) == payloads | {f"{IMAGES}.refused": damaged}


def test_unverified_download_never_gets_its_final_name(
    origin: Origin, root: Path, payloads: dict[str, bytes], use: Callable[..., None]
) -> None:
    use(first=_giving(payloads | {IMAGES: payloads[LABELS]}, []))
    lines: list[str] = []
    with pytest.raises(UserError, match=r"first: refused"):
        resolve_datasets(["tiny"], None, root, lines.append)
    assert lines[0].startswith(f"first: tiny/{IMAGES}: it is {LABELS} of tiny: expected md5 {origin.files[IMAGES].md5}")
    assert sorted(contents(root / "data/raw/tiny")) == sorted(set(payloads) - {IMAGES})


@pytest.mark.usefixtures("origin")
def test_leftovers_of_killed_run_are_removed(root: Path, payloads: dict[str, bytes], use: Callable[..., None]) -> None:
    left = root / "data/raw/tiny/.incoming"
    left.mkdir(parents=True)
    (left / IMAGES).write_bytes(payloads[IMAGES])
    use(first=_giving({file: payloads[file] for file in payloads if file != IMAGES}, []), second=_unavailable)
    with pytest.raises(UserError, match="tiny is missing"):
        resolve_datasets(["tiny"], None, root, print)
    assert sorted(contents(root / "data/raw/tiny")) == sorted(set(payloads) - {IMAGES})


@pytest.mark.usefixtures("origin")
def test_missing_dataset_uses_fallback_and_reports_why(root: Path, use: Callable[..., None]) -> None:
    use(first=_unavailable)
    lines: list[str] = []
    assert resolve_datasets(["tiny", "digits"], "digits", root, lines.append) == {"tiny": "digits", "digits": "digits"}
    assert lines == [
        "tiny is missing (data/raw/tiny: 4 of 4 files missing; first: asked in vain); using fallback dataset digits, "
        "so results are not from tiny; to get tiny, connect to the network, or set GROUNDWORK_DATA_MIRROR to a folder "
        "or URL that holds tiny/<file>.gz, and run again"
    ]


def test_scikit_learn_datasets_need_no_source(root: Path, use: Callable[..., None]) -> None:
    asked: list[list[str]] = []
    use(first=_giving({}, asked))
    names = ["digits", "two-classes", "churn", "diabetes"]
    lines: list[str] = []
    for fallback in ("digits", None):
        assert resolve_datasets(names, fallback, root, lines.append) == {name: name for name in names}
    assert (asked, lines, list(root.iterdir())) == ([], [], [])


@pytest.mark.usefixtures("origin")
def test_missing_dataset_without_fallback_is_one_line_error(root: Path) -> None:
    with pytest.raises(UserError) as caught:
        resolve_datasets(["tiny"], None, root, print)
    assert f"{caught.value}" == (
        "tiny is missing (data/raw/tiny: 4 of 4 files missing; GROUNDWORK_DATA_MIRROR: not set; "
        "DVC cache: no .dvc folder; DVC remote: no .dvc folder; public download: torchvision does not offer tiny); "
        "connect to the network, or set GROUNDWORK_DATA_MIRROR to a folder or URL that holds tiny/<file>.gz, "
        "and run again"
    )


@pytest.mark.usefixtures("origin")
def test_disk_error_is_one_line(root: Path) -> None:
    (root / "data").write_text("in the way")
    with pytest.raises(UserError, match=rf"^{root}/data: not a folder; move it away and run again$"):
        resolve_datasets(["tiny"], None, root, print)


@pytest.mark.usefixtures("origin")
def test_concurrent_runs_fetch_once(
    root: Path, mirror: Path, serve: Callable[..., str], requests: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDWORK_DATA_MIRROR", serve(mirror))
    results: list[dict[str, str]] = []
    runs = [
        threading.Thread(target=lambda: results.append(resolve_datasets(["tiny"], None, root, lambda _: None)))
        for _ in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert results == [{"tiny": "tiny"}] * 2
    assert len(requests) == 4
