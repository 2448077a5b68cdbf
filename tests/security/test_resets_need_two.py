"""New credentials of whoever opens cases come from two people: an administrator, and one who leads her office."""

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import orjson
import pytest

from field_client.vault.recovery import read_lease_code
from shared_schema.errors import HomewardError
from sync_server.cli import run
from sync_server.config import write_config
from sync_server.keys.passwords import Passwords
from sync_server.services import resets
from sync_server.shell import Shell
from sync_server.store import people
from sync_server.store.audit import find_rows
from tests.builders.town import a_town
from tests.central import Central, a_central
from tests.stores import StoreUrls

PASSWORD, NEW = "seven quiet rivers", "nine loud mountains"
quick = partial(Passwords, memory_kib=1024, passes=1, lanes=1)


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    here, there = made.office("BTB"), made.office("PLN")
    made.person("sophea", office=here)
    made.person("chenda", office=here, role="supervisor")
    made.person("rith", office=there, role="supervisor")
    made.person("vanna", office=None, role="coordinator", granted=(here,))
    made.person("far", office=None, role="coordinator", granted=(there,))
    for login, role in (("visal", "administrator"), ("nary", "administrator"), ("auditor", "auditor")):
        made.person(login, office=None, role=role)
    yield made
    made.close()


def password_of(central: Central, login: str) -> str | None:
    with central.server.database.snapshot() as connection:
        account = people.find_account(connection, login)
        assert account is not None
        return people.read_credentials(connection, account.id)[0]


def acts(central: Central, login: str) -> list[tuple[str, str]]:
    """What the audit tells of this person's account, and by whom."""
    with central.server.database.snapshot() as connection:
        logins = {one.id: one.login for one in people.list_accounts(connection)}
        account = people.find_account(connection, login)
        assert account is not None
        found = [one.row for one in find_rows(connection, object_id=account.id)]
    return sorted((row.action, logins[row.actor or ""]) for row in found)


def refused(code: str) -> "pytest.RaisesExc[HomewardError]":
    return pytest.raises(HomewardError, check=lambda error: error.code == code)


def agree(central: Central, login: str, by: str) -> None:
    resets.countersign_reset(central.server, login, by=by, password=NEW)


@pytest.mark.parametrize("second", ["chenda", "vanna"])
def test_an_administrator_asks_and_a_second_person_countersigns(central: Central, second: str) -> None:
    assert resets.needs_two(central.server, "sophea")
    resets.ask_reset(central.server, "sophea", by="visal")
    assert password_of(central, "sophea") is None
    agree(central, "sophea", second)
    assert password_of(central, "sophea") is not None
    assert acts(central, "sophea") == [("person.credentials_reset", second), ("person.reset_asked", "visal")]
    with refused("reset.not_asked"):
        agree(central, "sophea", second)


@pytest.mark.parametrize("second", ["sophea", "rith", "far", "visal", "nary", "auditor"])
def test_nobody_else_countersigns(central: Central, second: str) -> None:
    resets.ask_reset(central.server, "sophea", by="visal")
    with refused("reset.needs_another"):
        agree(central, "sophea", second)
    with refused("reset.needs_another"):
        resets.require_countersigner(central.server, "sophea", by=second)
    assert password_of(central, "sophea") is None
    assert ("person.reset_refused", second) in acts(central, "sophea")


@pytest.mark.parametrize("login", ["chenda", "vanna"])
def test_nobody_countersigns_her_own_reset(central: Central, login: str) -> None:
    resets.ask_reset(central.server, login, by="visal")
    with refused("reset.needs_another"):
        agree(central, login, login)


@pytest.mark.parametrize(("second", "may"), [("chenda", False), ("far", True)])
def test_a_supervisor_does_not_countersign_a_coordinator(central: Central, second: str, may: bool) -> None:
    """The starting passphrase is shown to who countersigns: it would open every office of the coordinator."""
    with central.server.database.transaction() as connection:
        offices = tuple(sorted(one.id for one in people.list_offices(connection)))
        vanna = people.find_account(connection, "vanna")
        assert vanna is not None
        people.change_account(connection, replace(vanna, granted=offices), now_ms=1)
    resets.ask_reset(central.server, "vanna", by="visal")
    if may:
        agree(central, "vanna", second)
    else:
        with refused("reset.needs_another"):
            agree(central, "vanna", second)


