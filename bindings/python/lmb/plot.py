"""A report as a picture: what the cycler saw, and what was concluded from it."""

import math
from typing import TYPE_CHECKING, Any, List, NamedTuple, Optional, Tuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ._summary import count, show, verdict

if TYPE_CHECKING:
    from .report import Report

# Okabe and Ito's colours, and tints that differ in lightness too, for colour-blind eyes.
CHARGE, DISCHARGE, EXCLUDED, ONSET = "#E69F00", "#0072B2", "#777777", "#222222"
TINTS = {1: "#FFFFFF", 2: "#FFF6D6", 3: "#FBE3CC", 4: "#EBD3E2"}
GREY = {"color": EXCLUDED, "ms": 4, "mew": 0.9}
CHANNELS = {"ce": "CE", "mean_voltage": "mean voltage"}

Points = List[Tuple[float, float]]  # cycle, value


class Panel(NamedTuple):
    """One row of the picture: its axis, and what is drawn in it."""

    label: str
    lines: Tuple[Tuple[str, str], ...]  # column, colour


PANELS = (
    Panel("Capacity (Ah)", (("charge_capacity", CHARGE), ("discharge_capacity", DISCHARGE))),
    Panel("Energy (Wh)", (("charge_energy", CHARGE), ("discharge_energy", DISCHARGE))),
    Panel("CE", (("ce_cell", DISCHARGE),)),
    Panel(
        "Mean voltage (V)",
        (("mean_charge_voltage", CHARGE), ("mean_discharge_voltage", DISCHARGE)),
    ),
)


def plot(report: "Report", path: Any = None, figure: Optional[Figure] = None) -> Figure:
    """See Report.plot()."""
    panels = [p for p in PANELS if any(_has_values(report, name) for name, _ in p.lines)]
    panels = panels or [PANELS[0]]
    if figure is None:
        figure = Figure(figsize=(8, 1.4 + 1.6 * len(panels)), dpi=150)
        FigureCanvasAgg(figure)
    axes = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for axis, panel in zip(axes, panels):
        _draw_panel(axis, report, panel)
        _draw_stages(axis, report)
    _name_stages(axes[0], report)
    axes[-1].set_xlabel("Cycle", fontsize=9)
    axes[-1].set_xlim(*_span(report))
    _head(figure, report)
    figure.align_ylabels(axes)
    if path is not None:
        figure.savefig(path)
    return figure


def _has_values(report: "Report", name: str) -> bool:
    return name in report and any(value == value for value in report[name])


def _span(report: "Report") -> Tuple[float, float]:
    cycle = report["cycle"]
    margin = 0.5 + 0.008 * (cycle[-1] - cycle[0])
    return cycle[0] - margin, cycle[-1] + margin


def _split(report: "Report", name: str) -> Tuple[Points, Points]:
    """The points of a column: those that count, and those that are left out."""
    points = list(zip(report["cycle"], report[name], report["excluded"]))
    kept = [(x, y) for x, y, why in points if why == 0 and y == y]
    out = [(x, y) for x, y, why in points if why != 0 and y == y]
    return kept, out


def _limits(values: List[float]) -> Tuple[float, float]:
    """Where the values lie, less what a few stray far out."""
    values = sorted(values)
    far = len(values) // 50
    lower, upper = values[far], values[-1 - far]
    room = 0.5 * (upper - lower)
    lower, upper = max(values[0], lower - room), min(values[-1], upper + room)
    margin = 0.08 * (upper - lower) or 1e-3 * abs(upper) or 1e-3
    return lower - margin, upper + margin


def _draw_panel(axis: Any, report: "Report", panel: Panel) -> None:
    drawn = [(_split(report, name), colour) for name, colour in panel.lines if name in report]
    counted = [y for (kept, _), _ in drawn for _, y in kept]
    everything = [y for (kept, out), _ in drawn for _, y in kept + out]
    limits = _limits(counted or everything or [0.0, 1.0])
    for (kept, out), colour in drawn:
        # Larger where there are few, and of two sizes, so that both are seen where they coincide.
        size = (1.5 if colour == CHARGE else 1) * (3 + max(0, 2 - len(report) / 100))
        name = "charge" if colour == CHARGE else "discharge, CE"
        _draw_points(axis, kept, ".", name, color=colour, ms=size, mew=0)
    for (_, out), _ in drawn:
        inside = [(x, y) for x, y in out if limits[0] <= y <= limits[1]]
        _draw_points(axis, inside, "x", "left out", **GREY)
        _draw_beyond(axis, out, limits)
    axis.set_ylim(*limits)
    axis.set_ylabel(panel.label, fontsize=9)
    axis.ticklabel_format(axis="y", useOffset=False)
    axis.tick_params(labelsize=8)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _draw_points(axis: Any, points: Points, marker: str, label: str, **style: Any) -> None:
    if points:
        x, y = zip(*points)
        axis.plot(x, y, marker, label=label, zorder=3, **style)


