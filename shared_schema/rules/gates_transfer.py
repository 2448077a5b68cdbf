"""Gates of transfers between offices and of joining two cases of one person (records.md 4.7)."""

from collections.abc import Iterator

from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing, Occasion, needed
from shared_schema.rules.reading import answer
from shared_schema.rules.transfer import aliases_of, links_of, survivor_chain


def send(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """From the office of the case to another one, with a reason; the case is marked as being transferred."""
    yield from needed(record, "reason", "to_office")
    if answer(record, "from_office") == answer(record, "to_office"):
        yield Missing("another_office", record.record_id, "to_office")
    if answer(dossier.head, "office") != answer(record, "from_office"):
        yield Missing("office_of_case", record.record_id, "from_office")
    if answer(record, "state") == "sent" and answer(dossier.head, "status") != "transfer_pending":
        yield Missing("status_pending", record.record_id)


def accept(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """A worker of the receiving office is named; the assignment changes in the same save set."""
    yield from needed(record, "to_worker")
    if answer(record, "state") != "accepted" or dossier.head is None:
        return
    is_moved = answer(dossier.head, "office") == answer(record, "to_office")
    if not is_moved or answer(dossier.head, "case_worker") != answer(record, "to_worker"):
        yield Missing("assignment_moved", dossier.head.record_id, "case_worker")


def refuse(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """Why; and the case is open again."""
    yield from needed(record, "refused_why")
    if answer(record, "state") == "refused" and answer(dossier.head, "status") == "transfer_pending":
        yield Missing("status_open_again", record.record_id)


def merge(dossier: Dossier, record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """The kept case is chosen, is one of the two, and does not lead back to the other."""
    survivor = answer(record, "survivor")
    pair = (answer(record, "case_a"), answer(record, "case_b"))
    if survivor not in pair:
        yield Missing("survivor_chosen", record.record_id, "survivor")
        return
    other = pair[0] if survivor == pair[1] else pair[1]
    aliases = aliases_of(tuple(link for link in links_of(dossier) if link.record_id != record.record_id))
    chain, is_endless = survivor_chain(aliases, survivor)
    if is_endless or other in chain or answer(dossier.find(survivor), "status") == "duplicate":
        yield Missing("survivor_lasting", record.record_id, "survivor")


def unmerge(_dossier: Dossier, record: Shown, occasion: Occasion) -> Iterator[Missing]:
    """A reason."""
    if not occasion.reason and answer(record, "reason") is None:
        yield Missing("reason", record.record_id, "reason")