def test_a_role_taken_away_for_a_moment_does_not_make_one_person_enough(store_urls: StoreUrls, tmp_path: Path) -> None:
    """Else an administrator would name a worker auditor, reset her alone, and give the role back."""
    town = a_town(store_urls, tmp_path)
    town.saved_case("sokha")
    town.central.person("visal", office=None, role="administrator")
    with town.server.database.transaction() as connection:
        people.change_account(connection, replace(town.people["sokha"], role="auditor"), now_ms=1)
    assert resets.needs_two(town.server, "sokha")
    with refused("reset.needs_another"):
        resets.reset_alone(town.server, "sokha", by="visal", password=NEW)
    town.close()


def test_an_administrator_alone_changes_nothing(central: Central) -> None:
    with refused("reset.needs_another"):
        resets.reset_alone(central.server, "sophea", by="visal", password=NEW)
    with refused("reset.not_asked"):
        agree(central, "sophea", "chenda")
    for login in ("sophea", "chenda", "vanna", "auditor"):
        with refused("reset.not_administrator"):
            resets.ask_reset(central.server, "sophea", by=login)


def test_who_became_an_administrator_after_asking_as_one_is_still_one_person(central: Central) -> None:
    resets.ask_reset(central.server, "sophea", by="visal")
    with central.server.database.transaction() as connection:
        account = people.find_account(connection, "visal")
        office = people.find_account(connection, "chenda")
        assert account is not None and office is not None
        changed = people.Account(account.id, "visal", "supervisor", office.office, people.ACTIVE, people.NO_CLEARANCE)
        people.change_account(connection, changed, now_ms=1)
    with refused("reset.needs_another"):
        agree(central, "sophea", "visal")


def test_a_request_lapses_after_three_days(central: Central) -> None:
    resets.ask_reset(central.server, "sophea", by="visal")
    central.clock.advance(ms=resets.GOOD_MS + 1)
    with refused("reset.not_asked"):
        agree(central, "sophea", "chenda")


def test_an_account_that_opens_no_case_is_reset_by_an_administrator(central: Central) -> None:
    assert not resets.needs_two(central.server, "auditor")
    resets.reset_alone(central.server, "auditor", by="visal", password=NEW)
    assert password_of(central, "auditor") is not None
    with refused("reset.not_administrator"):
        resets.reset_alone(central.server, "auditor", by="chenda", password=NEW)


def prompt(central: Central, *arguments: str, secret: str = "") -> tuple[int, str]:
    """Exit code and stdout of a command of the shell."""
    config = central.folder / "central.toml"
    write_config(config, central.server.config)
    shell = Shell(out=io.StringIO(), err=io.StringIO(), clock=central.clock, environment={}, passwords=quick)
    options = ["--config", str(config)]
    if secret:
        read, write = os.pipe()
        os.write(write, f"{secret}\n".encode())
        os.close(write)
        options += ["--passphrase-fd", str(read)]
    code = run([*options, *arguments], shell=shell)
    return code, shell.out.getvalue()  # type: ignore[attr-defined]


def test_the_shell_asks_first_and_shows_the_secrets_when_the_second_person_agreed(central: Central) -> None:
    code, out = prompt(central, "user", "reset", "sophea", "--as", "visal")
    assert code == 6 and "--countersign" in out
    assert prompt(central, "user", "reset", "sophea", "--countersign", "--as", "visal", secret=NEW)[0] == 3
    code, out = prompt(central, "user", "reset", "sophea", "--countersign", "--as", "chenda", secret=NEW)
    assert code == 0 and "otpauth://" in out


def test_the_shell_reads_out_a_lease_code_that_the_laptop_takes(central: Central) -> None:
    laptop = central.enrol("sophea")
    asked = ("--json", "device", "lease-code", "k1", "--recognised", "call-back", "--as")
    assert prompt(central, *asked, "visal")[0] == 3
    code, out = prompt(central, *asked, "chenda")
    assert code == 0
    assert read_lease_code(orjson.loads(out)["result"]["lease_code"]) == laptop.enrolled.answer.lease


def test_the_shell_lists_until_when_certificates_are_good_and_warns(central: Central) -> None:
    central.enrol("sophea")
    row = orjson.loads(prompt(central, "--json", "device", "list")[1])["result"]["devices"][0]
    assert (row["certificate_until"], row["ends_soon"]) == ("2027-12-23", False)
    assert orjson.loads(prompt(central, "--json", "check")[1])["result"]["certificates_ending"] == []
    central.clock.advance(days=341)
    assert orjson.loads(prompt(central, "--json", "check")[1])["result"]["certificates_ending"] == ["K1"]
    code, out = prompt(central, "--json", "device", "renew", "k1", "--as", "chenda")
    assert code == 0 and orjson.loads(out)["result"]["certificate_until"] == "2028-11-28"
    assert orjson.loads(prompt(central, "--json", "check")[1])["result"]["certificates_ending"] == []
