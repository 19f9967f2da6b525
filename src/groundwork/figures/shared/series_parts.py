"""Says in a drawing what belongs to which series, and how each panel maps numbers to places.

In the SVG file these are `data-` attributes: `data-series` (the label) and `data-part` of what is drawn for a series,
and of each panel `data-x` and `data-y`: the scale, and two places in points from the upper left corner with their
numbers. `data-title` has the titles of both axes.
"""

import re
from typing import Literal
from urllib.parse import quote, unquote
from xml.sax.saxutils import quoteattr

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from groundwork.figures.shared.canvas import POINTS_PER_INCH

Part = Literal["line", "band", "mark", "seeds", "end", "name", "leader"]
"""The numbers of a series are at the points of its lines and marks."""

GROUP_OF_PART = re.compile(r'<g id="series-\d+-(\w+)-([^"]*)">')
GROUP_OF_TITLE = re.compile(r'<g id="title-([xy])">')
GROUP_OF_PANEL = re.compile(r'<g id="axes_(\d+)">')
SCALES = {"linear", "log"}


def belongs_to(artist: Artist | None, axes: Axes, series: str, part: Part) -> None:
    """Mark what is drawn in a panel as a part of the series with this label."""
    figure = axes.get_figure(root=True)
    if artist is not None and figure is not None:
        artist.set_gid(f"series-{figure.axes.index(axes)}-{part}-{quote(series, safe='')}")


def with_parts(svg: str, figure: Figure) -> str:
    """Return matplotlib's SVG of a figure with the data attributes of its series and panels."""
    with_series = GROUP_OF_PART.sub(
        lambda found: f'<g data-series={quoteattr(unquote(found[2]))} data-part="{found[1]}">', svg
    )
    with_titles = GROUP_OF_TITLE.sub(r'<g data-title="\1">', with_series)
    return GROUP_OF_PANEL.sub(
        lambda found: f'<g id="axes_{found[1]}"{_scales(figure, figure.axes[int(found[1]) - 1])}>', with_titles
    )


def _scales(figure: Figure, axes: Axes) -> str:
    """Return the attributes of a panel; none if it has an axis that is neither linear nor logarithmic, or no series."""
    artists = [artist for artist in axes.get_children() if str(artist.get_gid()).startswith("series-")]
    if not artists or not {axes.get_xscale(), axes.get_yscale()} <= SCALES:
        return ""
    width, height = figure.get_size_inches() * POINTS_PER_INCH
    box = axes.get_position()
    places = {"x": (box.x0 * width, box.x1 * width), "y": ((1 - box.y0) * height, (1 - box.y1) * height)}
    numbers = {"x": (axes.get_xscale(), *axes.get_xlim()), "y": (axes.get_yscale(), *axes.get_ylim())}
    return "".join(
        f' data-{name}="{numbers[name][0]} {start:.2f} {numbers[name][1]:.6g} {end:.2f} {numbers[name][2]:.6g}"'
        for name, (start, end) in places.items()
    )
