"""The order in which the questions are studied: by topic, from the easier to the harder."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from groundwork.report.questions import QuestionView

WRITTEN = {"pytorch": "PyTorch"}  # tags that are written otherwise in a heading
FEWEST = 2  # questions that open with a tag, for it to be a topic


@dataclass(frozen=True)
class TopicView:
    """A topic with its questions."""

    anchor: str
    title: str
    questions: tuple[QuestionView, ...]


def view_topics(questions: Sequence[QuestionView]) -> tuple[TopicView, ...]:
    """Return every question once, under the first of its tags that is a topic; else under its first tag.

    A tag is a topic where at least two questions have it first. Topics go by their mean difficulty, the questions of
    one by theirs; where that is equal, by the order given.
    """
    firsts = Counter(question.tags[0] for question in questions)
    grouped: dict[str, list[QuestionView]] = defaultdict(list)
    for question in questions:
        topics = [tag for tag in question.tags if firsts[tag] >= FEWEST]
        grouped[topics[0] if topics else question.tags[0]].append(question)
    views = [_topic(name, members) for name, members in grouped.items()]
    return tuple(sorted(views, key=lambda topic: mean(question.difficulty for question in topic.questions)))


def tag_counts(questions: Sequence[QuestionView]) -> tuple[tuple[str, int], ...]:
    """Return each tag in alphabetical order with the number of questions that have it."""
    counts = Counter(tag for question in questions for tag in question.tags)
    return tuple(sorted(counts.items()))


def difficulty_counts(questions: Sequence[QuestionView]) -> tuple[tuple[int, str, int], ...]:
    """Return each difficulty from the lowest up, its label, and the number of questions that have it."""
    counts = Counter((question.difficulty, question.difficulty_label) for question in questions)
    return tuple((level, label, number) for (level, label), number in sorted(counts.items()))


def _topic(name: str, questions: Sequence[QuestionView]) -> TopicView:
    by_difficulty = sorted(questions, key=lambda question: question.difficulty)
    title = WRITTEN.get(name, name[:1].upper() + name[1:])
    return TopicView("topic-" + name.replace(" ", "-"), title, tuple(by_difficulty))
