"""Prints the Alembic operations that the declared tables still lack: `python -m tests.migrations.drafting records`."""

import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData

from migrations.server import steps
from sync_server.store.engine import open_database


def draft(line: str, metadata: MetaData) -> str:
    """Python code of the upgrade that brings a migrated store to `metadata`."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'draft.db'}")
        with database.transaction() as connection:
            steps.up(connection, line=line)
            context = MigrationContext.configure(connection)
            operations = produce_migrations(context, metadata).upgrade_ops
            code = render_python_code(operations) if operations is not None else ""
        database.dispose()
    return code


def declared(line: str) -> MetaData:
    """Every declared table of a line."""
    import importlib
    import pkgutil

    import sync_server.store as store
    from sync_server.store.keyset import KEYSET_METADATA
    from sync_server.store.metadata import METADATA

    for module in pkgutil.iter_modules(store.__path__):
        if module.name.startswith("tables"):
            importlib.import_module(f"{store.__name__}.{module.name}")
    return KEYSET_METADATA if line == steps.KEYSET else METADATA


if __name__ == "__main__":
    print(draft(sys.argv[1], declared(sys.argv[1])))
