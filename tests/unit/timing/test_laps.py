"""Writing and reading of timing results."""

from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.timing.laps import Laps, Machine, laps_path, read_laps, write_laps

MACHINE = Machine(processor="A processor", cores=2, system="Linux", python="3.11.7", torch="2.9", load=None)
LAPS = Laps(
    timing="races",
    title="A race",
    explanation="To the wall and back.",
    machine=MACHINE,
    seconds={"hare": [0.1, 0.2], "tortoise": [0.3, 0.25]},
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = write_laps(tmp_path, LAPS)

    assert path == laps_path(tmp_path, "races") == tmp_path / "results" / "timings" / "races.json"
    assert [each.name for each in path.parent.iterdir()] == ["races.json"]
    assert read_laps(tmp_path, "races") == LAPS
    assert LAPS.rounds == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "{path}: no such file; run `snakemake` to make it"),
        ("{", "{path}: not a timing result (1 validation error for Laps); delete it and run again"),
        ("{}", "{path}: not a timing result (5 validation errors for Laps); delete it and run again"),
    ],
)
def test_missing_or_damaged_result_is_one_line(tmp_path: Path, content: str | None, message: str) -> None:
    path = laps_path(tmp_path, "races")
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(UserError) as error:
        read_laps(tmp_path, "races")

    assert str(error.value) == message.format(path=path)
