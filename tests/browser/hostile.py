"""Names that would be markup if a page did not escape them."""

from tests.workflow.project import Project

TITLE = """<script>alert(1)</script>"'&"""
VARIANT = """<script>alert(2)</script>"'&"""
TERM = """<img src=x onerror="alert(3)">'&"""
MEANING = """<iframe src=javascript:alert(4)> and [a link](javascript:alert(5)) </dd><script>alert(6)</script>"""
QUESTION = """</h4></summary><script>alert(7)</script>"'&"""
ASKED = "What is the learning rate?"


def be_hostile(project: Project) -> None:
    """Give a project's title, one variant, one term and one question such a name."""
    project.edit("params.yaml", "title: Groundwork", f"title: {_quoted(TITLE)}")
    project.edit("params.yaml", "name: network", f"name: {_quoted(VARIANT)}")
    project.edit("report/content/questions.yaml", f"question: {ASKED}\n", f"question: {_quoted(QUESTION)}\n")
    terms = project.root / "report" / "content" / "glossary.yaml"
    entry = f"\n- {{term: {_quoted(TERM)}, meaning: {_quoted(MEANING)}}}\n"
    terms.write_text(terms.read_text(encoding="utf-8") + entry, encoding="utf-8")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
