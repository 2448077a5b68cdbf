"""One open laptop: its store, its book, its keys, and its contact with servers, by turns over each of their addresses.

Promise: after any contact the anchor is written, the lease is renewed, and orders of the office are obeyed. Refused:
opening one: `field_client/app.py` puts it together.
"""

from dataclasses import dataclass, field, replace
from threading import Lock

from field_client.config import Config
from field_client.lease_keeping import LeaseKeeper
from field_client.safety import order, wipe
from field_client.store.book import LocalCaseBook
from field_client.store.cursors import HUB, ServerRow
from field_client.store.identity import HIGHEST_CLOCK, SLOT_GENERATION, Identity
from field_client.store.lives import begin_life, common_with_servers, is_left, mint_again
from field_client.store.local_store import LocalStore
from field_client.store.rebuild import Rebuilt, rebuild
from field_client.store_lock import StoreLock
from field_client.sync.carrier import Watch
from field_client.sync.chunk_line import ChunkLine
from field_client.sync.engine import Engine
from field_client.sync.line import Line
from field_client.sync.lists import Lists
from field_client.sync.numbers import StoredNumbers
from field_client.sync.photo_plan import THUMBNAILS
from field_client.sync.photos import Budget, Photos, choice_of
from field_client.sync.report import SyncReport
from field_client.sync.routes import by_routes, centre_certificate
from field_client.sync.transport import Transport
from field_client.tools import Tools
from field_client.unlocking import renew_copies
from field_client.vault.incarnation import Incarnation, new_incarnation, write_incarnation
from field_client.vault.keys import DeviceKeys
from field_client.vault.vault import Vault
from shared_schema.certificates import ServerCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.coding import ZSTD, Codings


