"""The prose of a card: Markdown as HTML, formulas as MathJax reads them, references as words."""

from types import SimpleNamespace

import pytest

from groundwork.exports.card_prose import to_card_html, to_card_line
from groundwork.exports.plain_references import PlainReferences


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Rate $\\eta < 1$.", r"Rate \(\eta &lt; 1\)."),
        ("$$a_{1}\n = *b*$$", r"\[a_{1} = *b*\]"),
        ("`$x$` and $y$", r"<code>$x$</code> and \(y\)"),
        ("costs \\$5 or \\$6", "costs $5 or $6"),
        ("<b>*bold*</b>", "&lt;b&gt;<em>bold</em>&lt;/b&gt;"),
        ("got [[fact:claim.faster.left]]", "got 85.2 % (n = 5, 95 % interval 84.9 to 85.6)"),
        ("[[figure:optimizers/curves]]", "Curves"),
    ],
)
def test_a_line(samples: SimpleNamespace, text: str, html: str) -> None:
    assert to_card_line(text, "here", PlainReferences(samples.site())) == html


def test_blocks_hold_paragraphs_and_no_link(samples: SimpleNamespace) -> None:
    text = "One $a$.\n\n- [[verdict:faster]] at $b$\n- two"

    html = to_card_html(text, "here", PlainReferences(samples.site()))

    assert html.startswith("<p>One \\(a\\).</p>\n<ul>\n<li>supported: +1.2 points")
    assert html.endswith("at \\(b\\)</li>\n<li>two</li>\n</ul>\n")
    assert "<a" not in html


def test_what_a_reference_names_is_escaped(samples: SimpleNamespace) -> None:
    question = samples.question(question="<script>alert(1)</script>")
    site = samples.site(content=samples.content(questions=(question,)))

    html = to_card_line(f"[[question:{question.id}]]", "here", PlainReferences(site))

    assert html == "“&lt;script&gt;alert(1)&lt;/script&gt;”"
