"""What waits on this laptop, counted in records: for the strip and for the page of sending and receiving."""

from field_client.app import Laptop
from field_client.lease_end import days_left
from field_client.sync.photos import still_to_send
from field_client.sync.report import SyncReport
from field_client.vault.lease import read_lease
from field_client.web.program import Program
from field_client.web.strip import StripFacts
from field_client.web.unsent import VISIT, waiting_records
from shared_schema.errors import HomewardError


def strip_facts(program: Program, laptop: Laptop) -> StripFacts:
    """Everything the strip says, read now."""
    config, sending = laptop.config, program.sending
    waiting = waiting_records(laptop)
    visits = waiting.get(VISIT, 0)
    running = sending is not None and sending.is_running
    return StripFacts(
        visits=visits,
        records=sum(waiting.values()) - visits,
        photos=photos_to_send(laptop),
        at_office=bool(waiting) and laptop.store.outbox.waiting_anywhere() == 0,
        is_running=running,
        done=sending.progress.told[0] if sending else 0,
        total=sending.progress.told[1] if sending else 0,
        has_no_contact=sending is not None and sending.has_no_contact,
        needs_you=len(laptop.book.set_aside()) + len(laptop.book.conflicts()) + len(program.notes),
        lease_days=_lease_days(laptop),
        last_contact=max((row.contact_at or 0 for row in laptop.store.cursors.servers()), default=0) or None,
        centre=centre_name(laptop),
        office=config.office_name or laptop.identity.office_code,
    )


def photos_to_send(laptop: Laptop) -> int:
    """How many photos and papers that were added here the centre does not have whole."""
    centre = laptop.store.cursors.centre()
    return 0 if centre is None else still_to_send(laptop.store, centre.server)


def centre_name(laptop: Laptop) -> str:
    """What the centre calls itself."""
    return laptop.store.identity.fact("centre_name") or laptop.config.centre_name


def last_report(program: Program) -> SyncReport | None:
    """What the last run of this session did."""
    return None if program.sending is None else program.sending.report


def _lease_days(laptop: Laptop) -> int:
    try:
        return days_left(read_lease(laptop.tools.files, laptop.config.data))
    except HomewardError:
        return 0
