"""A report as a dictionary, in words, and as a table of a notebook."""

import html
import math
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple

from ._library import library
from ._registry import RESULTS

if TYPE_CHECKING:
    from .report import Estimate, Report, Stage

SCHEMA = 1
MEANINGS = {
    1: "no onset seen",
    2: "CE_Li begins to fall",
    3: "the cathode's fade speeds up",
    4: "the lithium reservoir is used up",
}
FAILURES = {
    "li_exhaustion": "lithium reservoir exhausted",
    "electrolyte_dry_out": "electrolyte dried out",
    "cathode_degradation": "cathode degrades",
    "soft_short": "soft short",
    "undecided": "failure mode undecided",
}


def _number(value: float) -> Optional[float]:
    if not math.isfinite(value):
        return None
    return int(value) if value == math.floor(value) and abs(value) < 2**53 else float(value)


def _plain(value: Any) -> Any:
    return _number(value) if isinstance(value, float) else value


def _interval(estimate: "Estimate") -> Optional[Dict[str, Optional[float]]]:
    if not estimate.known:
        return None
    names = ("value", "lower", "upper")
    return {name: _number(getattr(estimate, name)) for name in names}


def _before(report: "Report", stage: "Stage") -> Tuple["Estimate", "Estimate"]:
    """Hours and throughput before the onset of a stage."""
    name = "life_{}" if stage.stage == 4 else f"{{}}_stage_{stage.stage}"
    return report.estimate(name.format("hours")), report.estimate(name.format("throughput"))


def _stage(report: "Report", stage: "Stage") -> Dict[str, Any]:
    hours, throughput = _before(report, stage)
    return {
        "stage": stage.stage,
        "detected": stage.detected,
        "onset": _interval(stage.onset),
        "hours": _number(hours),
        "throughput_ah": _number(throughput),
        "evidence": _number(stage.evidence),
        "channel": stage.channel,
        "reason": report.reason(f"onset_stage_{stage.stage}"),
    }


def _source(report: "Report", files: Tuple[str, ...]) -> Dict[str, Any]:
    return {
        "files": list(files),
        "kind": report.get("source_kind"),
        "dialect": report.get("source_dialect"),
        "rows": _number(report.get("source_rows")),
        "cycles": _number(report.get("cycles")),
        "excluded": _number(report.get("excluded_cycles")),
        "first_cycle": _number(report.get("first_cycle")),
        "last_cycle": _number(report.get("last_cycle")),
    }


def _books(report: "Report") -> Dict[str, Any]:
    first, last = RESULTS["ce_cell"].id, RESULTS["ce_resolution"].id
    names = [q.name for q in RESULTS.values() if first <= q.id <= last]
    books: Dict[str, Any] = {"reference_cycle": _number(report.get("reference_cycle"))}
    books.update((name, _interval(report.estimate(name))) for name in names)
    return books


_BALANCE = (
    "inactive_li",
    "inactive_dead_fraction",
    "unaccounted_li",
    "decline_ce_li",
    "decline_growth",
    "protocol_cycles",
)


def _reservoir(report: "Report") -> Dict[str, Any]:
    bound = report.estimate("ce_li_lower_bound")
    return {
        "capacity_source": report.get("capacity_source"),
        "capacity": _number(report.get("capacity")),
        "initial_li": _interval(report.estimate("initial_li")),
        "ce_li_lower_bound": _number(bound),
        "ce_li_lower_bound_interval": [_number(bound.lower), _number(bound.upper)],
        "ce_li_mean": _interval(report.estimate("ce_li_mean")),
        "ce_li_source": report.get("ce_li_source"),
        **{name: _interval(report.estimate(name)) for name in _BALANCE},
        "remaining": _interval(report.estimate("remaining_li")),
        "p_exhausted": _number(report.get("p_exhausted")),
        "reason": report.reason("remaining_li"),
    }


