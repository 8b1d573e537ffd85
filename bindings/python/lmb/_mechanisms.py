"""The review's knowledge: degradation labels, what leads to what, what drives it, what it shows."""

from ctypes import byref, c_char_p, c_double, c_int32
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from . import _library as c
from ._errors import check, unknown
from ._library import library
from ._registry import ids

KINDS = (
    "",
    "label",
    "component",
    "parameter",
    "process",
    "observable",
    "step",
    "stage",
    "failure",
    "tier",
    "number",
)
RELATIONS = (
    "",
    "leads_to",
    "raises",
    "lowers",
    "shows",
    "belongs_to",
    "involves",
    "next",
    "fits",
    "window",
)
STANDINGS = ("", "stated", "inferred", "doubtful")


class Link(NamedTuple):
    """From one entry to another. standing: stated, inferred or doubtful; text: why."""

    source: str
    relation: str
    target: str
    standing: str
    text: str


class Mechanism(NamedTuple):
    """One entry: a label of degradation, a parameter that drives it, what shows outside, ...

    >>> import lmb
    >>> lmb.mechanism("K").text
    'A porous layer of dead lithium builds up'
    >>> lmb.mechanism("np_ratio").path("swelling")
    ['np_ratio', 'K', 'swelling']
    """

    id: int
    kind: str
    name: str
    text: str
    lower: Optional[float]
    upper: Optional[float]
    unit: Optional[str]

    @property
    def links(self) -> List[Link]:
        """The links that begin or end here."""
        return [link for link in _links if self.name in (link.source, link.target)]

    @property
    def causes(self) -> List[str]:
        """Everything that leads here, by whatever way."""
        return [name for name in _entries if name != self.name and _path(_entries[name], self)]

    @property
    def consequences(self) -> List[str]:
        """Everything that this leads to, by whatever way."""
        return [name for name in _entries if name != self.name and _path(self, _entries[name])]

    @property
    def observables(self) -> Dict[str, Tuple[str, List[str]]]:
        """What it moves outside: "raises" or "lowers", and the shortest way there."""
        ways = {n: _path(self, e) for n, e in _entries.items() if e.kind == "observable"}
        return {n: (_direction(way), way) for n, way in ways.items() if len(way) > 1}

    def path(self, to: str) -> List[str]:
        """The shortest way to another entry; empty if there is none."""
        return _path(self, mechanism(to))


def _entry(number: int) -> Mechanism:
    lower, upper, unit = c_double(), c_double(), c_char_p()
    status = library.lmb_knowledge_number(number, byref(lower), byref(upper), byref(unit))
    values: Any = (lower.value, upper.value, (unit.value or b"").decode())
    return Mechanism(
        number,
        KINDS[library.lmb_knowledge_kind(number)],
        library.lmb_knowledge_name(number).decode(),
        library.lmb_knowledge_text(number).decode(),
        *(values if status == c.OK else (None, None, None)),
    )


def _all_links() -> List[Link]:
    found: List[Link] = []
    source, relation, target, standing = c_int32(), c_int32(), c_int32(), c_int32()
    text = c_char_p()
    outputs = (byref(source), byref(relation), byref(target), byref(standing), byref(text))
    while library.lmb_knowledge_link(len(found), *outputs) == c.OK:
        found.append(
            Link(
                library.lmb_knowledge_name(source.value).decode(),
                RELATIONS[relation.value],
                library.lmb_knowledge_name(target.value).decode(),
                STANDINGS[standing.value],
                (text.value or b"").decode(),
            )
        )
    return found


def _path(start: Mechanism, end: Mechanism) -> List[str]:
    count = c_int32()
    if library.lmb_knowledge_path(start.id, end.id, None, 0, byref(count)) == c.ERROR_MISSING:
        return []
    ids = (c_int32 * count.value)()
    check(library.lmb_knowledge_path(start.id, end.id, ids, count.value, byref(count)))
    return [library.lmb_knowledge_name(number).decode() for number in ids]


def _direction(way: List[str]) -> str:
    lowered = {(link.source, link.target) for link in _links if link.relation == "lowers"}
    turns = sum(step in lowered for step in zip(way, way[1:]))
    return "lowers" if turns % 2 else "raises"


def mechanisms(kind: Optional[str] = None) -> List[Mechanism]:
    """All entries of the review's knowledge, or those of one kind: label, component, parameter,
    process, observable, step, stage, failure, tier or number."""
    if kind is not None and kind not in KINDS[1:]:
        raise unknown("kind", kind, KINDS[1:])
    return [entry for entry in _entries.values() if kind in (None, entry.kind)]


def mechanism(name: str) -> Mechanism:
    """The entry of this name: a label ("9", "K"), a parameter ("np_ratio"), ..."""
    if name not in _entries:
        raise unknown("mechanism", name, _entries)
    return _entries[name]


_entries = {
    entry.name: entry
    for entry in (
        _entry(number) for number in ids(library.lmb_knowledge_at)
    )
}
_links = _all_links()
