"""The list of facts cited in the prose: value, evidence, and the command that recreates the records."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.core.findings import Fact
from groundwork.core.formatting import DASH, interval, percent, words
from groundwork.report import wording
from groundwork.report.fact_words import fact_words
from groundwork.report.inputs import ReportInput
from groundwork.report.prose import REFERENCE
from groundwork.report.record_list import RecordView
from groundwork.report.references import fact_anchor, record_links


@dataclass(frozen=True)
class FactView:
    """A row of the table of facts; `meaning` is what the fact is, in words."""

    anchor: str
    name: str
    meaning: str
    value: str
    n: str
    interval: str
    seeds: str
    records: Markup
    command: str


def facts_by_topic(site: ReportInput, records: Sequence[RecordView]) -> dict[str, tuple[FactView, ...]]:
    """Return the facts cited in the prose, by the first part of their name: the study, or `claim`."""
    texts = _texts(site.content.model_dump())
    named = {name for text in texts for kind, name in REFERENCE.findall(text) if kind == "fact"}
    by_name = {record.name: record for record in records}
    topics: dict[str, list[FactView]] = {}
    for fact in (fact for name, fact in site.facts.items() if name in named):
        mine = [by_name[each] for each in fact.records if each in by_name]
        topics.setdefault(words(fact.name.partition(".")[0]), []).append(_view(fact, mine, site))
    return {topic: tuple(facts) for topic, facts in topics.items()}


def remake_command(records: Sequence[str], budget: str) -> str:
    """Return the command that makes only these records if they are missing; empty for no records.

    The budget is always given, because the one in params.yaml may change, and comes last, because Snakemake reads all
    words after `--config` as values.
    """
    paths = [f"results/records/{record}.json" for record in records]
    return shlex.join(["snakemake", "--cores", "4", *paths, "--config", f"budget={budget}"]) if paths else ""


def seeds_of(records: Iterable[RecordView]) -> str:
    """Return the reported and tuning seeds of records as text, without duplicates."""
    records = tuple(records)
    reported = dict.fromkeys(record.seeds for record in records if record.seeds != DASH)
    tuned = dict.fromkeys(record.tuning_seeds for record in records if record.tuning_seeds != DASH)
    return "; ".join([*reported, *(f"tuning {seeds}" for seeds in tuned)])


def _texts(value: object) -> Iterable[str]:
    """Yield every text inside dictionaries and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _view(fact: Fact, records: Sequence[RecordView], site: ReportInput) -> FactView:
    params = site.plan.params
    found = interval(fact.low, fact.high, fact.unit, params.report.decimals)
    is_reference = fact.name in site.reference_facts
    return FactView(
        anchor=fact_anchor(fact.name),
        name=fact.name,
        meaning=fact_words(fact, site),
        value=wording.fact_value(fact, params.report.decimals),
        n="" if fact.n is None else str(fact.n),
        interval=f"{found} ({percent(fact.confidence)})" if found else "",
        seeds=seeds_of(records),
        records=record_links(() if is_reference else fact.records),
        command="make reference" if is_reference else remake_command(fact.records, params.budget),
    )
