"""The prose as Markdown for Quarto, with pandoc's special syntax escaped."""

from types import SimpleNamespace

import pytest

from groundwork.exports.plain_references import PlainReferences
from groundwork.exports.quarto_prose import QuartoProse, literal


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("A *word* and `$code$ <x>`", "A *word* and `$code$ <x>`"),
        ("Rate $ \\eta\n < 1$.", "Rate \\$ \\\\eta\n \\< 1\\$."),
        ("Rate $ \\eta < 1 $.", "Rate $\\eta < 1$."),
        ("$$a\n  = b$$", "$$a = b$$"),
        ("<script>x</script> & y", "\\<script>x\\</script> & y"),
        ("# no heading\n#two", "\\# no heading\n\\#two"),
        ("`x`{=html} {{< include a >}}", "`x`\\{=html\\} \\{\\{\\< include a >\\}\\}"),
        ("\\newpage and \\* star", "\\\\newpage and \\* star"),
        ("see @knuth, x^2^ or ~3~ for $5", "see \\@knuth, x\\^2\\^ or \\~3\\~ for \\$5"),
        ("[a](b)", "\\[a\\](b)"),
        ("got [[fact:claim.faster.left]]", "got 85.2 % (n = 5, 95 % interval 84.9 to 85.6)"),
        ("[[figure:optimizers/curves]]", "[Curves](#figure-optimizers-curves)"),
        ("[[figure:optimizers/examples]]", "figure “examples” of study optimizers (not drawn in this run)"),
    ],
)
def test_a_block(samples: SimpleNamespace, text: str, markdown: str) -> None:
    """A formula does not run over the end of a line, as on the page; a lone dollar is a dollar."""
    assert QuartoProse(PlainReferences(samples.site())).block(text, "here") == markdown


def test_a_question_is_a_link_within_the_document(samples: SimpleNamespace) -> None:
    question = samples.question(question="Why *this*?")
    site = samples.site(content=samples.content(questions=(question,)))

    line = QuartoProse(PlainReferences(site)).line(f"a\n[[question:{question.id}]]", "here")

    assert line == rf"a [“Why \*this\*?”](#question-{question.id})"


def test_literal_text_stays_in_its_cell() -> None:
    assert literal("a|b *c* [d]\n$e$ `f` <g> &lt; unit_range") == (
        r"a\|b \*c\* \[d\] \$e\$ \`f\` \<g\> \&lt; unit\_range"
    )
