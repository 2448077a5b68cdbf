"""A dossier as figures need it, in codes: what the centre keeps beside the sealed records so that a report opens none.

Class C and O of unrestricted kinds, as in the coded projection (security.md 4.7); of a date of birth the age group, of
a place country and province, of texts those alone that are an id or a code; and the dated values of the registers that
figures and follow-up read over time. Refused: names, accounts, free text, anything restricted. Every figure of what
`read_coded` gives is the same as of the whole dossier.
"""

import re
from collections.abc import Callable, Iterator, Mapping

import orjson

from casework.reports.people import AGE_GROUP, age_group_of, coded_place, grant_of
from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot, Written
from shared_schema.records.kinds import KINDS
from shared_schema.rules.alerts import ALARMING, read_origin_id
from shared_schema.rules.dossier import DATED_REGISTERS, HISTORY, DatedValue, Dossier

READ = frozenset(
    {"case", "tracing_inquiry", "family_member", "service", "visit", "reunification", "reintegration_plan", "closure",
     "tracing_action", "match", "verification", "referral", "case_conference", "conference_decision", "task",
     "study_response", "case_link"}
)  # fmt: skip
PLACES = {"case": ("current_place",), "reunification": ("to_place",)}
_UUID = re.compile(r"[0-9a-fA-F-]{36}")


def code_dossier(dossier: Dossier) -> str:
    """Canonical JSON of the codes of a dossier."""
    records = [one for one in dossier.records.values() if one.kind in READ and KINDS[one.kind].projected]
    dated = [
        [record, register, [[one.day, one.value, one.dot] for one in values]]
        for (record, register), values in sorted(dossier.dated.items())
        if record in dossier.records and register in DATED_REGISTERS.get(dossier.records[record].kind, ())
    ]
    lines = [_line(one) for one in sorted(records, key=lambda record: (record.kind, record.record_id))]
    return canonical.dumps({"records": lines, "dated": dated}).decode()


def read_coded(home: Id, text: str | bytes) -> Dossier:
    """The dossier that these codes tell of."""
    kept = orjson.loads(text)
    records = {line[0]: _shown(home, line) for line in kept["records"]}
    dated = {
        (record, register): tuple(DatedValue(day, value, None, _dot(dot)) for day, value, dot in values)
        for record, register, values in kept["dated"]
    }
    return Dossier(home, records, {}, dated, frozenset({HISTORY}))


def coded_values(record: Shown) -> dict[str, Json]:
    """What of a record is kept."""
    kind = KINDS[record.kind]
    values = {name: record.values[name] for name in kind.projected if record.values.get(name) is not None}
    for name in PLACES.get(record.kind, ()):
        place = coded_place(record.values.get(name))
        if place is not None:
            values[name] = place
    if record.kind == "case":
        values[AGE_GROUP] = age_group_of(record)
    if record.kind == "service" and (grant := grant_of(record)) is not None:
        values["grant_code"] = grant
    return values | dict(_ids(record))


def _ids(record: Shown) -> Iterator[tuple[str, Json]]:
    for name, is_kept in _TEXTS.get(record.kind, {}).items():
        value = record.values.get(name)
        if isinstance(value, str) and is_kept(value):
            yield name, value


def _line(record: Shown) -> list[Json]:
    written = {
        name: [dot[0], dot[1], one.at, one.offset]
        for name, (dot, one) in record.written.items()
        if name in _WRITTEN.get(record.kind, ())
    }
    return [record.record_id, record.kind, record.author, coded_values(record), written]


def _dot(kept: Json) -> Dot | None:
    return (kept[0], kept[1]) if isinstance(kept, list) else None


def _shown(home: Id, line: list[Json]) -> Shown:
    record, kind, author, values, written = line
    found: dict[str, tuple[Dot, Written]] = {}
    assert isinstance(record, str) and isinstance(kind, str) and isinstance(values, dict) and isinstance(written, dict)
    for name, (incarnation, n, at, offset) in written.items():
        found[name] = ((incarnation, n), Written(None, at, offset, ""))
    return Shown(record, kind, home, {}, values, {}, found, (), author if isinstance(author, str) else None, None, ())


_TEXTS: Mapping[str, Mapping[str, Callable[[str], bool]]] = {
    "case": {"family_group": lambda text: is_id(text) or _UUID.fullmatch(text) is not None},
    "conference_decision": {"task_id": is_id},
    "task": {"origin_id": lambda text: read_origin_id(text) is not None},
}
_WRITTEN: Mapping[str, frozenset[str]] = {
    **{kind: frozenset(registers) for kind, registers in ALARMING.items()},
    "reunification": frozenset({"group:state"}),
    "case": frozenset({"risk_level", "group:status", "group:assignment", "group:care"}),
    "task": frozenset({"alert_outcome"}),
    "reintegration_plan": frozenset({"follow_up_pattern"}),
}
