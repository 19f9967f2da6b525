"""The schema of an interview question: a line to say aloud, what backs it, and answers in full."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from groundwork.config.entries import Identifier, Text
from groundwork.config.names import distinct, matching
from groundwork.config.schema import Section
from groundwork.core.formatting import count
from groundwork.report.prose import REFERENCE

MOST_WORDS = 45
MOST_SENTENCES = 2
RESULTS = ("fact", "verdict")
CITED = re.compile(
    r"\[\[(?:fact:claim\.(?P<measured>\w+)\.(?:left|right|effect)(?:_learning_rate)?|verdict:(?P<judged>\w+))\]\]"
)
HOW_TO_CITE = "cite one result of a claim, as in [[fact:claim.ID.left]] or, for an exact check, [[verdict:ID]]"
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])[\"”)]*\s+(?=[\"“]?[A-Z])")
DENIES = "not "

Tag = Annotated[
    str,
    matching(
        "[a-z][a-z0-9 -]*", "is not a valid tag; use lowercase letters, digits, spaces and -, starting with a letter"
    ),
]
FigurePath = Annotated[
    str,
    matching("[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", "is not a figure; write study/figure, as in optimizers/loss_curves"),
]
Leaning = Annotated[
    str,
    matching(f"({DENIES})?[a-z][a-z0-9_]*", "is not a claim's id; write it, after 'not' if say denies the claim"),
]


def _problem(message: str) -> PydanticCustomError:
    return PydanticCustomError("answer", "{message}", {"message": message})


def _in_few_sentences(text: str) -> str:
    number = len(BETWEEN_SENTENCES.split(text.strip()))
    if number > MOST_SENTENCES:
        raise _problem(f"has {count(number, 'sentence')}; write at most {MOST_SENTENCES}")
    return text


def _in_few_words(text: str) -> str:
    number = len(text.split())
    if number > MOST_WORDS:
        raise _problem(f"has {count(number, 'word')}; write at most {MOST_WORDS}")
    return text


def _without_references(text: str) -> str:
    if REFERENCE.search(text):
        raise _problem("cites a result, and is to be spoken; cite it in if_pushed")
    return text


Say = Annotated[
    Text, AfterValidator(_in_few_words), AfterValidator(_in_few_sentences), AfterValidator(_without_references)
]
LeansOn = Annotated[tuple[Leaning, ...], distinct()]


def leanings_of(leans_on: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return the claims that a text leans on, each with whether it denies the claim's sentence."""
    return tuple((each.removeprefix(DENIES), each.startswith(DENIES)) for each in leans_on)


def _with_one_result(text: str) -> str:
    if not text:  # as if it were left out
        return text
    cited = [match for match in REFERENCE.finditer(text) if match[1] in RESULTS]
    if len(cited) != 1:
        raise _problem(f"cites {count(len(cited), 'result')}; {HOW_TO_CITE}")
    if not CITED.fullmatch(cited[0][0]):
        raise _problem(f"{cited[0][0]} is not a result of a claim; {HOW_TO_CITE}")
    return text


class Evidence(Section):
    """The evidence of an answer: a text, claims by id, and figures as study/figure."""

    text: Text
    claims: tuple[Identifier, ...] = ()
    figures: tuple[FigurePath, ...] = ()


class Rubric(Section):
    """What each level is expected to add to the answer."""

    junior: Text
    senior: Text
    staff: Text


class FollowUp(Section):
    """What an interviewer may go on to ask: with an answer, or the id of the question that answers it."""

    question: Text
    answer: Annotated[str, AfterValidator(_in_few_sentences)] = ""
    see: Identifier | None = None

    @model_validator(mode="after")
    def _has_one_answer(self) -> "FollowUp":
        if bool(self.answer) == bool(self.see):
            raise _problem("needs either answer or see; write a short answer, or the id of the question that has it")
        return self

    @property
    def reply(self) -> str:
        """The answer, or a reference to the question that has it."""
        return self.answer or f"See [[question:{self.see}]]"


class Question(Section):
    """An interview question with its answers; difficulty 1 is for a first interview, 3 for a specialist.

    `say` is the answer to speak, `if_pushed` a sentence with one measured result, `red_flag` a wrong answer in quotes
    and why it fails. `leans_on` names the claims that `say` agrees with, or denies where `not` comes before the id.
    `told` marks an answer that rests on convention alone.
    """

    id: Identifier
    question: Text
    difficulty: Literal[1, 2, 3]
    tags: Annotated[tuple[Tag, ...], Field(min_length=1)]
    say: Say
    if_pushed: Annotated[str, AfterValidator(_with_one_result)] = ""
    red_flag: Annotated[
        str,
        matching(r'"[^"]+"\s+\S[\s\S]*', 'is not a wrong answer; write "the answer in quotes" and then why it fails'),
    ]
    rubric: Rubric
    leans_on: LeansOn
    told: bool = False
    plain: Text
    technical: Text
    mistake: Text
    evidence: Evidence
    follow_ups: tuple[FollowUp, ...] = ()

    @model_validator(mode="after")
    def _is_measured_or_told(self) -> "Question":
        if self.told and (self.if_pushed or self.leans_on or self.evidence.claims):
            raise _problem("is told, and cites results; delete told, or if_pushed, leans_on and evidence.claims")
        if not self.told and not self.if_pushed:
            raise _problem("has no if_pushed; write it, or told: true if nothing was measured for the answer")
        return self

    @property
    def pushed_claim(self) -> str:
        """The id of the claim whose result `if_pushed` cites; empty for an answer that is told."""
        cited = CITED.search(self.if_pushed)
        return (cited["measured"] or cited["judged"]) if cited else ""

    @property
    def wrong_answer(self) -> tuple[str, str]:
        """The wrong answer without its quotes, and why it fails."""
        quoted, _, why = self.red_flag[1:].partition('"')
        return quoted, why.strip()

    @property
    def leanings(self) -> tuple[tuple[str, bool], ...]:
        """The claims that `say` leans on, each with whether it denies the claim's sentence."""
        return leanings_of(self.leans_on)
