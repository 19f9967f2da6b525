"""A small part of the report's prose that has every kind of entry, for runs that are not about the prose.

The whole of it takes most of a tiny run's time: to read, to judge, to render and to export.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ENTRY = re.compile(r"^(?=- )", re.MULTILINE)
KEY = re.compile(r"^- \{?\w+: ([^,\n]+)")
STUDY = re.compile(r"^  study: (\w+)$", re.MULTILINE)
CITED_CLAIM = re.compile(r"\[\[(?:fact:claim|verdict)[.:](\w+)")
LISTED_CLAIMS = re.compile(r"^    claims: \[([^\]]*)\]", re.MULTILINE)
LEANT_ON = re.compile(r"^  leans_on: \[([^\]]*)\]", re.MULTILINE)
LISTED_QUESTIONS = re.compile(r"^  questions: \[([^\]]*)\]", re.MULTILINE)
FOLLOW_UP = re.compile(r"^    - question: .*\n      see: (\w+)\n", re.MULTILINE)
NO_FOLLOW_UP = re.compile(r"^  follow_ups:\n(?!    - )", re.MULTILINE)
QUESTION = re.compile(r"\[\[question:(\w+)\]\]")
# Of each file, the entries that are kept; claims besides those that these cite.
KEPT = {
    "questions.yaml": (
        *("learning_rate", "rate_too_high", "rate_too_low", "choosing_a_rate", "zeroing_gradients", "cross_entropy"),
        *("mlp_or_cnn", "random_seeds"),
    ),
    "glossary.yaml": ("accuracy", "activation", "Adam", "backpropagation", "batch", "epoch", "learning rate"),
    "studies.yaml": ("learning_rate", "architectures", "optimizers", "range_test"),
    "summary.yaml": ("learning_rate", "optimizer"),
    "tables.yaml": ("learning_rates", "schedules"),
    "cards.yaml": ("training_step", "cross_entropy"),
    "cheat_sheet.yaml": ("rates", "formulas"),
    "curves.yaml": (),  # all are of a study that is left out
    "timing_claims.yaml": ("relu_is_cheaper_alone", "relu_is_cheaper_in_training"),
}
STUDIES_WITH_ALL_CLAIMS = ("learning_rate", "architectures")


def shorten(folder: Path) -> None:
    """Leave of the prose in a folder what is listed above, and what that cites."""
    shutil.rmtree(folder / "questions")
    for name, kept in KEPT.items():
        _keep(folder / name, partial(_is_one_of, kept))
        text = (folder / name).read_text(encoding="utf-8")
        missing = set(kept) - {_key(entry) for entry in ENTRY.split(text)[1:]}
        assert not missing, f"{name} has no {', '.join(sorted(missing))}"
        (folder / name).write_text(_without_other_questions(text), encoding="utf-8")
    cited = set(_cited_claims(folder))
    _keep(folder / "claims.yaml", lambda entry: _key(entry) in cited or _study(entry) in STUDIES_WITH_ALL_CLAIMS)


def _keep(path: Path, is_kept: Callable[[str], bool]) -> None:
    start, *entries = ENTRY.split(path.read_text(encoding="utf-8"))
    kept = [*filter(is_kept, entries)] or ["[]\n"]
    path.write_text("".join([start, *kept]), encoding="utf-8")


def _is_one_of(kept: Sequence[str], entry: str) -> bool:
    return _key(entry) in kept


def _key(entry: str) -> str:
    found = KEY.match(entry)
    assert found, entry
    return found[1]


def _study(entry: str) -> str:
    found = STUDY.search(entry)
    return found[1] if found else ""


def _without_other_questions(text: str) -> str:
    kept = KEPT["questions.yaml"]
    text = FOLLOW_UP.sub(lambda found: found[0] if found[1] in kept else "", text)
    text = NO_FOLLOW_UP.sub("", text)
    text = QUESTION.sub(lambda found: found[0] if found[1] in kept else "another question", text)
    return LISTED_QUESTIONS.sub(lambda found: f"  questions: [{', '.join(_those(found[1], kept))}]", text)


def _those(listed: str, kept: Sequence[str]) -> list[str]:
    return [name for name in listed.split(", ") if name in kept]


def _cited_claims(folder: Path) -> list[str]:
    texts = [(folder / name).read_text(encoding="utf-8") for name in KEPT]
    cited = [name for text in texts for name in CITED_CLAIM.findall(text)]
    lists = [names for text in texts for listed in (LISTED_CLAIMS, LEANT_ON) for names in listed.findall(text)]
    return cited + [name.removeprefix("not ") for names in lists for name in names.split(", ")]
