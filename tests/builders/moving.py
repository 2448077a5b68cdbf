"""A dossier with something in every table, and what moves it to another office."""

from casework.book import Edit
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from sync_server.services.own_device import write_own_changes
from sync_server.store.log import entries_of_records, open_body
from sync_server.store.records import open_state, records_of_homes
from sync_server.store.resealing import numbers_in_use
from tests.builders.records import a_visit
from tests.builders.town import Town, an_account


def assign(town: Town, case: Id, login: str, office: Id) -> None:
    """The coordinator gives the case to a worker of an office, in her own name."""
    value = {"case_worker": town.people[login].id, "office": office}
    state: RecordState = town.state(case)
    before = next(iter(state.registers["group:assignment"].values())).value
    edit = Edit(case, "case", case, {"group:assignment": {**before, **value}}, dict(state.seen))
    by = town.people["vanna"].id
    town.server.database.run(lambda tx: write_own_changes(town.server, tx, [edit], by=by))


def a_told_dossier(town: Town, login: str = "sokha", *, visits: int = 2) -> Id:
    """A case with visits, a restricted account, a changed answer, and two changes that wait: of it, of a new visit."""
    laptop = town.laptop(login)
    case = town.case_of(login, risk_level="high", risk_reason="seen")
    laptop.save(case)
    for number in range(visits):
        laptop.save(a_visit(home=case.record, narrative=f"ការសួរសុខទុក្ខ {number}"))
    laptop.save(an_account(case.record))
    laptop.change(case.record, {"nickname": "Mom"})
    laptop.exchange()
    laptop.change(case.record, {"risk_level": "low"})  # a lowering without a reason waits for a person
    laptop.exchange()
    laptop.save(a_visit(home=case.record, contact_type="no code"))
    laptop.exchange()
    return case.record


def everything(town: Town, home: Id) -> list[bytes]:
    """Every state and every body of a dossier, opened: that of its head first."""
    server = town.server
    with server.database.snapshot() as connection:
        rows = sorted(records_of_homes(connection, [home]), key=lambda row: (row.id != home, row.id))
        states = [open_state(server.sealing, row).compact for row in rows]
        entries = entries_of_records(connection, [row.id for row in rows])
        bodies = [open_body(server.sealing, entry) for entry in entries]
    assert all(body is not None for body in bodies)
    return [*states, *(body or b"" for body in bodies)]


def numbers_of(town: Town, home: Id) -> set[int]:
    """Numbers of the keys under which something of a dossier lies."""
    with town.server.database.snapshot() as connection:
        return numbers_in_use(connection).get(home, set())
