"""A posted form becomes edits of one save set, or problems with every typed letter kept. Pure.

Promise: only questions that somebody changed since the form was opened are written, over what she was shown then; a
part or row left empty is left out. What the program sets stands in `fixed`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from casework.book import Edit, Person
from casework.forms.reading import Around, TypedProblem, read_fields
from casework.forms.sections import MAIN, FormSpec, Part
from casework.forms.typed import Typed, rows_typed
from casework.forms.writing import changed_since
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import has_answer
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS

THIS_RECORD = "$this"  # in `fixed` of a part: the id of the page's main record


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A form as it was opened: draft, the record id reserved with it, what was seen, marks of what stood there."""

    draft: Id
    record: Id
    home: Id
    base_seen: Mapping[Id, int] = field(default_factory=dict)
    marks: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartTaken:
    """One filled part or row: the prefix of its keys (`action.1.`), kind, values, and the id it will have."""

    part: str
    prefix: str
    kind: str
    record: Id
    values: Mapping[str, Json]
    makes_record: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A form that can be read whole: `values` = the main record as it will be, `changed` = what differs, the parts."""

    record: Id
    home: Id
    kind: str
    values: Mapping[str, Json]
    changed: Mapping[str, Json]
    parts: tuple[PartTaken, ...]
    person: Person
    reason: str | None

    def part(self, key: str) -> tuple[PartTaken, ...]:
        """The filled rows of a part, in order."""
        return tuple(one for one in self.parts if one.part == key)


@dataclass(frozen=True, slots=True)
class Faulty:
    """Questions that cannot be saved as typed: (prefix of the keys, kind, problems)."""

    problems: tuple[tuple[str, str, tuple[TypedProblem, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What taking a form needs: the spec, how it was opened, the record before, what the program sets, and new ids.

    `needs` = fields that this page needs beside those that are always required.
    """

    spec: FormSpec
    opened: Opened
    before: Shown | None
    fixed: Mapping[str, Json]
    person: Person
    around: Around
    new_id: Callable[[], Id]
    reason: str | None = None
    needs: Collection[str] = ()


def take(typed: Typed, taking: Taking) -> Taken | Faulty:
    """Everything a form says, or everything that is wrong with it at once."""
    kind = KINDS[taking.spec.kind]
    names = taking.spec.fields_of(MAIN)
    read = read_fields(kind, names, typed, around=taking.around)
    changed = changed_since(kind, read, taking.opened.marks)
    changed |= _fixed(taking, MAIN)
    if taking.before is None:
        changed = {**_defaults(kind, names), **{name: value for name, value in changed.items() if value is not None}}
    before = dict(taking.before.values) if taking.before is not None else {}
    values = {**before, **changed}
    unread = {problem.field for problem in read.problems}
    found = (*read.problems, *_faults(kind, changed, values, before, unread))
    faults = [(MAIN, kind.name, (*found, *_needed(taking.needs, values, found)))]
    parts: list[PartTaken] = []
    for part in taking.spec.parts:
        for prefix in _prefixes(part, typed):
            row, problems = _take_part(part, prefix, typed, taking)
            parts += [row] if row is not None else []
            faults.append((prefix, part.kind, problems))
    if any(problems for _prefix, _kind, problems in faults):
        return Faulty(tuple(fault for fault in faults if fault[2]))
    return Taken(
        record=taking.opened.record,
        home=taking.opened.home,
        kind=kind.name,
        values=values,
        changed=changed,
        parts=tuple(parts),
        person=taking.person,
        reason=taking.reason,
    )


def edits_of(taken: Taken, opened: Opened, before: Shown | None) -> tuple[Edit, ...]:
    """The edit of the main record, then one for each filled part; an unchanged main record needs none beside them."""
    kind = KINDS[taken.kind]
    registers = kind.to_registers(taken.changed, before.before() if before is not None else {})
    registers = _elements_since(kind, registers, taken.changed, opened.marks)
    main = Edit(taken.record, taken.kind, taken.home, registers, opened.base_seen, taken.reason)
    rows = tuple(
        Edit(one.record, one.kind, taken.home, KINDS[one.kind].to_registers(one.values, {}))
        for one in taken.parts
        if one.makes_record
    )
    return rows if rows and before is not None and not registers else (main, *rows)