def _stages_model(report: "Report") -> Optional[List[Dict[str, Any]]]:
    if report.get("fit_state") is None:
        return None
    onsets = {number: report.estimate(f"model_onset_stage_{number}") for number in (2, 3, 4)}
    return [
        {
            "stage": number,
            "detected": onset.known,
            "onset": _interval(onset),
            "evidence": None,
            "channel": "cell_model",
            "reason": report.reason(f"model_onset_stage_{number}"),
        }
        for number, onset in onsets.items()
    ]


def _fit(report: "Report") -> Dict[str, Any]:
    if report.get("fit_state") is None:
        return {}
    found = report.parameters
    parameters = [
        {
            "name": name,
            **(_interval(estimate) or {}),
            "unit": estimate.unit,
            "identified": identified,
        }
        for name, (estimate, identified) in found.items()
    ]
    fit = {
        "state": report.get("fit_state"),
        "iterations": _number(report.get("fit_iterations")),
        "reduced": _number(report.get("fit_reduced")),
        "parameters": parameters,
        "not_identifiable": [name for name, (_, identified) in found.items() if not identified],
        "correlations": [[_number(report.correlation(a, b)) for b in found] for a in found],
    }
    for channel in ("capacity", "ce", "charge_voltage", "discharge_voltage", "thickness"):
        fit[f"scatter_{channel}"] = _number(report.get(f"fit_scatter_{channel}"))
    return {"fit": fit}


_MEASUREMENTS = {
    "settle_strip": "strip or titration of the anode after the last cycle",
    "settle_anode_free": "CE_Li of anode-free twins cycled as long on this cycler",
    "settle_foil": "N/P by the weight of the foil",
    "settle_gain": "calibration of the cycler, charge against discharge",
}


def _would_settle(report: "Report") -> List[Dict[str, Any]]:
    left = report.estimate("remaining_li")
    possible = report.estimate("initial_li") + report.estimate("net_charge")
    middle = left.value if left.known else possible / 2
    all_of = [(report.estimate(name), text) for name, text in _MEASUREMENTS.items()]
    found = sorted((pair for pair in all_of if pair[0].known), key=lambda pair: pair[0].value)
    return [
        {
            "measurement": text,
            "narrows": "remaining",
            "half_width": _number(half),
            "about": "estimate" if left.known else "middle_of_possible",
            "interval_after": {
                "value": _number(middle),
                "lower": _number(max(middle - half, 0.0)),
                "upper": _number(middle + half),
            },
        }
        for half, text in found
    ]


def to_dict(
    report: "Report", files: Tuple[str, ...], parameters: Mapping[str, Any]
) -> Dict[str, Any]:
    """The schema of `lmb analyze --json`."""
    return {
        "schema": SCHEMA,
        "lmb": library.lmb_version_string().decode(),
        "parameters_set": {name: _plain(value) for name, value in parameters.items()},
        "source": _source(report, files),
        "excluded": [{"cycle": k, "reason": why} for k, why in report.excluded.items()],
        "books": _books(report),
        "stages": [_stage(report, stage) for stage in report.stages],
        "stages_model": _stages_model(report),
        "stage": _number(report.estimate("stage")),
        "failure_mode": report.get("failure_mode"),
        "mechanisms": [entry.name for entry in report.mechanisms],
        "normalized_cycle_life": _interval(report.estimate("normalized_cycle_life")),
        "life_hours": _number(report.get("life_hours")),
        "life_throughput_ah": _number(report.get("life_throughput")),
        "reservoir": _reservoir(report),
        "forecast": {
            "exhaustion_cycle": _interval(report.estimate("exhaustion_cycle")),
            "capacity_end_cycle": _interval(report.estimate("capacity_end_cycle")),
            "error_terms": {
                term: _number(report.get(f"error_{term}"))
                for term in ("np_ratio", "ce_li", "gain", "noise", "decline")
            },
            "reason": report.reason("exhaustion_cycle"),
        },
        "would_settle": _would_settle(report),
        **_fit(report),
        "warnings": [warning._asdict() for warning in report.warnings],
    }


