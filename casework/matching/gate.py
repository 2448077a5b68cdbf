"""What keeps a dossier out of matching; asked before anything of it is compared. Pure."""

from collections.abc import Iterable
from datetime import date

from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing
from shared_schema.rules.gates_match import blocks
from shared_schema.rules.reading import answer


def gate_of(dossier: Dossier, today: date) -> Iterable[Missing]:
    """What keeps a dossier out of matching: no consent to tracing, do not contact, the wish no, closed, joined."""
    head = dossier.head
    if head is None:
        return (Missing("record", dossier.home),)
    if head.kind == "tracing_inquiry":
        return _gate_of_inquiry(dossier, head, today)
    missing = list(blocks(dossier, head, today))
    if answer(head, "wishes_tracing") == "no":
        missing.append(Missing("person_wishes_tracing", head.record_id))
    if answer(head, "status") == "duplicate":
        missing.append(Missing("survivor_lasting", head.record_id, "status"))
    return missing


def _gate_of_inquiry(dossier: Dossier, head: Shown, today: date) -> list[Missing]:
    missing = []
    if not has_consent(dossier, "tracing", today):
        missing.append(Missing("consent_tracing", head.record_id))
    if answer(head, "status") == "closed":
        missing.append(Missing("inquiry_open", head.record_id, "status"))
    return missing
