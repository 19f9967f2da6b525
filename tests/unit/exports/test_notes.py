"""The notes: one per question and one per coding card."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from groundwork.core.errors import UserError
from groundwork.exports.notes import from_memory_notes, media_name, question_notes
from groundwork.report.question_entry import Evidence, FollowUp
from tests.unit.exports.samples import site_with_cards


def test_a_question_s_note_has_every_part(samples: SimpleNamespace) -> None:
    site = samples.site()
    figure = site.figures["optimizers"]["curves"]

    (note,) = question_notes(site)

    assert (note.kind, note.id, note.figures) == ("question", "adam", (figure,))
    assert note.tags == ("groundwork::optimizers", "groundwork::difficulty::1-first-interview")
    assert note.fields["Question"] == "What is Adam?"
    assert note.fields["Difficulty"] == "first interview"
    assert note.fields["Plain"].splitlines() == [
        '<p class="say">Use <code>Adam</code> first, unless memory is short.</p>',
        '<p><b>If pushed:</b> It got 85.2 %. <span class="scope">MLP, 5 seeds</span></p>',
        "<p><b>Red flag:</b> “Adam is always better.” Tune <em>both</em>.</p>",
        "<h2>In plain words</h2>",
        "<p>It adapts. See “What is Adam?”.</p>",
    ]
    assert note.fields["Technical"] == "<p>It is \\(\\eta m_t\\) and \\[w_{t+1} = w_t - \\eta\\]</p>\n"
    assert "85.2 % (n = 5, 95 % interval 84.9 to 85.6)" in note.fields["Evidence"]
    assert (
        "<li>Adam converges faster than plain SGD (one shared learning rate): <b>supported: +1.2 points"
        in (note.fields["Evidence"])
    )
    assert f'<img src="{media_name(figure)}" alt="Curves">' in note.fields["Figure"]
    assert note.fields["Mistake"].splitlines() == [
        "<p>None.</p>",
        "<h2>What each level adds</h2>",
        "<ul><li><b>Junior:</b> Names it.</li><li><b>Senior:</b> Writes it.</li><li><b>Staff:</b> Doubts it.</li></ul>",
    ]
    assert note.fields["FollowUps"] == "<ul><li><b>Why <em>that</em>?</b> Because.</li></ul>"


def test_fields_of_a_note_stay(samples: SimpleNamespace) -> None:
    """Anki leaves the notes of an earlier package as they are if these differ."""
    (note,) = question_notes(samples.site())

    assert list(note.fields) == [
        *("Question", "Difficulty", "Topics", "Plain", "Technical", "Mistake", "Evidence", "Figure", "FollowUps"),
    ]


def test_told_answer_has_no_result_and_a_link_is_quoted(samples: SimpleNamespace) -> None:
    follow_ups = (FollowUp(question="Again?", see="adam"),)
    question = samples.question(
        told=True, if_pushed="", leans_on=(), evidence=Evidence(text="None."), follow_ups=follow_ups
    )

    (note,) = question_notes(samples.site(content=samples.content(questions=(question,))))

    assert "If pushed" not in note.fields["Plain"]
    assert note.fields["FollowUps"] == "<ul><li><b>Again?</b> See “What is Adam?”</li></ul>"


def test_a_question_without_a_drawn_figure_has_an_empty_field(samples: SimpleNamespace) -> None:
    question = samples.question(evidence=Evidence(text="None.", figures=("optimizers/examples",)), follow_ups=())

    (note,) = question_notes(samples.site(content=samples.content(questions=(question,))))

    assert (note.fields["Figure"], note.fields["FollowUps"], note.figures) == ("", "", ())
    assert note.fields["Evidence"] == "<p>None.</p>\n"


def test_the_name_of_a_drawing_changes_with_it(samples: SimpleNamespace) -> None:
    figure = samples.site().figures["optimizers"]["curves"]
    other = replace(figure, svg=figure.svg.replace("red", "blue"))

    assert media_name(figure).startswith("groundwork-optimizers-curves-")
    assert media_name(figure) == media_name(replace(figure, csv="other"))
    assert media_name(figure) != media_name(other)


def test_a_hostile_caption_stays_text(samples: SimpleNamespace) -> None:
    site = samples.site()
    figure = replace(site.figures["optimizers"]["curves"], title='"><script>', how_to_read="<b>")

    (note,) = question_notes(samples.site(figures={"optimizers": {"curves": figure}}))

    assert "<script>" not in note.fields["Figure"]
    assert "<b>&quot;&gt;&lt;script&gt;.</b> &lt;b&gt;" in note.fields["Figure"]


def test_a_card_s_note_has_its_code(samples: SimpleNamespace) -> None:
    (note,) = from_memory_notes(site_with_cards(samples))

    assert (note.kind, note.id, note.tags) == ("from_memory", "adam", ("groundwork::from-memory",))
    assert note.fields["Prompt"] == "Write \\(m_t\\)."
    assert note.fields["Minutes"] == "4"
    assert note.fields["Checks"] == "<ul><li>Bias correction.</li><li><code>eps</code> below.</li></ul>"
    assert '<span class="k">def</span>' in note.fields["Code"]
    assert "&lt;" in note.fields["Code"]


def test_a_card_without_code_is_an_error(samples: SimpleNamespace) -> None:
    with pytest.raises(UserError, match=r"^cards\.yaml: gone: there is no src/groundwork/from_memory/gone\.py"):
        from_memory_notes(site_with_cards(samples, id="gone"))
