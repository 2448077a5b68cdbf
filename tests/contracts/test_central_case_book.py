"""The centre's book keeps the contract of every CaseBook, on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from casework.book import CaseBook, Edit, Person
from sync_server.services.book import make_books
from tests.builders.town import Town, a_town
from tests.contracts.case_book import CaseBookContract
from tests.stores import StoreUrls


class CentralSetting:
    """The supervisor at the console; the worker's laptop is elsewhere."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.book: CaseBook = make_books(town.server).of(town.people["chenda"].id)
        self.person: Person = self.book.person
        self.chunk_folder = town.server.chunks.root

    def elsewhere(self, edits: Sequence[Edit]) -> None:
        other = self.town.laptop("vanna")
        other.settle()
        for edit in edits:
            other.save(edit, seen=edit.base_seen)
        answer = other.exchange()
        assert not answer.verdicts.set_aside, answer.verdicts


class TestCentralCaseBook(CaseBookContract):
    @pytest.fixture
    def setting(self, store_urls: StoreUrls, tmp_path: Path) -> Iterator[CentralSetting]:
        town = a_town(store_urls, tmp_path)
        yield CentralSetting(town)
        town.close()
