"""Provides the benchmark's images to both engines."""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.paths import prepared_path, raw_folder

DATASET = "fashion-mnist"


@dataclass(frozen=True)
class Lessons:
    """The training data of both engines: torchvision's folder, the prepared file, and the number of images."""

    torchvision_root: Path
    prepared: Path
    images: int

    def as_text(self) -> str:
        """Serialize to JSON, for another process."""
        return json.dumps([str(self.torchvision_root), str(self.prepared), self.images])

    @classmethod
    def from_text(cls, text: str) -> "Lessons":
        """Parse the output of `as_text`."""
        root, prepared, images = json.loads(text)
        return cls(Path(root), Path(prepared), images)


@contextlib.contextmanager
def lessons_below(root: Path, images: int) -> Iterator[Lessons]:
    """Yield a project's images in the formats of both engines; raises UserError if they are missing."""
    raw, prepared = raw_folder(DATASET, root), prepared_path(DATASET, root)
    for path in (*(raw / file for file in ORIGINS[DATASET].files), prepared):
        if not path.exists():
            raise UserError(f"{path.relative_to(root)}: no such file; run `make quick` first, which fetches it")
    if not 1 <= images <= ORIGINS[DATASET].train_images:
        raise UserError(f"--images: {images} is not from 1 to {ORIGINS[DATASET].train_images}; choose one that is")
    with tempfile.TemporaryDirectory() as folder:
        # torchvision expects its own folder layout.
        place = Path(folder) / "FashionMNIST" / "raw"
        place.parent.mkdir()
        place.symlink_to(raw.resolve(), target_is_directory=True)
        yield Lessons(Path(folder), prepared.resolve(), images)
