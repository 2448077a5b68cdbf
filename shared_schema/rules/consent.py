"""Consent in force, and the rules of its ledger (records.md 2.3; rules 12, 13, 39).

Entries are dated decisions. Doubt never reads as a yes: an entry that breaks rule 12 or 13 gives nothing, and no
entry can be strengthened by a later refusal or withdrawal.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import DIRECTORY, Dossier
from shared_schema.rules.reading import answer, choices, day, is_minor
from shared_schema.rules.rule import DossierRule, E, RecordRule, Rule, W
from shared_schema.vocabularies.consent import SHARING_PURPOSES

_CLASS_OF_TYPE = {
    "health": "health_providers",
    "legal": "legal_providers",
    "police": "police_court",
    "ministry": "ministry",
}
ICRC = "icrc"


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom something would go: a provider with the classes it belongs to, a class alone, or nobody in particular."""

    provider: Id | None = None
    classes: frozenset[str] = frozenset()


NOBODY_IN_PARTICULAR = Recipient()


@dataclass(frozen=True, slots=True)
class Giver:
    """What rule 13 needs of the beneficiary: whether a minor on a day, and which relatives are `unsafe` to contact."""

    is_minor: Callable[[date], bool]
    unsafe_members: Collection[Id] = frozenset()


def recipient_of(provider: Shown | None, *, provider_id: Id) -> Recipient:
    """A provider as recipient: type and network give its classes (`icrc` stands apart)."""
    classes = set()
    if provider is not None:
        of_type = _CLASS_OF_TYPE.get(str(answer(provider, "provider_type")))
        network = answer(provider, "network")
        classes = {of_type} if of_type else set()
        if network is not None:
            classes.add(ICRC if str(network).casefold() == ICRC else "coalition_members")
    return Recipient(provider_id, frozenset(classes))


def consent_in_force(
    entries: Iterable[Shown],
    purpose: str,
    recipient: Recipient,
    scope: Iterable[str],
    on: date,
    *,
    giver: Giver,
    expiry_counts: bool = True,
    same_day_end_counts: bool = True,
) -> bool:
    """Whether consent is in force on a day (records.md 2.3).

    `scope` are the codes that one entry must all contain. With `expiry_counts=False` an entry that merely ended
    still counts: a referral that was sent under it need not be revoked (4.4). With `same_day_end_counts=False` a
    withdrawal or a no of that very day came after what was done on it: a letter that went out in the morning keeps
    nobody from withdrawing in the afternoon.
    """
    made = [e for e in entries if e.kind == "consent" and not e.is_retracted and answer(e, "purpose") == purpose]
    covering = [e for e in made if _covers(e, recipient) and _decided(e) <= on]
    wanted = set(scope)
    ended_by = on if same_day_end_counts else on - timedelta(days=1)
    return any(
        wanted <= set(choices(entry, "scope"))
        and _holds(entry, on, giver, expiry_counts=expiry_counts, ended_by=ended_by)
        and not any(_undoes(other, entry, ended_by) for other in covering)
        for entry in covering
    )


def has_consent(
    dossier: Dossier,
    purpose: str,
    on: date,
    *,
    provider: Id | None = None,
    scope: Iterable[str] = (),
    expiry_counts: bool = True,
    same_day_end_counts: bool = True,
) -> bool:
    """`consent_in_force` over the ledger of a dossier."""
    recipient = NOBODY_IN_PARTICULAR
    if provider is not None:
        recipient = recipient_of(dossier.find(provider), provider_id=provider)
    entries = tuple(dossier.of_kind("consent"))
    return consent_in_force(
        entries,
        purpose,
        recipient,
        scope,
        on,
        giver=giver_of(dossier),
        expiry_counts=expiry_counts,
        same_day_end_counts=same_day_end_counts,
    )


def giver_of(dossier: Dossier) -> Giver:
    """What rule 13 needs, read from a dossier; the inquirer of an inquiry is taken as an adult."""
    head = dossier.head
    case = head if head is not None and head.kind == "case" else None
    unsafe = {m.record_id for m in dossier.of_kind("family_member") if answer(m, "contact_safety") == "unsafe"}
    return Giver(lambda on: is_minor(case, on), frozenset(unsafe))


def ends_on(entry: Shown) -> date | None:
    """The first day on which an entry no longer counts: as written, else 12 months after a decision to share."""
    written, decided = day(entry, "expires_on"), day(entry, "decided_on")
    if written is not None or decided is None or answer(entry, "purpose") not in SHARING_PURPOSES:
        return written
    try:
        return decided.replace(year=decided.year + 1)
    except ValueError:
        return date(decided.year + 1, 3, 1)