def _draw_beyond(axis: Any, points: Points, limits: Tuple[float, float]) -> None:
    """Excluded cycles off the scale: a mark at the edge where they would be."""
    style = {**GREY, "mfc": "none", "transform": axis.get_xaxis_transform()}
    below = [(x, 0.03) for x, y in points if y < limits[0]]
    above = [(x, 0.97) for x, y in points if y > limits[1]]
    _draw_points(axis, below, "v", "left out, off the scale", **style)
    _draw_points(axis, above, "^", "left out, off the scale", **style)


def _regions(report: "Report") -> List[Tuple[int, float, float]]:
    """Stage, from and to for each stage that the record shows."""
    if not report.estimate("stage").known:
        return []
    first, last = _span(report)
    begun = [(1, first)] + [(s.stage, s.onset - 0.5) for s in report.stages if s.detected]
    ends = [start for _, start in begun[1:]] + [last]
    return [(stage, start, end) for (stage, start), end in zip(begun, ends)]


def _draw_stages(axis: Any, report: "Report") -> None:
    for number, start, end in _regions(report):
        axis.axvspan(start, end, color=TINTS[number], lw=0, zorder=0)
    for stage in report.stages:
        if not stage.detected:
            continue
        onset = stage.onset
        axis.axvline(onset - 0.5, color=ONSET, lw=0.8, zorder=2, label="onset of a stage")
        if not (math.isnan(onset.lower) or math.isnan(onset.upper)):
            band = {"color": ONSET, "alpha": 0.16, "lw": 0, "label": "its 90 % interval"}
            axis.axvspan(onset.lower - 0.5, onset.upper - 0.5, **band)


def _name_stages(axis: Any, report: "Report") -> None:
    first, last = _span(report)
    for stage, start, end in _regions(report):
        if end - start > 0.03 * (last - first):
            axis.text(
                (start + end) / 2,
                1.02,
                f"stage {stage}" if end - start > 0.09 * (last - first) else str(stage),
                transform=axis.get_xaxis_transform(),
                ha="center",
                va="bottom",
                fontsize=8,
            )


def _subtitle(report: "Report") -> str:
    words = f"{count(report.cycles, 'cycle')}, {report.excluded_cycles:.0f} of them left out."
    onsets = [
        f"{show(stage.onset)} in {CHANNELS.get(str(stage.channel), stage.channel)}"
        for stage in report.stages
        if stage.detected
    ]
    return words + (" Onsets: " + ", ".join(onsets) + "." if onsets else "")


def _head(figure: Figure, report: "Report") -> None:
    """Title, what was read, and a legend above the panels; distances in inches."""
    height = figure.get_figheight()
    words = verdict(report)
    title = words[0].upper() + words[1:]
    figure.text(0.105, 1 - 0.12 / height, title, fontsize=12, weight="bold", va="top")
    figure.text(0.105, 1 - 0.36 / height, _subtitle(report), fontsize=7.5, va="top")
    handles = {
        label: handle
        for axis in figure.axes
        for handle, label in zip(*axis.get_legend_handles_labels())
    }
    figure.legend(
        handles.values(),
        handles.keys(),
        loc="upper left",
        bbox_to_anchor=(0.098, 1 - 0.56 / height),
        ncol=max(1, len(handles)),
        fontsize=8,
        markerscale=1.4,
        frameon=False,
        handletextpad=0.3,
        handlelength=1.2,
        columnspacing=1.2,
        borderpad=0,
    )
    figure.subplots_adjust(
        left=0.11, right=0.985, top=1 - 1.0 / height, bottom=0.45 / height, hspace=0.09
    )
