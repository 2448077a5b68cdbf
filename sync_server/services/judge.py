"""May this change stand? A code of the error catalogue where it may not, None where it may (sync.md sections 1 and 5).

Judged at receipt by the rights of that time. Pure but for what the `View` looks up; never a reason to lose a word.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from shared_schema.identifiers import Id, is_id
from shared_schema.merge.apply import lowers
from shared_schema.merge.state import Change, Dot, RecordState, covers
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.rules.elsewhere import signing_fields, wrong_signers
from shared_schema.scopes import ASSIGNMENT, DIRECTORY, NOBODY, REFERRAL, TRANSFER, Holders, links_of
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.account_requests import ACCOUNT_REGISTERS
from sync_server.services.register_rights import of_change, of_directory
from sync_server.services.step_rights import takes_forbidden_step
from sync_server.store.records import Dossier

SEEN_NOT_HERE = "change.seen_not_here"
PROVIDER = "provider"
RETRIED = frozenset({"change.home_unknown", "change.kind_unknown", SEEN_NOT_HERE})


class View(Protocol):
    """What a judge may look up: the records as this transaction has them, and dossiers."""

    def state_of(self, record: Id) -> RecordState | None:
        """The state so far, None for a record of which nothing stands."""
        ...

    def dossier_of(self, home: str) -> Dossier | None:
        """The dossier, None while it has not arrived."""
        ...

    def other_of(self, change: Change) -> Holders:
        """Holders of the dossier at the other end of the record."""
        ...

    def is_restricted(self, change: Change) -> bool:
        """Whether the record is restricted, or about one that is."""
        ...

    def head_of(self, incarnation: Id) -> int:
        """The highest counter of this incarnation that the centre holds, 0 for an unknown one."""
        ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose changes are judged: the user of the device, and whether the server's own device wrote them.

    `standing` = {incarnation: (after n, code)}: changes after that n are set aside whatever they say.
    `fresh_from` = counters above it have not left the laptop before this push, by incarnation.
    `people` = of a hub's own device: who may write at its console, each as far as its offices reach. None: a laptop.
    """

    actor: Actor | None
    person: Id | None
    is_own_server: bool = False
    standing: Mapping[Id, tuple[int, str]] = field(default_factory=dict)
    fresh_from: Mapping[Id, int] = field(default_factory=dict)
    people: Mapping[Id, Actor] | None = None

    def author_of(self, change: Change) -> Actor | None:
        """The person in whose name the change may be; None where it is in nobody's that it may speak for."""
        if self.people is not None:
            return self.people.get(change.by)
        return self.actor if change.by == self.person else None

    def office_for(self, change: Change, office: str) -> str:
        """Where somebody looks at the change if it waits: `office` of the device, or of a hub's the author's own."""
        author = self.people.get(change.by) if self.people is not None else None
        return author.person.office if author is not None and author.person.office in author.offices else office


def judge(change: Change, sender: Sender, view: View) -> str | None:
    """The code under which the change waits, or None."""
    kind = KINDS.get(change.kind)
    if kind is None:
        return "change.kind_unknown"
    code = _form(change, kind, view)
    if code is not None or sender.is_own_server:
        return code
    after = sender.standing.get(change.device)
    if after is not None and change.n > after[0]:
        return after[1]
    author = sender.author_of(change)
    if author is None:
        return "change.signer_is_not_author"
    if not author.is_active or (sender.people is not None and _is_of_the_centre(kind)):
        return "change.not_allowed"
    return _rights(change, kind, author, view) or _lowering(change, kind, sender, view)


def _is_of_the_centre(kind: Kind) -> bool:
    """Accounts, offices, settings and vocabularies: no hub writes them, whoever signed in there."""
    return kind.placement is Placement.DIRECTORY and kind.name != PROVIDER


