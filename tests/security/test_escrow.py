"""Two of three custodians open a vault; one alone, a wrong mixture, or a moved half opens nothing."""

import json
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest

from field_client.vault import hpke
from field_client.vault.argon2id import FLOOR
from field_client.vault.custodian_key import (
    make_custodian_key,
    open_custodian_key,
    read_custodian_key,
    write_custodian_key,
)
from field_client.vault.escrow import (
    EscrowAnswer,
    EscrowRequest,
    answer_request,
    read_answer,
    read_request,
    write_answer,
    write_request,
)
from field_client.vault.escrow_blobs import PAIRS
from field_client.vault.slot_files import CURRENT_NAME
from field_client.vault.vault import Vault, VaultTools, open_vault, request_escrow
from field_client.vault.ways import by_custodians
from shared_schema.canonical import dumps
from shared_schema.errors import HomewardError
from tests.field_client.vault.building import (
    Trio,
    a_trio,
    a_vault,
    each_flip,
    quick_derive,
    refused,
    seeded,
    unlock,
    vault_tools,
)

SUITES = [hpke.X25519_SUITE, hpke.HYBRID_SUITE]
NEW_PASSPHRASE = "seven buffaloes cross the dry field"


def an_escrow(folder: Path, *, suite: int = hpke.X25519_SUITE) -> tuple[VaultTools, Vault, Trio]:
    tools, trio = vault_tools(folder), a_trio(suite=suite)
    vault, _ = a_vault(tools, custodians=trio.list)
    return tools, vault, trio


def open_by(tools: VaultTools, request: EscrowRequest, private: bytes, answers: list[EscrowAnswer]) -> Vault:
    return open_vault(tools, by_custodians(request, answers, private=private))


@pytest.mark.parametrize("suite", SUITES)
def test_each_pair_of_custodians_opens_the_vault_in_either_order(tmp_path: Path, suite: int) -> None:
    tools, vault, trio = an_escrow(tmp_path, suite=suite)
    request, private = request_escrow(tools)
    for two in permutations(trio.privates, 2):
        answers = [answer_request(request, private=one) for one in two]
        assert open_by(tools, request, private, answers).db_key == vault.db_key


def test_the_whole_ceremony_through_files_ends_with_a_new_passphrase(tmp_path: Path) -> None:
    tools, vault, trio = an_escrow(tmp_path, suite=hpke.best_suite())
    request, private = request_escrow(tools)
    shown = read_request(write_request(request))
    assert shown.spoken == request.spoken and len(shown.spoken) == 24
    answers = [read_answer(write_answer(answer_request(shown, private=one))) for one in trio.privates[:2]]
    opened = open_by(tools, request, private, answers)
    assert opened.opened_by == "escrow"
    opened.change_passphrase(NEW_PASSPHRASE, cost=FLOOR, now=0)
    assert unlock(tools, NEW_PASSPHRASE).db_key == vault.db_key


def test_one_custodian_alone_opens_nothing(tmp_path: Path) -> None:
    tools, _, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    for one in trio.privates:
        answer = answer_request(request, private=one)
        for answers in ([], [answer], [answer, answer]):
            with refused("vault.escrow_refused"):
                open_by(tools, request, private, answers)


def test_one_custodian_alone_holds_nothing_but_noise(tmp_path: Path) -> None:
    tools, _, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    kek = _kek(request, private, trio)
    for one in trio.privates:
        answer = answer_request(request, private=one)
        opened = [
            hpke.open_sealed(sealed, suite=1, private=private, info=_answer_info(request, pair, position))
            for pair, sealed in answer.halves.items()
            for position in (0, 1)
        ]
        halves = [half for half in opened if half is not None]
        assert len(halves) == 2 and kek not in halves
        assert bytes(a ^ b for a, b in zip(*halves, strict=True)) != kek


def test_three_answers_open_as_well_as_two(tmp_path: Path) -> None:
    tools, vault, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    answers = [answer_request(request, private=one) for one in trio.privates]
    assert open_by(tools, request, private, answers).db_key == vault.db_key


def test_each_wrong_mixture_of_halves_fails(tmp_path: Path) -> None:
    tools, _, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    answers = [answer_request(request, private=one) for one in trio.privates]
    for one, other in permutations(answers, 2):
        pair = next(pair for pair in one.halves if pair in other.halves)
        for source in answers:
            for taken in source.halves:
                wrong = replace(one, halves=one.halves | {pair: source.halves[taken]})
                if wrong != one:
                    with refused("vault.escrow_refused"):
                        open_by(tools, request, private, [wrong, other])


def test_answers_to_another_request_or_under_another_name_fail(tmp_path: Path) -> None:
    tools, _, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    later = replace(tools, random=seeded(77))
    other_request, other_private = request_escrow(later)
    first, second = (answer_request(request, private=one) for one in trio.privates[:2])
    for wrong in (
        [answer_request(other_request, private=trio.privates[0]), second],
        [replace(first, kid=second.kid), replace(second, kid=first.kid)],
        [replace(first, fingerprint=other_request.fingerprint), second],
    ):
        with refused("vault.escrow_refused"):
            open_by(tools, request, private, wrong)
    with refused("vault.escrow_refused"):
        open_by(tools, request, other_private, [first, second])


def test_a_custodian_of_another_laptop_is_told_so(tmp_path: Path) -> None:
    tools, _, _ = an_escrow(tmp_path)
    request, _ = request_escrow(tools)
    strangers = a_trio(seed=500)
    for stranger in strangers.privates:
        with refused("vault.not_custodian"):
            answer_request(request, private=stranger)
    with refused("vault.not_custodian"):
        answer_request(request, private=a_trio(suite=hpke.HYBRID_SUITE).privates[0])


