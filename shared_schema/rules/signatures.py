"""Sign-offs of a verification: a digest of what was signed, so that a later change of it lets the sign-off lapse."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from shared_schema.canonical import dumps
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.rules.reading import answer, day

SIGNED_FIELDS = (
    "match_id",
    "beneficiary_interviewed_on",
    "beneficiary_interviewed_by",
    "family_interviewed_on",
    "family_interviewed_by",
    "family_interviewed_place",
    "beneficiary_answers",
    "family_answers",
    "interviewed_apart",
    "facts_checked",
    "facts_differ",
    "beneficiary_recognises",
    "family_recognises",
    "documents_seen",
    "authority_witness",
    "complicity_check",
    "home_safety",
    "beneficiary_wish",
    "family_willing",
    "result",
)


@dataclass(frozen=True, slots=True)
class SignOff:
    """A sign-off that stands: by whom and on which day."""

    by: Id
    on: date | None


def signature_basis(verification: Shown) -> str:
    """SHA-256, in hexadecimal, of the canonical form of every answer that stands above the signatures."""
    values = verification.values
    signed = {name: values[name] for name in SIGNED_FIELDS if is_answered(values.get(name))}
    return sha256(b"homeward verification\n" + dumps(signed)).hexdigest()


def sign_off(verification: Shown | None, which: str) -> SignOff | None:
    """The `first` or `second` sign-off where it is live: given, and over the answers as they stand now."""
    signer = answer(verification, f"{which}_sign_by")
    if verification is None or not isinstance(signer, str):
        return None
    if answer(verification, f"{which}_sign_basis") != signature_basis(verification):
        return None
    return SignOff(signer, day(verification, f"{which}_sign_on"))


def has_lapsed(verification: Shown, which: str) -> bool:
    """Whether somebody signed and the answers changed since: the sign-off is shown as lapsed and does not count."""
    return answer(verification, f"{which}_sign_by") is not None and sign_off(verification, which) is None


def has_two_sign_offs(verification: Shown | None) -> bool:
    """Whether two live sign-offs by different people stand."""
    first, second = sign_off(verification, "first"), sign_off(verification, "second")
    return first is not None and second is not None and first.by != second.by
