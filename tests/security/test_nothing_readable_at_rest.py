"""A thief who has the laptop switched off: no name lies readable in any file, before or after it was closed; the files
look like chance; passphrases that are wrong open nothing (security.md 2.2 to 2.4).
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from casework.book import Draft, Edit, Person
from casework.invented.names import canary_names
from field_client.app import Laptop, open_laptop
from field_client.vault.lease import read_lease
from field_client.vault.vault import VaultTools
from field_client.vault.ways import Way, by_passphrase
from shared_schema.errors import HomewardError
from shared_schema.records.file_value import to_json
from shared_schema.records.kinds import KINDS
from tests.builders.field import a_laptop
from tests.builders.pictures import a_photo
from tests.builders.records import a_case, a_family_member, a_record_id, a_visit
from tests.central import Central, a_central
from tests.field_client.commanding import command
from tests.field_client.sync.laptops import PASSPHRASE, Field, enrol_field, save
from tests.field_client.web.programs import an_open_program
from tests.security.canaries import files_with, hits, needles, with_every_text
from tests.stores import on_sqlite

NAMES = canary_names(20261122, 40)
WANTED = needles(NAMES)
WRONG = 1000
BITS_OF_CHANCE = 7.99  # entropy of a byte in what is enciphered; text and plain databases stay below 6.5


@dataclass(frozen=True)
class Evening:
    """A closed laptop after an evening's work: `seen` = every word that was typed or received, as the control;
    `left_open` = what a search of all files found while it was still open."""

    field: Field
    seen: bytes
    left_open: list[str]

    def files_with_names(self, *others: Path) -> list[str]:
        """Files that hold a name."""
        folders = (self.field.config.data, self.field.config.state, *others)
        assert all(any(folder.rglob("*")) for folder in folders)
        return [found for folder in folders for found in files_with(folder, WANTED)]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Evening]:
    """Forty names in every free text of every kind: saved, drafted, received, searched, photographed."""
    folder = tmp_path_factory.mktemp("evening")
    centre = a_central(on_sqlite(sqlite_template, folder), folder)
    centre.person("sokha", office=centre.office("PNH"))
    field = enrol_field(centre, folder / "laptops", "sokha")
    opened = field.open()
    received = _received_from_elsewhere(centre, opened.book.person)
    typed = _typed(opened)
    opened.sync()
    for name, edit in zip(NAMES, received, strict=True):
        assert opened.book.open(edit.record).values["given_name_km"] == name.given_km
        opened.book.search(name.latin)
    made = Evening(field, b"".join([*typed, *map(_words, received)]), [])
    made.left_open.extend(made.files_with_names())
    opened.close()
    yield made
    centre.close()


def _typed(laptop: Laptop) -> list[bytes]:
    case = a_case(worker=laptop.book.person, given_name_km=NAMES[0].given_km, given_name_latin=NAMES[0].given_latin)
    save(laptop, case)
    seen = [_words(case)]
    photo = laptop.book.attachments.write(BytesIO(a_photo(seed=NAMES[1].given_latin)))
    values = {"file": to_json(photo), "attachment_type": "photo", "caption": NAMES[1].km}
    member = a_family_member(home=case.record, given_name_km=NAMES[2].given_km, given_name_latin=NAMES[2].given_latin)
    visit = a_visit(home=case.record, narrative=f"{NAMES[3].km} {NAMES[3].latin}")
    for edit in (member, visit, Edit(a_record_id(), "attachment", case.record, values)):
        save(laptop, edit)
        seen.append(_words(edit))
    for at, kind in enumerate(KINDS.values()):  # forms that were not finished, one of each kind
        edit = with_every_text(kind, NAMES[at % len(NAMES)], home=case.record)
        form = {"typed": {name: [str(value)] for name, value in edit.registers.items()}}
        laptop.book.keep_draft(Draft(a_record_id(), edit.record, edit.kind, case.record, {}, form, 1))
        seen.append(_words(edit))
    return seen


def _received_from_elsewhere(centre: Central, person: Person) -> list[Edit]:
    """The same person's other laptop sent forty cases before."""
    other = a_laptop(centre, "sokha")
    cases = [
        a_case(
            worker=person, given_name_km=one.given_km, given_name_latin=one.given_latin, case_code=f"PNH-26-K9-{n:03}"
        )
        for n, one in enumerate(NAMES)
    ]
    for case in cases:
        other.save(case)
    assert not other.exchange(max_reply_bytes=8_000_000).verdicts.set_aside
    return cases


def _words(edit: Edit) -> bytes:
    return repr(dict(edit.registers)).encode()


def test_the_words_are_there_for_her_and_were_sought_in_the_right_shape(evening: Evening) -> None:
    found = set(hits(evening.seen, WANTED))
    for name in NAMES:
        assert {name.given_km.encode(), name.given_latin.encode()} <= found


def test_no_name_is_in_any_file_while_the_laptop_is_open_or_after_it_was_closed(evening: Evening) -> None:
    assert evening.left_open == []
    assert evening.files_with_names() == []


def test_no_name_is_in_a_copy_or_a_bundle(evening: Evening, tmp_path: Path) -> None:
    assert command(evening.field, "backup", "make", "--to", str(tmp_path / "copy.hwb")).code == 0
    assert command(evening.field, "bundle", "make", "--to", str(tmp_path)).code == 0
    assert len(list(tmp_path.iterdir())) >= 2
    assert evening.files_with_names(tmp_path) == []


def test_pages_that_were_looked_at_leave_no_name_behind(evening: Evening) -> None:
    with an_open_program(evening.field) as program:
        for name in NAMES[:4]:
            assert name.given_latin in program.get(f"/search?q={name.given_latin}").get_data(as_text=True)
        assert evening.files_with_names() == []


def test_the_store_looks_like_chance(evening: Evening) -> None:
    store = evening.field.config.folder.store.read_bytes()
    assert len(store) > 200_000
    assert entropy(store) > BITS_OF_CHANCE
    assert entropy(evening.seen) < BITS_OF_CHANCE - 1


def test_a_thousand_wrong_passphrases_open_nothing(evening: Evening) -> None:
    lease = read_lease(evening.field.tools.files, evening.field.config.data)

    def guess(word: str) -> str:
        def way(tools: VaultTools) -> Way:
            return by_passphrase(word, lease_secrets=lease.secrets, derive=tools.derive)

        try:
            open_laptop(evening.field.config, evening.field.tools, way, wait_seconds=0).close()
        except HomewardError as error:
            return error.code
        return "opened"

    near = (PASSPHRASE[:-1], PASSPHRASE + "s", PASSPHRASE.title(), PASSPHRASE.replace(" ", "  ") + "x")
    answers = Counter(guess(word) for word in (*near, *(f"wrong horse {n} staple lamp" for n in range(WRONG))))
    assert answers == {"vault.wrong_passphrase": WRONG + len(near)}
    assert guess(PASSPHRASE) == "opened"


def entropy(data: bytes) -> float:
    """Bits per byte."""
    counts = Counter(data)
    return -sum(n / len(data) * math.log2(n / len(data)) for n in counts.values())
