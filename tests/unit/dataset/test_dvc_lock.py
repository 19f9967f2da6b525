"""dvc.lock pins exactly the raw files whose checksums the source pins."""

import hashlib
import json
from pathlib import Path

from ruamel.yaml import YAML

from groundwork.dataset.origins import ORIGINS

ROOT = Path(__file__).parents[3]


def pinned_folder_md5(datasets: list[str]) -> str:
    """Return a folder's md5 as DVC defines it: of the JSON list of its files with their md5."""
    files = {f"{name}/{file}": payload.md5 for name in datasets for file, payload in ORIGINS[name].files.items()}
    listing = [{"md5": files[path], "relpath": path} for path in sorted(files)]
    return hashlib.md5(json.dumps(listing, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + ".dir"


def test_dvc_lock_pins_the_checksums_of_the_origins() -> None:
    lock = YAML(typ="safe", pure=True).load(ROOT / "dvc.lock")
    (raw,) = lock["stages"]["data"]["outs"]
    datasets = lock["stages"]["data"]["params"]["params.yaml"]["data"]["datasets"]
    assert raw["path"] == "data/raw"
    assert raw["md5"] == pinned_folder_md5(datasets)
    assert raw["nfiles"] == 8
