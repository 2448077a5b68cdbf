"""The incarnation file: it tells a copied laptop from the one that was enrolled."""

from dataclasses import replace
from pathlib import Path

from field_client.files import Files
from field_client.vault.incarnation import (
    Verdict,
    judge_incarnation,
    new_incarnation,
    read_incarnation,
    write_incarnation,
)
from shared_schema.identifiers import random_id
from tests.field_client.vault.building import each_flip, refused, seeded

VAULT, MACHINE = bytes(range(16)), b"machine id of an invented laptop"
INCARNATION = new_incarnation(vault=VAULT, machine_id=MACHINE, random=seeded())


def judge(found=INCARNATION, *, expected=INCARNATION.id, vault=VAULT, machine_id=MACHINE) -> Verdict:
    return judge_incarnation(found, expected=expected, vault=vault, machine_id=machine_id)


def test_the_laptop_that_was_enrolled_is_recognised() -> None:
    assert judge() is Verdict.SAME


def test_a_copied_folder_is_noticed_by_file_vault_machine_and_number() -> None:
    assert judge(None) is Verdict.MISSING
    assert judge(vault=bytes(16)) is Verdict.OTHER_VAULT
    assert judge(machine_id=b"another machine") is Verdict.OTHER_MACHINE
    assert judge(replace(INCARNATION, id=random_id(bytes(16)))) is Verdict.OTHER_INCARNATION


def test_the_file_reads_back_and_does_not_hold_the_machine_id(tmp_path: Path) -> None:
    path = tmp_path / "incarnation"
    assert read_incarnation(Files(), path) is None
    write_incarnation(Files(), path, INCARNATION)
    assert read_incarnation(Files(), path) == INCARNATION
    assert MACHINE not in path.read_bytes()


def test_every_flipped_byte_and_every_torn_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "incarnation"
    write_incarnation(Files(), path, INCARNATION)
    whole = path.read_bytes()
    for changed in [*each_flip(whole), *each_flip(whole, mask=0x80), *(whole[:end] for end in range(len(whole)))]:
        path.write_bytes(changed)
        with refused("vault.incarnation_damaged"):
            read_incarnation(Files(), path)
