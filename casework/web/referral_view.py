"""What a referral shows: which parts the consent in force covers, what a letter holds of each part, what waits.

Promise: a letter holds only parts that were chosen and agreed to; what the person did not agree to is left out and
named. Restricted records are in no letter.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.web.bilingual import Bilingual, Both, PaperRow
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.domains import domain_fields
from shared_schema.rules.consent import consent_in_force, giver_of, has_consent, recipient_of
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, choices, day
from shared_schema.rules.referral import PURPOSE, is_overridden
from shared_schema.vocabularies.consent import CONSENT_SCOPE

IDENTITY, PHOTO, ACCOUNT = "identity", "photo", "account"
BY_HAND = frozenset({PHOTO, ACCOUNT})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is shared: its code, whether it is chosen for this letter, whether the person agreed to it."""

    code: str
    is_chosen: bool
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class LetterPart:
    """What a letter holds of one part; photos and the account go by hand."""

    title: Both
    rows: tuple[PaperRow, ...]
    is_by_hand: bool = False


def agreed_scopes(dossier: Dossier, provider: Id, on: date) -> tuple[str, ...]:
    """The parts that consent in force on a day lets this provider know."""
    return tuple(
        code.code for code in CONSENT_SCOPE if has_consent(dossier, PURPOSE, on, provider=provider, scope=(code.code,))
    )


def covering_consent(dossier: Dossier, provider: Id, scope: Iterable[str], on: date) -> Shown | None:
    """The latest entry that alone covers these parts for this provider; None where none does."""
    entries, wanted = tuple(dossier.of_kind("consent")), tuple(scope)
    recipient, giver = recipient_of(dossier.find(provider), provider_id=provider), giver_of(dossier)
    undoing = [one for one in entries if answer(one, "decision") != "given" or day(one, "withdrawn_on") is not None]
    for one in sorted(entries, key=lambda entry: str(answer(entry, "decided_on") or ""), reverse=True):
        if consent_in_force((one, *undoing), PURPOSE, recipient, wanted, on, giver=giver) and not _withdrawn(one, on):
            return one
    return None


def parts_of(dossier: Dossier, referral: Shown, today: date) -> tuple[Part, ...]:
    """The chosen parts; sent ones are judged by the day they were sent, and an override stands for consent."""
    on = day(referral, "sent_on") or today
    agreed = agreed_scopes(dossier, str(answer(referral, "provider")), on)
    chosen = choices(referral, "shared_scope")
    whole = is_overridden(referral)
    return tuple(Part(code, True, whole or code in agreed) for code in chosen)


def letter_parts(dossier: Dossier, referral: Shown, two: Bilingual, today: date) -> tuple[LetterPart, ...]:
    """The parts of a letter, in the order of the list of parts."""
    allowed = {part.code for part in parts_of(dossier, referral, today) if part.is_agreed}
    head = dossier.head
    if head is None:
        return ()
    found = ((code, _TOLD[code](dossier, head, two)) for code in _TOLD if code in allowed)
    return tuple(
        LetterPart(two.value("referral", "shared_scope", [code]), rows, code in BY_HAND)
        for code, rows in found
        if rows or code in BY_HAND
    )


def _withdrawn(entry: Shown, on: date) -> bool:
    withdrawn = day(entry, "withdrawn_on")
    return withdrawn is not None and withdrawn <= on


def _identity(_dossier: Dossier, head: Shown, two: Bilingual) -> tuple[PaperRow, ...]:
    named = PaperRow(two.label("family_member", "name_km"), two.name(head))
    fields = ("nickname", "sex", "date_of_birth", "nationality", "id_documents")
    return (named, *two.rows(head, *(name for name in fields if name in head.values)))


def _contact(dossier: Dossier, head: Shown, two: Bilingual) -> tuple[PaperRow, ...]:
    own = (one for one in dossier.of_kind("contact_point") if answer(one, "owner") == head.record_id)
    safe = [row for one in own if answer(one, "safety") == "safe" for row in two.rows(one, "number")]
    return (*two.rows(head, "current_place"), *safe)


def _needs(dossier: Dossier, _head: Shown, two: Bilingual) -> tuple[PaperRow, ...]:
    visits = sorted(dossier.of_kind("visit"), key=lambda one: str(answer(one, "visited_on") or ""))
    return next((rows for one in reversed(visits) if (rows := two.rows(one, "needs_now"))), ())


def _assessment(dossier: Dossier, _head: Shown, two: Bilingual) -> tuple[PaperRow, ...]:
    found = sorted(dossier.of_kind("assessment"), key=lambda one: str(answer(one, "assessed_on") or ""))
    names = ("assessed_on", *(declared.name for declared in domain_fields()))
    return two.rows(found[-1], *names) if found else ()


def _health(dossier: Dossier, _head: Shown, two: Bilingual) -> tuple[PaperRow, ...]:
    scored = [*dossier.of_kind("assessment"), *dossier.of_kind("visit")]
    return next((rows for one in reversed(scored) if (rows := two.rows(one, "d_health"))), ())


def _family(dossier: Dossier, _head: Shown, two: Bilingual) -> tuple[PaperRow, ...]:
    members = dossier.of_kind("family_member")
    return tuple(
        PaperRow(two.value(one.kind, "relation", one.values.get("relation")), two.name(one)) for one in members
    )


def _apart(_dossier: Dossier, _head: Shown, _two: Bilingual) -> tuple[PaperRow, ...]:
    return ()  # photos and the account go by hand, never in a letter


_TOLD: Mapping[str, Callable[[Dossier, Shown, Bilingual], tuple[PaperRow, ...]]] = {
    IDENTITY: _identity,
    "contact": _contact,
    "needs": _needs,
    "assessment": _assessment,
    "health": _health,
    "family": _family,
    PHOTO: _apart,
    ACCOUNT: _apart,
}
