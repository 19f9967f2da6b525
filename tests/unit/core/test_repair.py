"""Obstructions of results are set aside."""

from pathlib import Path

from groundwork.core.repair import set_aside_broken_links


def test_only_broken_links_are_set_aside(tmp_path: Path) -> None:
    results = tmp_path / "results"
    (results / "tables").mkdir(parents=True)
    (results / "report.html").write_text("page", encoding="utf-8")
    for name, target in {"dead": "nowhere", "tables/loop": "loop", "live": "report.html"}.items():
        (results / name).symlink_to(target)
    said: list[str] = []

    set_aside_broken_links(results, said.append)

    names = sorted(path.relative_to(results).as_posix() for path in results.rglob("*"))
    assert names == ["dead.refused", "live", "report.html", "tables", "tables/loop.refused"]
    assert said == [
        f"{results / name}: a link that leads to no file; set aside as {Path(name).name}.refused"
        for name in ("dead", "tables/loop")
    ]
    set_aside_broken_links(tmp_path / "missing", said.append)
    assert len(said) == 2