def test_a_half_moved_to_another_pair_place_slot_or_vault_does_not_open(tmp_path: Path) -> None:
    tools, _, trio = an_escrow(tmp_path)
    request, _ = request_escrow(tools)
    pairs = request.blobs.pairs
    places = [(pair, position) for pair in range(3) for position in (0, 1)]
    for (pair, position), (other, other_position) in combinations(places, 2):
        moved = [list(halves) for halves in pairs]
        moved[pair][position], moved[other][other_position] = pairs[other][other_position], pairs[pair][position]
        blobs = replace(request.blobs, pairs=tuple((one, two) for one, two in moved))
        for at in {PAIRS[pair][position], PAIRS[other][other_position]}:
            with refused("vault.escrow_refused"):
                answer_request(replace(request, blobs=blobs), private=trio.privates[at])
    for wrong in (replace(request, vault=bytes(16)), replace(request, slot=bytes(8))):
        with refused("vault.escrow_refused"):
            answer_request(wrong, private=trio.privates[0])


def test_a_request_made_before_the_slot_was_renewed_opens_nothing(tmp_path: Path) -> None:
    tools, vault, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    answers = [answer_request(request, private=one) for one in trio.privates]
    vault.use_custodians(a_trio(number=2, seed=12).list)
    with refused("vault.escrow_refused"):
        open_by(tools, request, private, answers)


def test_a_laptop_without_custodians_says_so(tmp_path: Path) -> None:
    tools = vault_tools(tmp_path)
    a_vault(tools)
    with refused("vault.no_escrow"):
        request_escrow(tools)


@pytest.mark.parametrize("suite", SUITES)
def test_the_sizes_of_a_suite_are_those_of_the_design(tmp_path: Path, suite: int) -> None:
    an_escrow(tmp_path, suite=suite)
    slot = next(s for s in json.loads((tmp_path / CURRENT_NAME).read_bytes())["slots"] if s["kind"] == "escrow")
    sealed, public = {1: (80, 32), 2: (1168, 1216)}[suite]
    assert (hpke.SIZES[suite].sealed, hpke.SIZES[suite].public) == (sealed, public)
    assert {len(half) for pair in slot["pairs"] for half in pair["sealed"]} == {(sealed + 2) // 3 * 4}
    assert len((tmp_path / CURRENT_NAME).read_bytes()) <= 32 * 1024


def test_flipped_requests_and_answers_are_refused_or_lead_nowhere(tmp_path: Path) -> None:
    tools, _, trio = an_escrow(tmp_path)
    request, private = request_escrow(tools)
    for changed in each_flip(write_request(request)):
        with refused("vault.escrow_refused", "vault.not_custodian"):
            answers = [answer_request(read_request(changed), private=one) for one in trio.privates[:2]]
            open_by(tools, request, private, answers)
    second = answer_request(request, private=trio.privates[1])
    first = write_answer(answer_request(request, private=trio.privates[0]))
    for changed in each_flip(first):
        try:
            opened = open_by(tools, request, private, [read_answer(changed), second])
        except HomewardError as error:
            assert error.code == "vault.escrow_refused"
        else:  # the half that this pair does not need was hit
            assert opened.opened_by == "escrow" and read_answer(changed) != read_answer(first)


def test_a_suite_or_list_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    tools, _, _ = an_escrow(tmp_path)
    document = json.loads((tmp_path / CURRENT_NAME).read_bytes())
    next(slot for slot in document["slots"] if slot["kind"] == "escrow")["suite"] = 3
    (tmp_path / CURRENT_NAME).write_bytes(dumps(document))
    with refused("vault.slots_damaged"):
        request_escrow(tools)


@pytest.mark.parametrize("suite", SUITES)
def test_a_custodian_key_on_a_stick_opens_by_its_passphrase_alone(suite: int) -> None:
    made = make_custodian_key(
        "nine lamps along the temple wall", suite=suite, cost=FLOOR, random=seeded(), derive=quick_derive
    )
    key = read_custodian_key(write_custodian_key(made))
    private = open_custodian_key(key, "nine lamps along  the temple wall", derive=quick_derive)
    assert hpke.public_key(suite, private) == key.custodian.pub
    assert private not in write_custodian_key(made)
    with refused("vault.wrong_passphrase"):
        open_custodian_key(key, "ten lamps along the temple wall", derive=quick_derive)


def test_every_flipped_byte_of_a_custodian_key_is_refused() -> None:
    passphrase = "nine lamps along the temple wall"
    made = make_custodian_key(passphrase, suite=1, cost=FLOOR, random=seeded(), derive=quick_derive)
    for changed in each_flip(write_custodian_key(made)):
        with refused("vault.custodian_key_damaged", "vault.slots_damaged", "vault.wrong_passphrase"):
            open_custodian_key(read_custodian_key(changed), passphrase, derive=quick_derive)


def _answer_info(request: EscrowRequest, pair: int, position: int) -> bytes:
    kids = [kid.hex() for kid in request.blobs.kids(pair)]
    return dumps(["homeward/1/escrow-answer", request.fingerprint.hex(), pair, position, kids])


def _kek(request: EscrowRequest, private: bytes, trio: Trio) -> bytes:
    first, second = (answer_request(request, private=one) for one in trio.privates[:2])
    halves = [
        hpke.open_sealed(answer.halves[0], suite=1, private=private, info=_answer_info(request, 0, position))
        for position, answer in enumerate((first, second))
    ]
    assert halves[0] is not None and halves[1] is not None
    return bytes(a ^ b for a, b in zip(halves[0], halves[1], strict=True))