def _form(change: Change, kind: Kind, view: View) -> str | None:
    if change.seen.get(change.device, 0) >= change.n:
        return "change.seen_too_far"
    state = view.state_of(change.record)
    if first_not_here(change, state, view.head_of) is not None:
        return SEEN_NOT_HERE
    if state is not None and (state.home, state.kind) != (change.home, change.kind):
        return "change.home_changed"
    if not _fits_placement(change, kind):
        return "change.home_changed"
    if kind.check_set(change.set):
        return "change.invalid"
    if kind.placement is Placement.DOSSIER and view.dossier_of(change.home) is None:
        return "change.home_unknown"
    has_left = view.dossier_of(change.home) is not None  # from a hub: rights say what becomes of it
    if kind.placement is Placement.DOSSIER_HEAD and state is None and ASSIGNMENT not in change.set and not has_left:
        return "change.home_unknown" if change.seen else "change.invalid"
    return None


def first_not_here(change: Change, state: RecordState | None, head_of: Callable[[Id], int]) -> Dot | None:
    """The first counter that the change says it has seen though nothing shows that it exists; None for an honest one.

    What a change has seen it hides for good, also what is written later. So it may name no more than the centre holds
    of each incarnation. An honest change can come early (after a restore, or relayed): it waits until the log that it
    names has caught up.
    """
    known = state.seen if state is not None else {}
    for incarnation, n in sorted(change.seen.items()):
        if n > known.get(incarnation, 0) and incarnation != change.device and n > head_of(incarnation):
            return (incarnation, n)
    return None


def as_far_as_here(change: Change, head_of: Callable[[Id], int]) -> Change:
    """The change as a person may let it stand: what it says it has seen ends where the logs end that are here, so that
    it hides nothing that comes later. Its bytes are kept as they were signed."""
    bounded = {one: n if one == change.device else min(n, head_of(one)) for one, n in change.seen.items()}
    seen = {one: n for one, n in bounded.items() if n > 0}
    return change if seen == change.seen else change._replace(seen=seen)


def _fits_placement(change: Change, kind: Kind) -> bool:
    if kind.placement is Placement.DIRECTORY:
        return change.home == DIRECTORY
    if kind.placement is Placement.DOSSIER_HEAD:
        return change.home == change.record
    return is_id(change.home) and change.home != change.record


def _rights(change: Change, kind: Kind, actor: Actor, view: View) -> str | None:
    if kind.name == "worker" and not ACCOUNT_REGISTERS.isdisjoint(change.set):
        return "change.account_request"
    if _names_another(change, kind, view):
        return "change.signer_is_not_author"
    if kind.placement is Placement.DIRECTORY:
        may = decide(actor, of_directory(change), Target(offices=actor.offices))
        return None if may else "change.not_allowed"
    if kind.placement is Placement.OFFICE:
        may = decide(actor, Action.TRAININGS, Target(offices=frozenset({change.home})))
        return None if may else "change.not_allowed"
    return _rights_in_dossier(change, kind, actor, view)


def _rights_in_dossier(change: Change, kind: Kind, actor: Actor, view: View) -> str | None:
    state = view.state_of(change.record)
    dossier = view.dossier_of(change.home)
    if dossier is None:
        return None if _may_create(change, actor) else "change.not_allowed"
    home = dossier.holders
    other = view.other_of(change) if kind.two_dossiers else NOBODY
    sets_words = not kind.home_only_registers.isdisjoint(change.set)
    if sets_words and not decide(actor, Action.EDIT, Target(home=home)):
        return "change.withheld"
    both = Holders(home.workers | other.workers, home.offices | other.offices)
    offices = links_of(state).offices if state is not None else frozenset()
    is_restricted = view.is_restricted(change)
    for action in of_change(change, state):
        is_receivers = action is Action.ANSWER_REFERRAL or _is_receivers_of_transfer(change, kind, action)
        target = Target(both if kind.two_dossiers else home, offices if is_receivers else frozenset())
        is_heard = is_restricted and action is Action.EDIT and state is None
        is_given = action is Action.EDIT and state is None and is_given_service(change, actor, view.state_of)
        if not decide(actor, action, target) and not is_given and not (is_heard and _held_it(actor, dossier)):
            return "change.after_handover" if actor.person.worker in dossier.former else "change.not_allowed"
    if is_restricted and not _may_write_restricted(actor, dossier, state):
        return "change.not_allowed"
    if takes_forbidden_step(change, kind, state, actor.person):
        return "change.not_allowed"
    return None