@dataclass(slots=True)
class Laptop:
    """One open laptop. `alerts` = codes of what was noticed at opening; `book` is what screens and commands ask."""

    config: Config
    tools: Tools
    lock: StoreLock
    vault: Vault
    store: LocalStore
    book: LocalCaseBook
    identity: Identity
    keys: DeviceKeys
    alerts: tuple[str, ...] = ()
    _lines: dict[Id, Line] = field(default_factory=dict)
    _open_at: dict[Id, str] = field(default_factory=dict)  # the address to which a server's line is open
    _numbers: dict[Id, StoredNumbers] = field(default_factory=dict)
    _running: dict[Id, Lock] = field(default_factory=dict)

    def sync(
        self,
        *,
        server: Id | None = None,
        watch: Watch | None = None,
        up_to_bytes: int | None = None,
        photos: str | None = None,
    ) -> SyncReport:
        """Sends and receives once with a server; with the first that can be reached, if none is named: the centre, then
        hubs of the office. Then photos, as far as `photos` says (the choice that is kept, if nothing). Raises what
        `Engine.sync` raises; what breaks photos off is in the report."""
        known = self.store.cursors.servers()
        asked = known if server is None else tuple(row for row in known if row.server == server)
        kept = THUMBNAILS if order.is_to_be_erased(self.store) else choice_of(self.store)  # own ones go out first
        budget = Budget(up_to_bytes, photos or kept)
        report = by_routes(asked, lambda row: self._sync_at(row, watch=watch, budget=budget))
        self.store.write_anchor(now=self.store.identity.number(HIGHEST_CLOCK))
        noticed = (*report.alerts, *renew_copies(self), *self.obey_orders())
        return replace(report, alerts=tuple(dict.fromkeys(noticed)))

    def lease(self) -> LeaseKeeper:
        """What renews the lease of this laptop."""
        return LeaseKeeper(self.store, self.tools.files, self.config.data, self.tools.clock)

    def obey_orders(self) -> tuple[str, ...]:
        """After any contact with the office, by whatever route: the lease is as long as it says now. If it ordered this
        laptop to erase itself and the centre holds everything written here, the keys are destroyed. Gives alerts
        (codes)."""
        self.lease().take_policy()
        if not order.is_to_be_erased(self.store):
            return ()
        if not order.may_be_erased(self.store):
            return (order.ORDERED,)
        wipe.destroy_keys(self.tools.files, self.config.folder)
        return (order.OBEYED,)

    def photos(self, server: Id) -> Photos:
        """Photos and papers with one server, over the line on which the records went."""
        if server not in self._lines:
            self.engine(server)
        line = ChunkLine(
            self._lines[server],
            server,
            self.identity.device,
            self.keys.signer(),
            self._numbers[server],
            self.tools.clock,
            Codings(),
        )
        return Photos(self.store, line, server, self._running[server])

    def _sync_at(self, row: ServerRow, *, watch: Watch | None, budget: Budget) -> SyncReport:
        """At the first of a server's addresses that answers."""
        last = HomewardError("sync.no_contact")
        for url in row.urls:
            try:
                report = self.engine(row.server, url=url).sync(watch=watch, up_to_bytes=budget.bytes)
            except HomewardError as error:
                if error.code not in ("sync.no_contact", "tls.no_contact"):
                    raise
                last = error
                continue
            self.store.cursors.put_reached(row.server, url)
            moved = self.photos(row.server).sync(
                choice=budget.photos, watch=watch, up_to_bytes=budget.after(report.bytes_up + report.bytes_down)
            )
            self.store.chunks.sweep(now=self.tools.clock())
            return replace(report, is_office=row.kind == HUB, photos=moved)
        raise last

    def centre(self) -> ServerRow:
        """The row of the centre; `sync.not_enrolled`."""
        row = self.store.cursors.centre()
        if row is None:
            raise HomewardError("sync.not_enrolled")
        return row

    def engine(self, server: Id, *, url: str | None = None) -> Engine:
        """The engine for one server, over the line that is open to it; to another address a new one is opened."""
        row = self.store.cursors.server(server)
        certificate = read_server_certificate(row.certificate, root_key=self.identity.root_key)
        address = url or self._open_at.get(server) or row.urls[0]
        if self._open_at.get(server) != address:
            pem = row.tls_authority.decode("ascii") or None
            self._lines[server] = self.tools.open_line(address, pem)
            self._open_at[server] = address
        line = self._lines[server]
        transport = Transport(
            line=line,
            server=server,
            device=self.identity.device,
            sign=self.keys.signer(),
            numbers=self._numbers.setdefault(server, StoredNumbers(self.store.cursors, server)),
            codings=Codings(dictionary=self.tools.dictionary),
            clock=self.tools.clock,
            readable=row.codings or (ZSTD,),
        )
        return Engine(
            store=self.store,
            carrier=transport,
            server=server,
            signer=self.keys.signer(),
            lists=Lists(
                self.store, certificate, self._centre_or(certificate), self.lease().keep_secret, self.tools.clock
            ),
            clock=self.tools.clock,
            contact=self.lease().note_contact,
            leave_damage=self.leave_damage,
            leave_fork=lambda incarnation, n: self.leave_fork(server, incarnation, n),
            count_conflicts=lambda: len(self.book.conflicts()),
            running=self._running.setdefault(server, Lock()),
        )

    def _centre_or(self, certificate: ServerCertificate) -> ServerCertificate:
        return centre_certificate(self.store, root_key=self.identity.root_key) or certificate

    def take_new_life(self, reason: str) -> None:
        """Begins a new incarnation, told to servers at the next contact, which then also compares digests."""
        life = self._new_incarnation()
        begin_life(self.store, new=life.id, reason=reason, sign=self.keys.signer(), now=self.tools.clock())
        write_incarnation(self.tools.files, self.config.folder.incarnation, life)
        self._compare_at_next_contact()

    def rebuild(self) -> Rebuilt:
        """Makes records, search and sums again; what was let go is compared with the servers at the next contact."""
        made = rebuild(self.store)
        if made.wanted:
            self._compare_at_next_contact()
        return made

    def leave_fork(self, server: Id, incarnation: Id, n: int) -> None:
        """Begins a new incarnation and mints again what the server's chain, which ends at n, is not known to hold.

        A server that names an incarnation of which this log knows nothing means the newest one here was left behind.
        """
        if all(life.id != incarnation for life in self.store.log.incarnations()):
            incarnation = self.store.log.current().id
            n = self.store.cursors.confirmed(server).get(incarnation, 0)
        common = common_with_servers(self.store, incarnation, n=n)
        if not is_left(self.store, incarnation, common=common):
            self._mint_again(incarnation, common=common, reason="forked")

    def leave_damage(self, incarnation: Id, n: int) -> None:
        """Begins a new incarnation because entry n of an own one is damaged; what can be read from there on is minted
        again."""
        if any(life.id == incarnation and life.ends_at is None for life in self.store.log.incarnations()):
            self._mint_again(incarnation, common=n - 1, reason="log_damaged")

    def keep_generation(self) -> None:
        """After the vault's slots changed: the store says so too, so that older slots are noticed."""
        self.store.identity.put_fact(SLOT_GENERATION, str(self.vault.generation))

    def close(self) -> None:
        """Closes store and lock; doing it twice is harmless."""
        self.store.database.close()
        self.lock.release()

    def _compare_at_next_contact(self) -> None:
        for row in self.store.cursors.servers():
            self.store.word.remember_differing(row.server, self.store.cursors.of(row.server))

    def _mint_again(self, incarnation: Id, *, common: int, reason: str) -> None:
        life = self._new_incarnation()
        mint_again(
            self.store,
            incarnation=incarnation,
            common=common,
            new=life.id,
            reason=reason,
            sign=self.keys.signer(),
            random=self.tools.random,
            now=self.tools.clock(),
        )
        write_incarnation(self.tools.files, self.config.folder.incarnation, life)

    def _new_incarnation(self) -> Incarnation:
        return new_incarnation(vault=self.vault.id, machine_id=self.tools.machine, random=self.tools.random)