def ledger_problems(entry: Shown) -> tuple[str, ...]:
    """Fields of one entry that break rule 12."""
    return tuple(_entry_incomplete(entry))


def _decided(entry: Shown) -> date:
    return day(entry, "decided_on") or date.max


def _covers(entry: Shown, recipient: Recipient) -> bool:
    provider, of_class = answer(entry, "recipient"), answer(entry, "recipient_class")
    if provider is None and of_class is None:
        is_whole = answer(entry, "purpose") != "share_with_provider" or answer(entry, "decision") == "refused"
        return is_whole or day(entry, "withdrawn_on") is not None
    return (provider is not None and provider == recipient.provider) or of_class in recipient.classes


def _holds(entry: Shown, on: date, giver: Giver, *, expiry_counts: bool, ended_by: date) -> bool:
    if answer(entry, "decision") != "given" or _names_nobody(entry) or ledger_problems(entry):
        return False
    withdrawn, end = day(entry, "withdrawn_on"), ends_on(entry)
    if (withdrawn is not None and withdrawn <= ended_by) or (expiry_counts and end is not None and end <= on):
        return False
    if giver.is_minor(_decided(entry)) and not _is_given_for_a_child(entry):
        return False
    return answer(entry, "given_by") != "guardian" or answer(entry, "giver_member") not in giver.unsafe_members


def _is_given_for_a_child(entry: Shown) -> bool:
    return answer(entry, "given_by") in ("guardian", "authority") and answer(entry, "child_assent") == "yes"


def _names_nobody(entry: Shown) -> bool:
    if answer(entry, "purpose") != "share_with_provider":
        return False
    return answer(entry, "recipient") is None and answer(entry, "recipient_class") is None


def _undoes(other: Shown, entry: Shown, ended_by: date) -> bool:
    if answer(other, "decision") == "refused" and _decided(entry) <= _decided(other) <= ended_by:
        return True
    withdrawn = day(other, "withdrawn_on")
    is_for_everyone = answer(other, "recipient") is None and answer(other, "recipient_class") is None
    return is_for_everyone and withdrawn is not None and _decided(entry) <= withdrawn <= ended_by


def _entry_incomplete(record: Shown) -> Iterator[str]:
    purpose, decided = answer(record, "purpose"), day(record, "decided_on")
    if purpose in SHARING_PURPOSES and answer(record, "decision") == "given" and not choices(record, "scope"):
        yield "scope"
    expires, withdrawn = day(record, "expires_on"), day(record, "withdrawn_on")
    if decided is not None and expires is not None and expires <= decided:
        yield "expires_on"
    if decided is not None and withdrawn is not None and withdrawn < decided:
        yield "withdrawn_on"
    evidence = answer(record, "evidence")
    if evidence == "oral" and purpose != "services":
        yield "evidence"
    if evidence in ("thumbprint", "oral_witnessed") and answer(record, "witness_name") is None:
        yield "witness_name"


def _child_not_protected(record: Shown, dossier: Dossier, _today: date) -> Iterator[str]:
    decided = day(record, "decided_on")
    if answer(record, "decision") != "given" or decided is None or not giver_of(dossier).is_minor(decided):
        return
    if answer(record, "given_by") not in ("guardian", "authority"):
        yield "given_by"
    if answer(record, "child_assent") is None:
        yield "child_assent"


def _photo_without_consent(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    name = "file" if record.kind == "attachment" else "photo"
    is_photo = name == "photo" or answer(record, "attachment_type") == "photo"
    if is_photo and answer(record, name) is not None and not has_consent(dossier, "photo", today):
        yield name


def _study_without_consent(record: Shown, dossier: Dossier, today: date) -> Iterator[str]:
    if not has_consent(dossier, "research", day(record, "asked_on") or today):
        yield "asked_on"


RULES: tuple[Rule, ...] = (
    RecordRule("rule_12", E, ("consent",), _entry_incomplete),
    DossierRule("rule_13", E, ("consent",), _child_not_protected),
    DossierRule("rule_39", W, ("case", "tracing_inquiry", "attachment"), _photo_without_consent),
    DossierRule("rule_39", E, ("study_response",), _study_without_consent),
)
NEEDS_OF_RECIPIENTS = (DIRECTORY,)  # the class of a provider stands in the directory
