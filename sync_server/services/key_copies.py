"""Copies of the key set between the nightly ones: after an erasure, and when keys were replaced.

Where the settings name no folder or no recipients there are no copies, and nothing is done.
"""

from sync_server.server import Server
from sync_server.services.backup import KEEP_KEY_SETS, BackupTools, keep_key_set, keep_newest, keys_folder


def copy_keys(server: Server) -> None:
    """A copy of the key set as it is now; the newest two stay. Raises as `keep_key_set`."""
    _copy(server, keep=KEEP_KEY_SETS)


def replace_key_copies(server: Server) -> None:
    """A copy of the key set as it is now, and none from before: an older one holds what was destroyed since."""
    _copy(server, keep=1)


def _copy(server: Server, *, keep: int) -> None:
    folder, recipients = server.config.backup_folder, server.config.backup_recipients
    if folder is None or not recipients:
        return
    tools = BackupTools(server.config, server.keys, server.clock, server.random)
    place = keys_folder(server.config, folder)
    keep_key_set(tools, server.database, server.keyset.database, folder=place, recipients=recipients)
    keep_newest(place, pattern="keys-*", keep=keep)
