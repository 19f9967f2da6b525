"""Orders the questions by topic and difficulty."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from groundwork.report.questions import QuestionView

TITLES = {"pytorch": "PyTorch"}  # tags with another spelling in headings
MIN_QUESTIONS = 2  # questions with a tag first, for it to be a topic


@dataclass(frozen=True)
class TopicView:
    """A topic with its questions; `name` is the tag that they share, as an address has it."""

    name: str
    anchor: str
    title: str
    questions: tuple[QuestionView, ...]


def view_topics(questions: Sequence[QuestionView]) -> tuple[TopicView, ...]:
    """Return every question once, under the first of its tags that is a topic, or else under its first tag.

    A tag is a topic if it is the first tag of at least two questions. Topics are sorted by mean difficulty and
    questions by difficulty; ties keep their order.
    """
    firsts = Counter(question.tags[0] for question in questions)
    grouped: dict[str, list[QuestionView]] = defaultdict(list)
    for question in questions:
        topics = [tag for tag in question.tags if firsts[tag] >= MIN_QUESTIONS]
        grouped[topics[0] if topics else question.tags[0]].append(question)
    views = [_topic(name, members) for name, members in grouped.items()]
    return tuple(sorted(views, key=lambda topic: mean(question.difficulty for question in topic.questions)))


def tag_counts(questions: Sequence[QuestionView]) -> tuple[tuple[str, int], ...]:
    """Return each tag in alphabetical order with its number of questions."""
    counts = Counter(tag for question in questions for tag in question.tags)
    return tuple(sorted(counts.items()))


def difficulty_counts(questions: Sequence[QuestionView]) -> tuple[tuple[int, str, int], ...]:
    """Return each difficulty from low to high, with its label and number of questions."""
    counts = Counter((question.difficulty, question.difficulty_label) for question in questions)
    return tuple((level, label, number) for (level, label), number in sorted(counts.items()))


def _topic(name: str, questions: Sequence[QuestionView]) -> TopicView:
    by_difficulty = sorted(questions, key=lambda question: question.difficulty)
    title = TITLES.get(name, name[:1].upper() + name[1:])
    in_address = name.replace(" ", "-")
    return TopicView(in_address, f"topic-{in_address}", title, tuple(by_difficulty))
