"""Whether the office has accepted a case or an inquiry: by its author's countersigned access, or by its intake. Pure.

That a record was received says nothing about it (records.md 4.7): until one of the two, it carries that it waits.
"""

from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer

ACCEPTED, WAITING, REFUSED = "accepted", "waiting", "refused"


def acceptance_of(dossier: Dossier) -> str:
    """ACCEPTED, WAITING or REFUSED; the newest judgement of the intake counts before its author's standing."""
    judged = intake_judgement(dossier)
    if judged is not None:
        return REFUSED if answer(judged, "decision") == "reject" else ACCEPTED
    author = dossier.find(dossier.head.author) if dossier.head is not None else None
    return WAITING if answer(author, "status") == "unverified" else ACCEPTED


def intake_judgement(dossier: Dossier) -> Shown | None:
    """What was decided of the intake, the newest; None where nobody decided."""
    every = [one for one in dossier.of_kind("review_decision") if answer(one, "item_kind") == "intake"]
    return every[-1] if every else None
