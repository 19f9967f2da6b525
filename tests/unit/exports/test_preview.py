"""The picture of a link: its size, its bytes, and what it says."""

from io import BytesIO
from types import SimpleNamespace

from PIL import Image

from groundwork.exports.preview import HEIGHT, WIDTH, draw_preview
from groundwork.report.about import About, about
from groundwork.report.tallies import tally

ABOUT = About("Groundwork", "Answers.", ("2 questions", "1 claim tested"), "Groundwork, budget quick")


def test_it_is_of_the_size_of_link_previews_and_the_same_each_time(samples: SimpleNamespace) -> None:
    tallies = tally(samples.site().verdicts.values())

    drawn = draw_preview(ABOUT, tallies)

    assert Image.open(BytesIO(drawn)).size == (WIDTH, HEIGHT)
    assert draw_preview(ABOUT, tallies) == drawn
    assert draw_preview(ABOUT, ()) != drawn


def test_a_long_title_is_cut(samples: SimpleNamespace) -> None:
    longer = About("word " * 30, *("Answers.", ABOUT.counts, ABOUT.source))

    assert draw_preview(longer, ()) == draw_preview(About("word " * 20, *("Answers.", ABOUT.counts, ABOUT.source)), ())


def test_the_description_says_how_much_there_is(samples: SimpleNamespace) -> None:
    said = about(samples.site())

    assert said.description == (
        "Interview answers about neural networks, each backed by experiments that you can run again. "
        "1 question with a line to say, 1 claim tested, 0 pieces of code to write from memory."
    )
    assert said.source.endswith(", budget quick")
