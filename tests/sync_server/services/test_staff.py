"""People as the console keeps them: what opens cases needs a second person, what takes away counts at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.scopes import DIRECTORY, office_scope, worker_scope
from sync_server.server import Server
from sync_server.services import sign_in, staff
from sync_server.services.access import Actor, actor_of
from sync_server.services.accounts import AccountChange
from sync_server.services.leaves import leaves_of
from sync_server.store import people
from sync_server.store.audit import find_rows
from sync_server.store.people import Account
from tests.central import Central, a_central
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    here, there = made.office("BTB"), made.office("PLN")
    made.person("theary", office=None, role="administrator")
    made.person("nimol", office=None, role="auditor")
    made.person("chenda", office=here, role="supervisor")
    made.person("sophea", office=here)
    made.person("mony", office=there)
    for login in ("vanna", "pich"):
        made.person(login, office=here, role="coordinator", granted=(here, there))
    yield made
    made.close()


def account(central: Central, login: str) -> Account:
    with central.server.database.snapshot() as connection:
        found = people.find_account(connection, login)
    assert found is not None
    return found


def actor(central: Central, login: str) -> Actor:
    with central.server.database.snapshot() as connection:
        return actor_of(connection, account(central, login).id)


def change(central: Central, login: str, by: str = "theary", **wanted: object) -> Account:
    wish = AccountChange(**wanted)  # type: ignore[arg-type]
    return staff.change_staff(central.server, actor(central, by), account(central, login).id, change=wish, named={})


def countersign(server: Server, by: Actor, person: Id) -> Account:
    """Over what stands now."""
    with server.database.snapshot() as connection:
        found = people.account_by_id(connection, person)
    assert found is not None
    return staff.countersign_access(server, by, person, stand=staff.stand_of(found))[0]


def refused(work) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(HomewardError) as caught:
        work()
    return caught.value.code


def test_a_new_supervisor_starts_unverified_and_signs_in_with_what_the_coordinator_was_shown(
    central: Central,
) -> None:
    server = central.server
    wish = AccountChange(role="supervisor", office="BTB")
    made, shown = staff.add_staff(server, actor(central, "theary"), "kanha", change=wish, named={"name_latin": "Kanha"})
    assert made.status == "unverified" and shown is None and not account(central, "kanha").has_password
    assert leaves_of(made) == tuple(sorted((DIRECTORY, worker_scope(made.id))))
    stand = staff.stand_of(account(central, "kanha"))
    _active, shown = staff.countersign_access(server, actor(central, "vanna"), made.id, stand=stand)
    assert shown is not None and shown.otpauth == "" and shown.recovery_codes == ()
    assert sign_in.begin(server, "kanha", shown.starting, address="127.0.0.1").stage == "first"
    assert office_scope(made.office or "") in leaves_of(account(central, "kanha"))
    with server.database.snapshot() as connection:
        rows = {(one.row.action, one.row.actor) for one in find_rows(connection, object_id=made.id)}
    by = {login: account(central, login).id for login in ("theary", "vanna")}
    assert {("person.added", by["theary"]), ("person.countersigned", by["vanna"])} <= rows


@pytest.mark.parametrize(
    ("login", "wanted"),
    [
        ("sophea", {"role": "supervisor"}),
        ("sophea", {"office": "PLN"}),
        ("chenda", {"is_restricted": True}),
        ("theary", {"role": "coordinator", "granted": ("BTB",)}),
        ("sophea", {"role": "coordinator", "granted": ("BTB", "PLN")}),
    ],
)
def test_whatever_opens_more_cases_waits_for_a_coordinator(
    central: Central, login: str, wanted: dict[str, object]
) -> None:
    central.person("visal", office=None, role="administrator")
    assert change(central, login, by="visal", **wanted).status == "unverified"


def test_what_takes_something_away_counts_at_once(central: Central) -> None:
    assert change(central, "vanna", granted=("BTB",)).status == "active"
    assert change(central, "chenda", role="auditor").status == "active"
    assert change(central, "sophea", status="left").status == "left"
    assert change(central, "sophea", status="active").status == "unverified"


def test_one_more_office_for_a_coordinator_waits(central: Central) -> None:
    change(central, "vanna", granted=("BTB",))
    assert change(central, "vanna", granted=("BTB", "PLN")).status == "unverified"


def test_an_unverified_person_does_not_become_active_by_another_change(central: Central) -> None:
    change(central, "sophea", role="supervisor")
    assert change(central, "sophea", is_restricted=False).status == "unverified"


def test_only_a_coordinator_countersigns_and_not_her_own_access(central: Central) -> None:
    change(central, "sophea", role="supervisor")
    sophea, vanna = account(central, "sophea").id, account(central, "vanna").id
    assert refused(lambda: countersign(central.server, actor(central, "vanna"), vanna)) == ("person.not_yourself")
    change(central, "vanna", is_restricted=True)
    for login in ("theary", "chenda", "nimol", "sophea"):
        code = refused(lambda login=login: countersign(central.server, actor(central, login), sophea))
        assert code == "record.not_found"
    assert refused(lambda: countersign(central.server, actor(central, "vanna"), vanna)) == ("record.not_found")
    countersign(central.server, actor(central, "pich"), vanna)
    assert refused(lambda: countersign(central.server, actor(central, "pich"), vanna)) == (
        "person.nothing_to_countersign"
    )


def test_what_was_changed_after_the_page_was_shown_is_not_countersigned(central: Central) -> None:
    stand = staff.stand_of(change(central, "sophea", role="supervisor"))
    sophea = change(central, "sophea", is_restricted=True).id
    vanna = actor(central, "vanna")
    code = refused(lambda: staff.countersign_access(central.server, vanna, sophea, stand=stand))
    assert code == "person.changed_meanwhile" and account(central, "sophea").status == "unverified"


def test_two_new_coordinators_do_not_countersign_each_other(central: Central) -> None:
    change(central, "sophea", role="coordinator", granted=("BTB",))
    change(central, "mony", role="coordinator", granted=("PLN",))
    sophea = account(central, "sophea").id
    code = refused(lambda: countersign(central.server, actor(central, "mony"), sophea))
    assert code == "record.not_found" and account(central, "sophea").status == "unverified"


def test_nobody_but_an_administrator_gives_a_role_and_not_to_herself(central: Central) -> None:
    for login in ("vanna", "chenda", "nimol", "sophea"):
        assert refused(lambda login=login: change(central, "mony", by=login, role="supervisor")) == "record.not_found"
    assert refused(lambda: change(central, "theary", role="auditor")) == "person.not_yourself"


def test_a_supervisor_sees_her_office_and_keeps_its_names(central: Central) -> None:
    chenda = actor(central, "chenda")
    seen = {one.account.login for one in staff.list_staff(central.server, chenda)}
    assert seen == {"chenda", "sophea", "vanna", "pich"}
    mony, sophea = account(central, "mony").id, account(central, "sophea").id
    assert refused(lambda: staff.find_staff(central.server, chenda, mony)) == "record.not_found"
    staff.change_names(central.server, chenda, sophea, named={"name_latin": "Sok Sophea"})
    shown = staff.find_staff(central.server, chenda, sophea).shown
    assert shown is not None and shown.values["name_latin"] == "Sok Sophea"
    assert staff.list_staff(central.server, actor(central, "sophea")) == ()


def test_credentials_of_whoever_opens_cases_are_given_by_two(central: Central) -> None:
    server, sophea = central.server, account(central, "sophea").id
    assert staff.ask_credentials(server, actor(central, "theary"), sophea) is None
    assert staff.find_staff(server, actor(central, "chenda"), sophea).reset_asked_at is not None
    assert refused(lambda: staff.countersign_credentials(server, actor(central, "theary"), sophea)) == (
        "record.not_found"
    )
    shown = staff.countersign_credentials(server, actor(central, "chenda"), sophea)
    assert sign_in.begin(server, "sophea", shown.starting, address="127.0.0.1").stage == "first"
    assert refused(lambda: staff.countersign_credentials(server, actor(central, "chenda"), sophea)) == "reset.not_asked"
    assert staff.find_staff(server, actor(central, "theary"), sophea).console == staff.NEW


def test_an_account_that_opens_no_case_gets_new_credentials_from_an_administrator_alone(central: Central) -> None:
    nimol, theary = account(central, "nimol").id, account(central, "theary").id
    shown = staff.ask_credentials(central.server, actor(central, "theary"), nimol)
    assert shown is not None and len(shown.starting) >= 20
    assert refused(lambda: staff.ask_credentials(central.server, actor(central, "theary"), theary)) == (
        "person.not_yourself"
    )
