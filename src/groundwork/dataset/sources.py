"""The places outside the project's folder that can be asked for a dataset's files."""

from groundwork.dataset.asking import Source, with_time_limit
from groundwork.dataset.dvc_storage import from_dvc_cache, from_dvc_remote, require_default_remote
from groundwork.dataset.mirror import MIRROR_VARIABLE, from_mirror, named_mirror
from groundwork.dataset.public_download import from_torchvision, offered_by_torchvision

REMOTE_GRACE_SECONDS = 300.0
"""Seconds: the drivers of some stores hold up to 32 MiB in memory before they write any, 110 kB a second here."""
DOWNLOAD_GRACE_SECONDS = 120.0
"""Seconds: on a busy machine half a minute goes by until torch is imported, and there may be two mirrors to try."""

SOURCES: dict[str, Source] = {
    MIRROR_VARIABLE: with_time_limit(from_mirror, named_mirror),
    "DVC cache": from_dvc_cache,
    "DVC remote": with_time_limit(from_dvc_remote, require_default_remote, REMOTE_GRACE_SECONDS),
    "public download": with_time_limit(from_torchvision, offered_by_torchvision, DOWNLOAD_GRACE_SECONDS),
}
"""The sources in the order in which they are asked."""
