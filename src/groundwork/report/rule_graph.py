"""The rules of the Snakefile and their dependencies."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

RULE = re.compile(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
INPUTS = re.compile(r"^    input:\n((?:        .*\n)+)", re.MULTILINE)
PIPELINE_CALL = re.compile(r'pipeline\.(\w+)(?:\("(\w+)"\))?')
# The rule that makes the files of each pipeline property or method; `receipt` names the rule itself.
MAKER = {
    "figure_receipts": "draw",
    "image_data_of": "prepare",
    "inputs_of": "prepare",  # some records need others, but those are made by the same rule
    "records": "train",
    "records_of": "train",
    "table_receipts": "tabulate",
    "tables_of": "tabulate",
    "timing_receipts": "time",
}
TARGET_OF_ALL = "all"


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its description, and the rules that it depends on."""

    name: str
    does: str
    needs: tuple[str, ...]


def rules_in(snakefile: str) -> dict[str, tuple[str, ...]]:
    """Return the rules of a Snakefile with their dependencies; raises LookupError for an unknown input."""
    return {name: _needs(body) for name, body in RULE.findall(snakefile)}


def view_rules(snakefile: str, scripts: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return the rules with outputs, in order of execution, described by their scripts' docstrings."""
    found = {name: needs for name, needs in rules_in(snakefile).items() if name != TARGET_OF_ALL}
    layer = layers(found)
    ordered = sorted(found, key=lambda name: layer[name])
    return tuple(Rule(name, _sentence(scripts.get(name, "")), found[name]) for name in ordered)


def layers(rules: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Return the depth of each rule in the graph; one without dependencies is right before the first that needs it."""
    depth: dict[str, int] = {}
    while len(depth) < len(rules):
        ready = [name for name, needs in rules.items() if name not in depth and all(each in depth for each in needs)]
        if not ready:
            raise LookupError(f"circular dependency of rules: {', '.join(rules.keys() - depth.keys())}")
        depth |= {name: 1 + max((depth[each] for each in rules[name]), default=-1) for name in ready}
    for name in (name for name, needs in rules.items() if not needs):
        waiting = [depth[other] for other, needs in rules.items() if name in needs]
        depth[name] = min(waiting) - 1 if waiting else 0
    return depth


def _needs(body: str) -> tuple[str, ...]:
    inputs = "".join(INPUTS.findall(body))
    return tuple(dict.fromkeys(named or MAKER[name] for name, named in PIPELINE_CALL.findall(inputs)))


def _sentence(script: str) -> str:
    return (ast.get_docstring(ast.parse(script)) or "").partition("\n")[0]
