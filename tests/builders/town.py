"""Two offices, their people and laptops around one centre: the stage on which the server's tests play."""

from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient

from casework.book import Edit, Person
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown, show
from shared_schema.merge.state import RecordState
from shared_schema.records.kinds import KINDS
from sync_server.server import Server
from sync_server.store.people import Account
from sync_server.store.records import open_state, read_records
from sync_server.store.waiting import WaitingRow, all_waiting
from tests.builders.field import FieldLaptop, a_laptop
from tests.builders.records import a_case, an_edit
from tests.central import Central, a_central
from tests.stores import StoreUrls


@dataclass(slots=True)
class Town:
    """Sokha and Dara work in Battambang under Chenda; Mony works in Pailin under Rith; Vanna coordinates both."""

    central: Central
    client: FlaskClient
    battambang: Id
    pailin: Id
    people: dict[str, Account] = field(default_factory=dict)
    laptops: dict[str, FieldLaptop] = field(default_factory=dict)

    @property
    def server(self) -> Server:
        """The centre."""
        return self.central.server

    def laptop(self, login: str) -> FieldLaptop:
        """Somebody's laptop, enrolled when first asked for."""
        if login not in self.laptops:
            self.laptops[login] = a_laptop(self.central, login, self.client)
        return self.laptops[login]

    def another_laptop(self, login: str) -> FieldLaptop:
        """A further laptop of the same person."""
        return a_laptop(self.central, login, self.client)

    def person(self, login: str) -> Person:
        """As records name her."""
        account = self.people[login]
        return Person(account.id, account.role, account.office or "", account.clearance)

    def case_of(self, login: str, **values: Json) -> Edit:
        """A new case of this worker."""
        return a_case(worker=self.person(login), **values)

    def saved_case(self, login: str, **values: Json) -> Id:
        """A case of this worker that the centre has received."""
        edit = self.case_of(login, **values)
        self.laptop(login).save(edit)
        answer = self.laptop(login).exchange()
        assert not answer.verdicts.set_aside, answer.verdicts.set_aside
        return edit.record

    def state(self, record: Id) -> RecordState:
        """The merged state at the centre."""
        with self.server.database.snapshot() as connection:
            row = read_records(connection, [record])[record]
        return open_state(self.server.sealing, row).state()

    def shown(self, record: Id) -> Shown:
        """What the centre shows."""
        state = self.state(record)
        return show(state, KINDS[state.kind])

    def exists(self, record: Id) -> bool:
        """Whether anything of the record stands at the centre."""
        with self.server.database.snapshot() as connection:
            row = read_records(connection, [record]).get(record)
        return row is not None and row.version > 0

    def waiting(self) -> list[WaitingRow]:
        """What waits for a person."""
        with self.server.database.snapshot() as connection:
            return all_waiting(connection)

    def close(self) -> None:
        """Close the centre."""
        self.central.close()


def a_town(urls: StoreUrls, folder: Path) -> Town:
    """The stage, with nothing played on it yet."""
    central = a_central(urls, folder)
    town = Town(central, central.client(), central.office("BTB"), central.office("PLN"))
    for login, office, role, clearance in (
        ("sokha", town.battambang, "social_worker", "none"),
        ("dara", town.battambang, "social_worker", "none"),
        ("chenda", town.battambang, "supervisor", "restricted"),
        ("mony", town.pailin, "social_worker", "none"),
        ("rith", town.pailin, "supervisor", "none"),
    ):
        town.people[login] = central.person(login, office=office, role=role, clearance=clearance)
    granted = (town.battambang, town.pailin)
    town.people["vanna"] = central.person("vanna", office=town.battambang, role="coordinator", granted=granted)
    return town


def an_account(home: Id, **values: Json) -> Edit:
    """A restricted account."""
    return an_edit("trafficking_account", {"trafficking_status": "possible_victim", **values}, home=home)
