"""Who works at the centre of the console's benchmark: 25 offices, twelve workers each, one coordinator of all."""

from dataclasses import dataclass

from shared_schema.identifiers import Id
from shared_schema.vocabularies.province import PROVINCE
from sync_server.server import Server
from sync_server.services.accounts import AccountChange, add_office, add_person
from sync_server.services.sessions import open_session
from sync_server.store.people import find_account, list_accounts
from sync_server.store.sessions import OPEN

WORKERS_EACH = 12
COORDINATOR, LEADER, SOCIAL_WORKER = "coordinator", "leader00", "w00-00"
ADMINISTRATOR, AUDITOR = "administrator", "auditor"


@dataclass(frozen=True, slots=True)
class Pool:
    """(person, office) of everybody who holds cases."""

    workers: tuple[tuple[Id, Id], ...]


def add_pool(server: Server) -> Pool:
    """Every account, with its name in the directory."""
    codes = [f"O{chr(65 + number)}" for number in range(len(tuple(PROVINCE)))]
    for number, (code, province) in enumerate(zip(codes, PROVINCE, strict=True)):
        add_office(server, code, named={"name_latin": province.en, "name_km": province.km, "province": province.code})
        leading = AccountChange(role="supervisor", office=code)
        add_person(server, f"leader{number:02d}", change=leading, named={"name_latin": f"Leader {number}"})
        for worker in range(WORKERS_EACH):
            change = AccountChange(role="social_worker", office=code)
            login = f"w{number:02d}-{worker:02d}"
            add_person(server, login, change=change, named={"name_latin": f"Worker {number} {worker}"})
    change = AccountChange(role="coordinator", office=codes[0], granted=tuple(codes))
    add_person(server, COORDINATOR, change=change, named={"name_latin": "Coordinator"})
    return read_pool(server)


def add_overseers(server: Server) -> None:
    """An administrator and an auditor, who see no case; nobody where they are there already."""
    with server.database.snapshot() as connection:
        known = {one.login for one in list_accounts(connection)}
    for login in {ADMINISTRATOR, AUDITOR} - known:
        add_person(server, login, change=AccountChange(role=login, office=None), named={"name_latin": login.title()})


def read_pool(server: Server) -> Pool:
    """Those who hold cases, as the account tables name them."""
    with server.database.snapshot() as connection:
        found = [one for one in list_accounts(connection) if one.role == "social_worker"]
    return Pool(tuple((one.id, one.office or "") for one in found))


def session_of(server: Server, login: str) -> str:
    """The cookie of a new session of hers, which the benchmark's browser then has."""

    def work(connection: object) -> str:
        account = find_account(connection, login)  # type: ignore[arg-type]
        if account is None:
            raise RuntimeError(f"no account {login}")
        return open_session(server, connection, account.id, stage=OPEN)  # type: ignore[arg-type]

    return server.database.run(work)
