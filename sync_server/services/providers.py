"""The provider directory at the centre: confirming it, places free, the sheet out, and the sheet in by a plan first.

Promise: nothing of a sheet is taken until every row passes or was left out by hand. What was read is kept sealed as a
draft of the person between the two pages.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from casework.book import Draft, Edit, Problems, Query
from casework.directory_sheet import PROVIDER, SERVICE, Cell, Present, Row, RowPlan, plan_rows, rows_of
from casework.directory_workbook import read_directory, write_directory
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.reading import answer, day_of_ms
from shared_schema.scopes import DIRECTORY
from sync_server.server import Server
from sync_server.services.access import Action, decide
from sync_server.services.book import CentralCaseBook
from sync_server.store.audit import AuditRow, append_rows

MOST_READ = 5000
SET_SIZE = 40


@dataclass(frozen=True, slots=True)
class Places:
    """What somebody says of one service today; None = not said."""

    service: Id
    capacity: int | None
    free: int | None


def directory_of_book(book: CentralCaseBook) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """Every provider and every service that stands."""
    return book.list(Query(PROVIDER), limit=MOST_READ).records, book.list(Query(SERVICE), limit=MOST_READ).records


def confirm(server: Server, book: CentralCaseBook, provider: Id, places: Sequence[Places]) -> int:
    """Services of a provider are as told today; how many. `providers.not_saved`, `record.not_found`."""
    if not decide(book.actor, Action.EDIT_PROVIDER_SERVICES):
        raise HomewardError("record.not_found", record=provider)
    told = {one.service: one for one in places}
    _providers, services = directory_of_book(book)
    mine = [one for one in services if answer(one, "provider") == provider and not one.is_retracted]
    if not mine:
        raise HomewardError("record.not_found", record=provider)
    today = day_of_ms(server.clock())
    _save(book, [_as_of(one, told.get(one.record_id), today) for one in mine])
    _note(server, book, "provider.confirm", provider)
    return len(mine)


def export_sheet(server: Server, book: CentralCaseBook) -> bytes:
    """The directory as XLSX; an empty one gives the template. Audited."""
    _note(server, book, "provider.export", None)
    return write_directory(rows_of(*directory_of_book(book)))


def read_sheet(server: Server, book: CentralCaseBook, data: bytes) -> Id:
    """Keeps the rows of a sheet as a draft; its id. `providers.unreadable`, `providers.too_many_rows`."""
    rows = read_directory(data)
    draft = uuid7(server.clock(), server.random(10))
    form: Json = {"sheet": [[number, dict(cells)] for number, cells in rows]}
    book.keep_draft(Draft(draft, draft, PROVIDER, DIRECTORY, {}, form, server.clock()))
    _note(server, book, "provider.import_read", None)
    return draft


def plan_sheet(server: Server, book: CentralCaseBook, draft: Id) -> list[RowPlan]:
    """What the rows of a kept sheet would do to the directory as it stands now. `record.not_found` without it."""
    found = next((one for one in book.drafts() if one.draft == draft), None)
    form = found.form if found is not None else None
    if not isinstance(form, dict) or "sheet" not in form:
        raise HomewardError("record.not_found", record=draft)
    providers, services = directory_of_book(book)
    present = Present(
        {one.record_id: one for one in providers},
        {one.record_id: one for one in services},
        _ids(server),
        decide(book.actor, Action.EDIT_PROVIDERS),
    )
    return plan_rows([_row(one) for one in cast(list[Json], form["sheet"])], present)


def take_sheet(server: Server, book: CentralCaseBook, draft: Id, *, left_out: Collection[int]) -> int:
    """Takes every row not left out; how many records changed. `providers.not_all_pass`, `providers.not_saved`."""
    plans = [one for one in plan_sheet(server, book, draft) if one.number not in left_out]
    if any(one.problems for one in plans):
        raise HomewardError("providers.not_all_pass")
    edits = [edit for one in plans for edit in one.edits]
    for start in range(0, len(edits), SET_SIZE):
        _save(book, edits[start : start + SET_SIZE])
    book.discard_draft(draft)
    _note(server, book, "provider.import_take", None)
    return len(edits)


def _as_of(service: Shown, told: Places | None, today: date) -> Edit:
    values: dict[str, Json] = {"as_of": today.isoformat()}
    if told is not None:
        values |= {"capacity": told.capacity, "free_places": told.free}
    registers = KINDS[SERVICE].to_registers(values, service.before())
    return Edit(service.record_id, SERVICE, DIRECTORY, registers, dict(service.seen))


def _save(book: CentralCaseBook, edits: Sequence[Edit]) -> None:
    wanted = [edit for edit in edits if edit.registers]
    if wanted and isinstance(problems := book.save(wanted), Problems):
        codes = sorted({one.code for one in problems.problems if not one.is_warning})
        raise HomewardError("providers.not_saved", codes=", ".join(codes))


def _row(stored: Json) -> Row:
    number, cells = cast(tuple[int, dict[str, Cell]], stored)
    return number, cells


def _ids(server: Server) -> Iterator[Id]:
    while True:
        yield uuid7(server.clock(), server.random(10))


def _note(server: Server, book: CentralCaseBook, action: str, provider: Id | None) -> None:
    row = AuditRow(server.clock(), action, book.person.worker, None, PROVIDER, provider)
    server.database.run(lambda connection: append_rows(connection, [row], random=server.random))
