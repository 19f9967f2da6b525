"""The places outside the project's folder that can be asked for a dataset's files."""

from groundwork.dataset.asking import Source, in_time
from groundwork.dataset.dvc_storage import from_dvc_cache, from_dvc_remote, require_default_remote
from groundwork.dataset.mirror import MIRROR_VARIABLE, from_mirror, named_mirror
from groundwork.dataset.public_download import from_torchvision, offered_by_torchvision

REMOTE_GRACE = 300.0
"""Seconds: the drivers of some stores hold up to 32 MiB in memory before they write any, 110 kB a second here."""
DOWNLOAD_GRACE = 120.0
"""Seconds: on a busy machine half a minute goes by until torch is imported, and there may be two mirrors to try."""

SOURCES: dict[str, Source] = {
    MIRROR_VARIABLE: in_time(from_mirror, named_mirror),
    "DVC cache": from_dvc_cache,
    "DVC remote": in_time(from_dvc_remote, require_default_remote, REMOTE_GRACE),
    "public download": in_time(from_torchvision, offered_by_torchvision, DOWNLOAD_GRACE),
}
"""The sources in the order in which they are asked."""
