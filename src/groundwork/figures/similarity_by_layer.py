"""Similarity of nodes after each layer: over-smoothing."""

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, count_axis, draw_cases
from groundwork.figures.shared.depths import depth_labels
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.series import reported, shown_variants

PROBE = "node_similarity"


def similarity_by_layer(tables: Tables, context: FigureContext) -> Drawing:
    """Similarity of nodes by layer

    Mean cosine similarity between the features of two nodes of the same image, before training and at its end; 0 on
    the horizontal axis is the input. At 1 all nodes are alike, and the network can no longer distinguish them: a
    graph network close to 1 over-smooths. A network without edges shows what depth alone does. The line is the mean
    over seeds and the band is the interval of that mean.
    """
    rows = reported(tables["probe_readings"]) if "probe_readings" in tables else pd.DataFrame({"probe": []})
    rows = rows[rows["probe"] == PROBE]
    if rows.empty:
        return nothing_to_draw(f"No variant of the study has the probe {PROBE}, or none has nodes.")
    shown, _ = shown_variants(tables["runs"])
    cases = rows[rows["record"].isin([variant.record for variant in shown])]
    cases = cases.assign(case=cases["record"].map(depth_labels(tables["runs"])), at=_places(cases))
    ends = cases.groupby(["record", "seed"])["epoch"].transform("max")
    moments = {"before training": cases[cases["epoch"] == 0], "at the end of training": cases[cases["epoch"] == ends]}
    parts = [
        CasePanel(f"mean cosine similarity of two nodes, {moment}", own, count_axis, _framed)
        for moment, own in moments.items()
        if len(own)
    ]
    return draw_cases(parts, context, "layer (0: the input)", geometric=False)


def _places(rows: pd.DataFrame) -> list[int]:
    """Return the place of each row's layer within its network, from 0."""
    orders = {record: list(own["layer"].drop_duplicates()) for record, own in rows.groupby("record")}
    return [orders[record].index(layer) for record, layer in zip(rows["record"], rows["layer"], strict=True)]


def _framed(axes: Axes, similarities: "pd.Series[float]") -> None:
    axes.set_ylim(min(float(similarities.min()) - 0.02, 0), 1.02)
