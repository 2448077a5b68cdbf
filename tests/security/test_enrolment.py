"""A code makes one laptop, for one person, within a day and five tries; the answer follows from the root."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from shared_schema.certificates import IncarnationStatement, make_incarnation_statement
from shared_schema.change import link_zero
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from shared_schema.slip import parse_slip, printed_code, write_slip, write_slip_line
from shared_schema.wire.enrolment import CONTENT_TYPE, PATH, read_enrol_answer, write_enrol_request
from sync_server.services.incarnations import accept_incarnation
from sync_server.store import devices, people
from sync_server.store.device_list import list_devices
from sync_server.store.leases import offer_next_secret, read_lease, take_pending
from sync_server.store.tables_people import enrolment_codes
from tests.central import Central, a_central, enrol_request, enrol_with, new_keys, post_enrol
from tests.stores import StoreUrls


@pytest.fixture
def central(store_urls: StoreUrls, tmp_path: Path) -> Iterator[Central]:
    made = a_central(store_urls, tmp_path)
    made.person("sophea", office=made.office("BTB"))
    yield made
    made.close()


def code_of(answer: object) -> str:
    return str(orjson.loads(answer.get_data())["code"])  # type: ignore[attr-defined]


def test_a_laptop_is_enrolled_with_the_code_of_its_slip(central: Central) -> None:
    laptop = central.enrol("sophea")
    answer = laptop.enrolled.answer
    assert laptop.enrolled.device.code == "K1"
    assert (answer.login, answer.role, answer.office_code) == ("sophea", "social_worker", "BTB")
    assert answer.scopes == ("directory", f"office/{answer.office}/book", f"worker/{answer.worker}")
    assert answer.epoch == central.server.identity.epoch
    with central.server.database.snapshot() as connection:
        lease = read_lease(connection, central.server.sealing, laptop.device)
        first = devices.find_incarnation(connection, laptop.incarnation)
    assert lease is not None and lease.secret == answer.lease and len(answer.lease) == 16
    assert first is not None
    assert first.head_link == link_zero(laptop.incarnation, laptop.key.public_key().public_bytes_raw())


def test_every_laptop_gets_a_code_of_its_own(central: Central) -> None:
    assert [central.enrol("sophea").enrolled.device.code for _ in range(3)] == ["K1", "K2", "K3"]
    assert [devices.letter_of(n) for n in (1, 2, 3, 26, 27, 53)] == ["", "B", "C", "Z", "AA", "BA"]


def test_the_slip_is_read_back_from_paper_and_from_the_qr_line(central: Central) -> None:
    slip = central.slip("sophea")
    assert parse_slip(write_slip(slip)) == slip
    assert parse_slip(f"scanned: {write_slip_line(slip)}\n") == slip
    code = printed_code(slip)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_slip(write_slip(slip).replace(code, typed)) == slip


@pytest.mark.parametrize("line", ["code:", "server:", "authority:", "root:", "END OF SLIP", "HOMEWARD"])
def test_a_slip_that_lacks_a_line_is_refused(central: Central, line: str) -> None:
    lines = [one for one in write_slip(central.slip("sophea")).splitlines() if not one.startswith(line)]
    with pytest.raises(HomewardError) as caught:
        parse_slip("\n".join(lines))
    assert caught.value.code == "slip.not_a_slip"


def test_one_wrong_character_of_the_code_is_noticed_before_anything_is_sent(central: Central) -> None:
    text = write_slip(central.slip("sophea"))
    line = next(line for line in text.splitlines() if line.startswith("code:"))
    code = line.split()[-1]
    for at, character in enumerate(code):
        if character == "-":
            continue
        other = "7" if character != "7" else "8"
        wrong = text.replace(code, code[:at] + other + code[at + 1 :])
        with pytest.raises(HomewardError) as caught:
            parse_slip(wrong)
        assert caught.value.code == "slip.code_mistyped"


def test_after_five_wrong_codes_the_slip_is_dead_also_for_the_right_one(central: Central) -> None:
    slip, keys, client = central.slip("sophea"), new_keys(), central.client()
    for left in (4, 3, 2, 1, 0):
        answer = post_enrol(client, enrol_request(slip, keys, code="0000000000"), keys)
        assert (answer.status_code, code_of(answer)) == (403, "enrol.code_wrong")
        assert orjson.loads(answer.get_data())["facts"] == {"tries_left": left}
    for code in ("0000000000", slip.code):
        answer = post_enrol(client, enrol_request(slip, keys, code=code), keys)
        assert (answer.status_code, code_of(answer)) == (403, "enrol.code_dead")


def test_parallel_guesses_are_counted_one_by_one(central: Central) -> None:
    slip, keys = central.slip("sophea"), new_keys()
    app = central.client().application

    def guess(number: int) -> str:
        request = enrol_request(slip, keys, code=f"{number:010d}")
        return code_of(post_enrol(app.test_client(), request, keys, address=f"10.0.0.{number}"))

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(guess, range(12)))
    assert answers == ["enrol.code_dead"] * 7 + ["enrol.code_wrong"] * 5


def test_a_code_lives_a_day(central: Central) -> None:
    slip, keys = central.slip("sophea"), new_keys()
    central.clock.advance(hours=24, ms=1000)
    assert code_of(post_enrol(central.client(), enrol_request(slip, keys), keys)) == "enrol.code_dead"


def test_a_code_is_used_once(central: Central) -> None:
    slip, client = central.slip("sophea"), central.client()
    enrol_with(client, slip)
    keys = new_keys()
    assert code_of(post_enrol(client, enrol_request(slip, keys), keys)) == "enrol.code_dead"


def test_a_lost_answer_is_given_again_to_the_same_laptop_and_to_no_other(central: Central) -> None:
    slip, keys, client = central.slip("sophea"), new_keys(), central.client()
    request = enrol_request(slip, keys)
    first, again = (post_enrol(client, request, keys) for _ in range(2))
    assert first.get_data() == again.get_data()
    with central.server.database.snapshot() as connection:
        assert [one.code for one in list_devices(connection)] == ["K1"]
    other = replace(request, incarnation=random_id(bytes(16)))
    assert code_of(post_enrol(client, other, keys)) == "enrol.code_dead"


def test_two_laptops_racing_for_one_code_one_wins(central: Central) -> None:
    slip = central.slip("sophea")
    app = central.client().application

    def race(number: int) -> int:
        keys = new_keys()
        return post_enrol(app.test_client(), enrol_request(slip, keys), keys, address=f"10.0.1.{number}").status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(race, range(6))) == [200, 403, 403, 403, 403, 403]


def test_who_cannot_prove_the_key_gets_nothing(central: Central) -> None:
    slip, keys, other = central.slip("sophea"), new_keys(), new_keys()
    body = write_enrol_request(enrol_request(slip, keys), sign=other.signing.sign)
    answer = central.client().post(PATH, data=body, content_type=CONTENT_TYPE)
    assert code_of(answer) == "enrol.request_damaged"
    with central.server.database.snapshot() as connection:
        assert connection.scalar(select(enrolment_codes.c.tries_left)) == 5


def test_twenty_requests_an_hour_from_one_address(central: Central) -> None:
    keys, client, slip = new_keys(), central.client(), central.slip("sophea")
    wrong = replace(slip, invitation="ZZZZZZ")
    statuses = [post_enrol(client, enrol_request(wrong, keys), keys, address="10.9.9.9").status_code for _ in range(22)]
    assert statuses == [403] * 20 + [429] * 2
    late = post_enrol(client, enrol_request(wrong, keys), keys, address="10.9.9.9")
    assert 0 < int(late.headers["Retry-After"]) <= 3600
    assert post_enrol(client, enrol_request(wrong, keys), keys, address="10.9.9.8").status_code == 403
    central.clock.advance(hours=1)
    assert post_enrol(client, enrol_request(slip, keys), keys, address="10.9.9.9").status_code == 200


def test_a_slip_of_somebody_who_left_or_moved_is_dead(central: Central) -> None:
    office, other = central.office("PPN"), central.office("KTH")
    changes: dict[str, dict[str, str]] = {
        "dara": {"status": people.LEFT},
        "bopha": {"office": other},
        "rith": {"role": "supervisor"},
    }
    for login, change in changes.items():
        account = central.person(login, office=office)
        slip, keys = central.slip(login), new_keys()
        changed = replace(account, **change)  # type: ignore[arg-type]
        with central.server.database.transaction() as connection:
            people.change_account(connection, changed, now_ms=1)
        assert code_of(post_enrol(central.client(), enrol_request(slip, keys), keys)) == "enrol.code_dead"


def test_an_answer_that_does_not_follow_from_the_pinned_root_is_refused(
    central: Central, store_urls: StoreUrls
) -> None:
    slip, keys = central.slip("sophea"), new_keys()
    request = enrol_request(slip, keys)
    data = post_enrol(central.client(), request, keys).get_data()
    with pytest.raises(HomewardError):
        read_enrol_answer(data, root_sha256=bytes(32), request=request)
    for name in ("device_certificate", "server_device", "server_certificate", "custodians", "revocations"):
        body = orjson.loads(data)
        document = body[name]["body"]
        document["issued" if "issued" in document else "number"] += 1
        with pytest.raises(HomewardError) as caught:
            read_enrol_answer(orjson.dumps(body, option=orjson.OPT_SORT_KEYS), root_sha256=slip.root, request=request)
        assert caught.value.code == "certificate.not_valid"
    someone = replace(request, device=random_id(bytes(16)))
    with pytest.raises(HomewardError):
        read_enrol_answer(data, root_sha256=slip.root, request=someone)


def test_nothing_of_the_code_or_the_lease_lies_in_the_store_in_the_clear(central: Central) -> None:
    slip = central.slip("sophea")
    laptop = enrol_with(central.client(), slip)
    with central.server.database.snapshot() as connection:
        rows = repr(connection.execute(select(enrolment_codes)).all())
        leases = repr(connection.exec_driver_sql("SELECT * FROM leases").all())
    assert slip.code not in rows
    assert repr(laptop.enrolled.answer.lease)[2:-1] not in leases
    assert slip.code not in central.log.getvalue()


def test_the_lease_secret_changes_only_when_the_laptop_says_so(central: Central) -> None:
    laptop, sealing = central.enrol("sophea"), central.server.sealing
    with central.server.database.transaction() as connection:
        offer_next_secret(connection, sealing, laptop.device, secret=b"n" * 16)
        held = read_lease(connection, sealing, laptop.device)
        assert held is not None and (held.secret, held.pending) == (laptop.enrolled.answer.lease, b"n" * 16)
        assert not take_pending(connection, sealing, laptop.device, generation=1, now_ms=2)
        assert take_pending(connection, sealing, laptop.device, generation=2, now_ms=2)
        held = read_lease(connection, sealing, laptop.device)
        assert held is not None and (held.secret, held.pending, held.generation) == (b"n" * 16, None, 2)


def test_a_new_incarnation_is_taken_on_the_word_of_the_device_key(central: Central) -> None:
    laptop = central.enrol("sophea")
    serial = laptop.enrolled.device.serial
    new = random_id(b"n" * 16)

    def statement(**other: object) -> IncarnationStatement:
        body = {"serial": serial, "new": new, "old": laptop.incarnation, "old_n": 7, "reason": "restored"}
        return IncarnationStatement(**(body | other))  # type: ignore[arg-type]

    payload = make_incarnation_statement(statement(), sign=laptop.key.sign)
    with central.server.database.transaction() as connection:
        device = devices.find_device(connection, laptop.device)
        assert device is not None
        taken = accept_incarnation(connection, device, payload, now_ms=5)
        assert (taken.is_new, taken.incarnation.letter, taken.incarnation.head_n) == (True, "B", 0)
        assert not accept_incarnation(connection, device, payload, now_ms=6).is_new
        found = devices.find_device(connection, laptop.device)
        assert found is not None and found.newest_incarnation == new
        for bad in (statement(serial=serial + 1), statement(old=random_id(b"x" * 16), new=random_id(b"y" * 16))):
            with pytest.raises(HomewardError) as caught:
                accept_incarnation(connection, device, make_incarnation_statement(bad, sign=laptop.key.sign), now_ms=7)
            assert caught.value.code == "certificate.not_valid"
        stolen = make_incarnation_statement(statement(new=random_id(b"z" * 16)), sign=new_keys().signing.sign)
        with pytest.raises(HomewardError):
            accept_incarnation(connection, device, stolen, now_ms=8)
        clash = make_incarnation_statement(statement(reason="forked"), sign=laptop.key.sign)
        with pytest.raises(HomewardError) as caught:
            accept_incarnation(connection, device, clash, now_ms=9)
        assert caught.value.code == "device.incarnation_taken"
