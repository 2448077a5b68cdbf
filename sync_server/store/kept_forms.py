"""Forms that wait for passphrase and code: at most one for each session, sealed; the row goes when its session goes."""

from sqlalchemy import Connection, delete, insert, select

from sync_server.store.tables_sessions import kept_forms


def put_form(connection: Connection, token: bytes, form_sealed: bytes) -> None:
    """A form waits in the session with this hash of a cookie, in the place of any other."""
    delete_form(connection, token)
    connection.execute(insert(kept_forms).values(token=token, form_sealed=form_sealed))


def find_form(connection: Connection, token: bytes) -> bytes | None:
    """What waits in this session, sealed; None where nothing does."""
    found = connection.scalar(select(kept_forms.c.form_sealed).where(kept_forms.c.token == token))
    return None if found is None else bytes(found)


def delete_form(connection: Connection, token: bytes) -> None:
    """Nothing waits in this session any more."""
    connection.execute(delete(kept_forms).where(kept_forms.c.token == token))
