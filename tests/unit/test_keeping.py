"""What a start keeps for its jobs is found under its key, whole, or not at all."""

from pathlib import Path

from groundwork.keeping import keep, kept

KEY, OTHER_KEY = "0123456789ab", "ba9876543210"


def files(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".snakemake" / "groundwork").iterdir())


def test_a_value_is_found_under_its_key_alone(tmp_path: Path) -> None:
    keep(tmp_path, KEY, {"a": (1, Path("x"))})

    assert kept(tmp_path, KEY) == {"a": (1, Path("x"))}
    assert kept(tmp_path, OTHER_KEY) is None


def test_a_new_value_takes_the_place_of_all_others(tmp_path: Path) -> None:
    keep(tmp_path, KEY, 1)
    keep(tmp_path, KEY, 2)
    assert kept(tmp_path, KEY) == 2

    keep(tmp_path, OTHER_KEY, 3)

    assert (kept(tmp_path, KEY), kept(tmp_path, OTHER_KEY)) == (None, 3)
    assert files(tmp_path) == [OTHER_KEY]


def test_what_another_start_is_writing_is_left_alone(tmp_path: Path) -> None:
    keep(tmp_path, KEY, 1)
    unfinished = tmp_path / ".snakemake" / "groundwork" / f".{OTHER_KEY}.17.part"
    unfinished.write_bytes(b"")

    keep(tmp_path, KEY, 2)

    assert files(tmp_path) == [unfinished.name, KEY]


def test_a_damaged_value_is_none(tmp_path: Path) -> None:
    keep(tmp_path, KEY, "value")
    path = tmp_path / ".snakemake" / "groundwork" / KEY
    whole = path.read_bytes()

    for damaged in (b"", whole[:-1], whole[:10], whole[:-3] + b"x" + whole[-2:], bytes(len(whole))):
        path.write_bytes(damaged)
        assert kept(tmp_path, KEY) is None
