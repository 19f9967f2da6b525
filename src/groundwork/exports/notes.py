"""Builds the flash-card notes: one per interview question and one per coding card."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from groundwork.core.identity import digest_of
from groundwork.exports.card_prose import to_card_html, to_card_line
from groundwork.exports.plain_references import PlainReferences
from groundwork.report.cards import view_cards
from groundwork.report.content import Card
from groundwork.report.inputs import Figure, ReportInput
from groundwork.report.question_entry import Question
from groundwork.report.questions import DIFFICULTIES, pushed_scope
from groundwork.report.references import References

QUESTION, FROM_MEMORY = "question", "from_memory"
PLAIN = "<h2>In plain words</h2>\n"
LEVELS = "<h2>What each level adds</h2>\n"


@dataclass(frozen=True)
class Note:
    """A note: kind, stable id, fields as HTML, tags, figures.

    Never add, rename or remove a field: Anki leaves the notes of earlier packages as they are if a package has a kind
    of note with other fields. What is new on a card goes into a field that is there.
    """

    kind: str
    id: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    figures: tuple[Figure, ...] = ()


def question_notes(site: ReportInput) -> tuple[Note, ...]:
    """Return one note per question, in the order of questions.yaml.

    Raises UserError if a question refers to a fact, claim, figure or question that does not exist.
    """
    return tuple(_note(question, PlainReferences(site)) for question in site.content.questions)


def from_memory_notes(site: ReportInput) -> tuple[Note, ...]:
    """Return one note per coding card, in the order of cards.yaml.

    Raises UserError if a card has no code.
    """
    views = zip(site.content.cards, view_cards(site), strict=True)
    return tuple(_from_memory(card, view.code, PlainReferences(site)) for card, view in views)


def media_name(figure: Figure) -> str:
    """Return the media file name of a figure; it changes with the figure's content."""
    return f"groundwork-{figure.study}-{figure.name}-{digest_of(figure.svg)}.svg"


def _note(question: Question, references: PlainReferences) -> Note:
    place = f"questions.yaml: {question.id}"
    shown = first_drawn(question, references.site)

    def block(field: str, text: str) -> str:
        return to_card_html(text, f"{place}.{field}", references)

    def line(field: str, text: str) -> str:
        return to_card_line(text, f"{place}.{field}", references)

    follow_ups = (
        f"<b>{line('follow_ups', each.question)}</b> {line('follow_ups', each.reply)}" for each in question.follow_ups
    )
    levels = (f"<b>{level.capitalize()}:</b> {line(f'rubric.{level}', text)}" for level, text in question.rubric)
    fields = {
        "Question": line("question", question.question),
        "Difficulty": DIFFICULTIES[question.difficulty],
        "Topics": ", ".join(question.tags),
        "Plain": _spoken(question, references) + PLAIN + block("plain", question.plain),
        "Technical": block("technical", question.technical),
        "Mistake": block("mistake", question.mistake) + LEVELS + _list(levels),
        "Evidence": block("evidence.text", question.evidence.text) + _claims(question, references),
        "Figure": "".join(_figure(figure) for figure in shown),
        "FollowUps": _list(follow_ups),
    }
    return Note(QUESTION, question.id, fields, _tags(question), shown)


def _spoken(question: Question, references: PlainReferences) -> str:
    """Return what to say, the result to cite if pushed, and the wrong answer."""
    place = f"questions.yaml: {question.id}"
    parts = [f'<p class="say">{to_card_line(question.say, f"{place}.say", references)}</p>']
    scope = pushed_scope(question, References(references.site))
    if scope is not None:
        short = PlainReferences(references.site, are_short=True)
        result = to_card_line(question.if_pushed, f"{place}.if_pushed", short)
        parts.append(f'<p><b>If pushed:</b> {result} <span class="scope">{escape(scope)}</span></p>')
    wrong, why = (to_card_line(each, f"{place}.red_flag", references) for each in question.wrong_answer)
    parts.append(f"<p><b>Red flag:</b> “{wrong}” {why}</p>")
    return "\n".join([*parts, ""])


def _claims(question: Question, references: PlainReferences) -> str:
    place = f"questions.yaml: {question.id}.evidence.claims"
    claims = (references.claim(claim, place) for claim in question.evidence.claims)
    return _list(f"{escape(sentence)}: <b>{escape(verdict)}</b>" for sentence, verdict in claims)


def first_drawn(question: Question, site: ReportInput) -> tuple[Figure, ...]:
    """Return the first of the question's figures that exists in this run, as a tuple of at most one."""
    names = (name.split("/") for name in question.evidence.figures)
    drawn = [site.figures[study][name] for study, name in names if name in site.figures.get(study, {})]
    return tuple(drawn[:1])


def _figure(figure: Figure) -> str:
    title, how_to_read = escape(figure.title), escape(figure.how_to_read)
    image = f'<img src="{media_name(figure)}" alt="{title}">'
    return f"<figure>{image}<figcaption><b>{title}.</b> {how_to_read}</figcaption></figure>"


def _list(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{listed}</ul>" if listed else ""


def _tags(question: Question) -> tuple[str, ...]:
    """Return the tags in Anki's format: no spaces, a double colon between levels."""
    topics = (f"groundwork::{tag.replace(' ', '-')}" for tag in question.tags)
    return (
        *topics,
        f"groundwork::difficulty::{question.difficulty}-{DIFFICULTIES[question.difficulty].replace(' ', '-')}",
    )


def _from_memory(card: Card, code: Markup, references: PlainReferences) -> Note:
    place = f"cards.yaml: {card.id}"

    def line(field: str, text: str) -> str:
        return to_card_line(text, f"{place}.{field}", references)

    fields = {
        "Title": escape(card.title),
        "Prompt": line("prompt", card.prompt),
        "Minutes": str(card.minutes),
        "Checks": _list(line("checks", each) for each in card.checks),
        "Code": f'<pre class="code"><code>{code}</code></pre>',
        "TestedAgainst": line("tested_against", card.tested_against),
        "Pitfalls": _list(line("pitfalls", each) for each in card.pitfalls),
    }
    return Note(FROM_MEMORY, card.id, fields, ("groundwork::from-memory",))
