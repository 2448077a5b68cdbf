"""Names of people and offices: what the directory says now, asked of the store again only when it changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_schema.identifiers import Id
from sync_server.services.accounts import change_office
from sync_server.services.people_names import directory_of, name_in
from tests.asking import asked_of
from tests.central import Central, a_central
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    yield made
    made.close()


def name_of(central: Central, office: Id) -> str:
    with central.server.database.snapshot() as connection:
        return name_in(directory_of(central.server, connection, [office]).get(office), "en")


def test_a_name_is_asked_again_when_the_directory_changed_and_not_before(central: Central) -> None:
    here, there = central.office("BTB"), central.office("PLN")
    change_office(central.server, "BTB", named={"name_latin": "Battambang"})
    assert [name_of(central, one) for one in (here, there)] == ["Battambang", ""]
    with asked_of(central.server.database) as asked:
        assert [name_of(central, one) for one in (here, there)] == ["Battambang", ""]
    assert not [one for one in asked if "FROM records" in one]
    change_office(central.server, "PLN", named={"name_latin": "Pailin"})
    assert [name_of(central, one) for one in (here, there)] == ["Battambang", "Pailin"]


def test_an_older_view_shows_what_it_saw_and_leaves_the_newer_names_alone(central: Central) -> None:
    here = central.office("BTB")
    change_office(central.server, "BTB", named={"name_latin": "Before"})
    with central.server.database.snapshot() as old:
        seen = directory_of(central.server, old, [])
        assert seen == {} and name_in(directory_of(central.server, old, [here])[here], "en") == "Before"
        change_office(central.server, "BTB", named={"name_latin": "After"})
        assert name_of(central, here) == "After"
        assert name_in(directory_of(central.server, old, [here])[here], "en") == "Before"
    assert name_of(central, here) == "After"


def test_a_change_that_was_taken_back_is_never_shown(central: Central) -> None:
    here = central.office("BTB")
    change_office(central.server, "BTB", named={"name_latin": "Kept"})
    with pytest.raises(ZeroDivisionError), central.server.database.transaction() as connection:
        directory_of(central.server, connection, [here])
        connection.exec_driver_sql("UPDATE scope_heads SET head = head + 1 WHERE scope = 'directory'")
        directory_of(central.server, connection, [here])
        raise ZeroDivisionError
    change_office(central.server, "BTB", named={"name_latin": "Next"})
    assert name_of(central, here) == "Next"
