"""The key-slot file in the hands of a thief: every byte flipped, slots added or moved, parameters out of bounds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from field_client.vault.argon2id import FLOOR, Kdf
from field_client.vault.fields import encode_b64
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from field_client.vault.slots import LIMIT_BYTES, read_slots, require_mac, with_mac, write_slots
from field_client.vault.vault import open_vault
from field_client.vault.ways import by_passphrase
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from tests.field_client.vault.building import (
    LEASE_SECRET,
    PASSPHRASE,
    a_trio,
    a_vault,
    each_flip,
    refused,
    unlock,
    unlock_by_code,
    vault_tools,
)
from tests.soak import SOAK

NAMED = {"vault.slots_damaged", "vault.slots_tampered"}
BITS = range(8 if SOAK else 1)


@pytest.mark.parametrize("bit", BITS)
def test_every_flipped_byte_is_refused_by_name_and_the_second_copy_opens(tmp_path: Path, bit: int) -> None:
    tools = vault_tools(tmp_path)
    vault, _ = a_vault(tools, custodians=a_trio().list)
    whole = (tmp_path / CURRENT_NAME).read_bytes()
    for at, changed in enumerate(each_flip(whole, mask=1 << bit)):
        (tmp_path / CURRENT_NAME).write_bytes(changed)
        with refused(*NAMED) as refusal:
            unlock(tools)
        assert refusal.facts["previous"] == "opens", at
        assert unlock(tools, previous=True).db_key == vault.db_key


def test_every_torn_key_file_is_refused_by_name_and_the_second_copy_opens(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    vault, _ = a_vault(tools)
    whole = (tmp_path / CURRENT_NAME).read_bytes()
    for end in range(len(whole)):
        (tmp_path / CURRENT_NAME).write_bytes(whole[:end])
        with refused("vault.slots_damaged") as refusal:
            unlock(tools)
        assert refusal.facts["previous"] == "opens"
    assert unlock(tools, previous=True).db_key == vault.db_key


def test_with_both_copies_flipped_nothing_opens(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    for changed in each_flip((tmp_path / CURRENT_NAME).read_bytes()):
        for name in (CURRENT_NAME, PREVIOUS_NAME):
            (tmp_path / name).write_bytes(changed)
        with refused(*NAMED, "vault.wrong_passphrase") as refusal:
            unlock(tools)
        assert "previous" not in refusal.facts


def test_a_flipped_byte_that_the_passphrase_does_not_touch_is_caught_by_the_mac(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    slots = read_slots((tmp_path / CURRENT_NAME).read_bytes())
    document = json.loads(write_slots(slots))
    recovery = next(slot for slot in document["slots"] if slot["kind"] == "recovery")
    recovery["wrapped"] = encode_b64(bytes(48))
    (tmp_path / CURRENT_NAME).write_bytes(dumps(document))
    with refused("vault.slots_tampered"):
        unlock(tools)


def test_a_slot_of_the_thief_slipped_in_is_refused(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
    tools = vault_tools(mine)
    a_vault(tools)
    _, their_code = a_vault(vault_tools(theirs, seed=99))
    document = json.loads((mine / CURRENT_NAME).read_bytes())
    stolen = json.loads((theirs / CURRENT_NAME).read_bytes())
    document["slots"] = [
        next(slot for slot in source["slots"] if slot["kind"] == kind)
        for source, kind in ((document, "passphrase"), (stolen, "recovery"))
    ]
    for name in (CURRENT_NAME, PREVIOUS_NAME):
        (mine / name).write_bytes(dumps(document))
    with refused("vault.slots_tampered"):
        unlock(tools)
    with refused("vault.wrong_code"):
        unlock_by_code(tools, their_code)


def test_key_slots_under_another_vault_id_open_nothing(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    change_both(tmp_path, lambda document: document.update(vault="00" * 16))
    with refused("vault.wrong_passphrase"):
        unlock(tools)


BOUNDS: list[tuple[str, Any]] = [
    ("m_kib", 19455),
    ("m_kib", 1048577),
    ("m_kib", 2**40),
    ("m_kib", -1),
    ("m_kib", True),
    ("t", 1),
    ("t", 11),
    ("p", 0),
    ("p", 5),
    ("salt", encode_b64(bytes(15))),
    ("salt", encode_b64(bytes(17))),
    ("name", "argon2i"),
]


@pytest.mark.parametrize(("name", "value"), BOUNDS)
@pytest.mark.parametrize("kind", ["passphrase", "recovery"])
def test_parameters_out_of_bounds_are_refused_before_deriving(
    tmp_path: Path, kind: str, name: str, value: object
) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)

    def change(document: dict[str, Any]) -> None:
        next(slot for slot in document["slots"] if slot["kind"] == kind)["kdf"][name] = value

    change_both(tmp_path, change)

    def never(secret: bytes, kdf: Kdf) -> bytes:
        raise AssertionError("derived with parameters of the thief")

    with refused("vault.slots_damaged"):
        open_vault(tools, by_passphrase(PASSPHRASE, lease_secrets=[LEASE_SECRET], derive=never))


CHANGES: list[Callable[[dict[str, Any]], object]] = [
    lambda document: document.update(extra=1),
    lambda document: document.update(v=2),
    lambda document: document.update(v=True),
    lambda document: document.update(generation=0),
    lambda document: document.update(generation="1"),
    lambda document: document.update(format="homeward-slots"),
    lambda document: document.update(vault=document["vault"].upper()),
    lambda document: document["slots"].append(document["slots"][0]),
    lambda document: document["slots"].pop(),
    lambda document: document["slots"][0].update(kind="other"),
    lambda document: document["slots"][0].update(lease=False),
    lambda document: document["slots"][0].update(id=document["slots"][1]["id"]),
    lambda document: document["slots"][0].update(wrapped=encode_b64(bytes(47))),
    lambda document: document["slots"][0].update(nonce=encode_b64(bytes(13))),
    lambda document: document["slots"][0].update(nonce=document["slots"][0]["nonce"] + "\n"),
    lambda document: document["slots"][1]["kdf"].update(m_kib=65536),
    lambda document: document.pop("mac"),
    lambda document: document.update(slots={}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_anything_that_we_would_not_have_written_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    change_both(tmp_path, change)
    with refused("vault.slots_damaged"):
        unlock(tools)


def test_other_spellings_and_too_large_files_are_refused(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    whole = (tmp_path / CURRENT_NAME).read_bytes()
    spellings = (whole + b"\n", whole.replace(b",", b", ", 1), whole + b" " * LIMIT_BYTES, b"[]", b"", b"\xff" * 40)
    for spelling in spellings:
        for name in (CURRENT_NAME, PREVIOUS_NAME):
            (tmp_path / name).write_bytes(spelling)
        with refused("vault.slots_damaged"):
            unlock(tools)


def test_the_mac_is_of_the_whole_file(tmp_path: Path) -> None:
    a_vault(vault_tools(tmp_path))
    slots = read_slots((tmp_path / CURRENT_NAME).read_bytes())
    right = with_mac(slots, b"k" * 32)
    require_mac(right, b"k" * 32)
    with pytest.raises(HomewardError):
        require_mac(right, b"l" * 32)


def test_the_floor_of_the_cost_is_what_the_design_says() -> None:
    assert (FLOOR.m_kib, FLOOR.t, FLOOR.p) == (19456, 2, 1)


def change_both(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads((folder / CURRENT_NAME).read_bytes())
    change(document)
    for name in (CURRENT_NAME, PREVIOUS_NAME):
        (folder / name).write_bytes(dumps(document))
