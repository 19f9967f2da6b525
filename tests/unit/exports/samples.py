"""A card, points and a table for the exports, and the report's made-up input with the card."""

from types import SimpleNamespace

from groundwork.report.content import Card, Column, Point, ReferenceTable
from groundwork.report.inputs import ReportInput
from groundwork.report.reference_tables import EMPTY

CARD = Card(
    id="adam",
    title="Adam",
    prompt="Write $m_t$.",
    minutes=4,
    checks=("Bias correction.", "`eps` below."),
    pitfalls=("To forget it.",),
    tested_against="`torch.optim.Adam`.",
    questions=("adam",),
)
POINTS = (
    Point(point="first", title="First", say="Do it.", measured="[[fact:claim.faster.left]].", leans_on=()),
    Point(point="second", title="Second", say="Or not.", measured="Faster: [[verdict:faster]].", leans_on=()),
)
TABLE = ReferenceTable(
    id="rates",
    title="High and low",
    text="One network.",
    columns=(Column(title="by"), Column(title="high"), Column(title="low")),
    rows=(("speed", "[[fact:claim.faster.left]]", "slow"), ("formula", "$a$", EMPTY)),
)


def site_with_cards(samples: SimpleNamespace, **changes: object) -> ReportInput:
    content = samples.content(cards=(CARD.model_copy(update=changes),))
    site: ReportInput = samples.site(content=content, card_codes={"adam": "def step() -> None:\n    a < b\n"})
    return site
