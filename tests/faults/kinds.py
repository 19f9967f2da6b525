"""The kinds of fault, one file each."""

from types import ModuleType

from tests.faults import kills
from tests.faults.seeds import SCENARIOS

KINDS: dict[str, ModuleType] = {"kills": kills}
