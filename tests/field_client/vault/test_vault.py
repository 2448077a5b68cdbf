"""The vault: each way in, each change of a way, and what a killed or rolled-back change leaves."""

from dataclasses import replace
from pathlib import Path

from field_client.vault.argon2id import FLOOR, Cost
from field_client.vault.lease import (
    LEASE_NAME,
    new_lease,
    read_lease,
    with_new_secret,
    write_lease,
)
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from field_client.vault.slots import read_slots
from shared_schema.errors import HomewardError
from tests.field_client.faults import failing_at, killed_at, was_killed
from tests.field_client.vault.building import (
    ENROLLED,
    LEASE_SECRET,
    NO_CUSTODIANS,
    PASSPHRASE,
    a_trio,
    a_vault,
    refused,
    unlock,
    unlock_by_code,
    vault_tools,
)

NEW_PASSPHRASE = "seven buffaloes cross the dry field"
OTHER_SECRET = bytes(range(16, 32))
NOW = ENROLLED + 1000


def test_passphrase_and_recovery_code_open_the_same_vault(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    made, code = a_vault(tools)
    by_passphrase, by_code = unlock(tools), unlock_by_code(tools, code)
    assert made.db_key == by_passphrase.db_key == by_code.db_key
    assert (by_passphrase.opened_by, by_code.opened_by) == ("passphrase", "recovery")


def test_after_enrolment_there_is_exactly_one_slot_of_each_kind(tmp_path: Path) -> None:
    a_vault(vault_tools(tmp_path), custodians=a_trio().list)
    slots = read_slots((tmp_path / CURRENT_NAME).read_bytes())
    assert sorted(type(slot).__name__ for slot in slots.slots) == ["EscrowSlot", "PassphraseSlot", "RecoverySlot"]


def test_wrong_passphrase_wrong_code_and_wrong_lease_open_nothing(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    _, code = a_vault(tools)
    with refused("vault.wrong_passphrase"):
        unlock(tools, PASSPHRASE + "!")
    other_code = unlock_by_code(tools, code).new_recovery_code()
    with refused("vault.wrong_code"):
        unlock_by_code(tools, code)
    assert unlock_by_code(tools, other_code).generation == 2
    write_lease(tools.files, tmp_path, new_lease(OTHER_SECRET, now=NOW))
    with refused("vault.wrong_passphrase"):
        unlock(tools)


def test_a_thousand_wrong_passphrases_open_nothing_and_wipe_nothing(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for number in range(1000):
        with refused("vault.wrong_passphrase"):
            unlock(tools, f"guess number {number} of a thief")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_second_vault_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    with refused("vault.exists"):
        a_vault(tools)


def test_a_replaced_passphrase_opens_neither_copy_of_the_key_file(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    vault, _ = a_vault(tools)
    vault.change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=NOW)
    assert unlock(tools, NEW_PASSPHRASE).db_key == vault.db_key
    for previous in (False, True):
        with refused("vault.wrong_passphrase"):
            unlock(tools, PASSPHRASE, previous=previous)


def test_a_new_passphrase_never_lowers_the_cost_of_guessing(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    vault, _ = a_vault(tools)
    vault.change_passphrase(NEW_PASSPHRASE, cost=Cost(65536, 3, 1), now=NOW)
    vault.change_passphrase(PASSPHRASE, cost=FLOOR, now=NOW)
    slots = read_slots((tmp_path / CURRENT_NAME).read_bytes())
    assert slots.passphrase.kdf.cost == Cost(65536, 3, 1)


def test_a_short_or_common_passphrase_never_becomes_a_way_in(tmp_path: Path) -> None:
    vault, _ = a_vault(vault_tools(tmp_path))
    with refused("passphrase.too_short"):
        vault.change_passphrase("too short", cost=FLOOR, now=NOW)
    with refused("passphrase.common"):
        vault.change_passphrase("password password password", cost=FLOOR, now=NOW)
    assert vault.generation == 1


def test_custodians_named_later_get_their_slot_then(tmp_path: Path) -> None:
    vault, _ = a_vault(vault_tools(tmp_path))
    assert vault.custodian_list is None
    assert vault.use_custodians(NO_CUSTODIANS) is False
    assert vault.use_custodians(a_trio().list) is True
    assert vault.custodian_list == 1


def test_each_change_of_the_slots_raises_the_generation(tmp_path: Path) -> None:
    vault, _ = a_vault(vault_tools(tmp_path))
    vault.change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=NOW)
    vault.new_recovery_code()
    vault.use_custodians(a_trio().list)
    assert vault.generation == 4


def test_key_slots_older_than_the_store_says_are_refused(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    vault, _ = a_vault(tools)
    old = (tmp_path / CURRENT_NAME).read_bytes()
    vault.change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=NOW)
    (tmp_path / CURRENT_NAME).write_bytes(old)
    newest = (tmp_path / PREVIOUS_NAME).read_bytes()
    rolled_back = unlock(tools, PASSPHRASE)
    with refused("vault.slots_rolled_back") as refusal:
        rolled_back.settle(vault.generation)
    assert refusal.facts == {"file": 1, "store": 2}
    assert (tmp_path / PREVIOUS_NAME).read_bytes() == newest, "the good copy must survive the refusal"


def test_settling_makes_both_copies_equal_and_gives_the_generation_for_the_store(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    (tmp_path / PREVIOUS_NAME).unlink()
    assert unlock(tools).settle(0).generation == 1
    assert (tmp_path / PREVIOUS_NAME).read_bytes() == (tmp_path / CURRENT_NAME).read_bytes()


def test_the_second_copy_is_offered_when_the_first_is_damaged_and_repairs_it(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    whole = (tmp_path / CURRENT_NAME).read_bytes()
    (tmp_path / CURRENT_NAME).write_bytes(whole[: len(whole) // 2])
    with refused("vault.slots_damaged") as refusal:
        unlock(tools)
    assert refusal.facts["previous"] == "opens"
    unlock(tools, previous=True).settle(1)
    assert (tmp_path / CURRENT_NAME).read_bytes() == whole


def test_a_missing_first_copy_is_named_and_the_second_offered(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    (tmp_path / CURRENT_NAME).unlink()
    with refused("vault.slots_missing") as refusal:
        unlock(tools)
    assert refusal.facts["previous"] == "opens"


def test_a_new_lease_secret_comes_into_use_at_the_next_unlock(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    held = read_lease(tools.files, tmp_path)
    write_lease(tools.files, tmp_path, with_new_secret(held, OTHER_SECRET))
    settled = unlock(tools).settle(1)
    assert (settled.lease_changed, settled.generation) == (True, 2)
    assert read_lease(tools.files, tmp_path).secrets == (OTHER_SECRET,)
    assert unlock(tools).settle(2).lease_changed is False
    write_lease(tools.files, tmp_path, replace(held, secrets=(LEASE_SECRET,)))
    with refused("vault.wrong_passphrase"):
        unlock(tools)


def test_a_lease_change_killed_at_any_step_is_finished_by_the_next_unlock(tmp_path: Path) -> None:
    for step in range(1, 100):
        folder = tmp_path / str(step)
        folder.mkdir()
        tools = vault_tools(folder)
        a_vault(tools)
        held = read_lease(tools.files, folder)
        write_lease(tools.files, folder, with_new_secret(held, OTHER_SECRET))
        dying = replace(tools, files=killed_at(step))
        if not was_killed(lambda dying=dying: unlock(dying).settle(1)):
            assert step > 8, "a slot write and a lease write take more steps than that"
            break
        unlock(tools).settle(1)
        assert read_lease(tools.files, folder).secrets == (OTHER_SECRET,)
        assert unlock(tools).settle(2).lease_changed is False


def test_a_passphrase_change_killed_at_any_step_leaves_the_old_or_the_new_one(tmp_path: Path) -> None:
    opened_by: list[str] = []
    for step in range(1, 100):
        folder = tmp_path / str(step)
        folder.mkdir()
        tools = vault_tools(folder)
        vault, _ = a_vault(tools)
        dying = replace(tools, files=killed_at(step))

        def change(dying=dying) -> None:
            unlock(dying).change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=NOW)

        if not was_killed(change):
            break
        opened_by.append(_passphrase_that_opens(folder, vault.db_key))
        assert (folder / CURRENT_NAME).read_bytes() == (folder / PREVIOUS_NAME).read_bytes()
    assert {PASSPHRASE, NEW_PASSPHRASE} == set(opened_by)


def test_a_full_disk_while_changing_the_passphrase_leaves_a_vault_that_opens(tmp_path: Path) -> None:
    for step in range(1, 6):
        folder = tmp_path / str(step)
        folder.mkdir()
        tools = vault_tools(folder)
        vault, _ = a_vault(tools)
        with refused("files.disk_full"):
            unlock(replace(tools, files=failing_at(step))).change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=NOW)
        assert _passphrase_that_opens(folder, vault.db_key)


def test_recovery_without_a_lease_leads_to_a_new_passphrase_and_asks_for_a_new_lease(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    vault, code = a_vault(tools)
    (tmp_path / LEASE_NAME).unlink()
    with refused("vault.lease_missing"):
        unlock(tools)
    unlock_by_code(tools, code).change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=NOW)
    assert unlock(tools, NEW_PASSPHRASE).db_key == vault.db_key
    assert read_lease(tools.files, tmp_path).server_knows is False


def test_a_newer_custodian_list_remakes_the_slot_and_an_older_one_is_refused(tmp_path: Path) -> None:
    vault, _ = a_vault(vault_tools(tmp_path), custodians=a_trio(number=5).list)
    assert vault.use_custodians(a_trio(number=5).list) is False
    assert vault.use_custodians(a_trio(number=6, seed=12).list) is True
    assert vault.custodian_list == 6
    with refused("vault.custodians_older"):
        vault.use_custodians(a_trio(number=5).list)


def test_each_use_has_a_key_of_its_own(tmp_path: Path) -> None:
    vault, _ = a_vault(vault_tools(tmp_path))
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    subkeys = {vault._data_key.subkey(info) for info in (b"homeward/1/db", b"homeward/1/slots", b"homeward/1/anchor")}
    assert len(subkeys) == 3 and vault.db_key in subkeys
    assert vault.db_key not in files and vault.db_key.hex().encode() not in files


def test_a_newly_made_vault_differs_from_every_other(tmp_path: Path) -> None:
    keys = set()
    for seed in range(5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        keys.add(a_vault(vault_tools(folder, seed=seed))[0].db_key)
    assert len(keys) == 5


def _passphrase_that_opens(folder: Path, db_key: bytes) -> str:
    tools = vault_tools(folder)
    for passphrase in (PASSPHRASE, NEW_PASSPHRASE):
        try:
            vault = unlock(tools, passphrase)
        except HomewardError as error:
            assert error.code == "vault.wrong_passphrase"
            continue
        assert vault.db_key == db_key
        vault.settle(1)
        return passphrase
    raise AssertionError("neither passphrase opens the vault")
