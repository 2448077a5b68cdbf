"""Who takes the disk, a dump, a backup before encryption or the log of the centre finds no name in it.

Names go through the real exchange into states, set-aside, held, homeless, early and newer changes; then every byte
that the centre left anywhere is searched, also for their hashes.
"""

import subprocess
from pathlib import Path

import psycopg
import pytest

from sync_server.jobs.scheduler import find_jobs, run_job
from sync_server.store.dump import copy_sqlite
from sync_server.store.records import open_state, read_records
from tests.builders.field import a_laptop
from tests.central import a_central
from tests.security.canaries import as_sent, files_with, hits, needles, push_through_every_door

WAITING = ("homeless", "a name where a code belongs", "held behind it", "a code of a newer version")


@pytest.fixture
def centre(tmp_path):
    """Makes a centre full of canaries: (central, what became of each change, the laptop)."""
    made = []

    def make(urls):
        folder = tmp_path / "centre"
        folder.mkdir()
        central = a_central(urls, folder)
        made.append(central)
        office = central.office("BTB")
        central.person("sophea", office=office)
        laptop = a_laptop(central, "sophea")
        became = push_through_every_door(laptop, office)
        for job in find_jobs():
            assert run_job(job, central.server), job.name
        laptop.exchange(max_reply_bytes=8_000_000)
        assert hits(as_sent(laptop), needles())
        return central, became, laptop

    yield make
    for central in made:
        central.close()


def test_the_canaries_went_through_every_door(centre, store_urls):
    central, became, laptop = centre(store_urls)
    applied = [what for what, code in became.items() if code == "applied"]
    assert "case" in applied and "an unknown register" in applied and len(applied) >= 8
    assert all(became[what] != "applied" for what in WAITING)
    assert len(set(became.values())) >= 4
    with central.server.database.snapshot() as connection:
        rows = read_records(connection, laptop.received)
    opened = b"".join(open_state(central.server.sealing, row).compact for row in rows.values())
    assert hits(opened, needles())


def test_no_name_lies_in_the_files_of_the_store(centre, sqlite_urls, tmp_path):
    central, _became, _laptop = centre(sqlite_urls)
    files = {path.name for path in tmp_path.iterdir()}
    assert {"records.db", "records.db-wal", "keyset.db"} <= files
    assert files_with(tmp_path, needles()) == []
    copy = tmp_path / "copy.db"
    copy_sqlite(central.server.config.database, copy)
    assert copy.stat().st_size > 100_000 and not hits(copy.read_bytes(), needles())


@pytest.mark.postgres
def test_no_name_lies_in_postgresql_its_dump_or_its_write_ahead_log(centre, postgres_urls, postgres_server):
    central, _became, _laptop = centre(postgres_urls)
    url = central.server.config.database
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    dump = subprocess.run([postgres_server.program("pg_dump"), url], capture_output=True, check=True).stdout
    assert b"CREATE TABLE keys.home_keys" in dump and len(dump) > 100_000
    escaped = [needle.hex().encode() for needle in needles()]  # bytea is printed in hex
    assert not hits(dump, [*needles(), *escaped])
    assert files_with(Path(folder), needles()) == []


def test_no_name_is_in_the_log(centre, sqlite_urls, capfd, caplog):
    central, _became, _laptop = centre(sqlite_urls)
    out, err = capfd.readouterr()
    written = (central.log.getvalue() + out + err + caplog.text).encode()
    assert b"request" in written and not hits(written, needles())
