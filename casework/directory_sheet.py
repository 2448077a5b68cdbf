"""The provider directory as rows of a sheet: written out, and read back into a plan of changes. Pure.

Promise: a plan says for each row what would change, or in which column what is wrong; it guesses nothing and changes
nothing. A row is one service of a provider with the provider's own answers beside it; empty cells change nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import Field
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Bool, Choice, Choices, Date, Int
from shared_schema.records.values import is_day
from shared_schema.rules.reading import answer
from shared_schema.scopes import DIRECTORY

PROVIDER, SERVICE = "provider", "provider_service"
PROVIDER_FIELDS = (
    "name_km", "name_latin", "short_name", "provider_type", "network", "phone", "hotline", "email", "accepts",
    "standards_status", "standards_checked_on", "active", "external_id",
)  # fmt: skip
SERVICE_FIELDS = ("service_type", "provinces", "capacity", "free_places", "as_of")
COLUMNS = ("provider_id", *PROVIDER_FIELDS, "service_id", *SERVICE_FIELDS)
SEPARATOR = ";"
YES, NO = ("yes", "true", "1", "បាទ", "ចាស"), ("no", "false", "0", "ទេ")
MOST_ROWS = 2000
Cell = str | int | None
Row = tuple[int, Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one column of a row: a code of `PROBLEMS`, or of the declaration."""

    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would change: of which kind, from what to what (None: nothing stood there)."""

    kind: str
    column: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What a row would do. `is_new` = it brings a provider that was not there."""

    number: int
    name: str
    is_new: bool = False
    changes: tuple[Change, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(slots=True)
class Present:
    """The directory as it stands: providers and services by id; grows by what rows above bring."""

    providers: dict[Id, Shown]
    services: dict[Id, Shown]
    ids: Iterator[Id]
    may_edit_providers: bool
    made: dict[str, Id] = field(default_factory=dict)


PROBLEMS = (
    "not_a_code", "not_a_day", "not_a_number", "not_yes_or_no", "unknown_id", "name_needed", "not_yours", "formula",
    "free_over_capacity", "unknown_column", "service_needed",
)  # fmt: skip


class _CellProblem(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rows_of(providers: Sequence[Shown], services: Sequence[Shown]) -> list[list[Cell]]:
    """The directory as rows under COLUMNS; a provider without services has one row."""
    rows = []
    for one in providers:
        own: list[Shown | None] = [service for service in services if answer(service, "provider") == one.record_id]
        own = own or [None]
        for service in own:
            cells: dict[str, Cell] = {"provider_id": one.record_id}
            cells |= {name: _written(one.values.get(name)) for name in PROVIDER_FIELDS}
            if service is not None:
                cells["service_id"] = service.record_id
                cells |= {name: _written(service.values.get(name)) for name in SERVICE_FIELDS}
            rows.append([cells.get(name) for name in COLUMNS])
    return rows


def plan_rows(rows: Sequence[Row], present: Present) -> list[RowPlan]:
    """What each row would do, in order; nothing is changed."""
    return [_plan(number, cells, present) for number, cells in rows]


def _plan(number: int, cells: Mapping[str, Cell], present: Present) -> RowPlan:
    problems: list[RowProblem] = [RowProblem(name, "unknown_column") for name in cells if name not in COLUMNS]
    values = {kind: _values(kind, names, cells, problems) for kind, names in _KINDS.items()}
    provider = _provider(cells, values[PROVIDER], present, problems)
    name = str(values[PROVIDER].get("name_latin") or values[PROVIDER].get("name_km") or "")
    shown = present.providers.get(provider or "")
    if not name and shown is not None:
        name = str(answer(shown, "name_latin") or answer(shown, "name_km") or "")
    is_new = provider is None and not problems
    if is_new:
        provider = next(present.ids)
        present.made[_key(values[PROVIDER])] = provider
    edits, changes = [], []
    for kind, record, before in (
        (PROVIDER, provider, shown),
        (SERVICE, *_service(cells, values[SERVICE], provider, present, problems)),
    ):
        if record is None or (kind == PROVIDER and provider in present.made.values() and not is_new):
            continue
        wanted = dict(values[kind])
        if kind == SERVICE and before is None:
            wanted["provider"] = provider
        edit, found, wrong = _edit(kind, record, wanted, before)
        problems += wrong
        if found and kind == PROVIDER and not present.may_edit_providers:
            problems += [RowProblem(one.column, "not_yours") for one in found]
        if edit is not None:
            edits.append(edit)
            changes += found
    return RowPlan(number, name, is_new, tuple(changes), tuple(problems), () if problems else tuple(edits))


_KINDS: Mapping[str, tuple[str, ...]] = {PROVIDER: PROVIDER_FIELDS, SERVICE: SERVICE_FIELDS}


def _values(kind: str, names: Sequence[str], cells: Mapping[str, Cell], problems: list[RowProblem]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name in names:
        cell = cells.get(name)
        if cell is None or str(cell).strip() == "":
            continue
        try:
            found[name] = _read(cell, KINDS[kind].fields[name])
        except _CellProblem as problem:
            problems.append(RowProblem(name, problem.code))
    free, capacity = found.get("free_places"), found.get("capacity")
    if isinstance(free, int) and isinstance(capacity, int) and free > capacity:
        problems.append(RowProblem("free_places", "free_over_capacity"))
    return found


def _read(cell: Cell, declared: Field) -> Json:
    text, kind = str(cell).strip(), declared.type
    if text.startswith("="):
        raise _CellProblem("formula")
    if isinstance(kind, Choice):
        return _code(text, declared)
    if isinstance(kind, Choices):
        return sorted({_code(part.strip(), declared) for part in text.split(SEPARATOR) if part.strip()})
    if isinstance(kind, Int):
        if not text.isascii() or not text.isdecimal():
            raise _CellProblem("not_a_number")
        return int(text)
    if isinstance(kind, Date):
        if not is_day(text):
            raise _CellProblem("not_a_day")
        return text
    if isinstance(kind, Bool):
        if text.casefold() not in (*YES, *NO):
            raise _CellProblem("not_yes_or_no")
        return text.casefold() in YES
    return " ".join(text.split())


def _code(text: str, declared: Field) -> str:
    kind = declared.type
    assert isinstance(kind, Choice | Choices)
    for code in kind.vocabulary:
        if text in (code.code, code.label("en"), code.label("km")):
            return code.code
    padded = text.zfill(2)  # a spreadsheet takes the nought off the code of a province
    if padded in kind.vocabulary:
        return padded
    raise _CellProblem("not_a_code")


def _provider(
    cells: Mapping[str, Cell], values: Mapping[str, Json], present: Present, problems: list[RowProblem]
) -> Id | None:
    """The provider of a row: by its id, else by its name; None for one that is not there yet."""
    named = str(cells.get("provider_id") or "").strip()
    if named:
        if named not in present.providers:
            problems.append(RowProblem("provider_id", "unknown_id"))
        return named
    if not (values.get("name_latin") or values.get("name_km")):
        problems.append(RowProblem("name_latin", "name_needed"))
        return None
    made = present.made.get(_key(values))
    same = (one.record_id for one in present.providers.values() if _is_named(one, values))
    return made or next(same, None)


def _service(
    cells: Mapping[str, Cell],
    values: Mapping[str, Json],
    provider: Id | None,
    present: Present,
    problems: list[RowProblem],
) -> tuple[Id | None, Shown | None]:
    named = str(cells.get("service_id") or "").strip()
    if named:
        if named not in present.services or answer(present.services[named], "provider") != provider:
            problems.append(RowProblem("service_id", "unknown_id"))
        return named, present.services.get(named)
    if not values:
        return None, None
    if values.get("service_type") is None:
        problems.append(RowProblem("service_type", "service_needed"))
        return None, None
    for one in present.services.values():
        if answer(one, "provider") == provider and answer(one, "service_type") == values["service_type"]:
            return one.record_id, one
    return next(present.ids), None


def _edit(
    kind: str, record: Id, values: Mapping[str, Json], before: Shown | None
) -> tuple[Edit | None, list[Change], list[RowProblem]]:
    declared = KINDS[kind]
    shown = before.before() if before is not None else {}
    registers = declared.to_registers(values, shown)
    whole = {**(before.values if before is not None else {}), **values}
    wrong = [RowProblem(one.field, one.code) for one in declared.check_set(registers)]
    wrong += [RowProblem(one.field, one.code) for one in declared.missing(whole)]
    old = before.values if before is not None else {}
    changes = [
        Change(kind, name, old.get(name), value)
        for name, value in values.items()
        if name != PROVIDER and _plain(old.get(name)) != _plain(value)
    ]
    if not registers:
        return None, [], wrong
    seen = dict(before.seen) if before is not None else {}
    return Edit(record, kind, DIRECTORY, registers, seen, "directory sheet"), changes, wrong


def _written(value: Json) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return SEPARATOR.join(sorted(str(one) for one in value))
    return value if isinstance(value, int) else str(value) if isinstance(value, str) else None


def _plain(value: Json) -> Json:
    return sorted(str(one) for one in value) if isinstance(value, list) else value


def _key(values: Mapping[str, Json]) -> str:
    return f"{values.get('name_latin') or ''}|{values.get('name_km') or ''}".casefold()


def _is_named(one: Shown, values: Mapping[str, Json]) -> bool:
    names = [(answer(one, name), values.get(name)) for name in ("name_latin", "name_km")]
    return any(old and new and str(old).casefold() == str(new).casefold() for old, new in names)
