"""A backup each night at 02:00 in Phnom Penh (19:00 UTC), where the settings name a folder and two recipients.

Each night once, whichever process comes first; a night that was missed is caught up at the start; what was made is
read again at once.
"""

from sqlalchemy import Connection

from sync_server.jobs.job import Job
from sync_server.logs import log_event
from sync_server.server import Server
from sync_server.services.backup import BackupTools, check_backup, keep_key_set, keep_newest, keys_folder, make_backup
from sync_server.services.backup_chunks import drop_old_chunks, lacking_chunks
from sync_server.store.audit import find_rows
from sync_server.store.rates import count_use

DAY_MS = 86_400_000
AT_MS = 19 * 3_600_000
CLAIM_MS = 1_800_000  # a process that died over it is followed by another one after half an hour
KEEP = 14


def back_up(server: Server) -> None:
    """One turn: nothing, or this night's backup."""
    folder = server.config.backup_folder
    if folder is None or not server.config.backup_recipients or not _is_due(server) or not _claim(server):
        return
    tools = BackupTools(server.config, server.keys, server.clock, server.random)
    recipients = server.config.backup_recipients
    made = make_backup(tools, server.database, folder=folder, recipients=recipients)
    manifest = check_backup(tools, made)
    place = keys_folder(server.config, folder)
    keys = keep_key_set(tools, server.database, server.keyset.database, folder=place, recipients=recipients)
    check_backup(tools, keys)
    dropped = keep_newest(folder, pattern="homeward-*", keep=KEEP)
    lacking = len(lacking_chunks(made, manifest, source=server.chunks))
    drop_old_chunks(folder, server_key=server.keys.signing_key, source=server.chunks)
    rows = sum(manifest.counts.values())
    log_event(server.logger, "backup.made", backup=made.stem, rows=rows, dropped=dropped, chunks_lacking=lacking)


def _is_due(server: Server) -> bool:
    night = (server.clock() - AT_MS) // DAY_MS * DAY_MS + AT_MS
    with server.database.snapshot() as connection:
        made = find_rows(connection, action="backup.made")
    return not any(entry.row.at >= night for entry in made)


def _claim(server: Server) -> bool:
    def work(connection: Connection) -> int:
        return count_use(connection, "job/nightly_backup", window_ms=CLAIM_MS, now_ms=server.clock())

    return server.database.run(work) == 1


JOB = Job("nightly_backup", 60.0, back_up)
