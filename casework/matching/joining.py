"""Joining two cases of one person, and undoing it: the edits of one save set, and where an alias leads. Pure.

Merging moves nothing: the other case becomes an alias of the kept one, and the values that somebody chose are written
into the kept case as ordinary changes. Undoing gives the other case its former status back and takes no value away. A
judgement that was wrong is taken back by asking again; it stays in the link's history.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from casework.book import Edit
from casework.matching.proposing import Judgement
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import has_answer
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy, Register
from shared_schema.rules.reading import answer
from shared_schema.rules.transfer import aliases_of, survivor_chain

KEPT, OTHER, BOTH = "kept", "other", "both"
PROPOSED, NOT_DUPLICATE = "proposed", "not_duplicate"
MERGED, UNMERGED, DUPLICATE = "merged", "unmerged", "duplicate"
STATUS = "group:status"
_CASE = KINDS["case"]
_OF_ONE_CASE = frozenset({STATUS, "group:assignment", "group:retraction"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A register with different values in two cases; `default` = KEPT, OTHER or BOTH, where nobody chose."""

    register: Register
    default: str

    @property
    def name(self) -> str:
        """The register's name."""
        return self.register.name

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen; both only of lists."""
        return (KEPT, OTHER, BOTH) if self.register.policy is Policy.ELEMENT else (KEPT, OTHER)


def differences(kept: Shown, other: Shown) -> tuple[Difference, ...]:
    """What the two cases say differently, of what may be written again; numbers, status and worker stay their own."""
    return tuple(
        Difference(register, _default(register, kept, other))
        for register in _CASE.registers.values()
        if register.policy is not Policy.ONCE
        and register.name not in _OF_ONE_CASE
        and values_of(register, kept) != values_of(register, other)
        and any(has_answer(value) for value in values_of(register, other).values())
    )


def values_of(register: Register, shown: Shown) -> dict[str, Json]:
    """{field: value} of a register; lists in one order."""
    found = {name: shown.values.get(name) for name in register.fields}
    return {name: sorted(value, key=str) if isinstance(value, list) else value for name, value in found.items()}


def join_cases(
    link: Shown, kept: Shown, other: Shown, *, chosen: Mapping[str, str], judgement: Judgement
) -> tuple[Edit, ...]:
    """Link merged, the other case an alias; `chosen` = {register: KEPT, OTHER, BOTH} is written into the kept case."""
    values: dict[str, Json] = {}
    for one in differences(kept, other):
        values.update(_taken(one, chosen.get(one.name, one.default), kept, other))
    settled = _settled(link, MERGED, judgement, survivor=kept.record_id)
    edits = [settled, _changed(other, {"status": DUPLICATE}, judgement.words)]
    return (*edits, _changed(kept, values, judgement.words)) if values else tuple(edits)


def undo_joining(link: Shown, other: Shown, *, former: Mapping[str, Json], judgement: Judgement) -> tuple[Edit, ...]:
    """The link unmerged and the other case in its `former` status again (members of the status group)."""
    registers = {STATUS: dict(former)}
    again = Edit(other.record_id, other.kind, other.home, registers, dict(other.seen), judgement.words)
    return (_settled(link, UNMERGED, judgement, survivor=None), again)


def ask_again(link: Shown, judgement: Judgement) -> Edit:
    """The pair waits for a decision once more; who decided before, and why, is in the history of the link."""
    values: dict[str, Json] = {"state": PROPOSED, "survivor": None, "decided_by": None, "decided_on": None}
    return _changed(link, values, judgement.words)


def lead_on(
    found: Iterable[Shown], *, links_of: Callable[[Id], Iterable[Shown]], read: Callable[[Id], Shown | None]
) -> list[Shown]:
    """Each case that was joined to another gives way to the one that is kept; nothing twice.

    `read` gives None for a case that the asker may not see: then the alias stays.
    """
    shown: dict[Id, Shown] = {}
    for one in found:
        kept = _survivor(one, links_of, read) if answer(one, "status") == DUPLICATE else None
        shown.setdefault((kept or one).record_id, kept or one)
    return list(shown.values())


def _survivor(
    one: Shown, links_of: Callable[[Id], Iterable[Shown]], read: Callable[[Id], Shown | None]
) -> Shown | None:
    at, passed = one.record_id, {one.record_id}
    while True:
        chain, _is_endless = survivor_chain(aliases_of(tuple(links_of(at))), at)
        if chain[-1] in passed:
            return None if at == one.record_id else read(at)
        at = chain[-1]
        passed.add(at)


def _default(register: Register, kept: Shown, other: Shown) -> str:
    if register.policy is Policy.ELEMENT:
        return BOTH
    mine, theirs = values_of(register, kept), values_of(register, other)
    if not any(has_answer(value) for value in mine.values()):
        return OTHER
    rule = register.protective
    if rule is not None and rule.is_lowering(theirs[register.fields[0]], mine[register.fields[0]]):
        return OTHER
    return KEPT


def _taken(one: Difference, choice: str, kept: Shown, other: Shown) -> dict[str, Json]:
    if choice == KEPT or choice not in one.choices:
        return {}
    theirs = {name: other.values.get(name) for name in one.register.fields}
    if choice == OTHER:
        return theirs
    return {name: _both(kept.values.get(name), value) for name, value in theirs.items()}


def _both(mine: Json, theirs: Json) -> Json:
    first = list(mine) if isinstance(mine, list) else []
    return first + [one for one in (theirs if isinstance(theirs, list) else []) if one not in first]


def _settled(link: Shown, state: str, judgement: Judgement, *, survivor: Id | None) -> Edit:
    values: dict[str, Json] = {
        "state": state,
        "survivor": survivor,
        "decided_by": judgement.by.worker,
        "decided_on": judgement.on.isoformat(),
    }
    if judgement.words:
        values["reason"] = judgement.words
    return _changed(link, values, judgement.words)


def _changed(shown: Shown, values: Mapping[str, Json], reason: str | None) -> Edit:
    registers = KINDS[shown.kind].to_registers(values, shown.before())
    return Edit(shown.record_id, shown.kind, shown.home, registers, dict(shown.seen), reason)