def verdict(report: "Report") -> str:
    """The stage and the failure mode in a few words."""
    stage = report.estimate("stage")
    if len(report) == 0:
        return "an audit of what is stated"
    if not stage.known:
        return f"no verdict ({stage.reason.replace('_', ' ')})"
    words = f"stage {stage:.0f}"
    if stage > 1:
        words += f" since cycle {report.estimate(f'onset_stage_{stage:.0f}'):.0f}"
    mode = report.get("failure_mode")
    return words + (f": {FAILURES[mode]}" if mode in FAILURES else f": {MEANINGS[int(stage)]}")


def within(lower: str, upper: str) -> str:
    """The ends of an interval in words; "nan" has none."""
    if lower == upper == "nan":
        return ""
    if upper == "nan":
        return f" ({lower} or more)"
    return f" (up to {upper})" if lower == "nan" else f" ({lower} to {upper})"


def show(estimate: "Estimate", digits: int = 0, scale: float = 1, unit: str = "") -> str:
    """A value with its interval, or "not known"."""
    if not estimate.known:
        return "not known"
    value, lower, upper = (
        f"{scale * x:.{digits}f}" for x in (estimate.value, estimate.lower, estimate.upper)
    )
    if value == lower == upper:
        return value + unit
    return value + unit + within(lower, upper)


def _stage_in_words(report: "Report", stage: "Stage") -> str:
    if not stage.detected:
        return "not seen. " + report.reason(f"onset_stage_{stage.stage}")
    passed = [f"{e:.4g} {e.unit}, " for e in _before(report, stage) if e.known]
    return f"from cycle {show(stage.onset)}, {''.join(passed)}in {stage.channel}"


def count(number: float, what: str) -> str:
    """A number with what it counts, one or many."""
    return f"{number:.0f} {what}" + ("" if number == 1 else "s")


def _at_least(bound: "Estimate") -> str:
    return ("at least " if bound.known else "") + show(bound, 5)


def _audited(report: "Report") -> List[Tuple[str, str]]:
    """What a report states, and what follows from it."""
    value = report.estimate
    return [
        ("cycles", show(value("cycles"))),
        ("capacity retention", show(value("capacity_retention"), 2, 100, " %")),
        ("CE shown", show(value("ce_cell"), 5)),
        ("normalized cycle life", show(value("normalized_cycle_life"))),
        ("mean CE_Li", _at_least(value("ce_li_lower_bound"))),
    ]


def rows(report: "Report") -> List[Tuple[str, str]]:
    """What is worth a line each: a heading and a text."""
    value = report.estimate
    if len(report) == 0:
        return _audited(report)
    reference = f"cycle {value('reference_cycle'):.0f}"
    found = [
        ("cycles", f"{value('cycles'):.0f}, {value('excluded_cycles'):.0f} of them left out"),
        ("capacity retention", show(value("capacity_retention"), 2, 100, " % of " + reference)),
        ("energy retention", show(value("energy_retention"), 2, 100, " % of " + reference)),
        ("voltage change", show(value("mean_voltage_change"), 1, 1000, " mV since " + reference)),
        ("CE shown", show(value("ce_cell"), 5)),
    ]
    found += [(f"stage {stage.stage}", _stage_in_words(report, stage)) for stage in report.stages]
    exact = value("ce_li_mean")
    bound = value("ce_li_lower_bound")
    return found + [
        ("normalized cycle life", show(value("normalized_cycle_life"))),
        ("mean CE_Li", show(exact, 5) if exact.known else _at_least(bound)),
        ("lithium left", show(value("remaining_li"), 3, 1, " Ah")),
    ]


def to_text(report: "Report") -> str:
    """A short summary."""
    title = verdict(report)
    lines = [title[0].upper() + title[1:]]
    lines += [f"  {heading:<22} {text}" for heading, text in rows(report)]
    lines += [f"  mind {warning.id}: {warning.text}" for warning in report.warnings]
    return "\n".join(lines)


def to_html(report: "Report") -> str:
    """The same as a table."""
    title = verdict(report)
    cells = [
        f"<tr><th style='text-align:left'>{html.escape(a)}</th><td>{html.escape(b)}</td></tr>"
        for a, b in rows(report) + [tuple(warning) for warning in report.warnings]
    ]
    caption = html.escape(title[0].upper() + title[1:])
    return f"<table><caption>{caption}</caption>{''.join(cells)}</table>"
