"""The sources of a dataset's files outside the project folder."""

from groundwork.dataset.dvc_storage import from_dvc_cache, from_dvc_remote, require_default_remote
from groundwork.dataset.mirror import MIRROR_VARIABLE, from_mirror, named_mirror
from groundwork.dataset.public_download import from_torchvision, offered_by_torchvision
from groundwork.dataset.source_process import Source, with_time_limit

REMOTE_GRACE_SECONDS = 300.0
"""Some storage drivers buffer up to 32 MiB in memory before writing: 110 kB a second over this period."""
DOWNLOAD_GRACE_SECONDS = 120.0
"""Importing torch can take half a minute on a busy machine, and torchvision may try two mirrors."""

SOURCES: dict[str, Source] = {
    MIRROR_VARIABLE: with_time_limit(from_mirror, named_mirror),
    "DVC cache": from_dvc_cache,
    "DVC remote": with_time_limit(from_dvc_remote, require_default_remote, REMOTE_GRACE_SECONDS),
    "public download": with_time_limit(from_torchvision, offered_by_torchvision, DOWNLOAD_GRACE_SECONDS),
}
"""The sources, in the order in which they are tried."""
