"""The anchor: sealed for one vault, refused by name when it was changed."""

from pathlib import Path

from field_client.files import Files
from field_client.vault.anchor import ANCHOR_NAME, Anchor, AnchorFile
from shared_schema.identifiers import random_id
from tests.field_client.vault.building import ENROLLED, each_flip, refused, seeded

ANCHOR = Anchor(incarnation=random_id(bytes(range(16))), n=41, link=bytes(range(32)), high_water=ENROLLED)


def an_anchor_file(folder: Path, *, key: bytes = bytes(32), vault: bytes = bytes(16)) -> AnchorFile:
    return AnchorFile(files=Files(), folder=folder, key=key, vault=vault, random=seeded())


def test_an_anchor_reads_back_and_a_missing_one_is_none(tmp_path: Path) -> None:
    file = an_anchor_file(tmp_path)
    assert file.read() is None
    file.write(ANCHOR)
    assert file.read() == ANCHOR


def test_nothing_of_the_head_is_readable(tmp_path: Path) -> None:
    an_anchor_file(tmp_path).write(ANCHOR)
    data = (tmp_path / ANCHOR_NAME).read_bytes()
    assert ANCHOR.incarnation.encode() not in data and str(ENROLLED).encode() not in data


def test_the_same_head_is_never_sealed_the_same_way(tmp_path: Path) -> None:
    file = an_anchor_file(tmp_path)
    assert file.seal(ANCHOR) != file.seal(ANCHOR)


def test_an_anchor_of_another_key_or_vault_is_refused(tmp_path: Path) -> None:
    an_anchor_file(tmp_path).write(ANCHOR)
    for other in (an_anchor_file(tmp_path, key=bytes(31) + b"1"), an_anchor_file(tmp_path, vault=bytes(15) + b"1")):
        with refused("vault.anchor_damaged"):
            other.read()


def test_every_flipped_byte_and_every_torn_anchor_is_refused_by_name(tmp_path: Path) -> None:
    file = an_anchor_file(tmp_path)
    whole = file.seal(ANCHOR)
    for changed in [*each_flip(whole), *each_flip(whole, mask=0x80), *(whole[:end] for end in range(len(whole)))]:
        (tmp_path / ANCHOR_NAME).write_bytes(changed)
        with refused("vault.anchor_damaged"):
            file.read()
