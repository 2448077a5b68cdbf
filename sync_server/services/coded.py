"""Coded dossiers of the centre: made with the line of a dossier after every change, later where they are missing."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from casework.reports.coded import code_dossier, read_coded
from shared_schema.identifiers import Id
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from sync_server.server import Server
from sync_server.services.dossiers import dossiers_of_homes
from sync_server.store.records import RecordRow
from sync_server.store.reports import drop_coded, homes_without_codes, put_coded, read_coded_dossiers
from sync_server.store.standing_lists import Reach

AT_ONCE = 200


def make_coded(server: Server, connection: Connection, dossiers: Iterable[Dossier]) -> None:
    """Write the codes of dossiers that were read in this transaction."""
    now, made, gone = server.clock(), list[tuple[Id, str, int]](), list[Id]()
    for one in dossiers:
        if one.head is None:
            gone.append(one.home)
        else:
            made.append((one.home, code_dossier(one), now))
    put_coded(connection, made)
    drop_coded(connection, gone)


def make_missing_codes(server: Server, *, at_most: int = AT_ONCE) -> int:
    """Makes codes of dossiers that have none yet; how many."""
    with server.database.snapshot() as connection:
        homes = homes_without_codes(connection, limit=at_most)
    if not homes:
        return 0

    def work(connection: Connection) -> int:
        read = dossiers_of_homes(server, connection, homes, sees=_is_told, has_clearance=False)
        make_coded(server, connection, [one for one in read.values() if one.head is not None])
        return len(read)

    return server.database.run(work)


def coded_dossiers(connection: Connection, reach: Reach) -> Iterator[Dossier]:
    """Every dossier within reach, from its codes; none of them is opened."""
    for home, text in read_coded_dossiers(connection, reach):
        yield read_coded(home, text)


def _is_told(row: RecordRow) -> bool:
    return not row.is_restricted and not (row.kind in KINDS and KINDS[row.kind].restricted)
