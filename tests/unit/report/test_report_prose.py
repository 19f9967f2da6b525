"""Markdown to HTML."""

from markupsafe import Markup

from groundwork.report.prose import to_html, to_inline_html


def resolve(kind: str, name: str, place: str) -> Markup:
    return Markup("<b>{}|{}|{}</b>").format(kind, name, place)


def test_reference_is_resolved() -> None:
    html = to_html("*a* [[fact:x.mlp (hidden_layer_sizes 1-2), 0.001.y_z]] b", "here", resolve)
    assert html == "<p><em>a</em> <b>fact|x.mlp (hidden_layer_sizes 1-2), 0.001.y_z|here</b> b</p>\n"


def test_reference_inside_code_is_code() -> None:
    assert to_inline_html("`[[fact:x]]`", "here", resolve) == "<code>[[fact:x]]</code>"


def test_html_headings_and_images_are_disabled() -> None:
    html = to_html("# a\n\n<b onclick=x>\n\n![i](http://example.org/i.png)", "here", resolve)
    assert "<h1" not in html
    assert "<img" not in html
    assert "&lt;b onclick=x&gt;" in html


def test_formula_becomes_mathml() -> None:
    html = to_html(r"With $\eta < 1$ and $$w_{t+1} = 1$$", "here", resolve)
    assert html.count("<math") == 2
    assert '<span class="formula"><math' in html
    assert 'display="block"' in html
    assert "&#x003B7;" in html or "η" in html
    assert "$" not in html


def test_escaped_dollar_is_dollar() -> None:
    assert to_inline_html(r"costs \$5 and \$6", "here", resolve) == "costs $5 and $6"


def test_table_scrolls_and_resolves_references() -> None:
    html = to_html("| a |\n|---|\n| [[verdict:x]] |", "here", resolve)
    assert html.startswith('<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>')
    assert "<td><b>verdict|x|here</b></td>" in html
