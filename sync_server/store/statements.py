"""The few shapes of SQL that handle many rows at once, on SQLite and PostgreSQL: put, add, fetch by keys; and the one
that finds rows by what their columns say, made once for all that ask alike.

PostgreSQL takes whole columns as arrays, SQLite the driver's executemany; a list of keys is one parameter on both.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    CursorResult,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from shared_schema import canonical

Rows: TypeAlias = Sequence[tuple[Any, ...]]


def one_of(column: ColumnElement[str], name: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Whether a column holds one of a list that is the one parameter `name` (`list_for`), however long it is."""
    if is_sqlite:
        return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))
    return column == any_(bindparam(name, type_=ARRAY(String)))


def is_among(column: ColumnElement[str], name: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """The same for a plain list that is asked of row after row: in one parameter SQLite would read the list for each;
    to PostgreSQL a hundred parameters cost more than the question."""
    return column.in_(bindparam(name, expanding=True)) if is_sqlite else one_of(column, name, is_sqlite=False)


def list_for(values: Iterable[str], *, is_sqlite: bool) -> Any:
    """A list as the parameter of `one_of`."""
    listed = list(values)
    return canonical.dumps(listed).decode() if is_sqlite else listed


def put_rows(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Rows,
    *,
    unless_older: str = "",
    as_before: tuple[str, ...] = (),
) -> None:
    """Insert rows, or put their columns over the rows that have the same primary key; `unless_older` names a column
    of versions: a row that holds a higher one stays. `as_before` names columns in which the rows that are there already
    say the same: SQLite writes every index of a column that it is told to set, whatever it is set to."""
    _write(connection, table, columns, rows, conflict="put", unless_older=unless_older, as_before=as_before)


def add_rows(connection: Connection, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
    """Insert rows that must not be there yet."""
    _write(connection, table, columns, rows, conflict="")


def add_missing(connection: Connection, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
    """Insert the rows whose primary key is not there yet, leave the others as they are."""
    _write(connection, table, columns, rows, conflict="skip")


def fetch(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    *,
    key: str,
    values: Iterable[str],
    and_where: str = "",
    group_by: str = "",
    order_by: str = "",
    lock: bool = False,
) -> Rows:
    """`columns` of the rows whose `key` is one of `values`; `lock` takes row locks in the order given."""
    wanted = list(values)
    if not wanted:
        return []
    is_sqlite = connection.dialect.name == "sqlite"
    among = "IN (SELECT value FROM json_each(?))" if is_sqlite else "= ANY(%s)"
    sql = f"SELECT {', '.join(columns)} FROM {table.name} WHERE {key} {among}"
    if and_where:
        sql += f" AND {and_where}"
    if group_by:
        sql += f" GROUP BY {group_by}"
    if order_by:
        sql += f" ORDER BY {order_by}"
    if lock and not is_sqlite:
        sql += " FOR UPDATE"
    parameter: Any = canonical.dumps(wanted).decode() if is_sqlite else wanted
    result = connection.exec_driver_sql(sql, (parameter,))
    found: Rows = result.cursor.fetchall()  # the driver's own tuples: nothing is to be converted
    result.close()
    return found


def rows_where(
    connection: Connection, table: Table, *, order_by: str = "", lock: bool = False, **said: Any
) -> CursorResult[Any]:
    """The rows whose columns say what is `said` of each; `lock` takes their row locks."""
    return connection.execute(_rows_where(table, tuple(said), order_by, lock=lock), said)


@cache
def _rows_where(table: Table, names: tuple[str, ...], order_by: str, *, lock: bool) -> Select[Any]:
    query = select(table).where(*[table.c[name] == bindparam(name) for name in names])
    if order_by:
        query = query.order_by(table.c[order_by])
    return query.with_for_update() if lock else query


def remove(connection: Connection, table: Table, *, key: str, values: Iterable[str]) -> None:
    """Delete the rows whose `key` is one of `values`."""
    wanted = list(values)
    if not wanted:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    among = "IN (SELECT value FROM json_each(?))" if is_sqlite else "= ANY(%s)"
    parameter: Any = canonical.dumps(wanted).decode() if is_sqlite else wanted
    connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {key} {among}", (parameter,))


def _write(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Rows,
    *,
    conflict: str,
    unless_older: str = "",
    as_before: tuple[str, ...] = (),
) -> None:
    if not rows:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    sql = _insert_sql(table, columns, conflict, unless_older, as_before, is_sqlite=is_sqlite)
    if is_sqlite:
        connection.exec_driver_sql(sql, list(rows))
        return
    connection.exec_driver_sql(sql, tuple(list(column) for column in zip(*rows, strict=True)))


@cache
def _insert_sql(
    table: Table,
    columns: tuple[str, ...],
    conflict: str,
    unless_older: str,
    as_before: tuple[str, ...],
    *,
    is_sqlite: bool,
) -> str:
    names = ", ".join(columns)
    if is_sqlite:
        source = f"VALUES ({', '.join('?' for _ in columns)})"
    else:
        arrays = ", ".join(f"%b::{_array_type(table.c[name].type)}" for name in columns)
        source = f"SELECT * FROM unnest({arrays})"
    keys = [column.name for column in table.primary_key.columns]
    sql = f"INSERT INTO {table.name} ({names}) {source}"
    if conflict == "skip":
        return f"{sql} ON CONFLICT ({', '.join(keys)}) DO NOTHING"
    if conflict == "put":
        others = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in (*keys, *as_before))
        sql = f"{sql} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {others}"
        if unless_older:
            sql += f" WHERE excluded.{unless_older} >= {table.name}.{unless_older}"
    return sql


def _array_type(column_type: TypeEngine[Any]) -> str:
    if isinstance(column_type, LargeBinary):
        return "bytea[]"
    if isinstance(column_type, Boolean):
        return "boolean[]"
    if isinstance(column_type, BigInteger):
        return "bigint[]"
    return "integer[]" if isinstance(column_type, Integer) else "text[]"
