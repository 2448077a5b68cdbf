"""The three numbers of the daily notice: alerts, items that wait for a decision, silent laptops. Numbers alone."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from sync_server.store.devices import LAPTOP
from sync_server.store.standings import CLOSED_STATUSES
from sync_server.store.tables_people import devices
from sync_server.store.tables_records import review_items, waiting
from sync_server.store.tables_standings import standings


@dataclass(frozen=True, slots=True)
class NoticeCounts:
    """How many alerts are open, how many items wait, how many laptops were not heard of for long."""

    alerts: int
    waiting: int
    silent: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing needs anybody."""
        return not (self.alerts or self.waiting or self.silent)


def count_for_notice(connection: Connection, *, silent_before: int) -> NoticeCounts:
    """Over the whole house; `silent_before` = milliseconds."""
    alerts = select(func.sum(standings.c.open_alerts)).where(standings.c.status.not_in(CLOSED_STATUSES))
    items = select(func.count()).select_from(review_items).where(review_items.c.is_open.is_(True))
    aside = select(func.count()).select_from(waiting).where(waiting.c.own_code.is_not(None))
    heard = func.coalesce(devices.c.last_contact_at, devices.c.issued_at)
    silent = select(func.count()).select_from(devices)
    silent = silent.where(devices.c.kind == LAPTOP, devices.c.revoked_at.is_(None), heard < silent_before)
    counts = [int(connection.scalar(one) or 0) for one in (alerts, items, aside, silent)]
    return NoticeCounts(alerts=counts[0], waiting=counts[1] + counts[2], silent=counts[3])
