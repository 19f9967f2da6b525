"""data/README.md agrees with the origins."""

import math
import re
from pathlib import Path

from groundwork.dataset.language_origins import entropy
from groundwork.dataset.origins import ORIGINS

README = Path(__file__).parents[3] / "data" / "README.md"


def _rows() -> list[str]:
    return [
        f"| `{origin.name}/{file}` | {payload.size:,} | `{payload.md5}` |"
        for origin in ORIGINS.values()
        for file, payload in origin.files.items()
    ]


def test_checksum_table_matches_origins() -> None:
    found = [line for line in README.read_text(encoding="utf-8").splitlines() if re.match(r"\| `.*-ubyte`", line)]
    assert found == _rows()


def test_every_dataset_is_described_with_its_license_and_citation() -> None:
    words = " ".join(README.read_text(encoding="utf-8").split())
    for origin in ORIGINS.values():
        assert all(text in words for text in (origin.title, origin.license, origin.citation, origin.url)), origin.name


def test_checksums_of_made_arrays_match_origins() -> None:
    found = re.findall(r"^\| `\S+` \| `[0-9a-f]{64}` \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    bundled = [origin for origin in ORIGINS.values() if not origin.files]
    assert found == [f"| `{origin.name}` | `{origin.arrays_sha256}` |" for origin in bundled]
    assert len(found) == 10


def test_entropy_of_the_languages_is_stated() -> None:
    words = " ".join(README.read_text(encoding="utf-8").split())
    assert f"{entropy():.3f} nats per letter, which is a perplexity of {math.exp(entropy()):.2f}" in words


def test_example_counts_match_origins() -> None:
    words = README.read_text(encoding="utf-8")
    for origin in ORIGINS.values():
        (described,) = re.findall(rf"^\*\*{re.escape(origin.title)}\*\*.*?\n\n", words, re.DOTALL | re.MULTILINE)
        assert f"{origin.train_images:,}" in described, origin.name
        assert f"{origin.test_images:,}" in described, origin.name
