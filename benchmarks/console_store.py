"""A centre with 100,000 cases of 25 offices: sealed records, coded lines, search rows, a long review queue. Kept.

Filled through the store's own rooms from some hundred invented dossiers, whose ids and people are exchanged for others;
names are those of `benchmarks.people`. Kept below the folder for temporary files, because filling takes minutes.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, select

from benchmarks.centre import Centre
from benchmarks.console_cases import Case, make_template
from benchmarks.console_people import add_pool
from benchmarks.people import HABITS, people
from benchmarks.postgres import Postgres, running_postgres
from shared_schema.rules.reading import day_of_ms
from sync_server.server import Server, open_stores, system_clock
from sync_server.services.setup import migrate
from sync_server.store.engine import Database
from sync_server.store.feed import place
from sync_server.store.keyset import KEYSET_METADATA
from sync_server.store.match_profiles import put_profiles
from sync_server.store.metadata import METADATA
from sync_server.store.records import put_dossiers, put_records
from sync_server.store.reports import put_coded
from sync_server.store.review_items import put_items
from sync_server.store.standings import put_standings

FORM = 3  # of what is filled; another number makes the kept store anew
TEMPLATES, AT_ONCE = 240, 500
SEED = 77


def kept_centre(cases: int) -> Centre:
    """The centre on SQLite, filled now or by an earlier run of the same day (visits fall due by the day)."""
    folder = Path(tempfile.gettempdir()) / "homeward-bench-console" / f"{FORM}-{cases}-{day_of_ms(system_clock())}"
    if (folder / "complete").exists():
        centre = Centre(folder, is_founded=True)
        migrate(*open_stores(centre.config))
        return centre
    for former in folder.parent.glob(f"*-{cases}-*"):
        shutil.rmtree(former, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o711)  # PostgreSQL, which is another user, keeps its data below
    centre = Centre(folder)
    centre.with_server(lambda server: _fill(server, cases))
    _ripen(centre)
    (folder / "complete").touch()
    return centre


def _ripen(centre: Centre) -> None:
    """Lets lines say what none of the invented dossiers is: returned, closed, closed long ago."""
    records, keyset = open_stores(centre.config)
    with records.transaction() as connection:
        for words in _RIPE:
            connection.exec_driver_sql(words)
        connection.exec_driver_sql("UPDATE standing_owners SET counted_for = ''")
        connection.exec_driver_sql("ANALYZE")
    for one in (records, keyset):
        one.dispose()


_RIPE = (
    "UPDATE standings SET reunified_on = date('now', '-' || (rowid % 700) || ' days') "
    "WHERE kind = 'case' AND rowid % 9 = 0",
    "UPDATE standings SET status = 'closed', due_on = NULL, overdue_on = NULL, escalated_on = NULL, is_lost = 0, "
    "open_alerts = 0, open_matches = 0, attempts = 0, closed_on = date('now', '-' || (rowid % 3650) || ' days') "
    "WHERE kind = 'case' AND rowid % 12 = 0",
)


@contextmanager
def kept_on_postgres(centre: Centre) -> Iterator[tuple[Centre, Postgres]]:
    """The same rows in a PostgreSQL whose data are kept beside the SQLite file, since copying takes minutes too."""
    folder = centre.folder / "postgres"
    centre.folder.chmod(0o711)
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o711)
    with running_postgres(folder / "data") as postgres:
        if (folder / "complete").exists():
            made = Centre(folder / "centre", database=postgres.address("console"), is_founded=True)
            migrate(*open_stores(made.config))
        else:
            made = copied_to_postgres(centre, folder / "centre", postgres.fresh("console"))
            (folder / "complete").touch()
        yield made, postgres


def copied_to_postgres(centre: Centre, folder: Path, database: str) -> Centre:
    """The same rows under the same keys in PostgreSQL: a centre of its own in `folder`."""
    folder.mkdir(parents=True)
    for file in (centre.config.key_file, centre.config.server_key_file):
        shutil.copy(file, folder / Path(file).name)
    made = Centre(folder, database=database, is_founded=True)
    before, after = open_stores(centre.config), open_stores(made.config)
    migrate(*after)
    for source, target, tables in zip(before, after, (METADATA, KEYSET_METADATA), strict=True):
        for table in tables.sorted_tables:
            _copy_table(source, target, table)
        with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")  # what its own housekeeping does within a day
    for one in (*before, *after):
        one.dispose()
    return made


def _copy_table(source: Database, target: Database, table: Table) -> None:
    target.run(lambda into: into.execute(delete(table)) and None)  # what a migration put there
    with source.snapshot() as connection:
        found = connection.execution_options(yield_per=5000).execute(select(table))
        for part in found.mappings().partitions(5000):
            rows = [dict(row) for row in part]
            target.run(lambda into, rows=rows: into.execute(insert(table), rows) and None)


def _fill(server: Server, cases: int) -> None:
    pool = add_pool(server)
    today = day_of_ms(server.clock())
    templates = [make_template(seed, pool, today) for seed in range(TEMPLATES)]
    chance = random.Random(SEED)
    names = people(SEED, cases, noise=HABITS)
    numbers = iter(range(cases))
    while part := list(islice(numbers, AT_ONCE)):
        made = [Case(server, pool, chance, templates[n % TEMPLATES], names[n], n) for n in part]
        server.sealing.prepare([home for one in made for home in one.homes])
        server.database.run(lambda connection, made=made: _write(server, connection, made))
    with server.database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")


def _write(server: Server, connection: Any, made: Sequence[Case]) -> None:
    records = [one for case in made for one in case.records()]
    put_records(connection, [row for row, _placings, _profile in records], {})
    put_dossiers(connection, [row for case in made for row in case.dossiers()])
    place(connection, [placing for _row, placings, _profile in records for placing in placings], {})
    profiles = [profile for _row, _placings, profile in records if profile is not None]
    put_profiles(connection, server.sealing, profiles, now_ms=server.clock())
    put_standings(connection, [line for case in made for line in case.lines()])
    put_coded(connection, [(case.home, case.coded(), server.clock()) for case in made])
    put_items(connection, [item for case in made if (item := case.item) is not None])
