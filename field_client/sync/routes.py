"""Which servers a laptop may talk to, and in which order it tries them (sync.md section 6, security.md 4.11).

The centre signs, for the laptops of each office, where the centre and the hubs of that office are; every server in that
list is certified by the organisation's root. The centre is tried first; where it cannot be reached, a hub of the office
takes what waits, and the centre is still given everything when it is met.

Promise: a server is known by its certificate alone, never by what answers at an address. Refused: asking a hub that was
withdrawn, or believing a list with a lower number.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from field_client.store.cursors import CENTRE, HUB, ServerRow
from field_client.store.local_store import LocalStore
from shared_schema.certificates import ServerCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.signed import body_unverified
from shared_schema.signed_lists import ListedServer, read_servers

SERVERS = "servers"
NOT_REACHED = frozenset({"sync.no_contact", "sync.cut", "tls.no_contact", "server.too_busy"})
T = TypeVar("T")


def by_routes(servers: Sequence[ServerRow], sync: Callable[[ServerRow], T]) -> T:
    """What `sync` gives for the first server that can be reached. Raises `sync.not_enrolled` without any, what the
    first server's line said where none is reached, and at once whatever else a server answers."""
    first: HomewardError | None = None
    for row in servers:
        try:
            return sync(row)
        except HomewardError as error:
            if error.code not in NOT_REACHED:
                raise
            first = first or error
    raise first or HomewardError("sync.not_enrolled")


def use_servers(store: LocalStore, data: bytes, *, root_key: bytes, office: Id, at: int) -> bool:
    """Takes over a list in the caller's transaction: adds servers, follows new addresses, forgets hubs that were
    withdrawn or no longer serve the office. Says whether it was newer than the one held."""
    listed = read_servers(data, root_key=root_key)
    held = store.identity.read_list(SERVERS)
    if listed.office != office or (held is not None and held[0] >= listed.number):
        return False
    store.identity.put_list(SERVERS, listed.number, data)
    serving = {one.says.server: one for one in listed.servers if _is_for(one, office)}
    for one in serving.values():
        _put(store, one)
    for row in store.cursors.servers():
        if row.kind == HUB and (row.server not in serving or row.server in listed.withdrawn):
            forget_server(store, row.server, at=at)
    return True


def forget_server(store: LocalStore, server: Id, *, at: int) -> None:
    """A server that is asked no more: what was held on its account alone leaves, own work stays in the log."""
    store.leaving.use_scopes(server, (), at=at)
    store.cursors.remove_server(server)


def centre_certificate(store: LocalStore, *, root_key: bytes) -> ServerCertificate | None:
    """Who the centre is, None for a laptop that knows only a hub yet."""
    row = store.cursors.centre()
    return None if row is None else read_server_certificate(row.certificate, root_key=root_key)


def _put(store: LocalStore, one: ListedServer) -> None:
    says = one.says
    known = {row.server: row for row in store.cursors.servers()}.get(says.server)
    if known is not None and read_serial(known) > says.serial:
        return
    store.cursors.put_server(
        says.server,
        kind=says.kind,
        url=" ".join(_addresses(one.urls, known)),
        certificate=one.certificate,
        tls_authority=one.authority.encode("ascii"),
    )


def read_serial(row: ServerRow) -> int:
    """The serial number of the certificate that is held of a server."""
    return int(body_unverified(row.certificate)["serial"])  # it was verified when it was kept


def _addresses(urls: Iterable[str], known: ServerRow | None) -> tuple[str, ...]:
    """The address by which this laptop has reached it stays first, listed or not (a person may have named it, and
    whoever answers there still has to prove who it is); then the listed ones."""
    return tuple(dict.fromkeys([*(known.urls[:1] if known is not None else ()), *urls]))


def _is_for(one: ListedServer, office: Id) -> bool:
    return one.says.kind == CENTRE or office in one.says.offices
