"""The kinds of fault, one file each."""

from types import ModuleType

from tests.faults import clocks, corruptions, edits, full_disk, kills, limits, permissions, two_runs

KINDS: dict[str, ModuleType] = {
    "kills": kills,
    "corruptions": corruptions,
    "full_disk": full_disk,
    "permissions": permissions,
    "limits": limits,
    "clocks": clocks,
    "two_runs": two_runs,
    "edits": edits,
}
