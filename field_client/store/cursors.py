"""What this laptop knows of each server: its epoch, how far each scope was read, and what it has confirmed.

A cursor is (server, epoch, {scope: seq}); a confirmation is {incarnation: n}. Both are kept for each server apart:
what a hub confirmed still goes to the centre.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from field_client.store.database import Database, Row
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id

CENTRE, HUB = "centre", "hub"
NUMBER_BLOCK = 64


UPSTREAM = "upstream/"  # before a hub's id in `set_aside`: what it says of the centre, apart from its own verdicts


@dataclass(frozen=True, slots=True)
class ServerRow:
    """One server: kind (`centre` or `hub`), addresses with a space between, certificate, epoch as last known, sizes
    that suited the line, codings it reads, time of the last contact (ms)."""

    server: Id
    kind: str
    url: str
    certificate: bytes
    tls_authority: bytes
    epoch: str | None
    contact_at: int | None
    batch_bytes: int | None
    reply_bytes: int | None
    codings: tuple[str, ...]

    @property
    def urls(self) -> tuple[str, ...]:
        """Its addresses, the one that was reached first."""
        return tuple(self.url.split())


class Cursors:
    """Rows about servers and scopes; writing happens inside the caller's transaction where one is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def servers(self) -> tuple[ServerRow, ...]:
        """Every known server, the centre first."""
        rows = self._database.rows(_SERVERS + " ORDER BY kind, server")
        return tuple(_server(row) for row in rows)

    def server(self, server: Id) -> ServerRow:
        """One server; `store.server_unknown`."""
        row = self._database.row(_SERVERS + " WHERE server = ?", (server,))
        if row is None:
            raise HomewardError("store.server_unknown", server=server)
        return _server(row)

    def centre(self) -> ServerRow | None:
        """The centre, if this laptop was enrolled."""
        return next((row for row in self.servers() if row.kind == CENTRE), None)

    def put_server(self, server: Id, *, kind: str, url: str, certificate: bytes, tls_authority: bytes) -> None:
        """Adds a server, or changes its address and certificate."""
        self._database.execute(
            "INSERT INTO servers (server, kind, url, certificate, tls_authority) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (server) DO UPDATE SET kind = excluded.kind, url = excluded.url,"
            " certificate = excluded.certificate, tls_authority = excluded.tls_authority",
            (server, kind, url, certificate, tls_authority),
        )

    def put_reached(self, server: Id, url: str) -> None:
        """This address answered: it is tried first from now on."""
        row = self.server(server)
        if row.urls[:1] != (url,):
            urls = " ".join(dict.fromkeys([url, *row.urls]))
            self._database.execute("UPDATE servers SET url = ? WHERE server = ?", (urls, server))

    def remove_server(self, server: Id) -> None:
        """Forgets a server of which no scope is left."""
        for table in ("scopes", "confirmed", "receipts", "witnesses", "set_aside", "servers"):
            self._database.execute(f"DELETE FROM {table} WHERE server = ?", (server,))
        self._database.execute("DELETE FROM set_aside WHERE server = ?", (UPSTREAM + server,))

    def note_contact(
        self, server: Id, *, at: int, batch_bytes: int, reply_bytes: int, codings: tuple[str, ...]
    ) -> None:
        """After an exchange: when it was, and what suited the line."""
        self._database.execute(
            "UPDATE servers SET contact_at = ?, batch_bytes = ?, reply_bytes = ?, codings = ? WHERE server = ?",
            (at, batch_bytes, reply_bytes, " ".join(codings), server),
        )

    def reserve_number(self, server: Id) -> int:
        """The first of a block of 64 request numbers, reserved durably before any of them is used."""
        with self._database.transaction():
            sql = "SELECT next_number FROM servers WHERE server = ?"
            first = int(self._database.value(sql, (server,)) or 1)
            self._database.execute(
                "UPDATE servers SET next_number = ? WHERE server = ?", (first + NUMBER_BLOCK, server)
            )
        return first

    def jump_past(self, server: Id, number: int) -> None:
        """The server has seen `number`: the next block starts above it."""
        self._database.execute(
            "UPDATE servers SET next_number = max(next_number, ?) WHERE server = ?", (number + 1, server)
        )

    def epoch(self, server: Id) -> str | None:
        """The epoch under which the cursors of `server` were given."""
        epoch: str | None = self._database.value("SELECT epoch FROM servers WHERE server = ?", (server,))
        return epoch

    def put_epoch(self, server: Id, epoch: str) -> None:
        """The epoch that the server named; what it means for the cursors is the engine's to decide."""
        self._database.execute("UPDATE servers SET epoch = ? WHERE server = ?", (epoch, server))

    def of(self, server: Id) -> dict[str, int]:
        """{scope: seq} of a server."""
        return dict(self._database.rows("SELECT scope, seq FROM scopes WHERE server = ?", (server,)))

    def put(self, server: Id, cursors: Mapping[str, int]) -> None:
        """Advances cursors, in the transaction that applied what they stand for; a new scope is added."""
        self._database.execute_many(
            "INSERT INTO scopes (server, scope, seq) VALUES (?, ?, ?)"
            " ON CONFLICT (server, scope) DO UPDATE SET seq = excluded.seq",
            ((server, scope, seq) for scope, seq in cursors.items()),
        )

    def scope_numbers(self, server: Id) -> dict[str, int]:
        """{scope: number} under which memberships refer to it."""
        return dict(self._database.rows("SELECT scope, number FROM scopes WHERE server = ?", (server,)))

    def remove_scope(self, server: Id, scope: str) -> None:
        """Forgets a scope; its memberships were removed before."""
        self._database.execute("DELETE FROM scopes WHERE server = ? AND scope = ?", (server, scope))

    def confirmed(self, server: Id) -> dict[Id, int]:
        """{own incarnation: n} up to which `server` holds this laptop's changes."""
        return dict(self._database.rows("SELECT incarnation, n FROM confirmed WHERE server = ?", (server,)))

    def confirm(self, server: Id, incarnation: Id, n: int, *, at: int) -> None:
        """The server holds everything up to n. A restored server may name a lower n than before: that is believed."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO confirmed VALUES (?, ?, ?) ON CONFLICT (server, incarnation) DO UPDATE SET n = excluded.n",
                (server, incarnation, n),
            )
            self._database.execute(
                "DELETE FROM receipts WHERE server = ? AND incarnation = ? AND n > ?", (server, incarnation, n)
            )
            self._database.execute("INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?)", (server, incarnation, n, at))

    def at_centre(self) -> dict[Id, int]:
        """{own incarnation: n} that the centre holds: by its own word, or by what a hub says of it. For telling a
        person only; what is sent to the centre follows its own word alone."""
        centre = self.centre()
        found = {} if centre is None else self.confirmed(centre.server)
        rows = self._database.rows("SELECT substr(name, 6), value FROM meta WHERE name >= 'told/' AND name < 'told0'")
        for incarnation, n in rows:
            found[incarnation] = max(found.get(incarnation, 0), int(n))
        return found

    def tell(self, incarnation: Id, n: int) -> None:
        """A hub says that the centre holds everything up to n."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"told/{incarnation}", str(n)))

    def highest_confirmed(self, incarnation: Id) -> int:
        """The highest n that any server has confirmed of an own incarnation; 0 for none."""
        sql = "SELECT coalesce(max(n), 0) FROM confirmed WHERE incarnation = ?"
        return int(self._database.value(sql, (incarnation,)))

    def received_at(self, server: Id, incarnation: Id, n: int) -> int | None:
        """When `server` confirmed a change (ms), None while it has not."""
        at: int | None = self._database.value(
            "SELECT min(at) FROM receipts WHERE server = ? AND incarnation = ? AND n >= ?", (server, incarnation, n)
        )
        return at


def _server(row: Row) -> ServerRow:
    server, kind, url, certificate, tls_authority, epoch, contact_at, batch_bytes, reply_bytes, codings = row
    return ServerRow(
        server=server,
        kind=kind,
        url=url,
        certificate=certificate,
        tls_authority=tls_authority,
        epoch=epoch,
        contact_at=contact_at,
        batch_bytes=batch_bytes,
        reply_bytes=reply_bytes,
        codings=tuple(codings.split()),
    )


_SERVERS = (
    "SELECT server, kind, url, certificate, tls_authority, epoch, contact_at, batch_bytes, reply_bytes, codings"
    " FROM servers"
)
