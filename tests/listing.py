"""Which files belong to the project, whether it was cloned or unpacked from an archive."""

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def project_files() -> list[str]:
    """Return the files that git knows, and those it would take, by their paths below the project's folder."""
    names = _listed("git", "ls-files", "--cached")
    if not names:
        # Unpacked from an archive: a repository made elsewhere for a moment reads the same .gitignore.
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["git", "init", "--quiet", folder], check=True)
            names = _listed("git", f"--git-dir={folder}/.git", f"--work-tree={ROOT}", "ls-files")
    return [name for name in names if (ROOT / name).is_file()]


def _listed(*command: str) -> list[str]:
    listing = [*command, "--others", "--exclude-standard", "-z"]
    return sorted(subprocess.run(listing, cwd=ROOT, capture_output=True, text=True).stdout.split("\0")[:-1])