def home_of(kind: Kind, record: Id, home: Id) -> Id:
    """Where a new record of a kind lies: a case or an inquiry is its own home."""
    return record if kind.placement is Placement.DOSSIER_HEAD else home


def is_filled(part: Part, values: Mapping[str, Json]) -> bool:
    """Whether somebody wrote a part: any answer in a field that makes it worth saving."""
    return any(has_answer(values.get(name)) for name in part.requires or values)


def _take_part(
    part: Part, prefix: str, typed: Typed, taking: Taking
) -> tuple[PartTaken | None, tuple[TypedProblem, ...]]:
    kind = KINDS[part.kind]
    names = taking.spec.fields_of(part.key)
    read = read_fields(kind, names, typed, around=taking.around, prefix=prefix)
    written = {name: value for name, value in read.values.items() if value is not None}
    if not read.problems and not is_filled(part, written):
        return None, ()
    if not part.makes_record:
        wrong = (TypedProblem(found.field, found.code, {}) for found in kind.check_values(_known(written)))
        return PartTaken(part.key, prefix, part.kind, taking.new_id(), written, False), (*read.problems, *wrong)
    values = {**_defaults(kind, names), **written, **_fixed(taking, part.key)}
    unread = {problem.field for problem in read.problems}
    problems = (*read.problems, *_faults(kind, values, values, {}, unread))
    return PartTaken(part.key, prefix, part.kind, taking.new_id(), values), problems


def _prefixes(part: Part, typed: Typed) -> Sequence[str]:
    if not part.rows:
        return (part.key + ".",)
    return [f"{part.key}.{row}." for row in rows_typed(typed, part.key)]


def _defaults(kind: Kind, shown: Sequence[str]) -> dict[str, Json]:
    return {
        declared.name: declared.default
        for declared in kind.fields.values()
        if declared.default is not None and declared.name not in shown
    }


def settled(taken: Taken) -> Taken:
    """The same with what the program sets by asking for it (a number given once): the form can be saved."""
    asked = {name: value() for name, value in taken.changed.items() if callable(value)}
    parts = tuple(
        replace(one, values={name: value() if callable(value) else value for name, value in one.values.items()})
        for one in taken.parts
    )
    return replace(taken, changed={**taken.changed, **asked}, values={**taken.values, **asked}, parts=parts)


def _fixed(taking: Taking, part: str) -> dict[str, Json]:
    prefix = part + "." if part else ""
    found: dict[str, Json] = {}
    for name, value in taking.fixed.items():
        field_name = name.removeprefix(prefix)
        if name.startswith(prefix) and "." not in field_name:
            found[field_name] = taking.opened.record if value == THIS_RECORD else value
    return found


def _faults(
    kind: Kind, written: Mapping[str, Json], values: Mapping[str, Json], before: Mapping[str, Json], unread: set[str]
) -> tuple[TypedProblem, ...]:
    wrong = [TypedProblem(found.field, found.code, {}) for found in kind.check_values(_known(written))]
    known = {found.field for found in kind.missing(before)} if before else set()
    missing = [
        TypedProblem(found.field, found.code, {})
        for found in kind.missing(_known(values))
        if found.field not in known and found.field not in unread
    ]
    return (*wrong, *missing)


def _needed(
    needs: Collection[str], values: Mapping[str, Json], found: Sequence[TypedProblem]
) -> tuple[TypedProblem, ...]:
    named = {problem.field for problem in found}
    return tuple(
        TypedProblem(name, "required", {}) for name in needs if name not in named and not has_answer(values.get(name))
    )


def _known(values: Mapping[str, Json]) -> dict[str, Json]:
    # A value that is asked for only once the form can be saved counts as given.
    return {name: "-" if callable(value) else value for name, value in values.items()}


def _elements_since(
    kind: Kind, registers: Mapping[str, Json], changed: Mapping[str, Json], marks: Mapping[str, Json]
) -> dict[str, Json]:
    """Leaves out elements that somebody else ticked since the form was opened: she did not untick them."""
    found: dict[str, Json] = {}
    for name, value in registers.items():
        stem, _dot, element = name.rpartition(".")
        opened = marks.get(stem)
        if value is False and stem in changed and element not in (opened if isinstance(opened, list) else ()):
            continue
        found[name] = value
    return found
