"""The PyTorch cheat sheet, printed from tested source files."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from groundwork.core.identity import parsed
from groundwork.report.check_code import code_after_docstring, highlighted
from groundwork.report.inputs import SheetCode

FOLDER = "cheat_sheet"
# In the order of a training script.
ORDER = (
    "set_the_seed",
    "choose_device",
    "load_data",
    "define_a_model",
    "training_step",
    "evaluate",
    "save_and_load",
    "put_together",
)


@dataclass(frozen=True)
class SheetView:
    """One item, with its code as HTML and its file."""

    anchor: str
    title: str
    code: Markup
    file: str


def read_sheet(folder: Path) -> tuple[SheetCode, ...]:
    """Return each file of the cheat sheet: its title (its docstring) and the rest of its source."""
    return tuple(_read(folder / f"{name}.py") for name in ORDER)


def view_sheet(codes: Iterable[SheetCode]) -> tuple[SheetView, ...]:
    """Return the code as shown on the page."""
    return tuple(
        SheetView(
            anchor=f"pytorch-{code.name}",
            title=code.title,
            code=highlighted(code.source),
            file=f"groundwork/{FOLDER}/{code.name}.py",
        )
        for code in codes
    )


def _read(path: Path) -> SheetCode:
    title = (ast.get_docstring(parsed(path)) or "").rstrip(".")
    return SheetCode(path.stem, title, code_after_docstring(path))