def _is_receivers_of_transfer(change: Change, kind: Kind, action: Action) -> bool:
    """Naming the worker, and refusing, are for whoever leads the office that a case was sent to."""
    if kind.name != TRANSFER:
        return False
    state = change.set.get("group:state")
    is_refused = isinstance(state, dict) and state.get("state") == "refused"
    return action is Action.ASSIGN or (action is Action.MOVE and is_refused)


def is_given_service(change: Change, actor: Actor, state_of: Callable[[Id], RecordState | None]) -> bool:
    """Whether it is the service that an office gave for a referral sent to it (records.md 4.4): in the save set in
    which that office finishes the referral, by somebody who answers for it. Nothing else of the case is hers."""
    referral = change.set.get("referral_id")
    if change.kind != "service" or not isinstance(referral, str):
        return False
    state = state_of(referral)
    if state is None or state.home != change.home or state.kind != REFERRAL:
        return False
    return decide(actor, Action.ANSWER_REFERRAL, Target(offices=links_of(state).offices))


def _held_it(actor: Actor, dossier: Dossier) -> bool:
    """Whether she may still write down what she hears about a case that she held (sync.md section 4)."""
    return actor.person.worker in dossier.former and actor.person.office in dossier.holders.offices


def _may_write_restricted(actor: Actor, dossier: Dossier, state: RecordState | None) -> bool:
    person = actor.person
    if person.worker in dossier.holders.workers or person.worker in dossier.former:
        return True
    if state is None:
        return bool(actor.offices & dossier.holders.offices)
    return actor.has_clearance


def _may_create(change: Change, actor: Actor) -> bool:
    value = change.set.get(ASSIGNMENT)
    if not isinstance(value, dict):
        return False
    worker, office = value.get("case_worker"), value.get("office")
    if actor.person.role == "social_worker":
        return worker == actor.person.worker and office == actor.person.office
    target = Target(offices=frozenset({office}) if isinstance(office, str) else frozenset())
    return decide(actor, Action.EDIT, target)


def _names_another(change: Change, kind: Kind, view: View) -> bool:
    if not signing_fields(kind.name):
        return False
    state = view.state_of(change.record)
    live = state.registers if state is not None else {}
    standing = {name: [written.value for written in live[name].values()] for name in change.set if name in live}
    return bool(wrong_signers(kind.name, change.set, change.by, standing=standing))


def _lowering(change: Change, kind: Kind, sender: Sender, view: View) -> str | None:
    state = view.state_of(change.record)
    if state is None or change.reason:
        return None
    for name in lowers(state, change, kind):
        if not all(_is_fresh(change, dot, sender) for dot in _lowered(state, change, name, kind)):
            return "change.lowering_needs_reason"
    return None


def _lowered(state: RecordState, change: Change, name: str, kind: Kind) -> Iterator[Dot]:
    register = kind.register_of(name)
    rule = register.protective if register is not None else None
    for dot, written in state.registers.get(name, {}).items():
        if rule is not None and covers(change.seen, dot) and rule.is_lowering(written.value, change.set[name]):
            yield dot


def _is_fresh(change: Change, dot: Dot, sender: Sender) -> bool:
    """The author corrects a value of her own that had not left the laptop (records.md rule 4)."""
    return dot[0] == change.device and dot[1] > sender.fresh_from.get(dot[0], 0)
