"""The laptop's store put together: one database and the rooms that share it. Composed once, handed to all others."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from casework.matching.indexed import Indexed
from casework.names.tokens import Tokens
from field_client.files import Files
from field_client.store.act_notes import ActNotes
from field_client.store.chunk_names import ChunkNames
from field_client.store.chunks import CHUNK_FOLDER, Chunks
from field_client.store.cursors import Cursors
from field_client.store.database import Database, engine_errors, migrate
from field_client.store.drafts import Drafts
from field_client.store.identity import CLOCK_OFFSET, HIGHEST_CLOCK, IdentityTable
from field_client.store.leaving import Leaving
from field_client.store.log import OwnLog
from field_client.store.marks import Marks
from field_client.store.match_index import MatchIndex
from field_client.store.outbox import Outbox
from field_client.store.receiving import Receiving
from field_client.store.records import Records
from field_client.store.relayed import Relayed
from field_client.store.scopes import Memberships
from field_client.store.search import Search
from field_client.store.sums import Sums
from field_client.store.word import Word
from field_client.vault.anchor import Anchor
from migrations.client.steps import STEPS
from shared_schema.errors import HomewardError
from shared_schema.records.kind import Kind

WriteAnchor: TypeAlias = Callable[[Anchor], None]


@dataclass(frozen=True, slots=True)
class LocalStore:
    """The rooms of one open store. Writes over several of them happen inside `transaction()`."""

    database: Database
    kinds: Mapping[str, Kind]
    identity: IdentityTable
    log: OwnLog
    cursors: Cursors
    sums: Sums
    search: Search
    names: MatchIndex
    records: Records
    memberships: Memberships
    receiving: Receiving
    leaving: Leaving
    word: Word
    marks: Marks
    relayed: Relayed
    outbox: Outbox
    drafts: Drafts
    chunks: Chunks
    seal_anchor: WriteAnchor
    act_notes: ActNotes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction over rows, search and sums; inside another one, a part that can fail alone."""
        with self.database.transaction():
            self.sums.write()
            try:
                yield
                self.sums.write()
            except BaseException:
                self.sums.forget()
                raise

    def write_anchor(self, *, now: int) -> bool:
        """Seals the head of the log after a commit; says whether it could. Behind by some saves it still holds.

        What was committed stands even if the disk is full for the anchor, so this never takes a save back.
        """
        head = self.log.current()
        right = min(now, now + self.identity.number(CLOCK_OFFSET))  # a clock that runs ahead is no later day
        high_water = max(right, self.identity.number(HIGHEST_CLOCK))
        try:
            self.seal_anchor(Anchor(head.id, head.n, head.link, high_water))
        except HomewardError as error:
            if not error.code.startswith("files."):
                raise
            return False
        return True


def open_local_store(
    database: Database, *, kinds: Mapping[str, Kind], seal_anchor: WriteAnchor, files: Files | None = None
) -> LocalStore:
    """Migrates the store and puts its rooms together; chunks of files lie in a folder beside the database."""
    with engine_errors():
        migrate(database, [STEPS])
    sums, log, cursors = Sums(database), OwnLog(database), Cursors(database)
    search, names = Search(database, Tokens(kinds)), MatchIndex(database, Indexed(kinds))
    names.build()
    chunks = chunks_of(database, files=files or Files())
    chunk_names = chunks.names
    records = Records(database, kinds=kinds, search=search, names=names, sums=sums, chunks=chunk_names)
    memberships = Memberships(database, cursors=cursors, records=records, sums=sums, kinds=kinds)
    word = Word(database, cursors=cursors)
    receiving = Receiving(records=records, log=log, memberships=memberships, cursors=cursors, kinds=kinds, word=word)
    return LocalStore(
        database=database,
        kinds=kinds,
        identity=IdentityTable(database),
        log=log,
        cursors=cursors,
        sums=sums,
        search=search,
        names=names,
        records=records,
        memberships=memberships,
        receiving=receiving,
        leaving=Leaving(
            database,
            records=records,
            log=log,
            memberships=memberships,
            cursors=cursors,
            receiving=receiving,
            word=word,
            chunks=chunk_names,
        ),
        word=word,
        marks=Marks(database, records=records),
        relayed=Relayed(database),
        outbox=Outbox(log=log, cursors=cursors),
        drafts=Drafts(database),
        chunks=chunks,
        act_notes=ActNotes(database),
        seal_anchor=seal_anchor,
    )


def chunks_of(database: Database, *, files: Files) -> Chunks:
    """The chunks that belong to a store: in a folder beside the database."""
    folder = database.path.with_name(CHUNK_FOLDER)
    return Chunks(files, folder, names=ChunkNames(database), drafts=Drafts(database), log=OwnLog(database))
