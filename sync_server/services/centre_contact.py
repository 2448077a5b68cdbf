"""How a hub is with its centre, for the people of its offices: last contact, what waits on the way up, what the centre
has set aside of changes that this hub took in. Counts and codes; of cases only those that the person may see."""

from dataclasses import dataclass

from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from sync_server.server import Server
from sync_server.services.access import Actor
from sync_server.services.sight import Sight
from sync_server.store import devices, upstream
from sync_server.store.records import read_records

SHOWN_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class SetAsideThere:
    """A change that stands here and that the centre has set aside."""

    shown: Shown
    code: str
    author: Id | None
    device: str


@dataclass(frozen=True, slots=True)
class CentreContact:
    """`caught_up_at` = the centre's clock when this hub last had everything, None never."""

    centre: upstream.Upstream
    waits_up: int
    oldest_at: int | None
    set_aside: int
    lines: tuple[SetAsideThere, ...]

    @property
    def caught_up_at(self) -> int | None:
        """When this hub last had everything that the centre had for it."""
        return self.centre.caught_up_at or None


def contact_with_centre(server: Server, actor: Actor) -> CentreContact:
    """What the page of the centre shows. Raises `hub.not_joined`."""
    with server.database.snapshot() as connection:
        centre = upstream.require_upstream(connection)
        waits, oldest = upstream.waits_up(connection, kinds=(devices.LAPTOP, devices.HUB))
        found = upstream.all_verdicts(connection, limit=SHOWN_AT_ONCE * 4)
        sight = Sight(server, connection, actor)
        rows = read_records(connection, {record for record, _dot, _code in found if record is not None})
        shown = sight.show(sight.visible(rows.values()))
        writers = devices.writers_of(connection, {dot[0] for _record, dot, _code in found})
        count = upstream.count_verdicts(connection)
    lines = tuple(
        SetAsideThere(
            shown[record],
            code,
            writers[dot[0]].person if dot[0] in writers else None,
            writers[dot[0]].code if dot[0] in writers else "",
        )
        for record, dot, code in found
        if record in shown
    )
    return CentreContact(centre, waits, oldest, count, lines[:SHOWN_AT_ONCE])
