"""The scope of what was measured, in words: which data and how many of them, how many steps, how many seeds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from groundwork.config.names import value_text
from groundwork.config.proper_names import label_text
from groundwork.core.findings import Verdict
from groundwork.core.formatting import count
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.expansion import base_settings
from groundwork.report.budget import examples_of
from groundwork.report.conditions import DATASET, MODEL, SIZE
from groundwork.report.inputs import ReportInput
from groundwork.report.lead import CLAIM_FACT, REFERENCE_RUN
from groundwork.report.prose import REFERENCE


@dataclass(frozen=True)
class Scope:
    """The scope of one fact or verdict; None where it does not apply. `source` says if it is from the reference run."""

    dataset: str = ""
    examples: int | None = None
    model: str = ""
    steps: int | None = None
    seeds: int | None = None
    source: str = ""


def scope_of_verdict(verdict: Verdict) -> Scope:
    """Return the scope of a verdict; empty for an exact check and for a claim that was not evaluated."""
    if verdict.is_exact or not verdict.is_evaluated:
        return Scope()
    settings = verdict.shared_settings
    return Scope(
        dataset=str(settings.get(DATASET, "")),
        examples=int(float(str(settings[SIZE]))) if settings.get(SIZE) else None,
        model=label_text(value_text(settings[MODEL])) if MODEL in settings else "",
        steps=verdict.horizon,
        seeds=None if verdict.is_counted else verdict.n,
    )


def scope_text(scopes: Iterable[Scope]) -> str:
    """Return scopes in words, in order; those that differ only in the number of seeds are shown together."""
    seeds: dict[tuple[str, str], list[int]] = {}
    for scope in scopes:
        parts = [_data(scope), scope.model, f"{scope.steps:,} steps" if scope.steps else ""]
        key = ", ".join(filter(None, parts)), scope.source
        found = seeds.setdefault(key, [])
        if scope.seeds is not None:
            found.append(scope.seeds)
    texts = [", ".join(filter(None, [trained, _seeds(found), source])) for (trained, source), found in seeds.items()]
    return "; ".join(text for text in texts if text)


def scope_of_text(text: str, site: ReportInput) -> str:
    """Return the scope, in words, of the facts and verdicts that a text cites and that were measured."""
    return scope_text(each for kind, name in REFERENCE.findall(text) for each in _cited(kind, name, site))


def _cited(kind: str, name: str, site: ReportInput) -> Iterable[Scope]:
    if kind == "fact" and name.startswith(CLAIM_FACT):
        kind, name = "verdict", name.removeprefix(CLAIM_FACT).partition(".")[0]
    if kind == "verdict" and name in site.verdicts:
        source = REFERENCE_RUN if name in site.reference_claims else ""
        yield replace(scope_of_verdict(site.verdicts[name]), source=source)
    elif kind == "fact" and name in site.facts and not site.facts[name].note:
        yield _of_study(name, site)


def _of_study(fact: str, site: ReportInput) -> Scope:
    """Return the scope of a study's fact: the most examples and steps of the study's runs."""
    study = fact.partition(".")[0]
    if study not in site.plan.params.studies:
        return Scope()
    return Scope(
        dataset=str(base_settings(site.plan.params, study)["dataset"]),
        examples=_number(f"{study}.most_train_images", site),
        steps=_number(f"{study}.most_steps", site),
        seeds=site.facts[fact].n,
        source=REFERENCE_RUN if fact in site.reference_facts else "",
    )


def _number(fact: str, site: ReportInput) -> int | None:
    return int(site.facts[fact].value) or None if fact in site.facts and not site.facts[fact].note else None


def _data(scope: Scope) -> str:
    title = ORIGINS[scope.dataset].title if scope.dataset in ORIGINS else ""
    if scope.examples is None:
        return title
    example = examples_of(scope.dataset) if scope.dataset in ORIGINS else "image"
    return count(scope.examples, f"training {example}") + (f" of {title}" if title else "")


def _seeds(found: list[int]) -> str:
    if not found:
        return ""
    low, high = min(found), max(found)
    return count(low, "seed") if low == high else f"{low} to {count(high, 'seed')}"
