"""Scopes: in which leaves a record lies, and what it withholds there (sync.md section 4, records.md 1.2).

Both programs ask the same questions here: the server when it writes its feed, the laptop for records of its own that
the server does not send back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot, RecordState, Written
from shared_schema.records.kind import Kind, Placement

DIRECTORY = "directory"
ASSIGNMENT = "group:assignment"
STUDY, TRANSFER, LINK, MATCH, REFERRAL, ATTACHMENT = (
    "study_response", "case_transfer", "case_link", "match", "referral", "attachment",
)  # fmt: skip
_SHARED_TRANSFER = frozenset({"sent", "accepted", "refused"})
_SHARED_REFERRAL = frozenset({"sent", "accepted", "declined", "done"})


def worker_scope(worker: Id) -> str:
    """The leaf of one person."""
    return f"worker/{worker}"


def office_scope(office: Id) -> str:
    """All dossiers of an office, without restricted records."""
    return f"office/{office}"


def restricted_scope(office: Id) -> str:
    """The restricted records of an office."""
    return f"office/{office}/restricted"


def book_scope(office: Id) -> str:
    """The office book."""
    return f"office/{office}/book"


@dataclass(frozen=True, slots=True)
class Holders:
    """To whom a dossier is assigned; while its assignment has two values, to both."""

    workers: frozenset[Id] = frozenset()
    offices: frozenset[Id] = frozenset()


NOBODY = Holders()


@dataclass(frozen=True, slots=True)
class Links:
    """Where else a record lies: the dossier at its other end, and offices that it names."""

    dossier: Id | None = None
    offices: frozenset[Id] = frozenset()
    referrals: frozenset[Id] = frozenset()  # an attachment goes where these referrals go


NO_LINKS = Links()


def holders_of(state: RecordState) -> Holders:
    """The holders that the head of a dossier (case, tracing inquiry) names in every live value."""
    live = [written.value for written in state.registers.get(ASSIGNMENT, {}).values()]
    named = [value for value in live if isinstance(value, dict)]
    workers = frozenset(one for value in named if isinstance(one := value.get("case_worker"), str))
    offices = frozenset(one for value in named if isinstance(one := value.get("office"), str))
    return Holders(workers, offices)


def links_of(state: RecordState) -> Links:
    """What `state` says about its other end."""
    if state.kind == MATCH:
        return Links(_text(state, "inquiry_id"))
    if state.kind == LINK:
        ends = {_text(state, "case_a"), _text(state, "case_b")} - {state.home, None}
        return Links(min(ends, default=None, key=str))
    if state.kind == TRANSFER:
        to_office = _text(state, "to_office")
        is_shared = bool(_states(state) & _SHARED_TRANSFER)
        return Links(offices=frozenset({to_office}) if to_office and is_shared else frozenset())
    if state.kind == REFERRAL:
        return Links(offices=_receivers(state))
    if state.kind == ATTACHMENT:
        return Links(referrals=_elements(state.registers, "for_receiver."))
    return NO_LINKS


def scopes_of(
    state: RecordState,
    kind: Kind,
    *,
    home: Holders,
    links: Links = NO_LINKS,
    other: Holders = NOBODY,
    is_restricted: bool = False,
    author: Id | None = None,
) -> frozenset[str]:
    """Every leaf in which the record lies.

    `home` and `other` = holders of its dossier and of the dossier at its other end; `is_restricted` = the kind is, or
    the record that it is about; `author` = who created it (office book only).
    """
    if kind.placement is Placement.DIRECTORY:
        return frozenset({DIRECTORY})
    if kind.placement is Placement.OFFICE:
        own = {worker_scope(author)} if author else set()
        return frozenset({book_scope(state.home), *own})
    if is_restricted:
        return frozenset({*map(worker_scope, home.workers), *map(restricted_scope, home.offices)})
    if kind.name == STUDY:
        return frozenset(map(office_scope, home.offices))
    found = {*map(worker_scope, home.workers), *map(office_scope, home.offices)}
    found.update(map(office_scope, links.offices))
    if kind.two_dossiers:
        found.update(map(office_scope, other.offices))
        if kind.name == MATCH:
            found.update(map(worker_scope, other.workers))
    return frozenset(found)


def lies_with_its_head(kind: Kind) -> bool:
    """Whether records of this kind lie in no office and with no person but those of their dossier's head."""
    may_lie_elsewhere = kind.two_dossiers or kind.name in (TRANSFER, REFERRAL, ATTACHMENT)
    return kind.placement in (Placement.DOSSIER, Placement.DOSSIER_HEAD) and not may_lie_elsewhere


def withheld_in(scope: str, state: RecordState, kind: Kind, *, home: Holders) -> frozenset[str]:
    """Registers that a scope other than the home's does not get."""
    if not kind.home_only_registers or is_home_scope(scope, home):
        return frozenset()
    return frozenset(name for name in kind.home_only_registers if name in state.registers)


def is_home_scope(scope: str, home: Holders) -> bool:
    """Whether the scope is one of those that hold the whole dossier."""
    place, _slash, rest = scope.partition("/")
    owner = rest.partition("/")[0]
    return owner in (home.workers if place == "worker" else home.offices)


def creator_of(state: RecordState, kind: Kind) -> Id | None:
    """Who wrote the creation field of the record, None while it has not arrived."""
    live = state.registers.get(creation_register(kind))
    if not live:
        return None
    return min(live.items(), key=_when)[1].by


def _when(item: tuple[Dot, Written]) -> tuple[int, Dot]:
    return (item[1].when, item[0])


def creation_register(kind: Kind) -> str:
    """The register whose first writer is the record's author."""
    name = kind.creation_field
    if name in kind.registers:
        return name
    return next(one for one, register in kind.registers.items() if name in register.fields)


def _text(state: RecordState, register: str) -> Id | None:
    values = [written.value for _dot, written in sorted(state.registers.get(register, {}).items())]
    return next((value for value in values if isinstance(value, str)), None)


def _states(state: RecordState) -> set[Json]:
    live = state.registers.get("group:state", {}).values()
    return {written.value.get("state") for written in live if isinstance(written.value, dict)}


def _receivers(state: RecordState) -> frozenset[Id]:
    receiver = _text(state, "receiving_office")
    return frozenset({receiver}) if receiver and _states(state) & _SHARED_REFERRAL else frozenset()


def _elements(registers: Mapping[str, Mapping[Dot, Written]], prefix: str) -> frozenset[Id]:
    chosen: Iterable[str] = (
        name.removeprefix(prefix)
        for name, live in registers.items()
        if name.startswith(prefix) and any(written.value is True for written in live.values())
    )
    return frozenset(chosen)
