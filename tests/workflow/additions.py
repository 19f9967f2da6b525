"""The worked examples of docs/architecture.md, read from the page and applied to a project."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.workflow.project import REPOSITORY, Project

PAGE = REPOSITORY / "docs" / "architecture.md"
SECTION = re.compile(r"^### (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(?:python|yaml|diff)\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DIFF = re.compile(r"^(?: .*\n)+^\+", re.MULTILINE)
PARAMS = "params.yaml"


@dataclass(frozen=True)
class Addition:
    """What one example adds: its title, and for each file the text that is appended to it or merged into it."""

    title: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def files(self) -> set[str]:
        """The files that the example edits or makes."""
        return {file for file, _ in self.blocks}

    def apply(self, project: Project) -> None:
        """Edit the project's files as the example says."""
        for file, text in self.blocks:
            path = project.root / file
            if file == PARAMS:
                _merge_yaml(path, text)
            elif DIFF.match(text):
                _insert(path, text)
            else:
                before = path.read_text(encoding="utf-8") if path.exists() else ""
                gap = "" if not before else "\n" if path.suffix == ".yaml" else "\n\n"
                path.write_text(before + gap + text, encoding="utf-8")


def read_additions() -> list[Addition]:
    """Return the page's examples, in their order."""
    sections = SECTION.findall(PAGE.read_text(encoding="utf-8"))
    return [Addition(title, tuple(BLOCK.findall(text))) for title, text in sections]


def _insert(path: Path, text: str) -> None:
    """Insert the lines that begin with a plus after those above them, which the file has once."""
    for part in text.split("@@\n"):
        lines = part.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] in marks) for marks in (" ", " +"))
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{path}: {old}"
        path.write_text(before.replace(old, new), encoding="utf-8")


def _merge_yaml(path: Path, text: str) -> None:
    yaml = YAML()
    params = yaml.load(path.read_text(encoding="utf-8"))
    _merge(params, yaml.load(text))
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(params, file)


def _merge(values: Any, added: Any) -> None:
    for key, value in added.items():
        if isinstance(value, dict) and isinstance(values.get(key), dict):
            _merge(values[key], value)
        elif isinstance(value, list) and isinstance(values.get(key), list):
            values[key] += [each for each in value if each not in values[key]]
        else:
            values[key] = value
