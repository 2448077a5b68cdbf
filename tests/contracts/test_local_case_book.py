"""The laptop's book keeps the contract of every CaseBook."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from casework.book import CaseBook, Edit, Person
from field_client.store.chunks import CHUNK_FOLDER
from tests.contracts.case_book import CaseBookContract
from tests.field_client.store.centres import ACentre
from tests.field_client.store.laptops import ALaptop, a_laptop


class LocalSetting:
    """A laptop beside a centre in memory, through which the changes of others come."""

    def __init__(self, laptop: ALaptop) -> None:
        self.laptop = laptop
        self.centre = ACentre()
        self.book: CaseBook = laptop.book
        self.person: Person = laptop.person
        self.chunk_folder = laptop.path / CHUNK_FOLDER

    def elsewhere(self, edits: Sequence[Edit]) -> None:
        self.centre.take(self.laptop)
        for edit in edits:
            self.centre.write(edit)
        self.centre.send(self.laptop, *{edit.record for edit in edits})


class TestLocalCaseBook(CaseBookContract):
    @pytest.fixture
    def setting(self, tmp_path: Path) -> LocalSetting:
        return LocalSetting(a_laptop(tmp_path))
